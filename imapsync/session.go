package imapsync

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// shortCommand bounds most commands. A minute without a byte is a server that
// is gone.
func shortCommand() limits { return limits{silence: time.Minute, total: 2 * time.Minute} }

// searchCommand bounds a SEARCH, which is answered by one line with all UIDs.
func searchCommand() limits {
	return limits{silence: time.Minute, total: 5 * time.Minute, line: 16 << 20}
}

func fetchCommand() limits { return limits{silence: time.Minute, total: 5 * time.Minute} }

func politeCommand() limits { return limits{silence: 5 * time.Second, total: 5 * time.Second} }

const inbox = "INBOX"

// session is a connection that is logged in. One goroutine at a time uses it.
type session struct {
	conn   *conn
	client *imapclient.Client
	where  string
	caps   imap.CapSet
	stray  atomic.Pointer[harvest] // takes FETCH data that the library cannot place
	inbox  *watch                  // told of changes in the open folder
}

// dial opens a session. inbox is told what changes in the open folder.
func (a Account) dial(ctx context.Context, inbox *watch) (*session, error) {
	c, err := a.open(ctx)
	if err != nil {
		return nil, a.unreachable(err)
	}
	s := &session{conn: c, where: a.address(), inbox: inbox}
	if err := s.greet(ctx); err != nil {
		s.close()
		return nil, a.unreachable(err)
	}
	if err := a.login(ctx, s); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// greet hands the connection to the library, and waits for the greeting and the
// capabilities.
func (s *session) greet(ctx context.Context) error {
	return s.do(ctx, "the greeting", shortCommand(), func() error {
		s.client = imapclient.New(s.conn, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
			Mailbox: func(data *imapclient.UnilateralDataMailbox) { s.inbox.exists(data.NumMessages) },
			Expunge: func(uint32) { s.inbox.expunged() },
			Fetch:   s.unasked,
		}})
		if err := s.client.WaitGreeting(); err != nil {
			return err
		}
		if s.client.State() != imap.ConnStateNotAuthenticated {
			return errors.New("the server claims that nobody needs to log in")
		}
		return s.capabilities()
	})
}

func (s *session) capabilities() error {
	if s.caps = s.client.Caps(); s.caps == nil {
		return errors.New("the server does not tell its capabilities")
	}
	return nil
}

// do runs a command within its limits and the context. The error is a *refusal
// if the server said NO or BAD, ctx's if that is done, else *broken: then the
// connection is closed.
func (s *session) do(ctx context.Context, what string, l limits, command func() error) error {
	stop := context.AfterFunc(ctx, func() { s.conn.abort(context.Cause(ctx)) })
	defer stop()
	end := s.conn.begin(what, l)
	err := recovered(command)
	end()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		s.conn.abort(ctx.Err())
		return ctx.Err()
	}
	if cause := s.conn.cause(); cause != nil {
		return &broken{s.where, cause, !errors.Is(cause, errTimeout) && !s.conn.lost.Load()}
	}
	if no := (*imap.Error)(nil); errors.As(err, &no) {
		return &refusal{what, no}
	}
	err = fmt.Errorf("in answer to %s: %w", what, err)
	s.conn.abort(err)
	return &broken{s.where, err, !s.conn.lost.Load()}
}

// recovered makes an error of a panic in the library.
func recovered(command func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the IMAP library failed: %v", p)
		}
	}()
	return command()
}

// alive says whether the connection still answers.
func (s *session) alive(ctx context.Context) bool {
	return s.do(ctx, "NOOP", limits{silence: 15 * time.Second, total: 15 * time.Second}, func() error {
		return s.client.Noop().Wait()
	}) == nil
}

// logout takes leave and closes the connection.
func (s *session) logout(ctx context.Context) {
	// The answer does not matter, only that it is waited for shortly.
	_ = s.do(ctx, "LOGOUT", politeCommand(), func() error { return s.client.Logout().Wait() })
	s.close()
}

// close closes the connection, and waits for the library to notice.
func (s *session) close() {
	s.conn.abort(errors.New("closed"))
	if s.client != nil {
		s.client.Close()
		<-s.client.Closed()
	}
}
