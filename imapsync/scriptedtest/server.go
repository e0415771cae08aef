package scriptedtest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
)

// The schemes that a Server speaks.
const (
	schemeTLS      = "imaps"
	schemeStartTLS = "imap+starttls"
)

// Server serves one Mailbox by a script.
type Server struct {
	Roots *x509.CertPool // vouches for the certificate of Host; nil if nothing is encrypted

	certificate tls.Certificate
	listener    net.Listener // nil: over pipes
	wg          sync.WaitGroup

	mu       sync.Mutex // guards the mailbox as well
	box      *Mailbox
	script   *Script
	sessions []*session
	accepted int
	limit    int64 // bytes until a connection is cut
	silent   bool  // they fall silent there instead
	cuts     int   // how many of the next connections
	commands []string
	closed   bool
}

// New returns a server of a mailbox that follows a script, nil for none, until
// the test ends. Connections are pipes.
func New(t testing.TB, box *Mailbox, script *Script) *Server {
	t.Helper()
	s := &Server{box: box, script: script}
	if box.Scheme == schemeTLS || box.Scheme == schemeStartTLS {
		var err error
		if s.certificate, s.Roots, err = authority(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(s.Close)
	return s
}

// Listen makes Dial connect over TCP on this machine.
func (s *Server) Listen(t testing.TB) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listener = l
	s.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.accept(c)
		}
	})
}

// Dial connects to the server, whatever the address.
func (s *Server) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if s.listener != nil {
		return new(net.Dialer).DialContext(ctx, "tcp", s.listener.Addr().String())
	}
	client, server := net.Pipe()
	s.accept(server)
	return client, nil
}

// accept serves a connection in the background.
func (s *Server) accept(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		c.Close()
		return
	}
	s.accepted++
	e := newSession(s, c, s.accepted)
	if s.cuts > 0 {
		s.cuts--
		e.out.left, e.out.silent = s.limit, s.silent
	}
	s.sessions = append(s.sessions, e)
	s.wg.Go(e.out.pump)
	s.wg.Go(e.run)
}

// Behave takes the script away: from now on the server does nothing wrong. What
// has fallen silent stays so.
func (s *Server) Behave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script, s.cuts = nil, 0
	for _, e := range s.sessions {
		e.mend()
	}
}

// CutAfter makes the next connections end after a number of bytes, or fall
// silent there.
func (s *Server) CutAfter(bytes int64, connections int, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit, s.cuts, s.silent = bytes, connections, silent
}

// Deliver adds a made-up message to a folder and tells who listens. It returns
// the message's UID.
func (s *Server) Deliver(name string) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.box.folder(name)
	m := newMessage(f.Name, f.UIDNext)
	f.add(m)
	s.tell(f, fmt.Sprintf("* %d EXISTS", len(f.Messages)), "")
	return m.UID
}

// Expunge takes a message out of a folder and tells who listens.
func (s *Server) Expunge(name string, uid uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.box.folder(name)
	if n := f.expunge(uid); n > 0 {
		s.tell(f, fmt.Sprintf("* %d EXPUNGE", n), fmt.Sprintf("* VANISHED %d", uid))
	}
}

// tell leaves a line with everybody who has the folder open; vanished, if not
// empty, with those who want it so.
func (s *Server) tell(f *Folder, line, vanished string) {
	for _, e := range s.sessions {
		switch {
		case e.open == f && vanished != "" && e.qresync:
			e.pending = append(e.pending, vanished)
		case e.open == f:
			e.pending = append(e.pending, line)
		case e.notify:
			e.pending = append(e.pending, status(f, []string{"MESSAGES", "UIDNEXT", "UIDVALIDITY"}))
		default:
			continue
		}
		if e.idling || e.notify {
			s.wg.Go(e.flushNews)
		}
	}
}

// UIDs are those of a folder's messages, ascending.
func (s *Server) UIDs(name string) []uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.box.folder(name).UIDs()
}

// Folders are the names of the folders that can be opened, as they are sent, and
// the UIDVALIDITY of each.
func (s *Server) Folders() map[string]uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]uint32{}
	for _, f := range s.box.Folders {
		if !slices.Contains(f.Attrs, `\Noselect`) {
			all[f.Name] = f.UIDValidity
		}
	}
	return all
}

// Clear is everything that was received before encryption began, over all
// connections.
func (s *Server) Clear() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []byte
	for _, e := range s.sessions {
		all = append(all, e.out.inClear()...)
	}
	return all
}

// Commands are the commands received, without their tags, of all connections.
func (s *Server) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// Connections is how many there have been.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted
}

// Sent is how many bytes of answers were sent over all connections.
func (s *Server) Sent() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var n int64
	for _, e := range s.sessions {
		n += e.out.sent.Load()
	}
	return n
}

// Close ends all connections and waits for their ends.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	for _, e := range s.sessions {
		e.out.Close()
	}
	s.mu.Unlock()
	if s.listener != nil {
		s.listener.Close()
	}
	s.wg.Wait()
}
