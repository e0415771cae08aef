package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// demoServer is a mail server in memory that listens on this machine only.
type demoServer struct {
	user     *imapmemserver.User
	server   *imapserver.Server
	listener *countingListener
	serving  sync.WaitGroup
}

// startDemoServer starts a server with Joe's folders, all empty.
func startDemoServer() (*demoServer, error) {
	s := &demoServer{user: imapmemserver.NewUser("joe@acme.example", demoPassword)}
	for _, folder := range []struct {
		name string
		use  imap.MailboxAttr
	}{{name: "INBOX"}, {"Sent", imap.MailboxAttrSent}, {"Drafts", imap.MailboxAttrDrafts}, {"Junk", imap.MailboxAttrJunk},
		{"Trash", imap.MailboxAttrTrash}, {name: "Customers"}, {name: "Customers/Globex"}} {
		options := &imap.CreateOptions{}
		if folder.use != "" {
			options.SpecialUse = []imap.MailboxAttr{folder.use}
		}
		if err := s.user.Create(folder.name, options); err != nil {
			return nil, fmt.Errorf("make the folder %s: %w", folder.name, err)
		}
	}
	users := imapmemserver.New()
	users.AddUser(s.user)
	s.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapSpecialUse: {}},
		InsecureAuth: true, // to this machine only
		Logger:       log.New(io.Discard, "", 0),
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the mail server: %w", err)
	}
	s.listener = &countingListener{Listener: listener}
	s.serving.Go(func() {
		// It ends with an error only when nobody can connect any more, which
		// whoever reads from it is told.
		_ = s.server.Serve(s.listener)
	})
	return s, nil
}

// address is host and port of the server.
func (s *demoServer) address() string { return s.listener.Addr().String() }

// deliver puts a mail into a folder, as it would have arrived at at.
func (s *demoServer) deliver(folder string, mail []byte, at time.Time) error {
	options := &imap.AppendOptions{Time: at}
	if folder == "Drafts" {
		options.Flags = []imap.Flag{imap.FlagDraft}
	}
	if _, err := s.user.Append(folder, literal{bytes.NewReader(mail), int64(len(mail))}, options); err != nil {
		return fmt.Errorf("put a mail into %s: %w", folder, err)
	}
	return nil
}

// stop ends the server and waits for its connections.
func (s *demoServer) stop() error {
	err := s.server.Close()
	if closed := s.listener.Close(); closed != nil && !errors.Is(closed, net.ErrClosed) {
		err = errors.Join(err, closed)
	}
	s.serving.Wait()
	s.listener.open.Wait()
	if err != nil {
		return fmt.Errorf("stop the mail server: %w", err)
	}
	return nil
}

// literal is a mail as the library takes it.
type literal struct {
	io.Reader
	size int64
}

// Size is the mail's length in bytes.
func (l literal) Size() int64 { return l.size }

// countingListener knows which of its connections are open.
type countingListener struct {
	net.Listener
	open sync.WaitGroup
}

// Accept waits for a connection and counts it.
func (l *countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.open.Add(1)
	return &countedConn{Conn: c, done: sync.OnceFunc(l.open.Done)}, nil
}

// countedConn is taken off the count when it is closed.
type countedConn struct {
	net.Conn
	done func()
}

// Close closes the connection.
func (c *countedConn) Close() error {
	defer c.done()
	return c.Conn.Close()
}
