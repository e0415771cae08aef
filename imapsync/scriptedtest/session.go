package scriptedtest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"sync"
)

// session is one connection.
type session struct {
	*Server
	number int
	out    *gate
	r      *bufio.Reader

	writing sync.Mutex // guards the gate and w
	w       *bufio.Writer

	// Of the goroutine that runs the session.
	secure, user bool
	goodbye      bool
	condstore    bool

	// Guarded by Server.mu.
	open    *Folder
	opened  string // the command that did it
	qresync bool
	notify  bool
	idling  bool
	pending []string // what happened and was not told yet
}

func newSession(s *Server, c net.Conn, number int) *session {
	u := newConduit(c)
	e := &session{Server: s, number: number, out: &gate{conduit: u, w: c, left: -1}}
	e.r = bufio.NewReader(u)
	e.w = bufio.NewWriterSize(e.out, 32<<10)
	return e
}

// run serves the connection until it ends.
func (e *session) run() {
	defer e.out.Close()
	if err := e.begin(); err != nil {
		return
	}
	for !e.goodbye {
		c, err := readCommand(e.r, func() error { return e.say("+ go on") })
		if err != nil {
			return
		}
		if err := e.obey(c); err != nil {
			return
		}
	}
	e.leave()
}

// begin does what comes before the first command.
func (e *session) begin() error {
	if e.box.Scheme == schemeTLS {
		c := command{verb: "ACCEPT"}
		if r := e.rule(c); r != nil {
			if err := e.follow(r, c); err != nil {
				return err
			}
		} else if err := e.startTLS(); err != nil {
			return err
		}
	}
	return e.obey(command{verb: "CONNECT"})
}

// obey answers a command as the script says, else rightly.
func (e *session) obey(c command) error {
	if c.tag != "" {
		e.record(c)
	}
	if r := e.rule(c); r != nil {
		return e.follow(r, c)
	}
	return e.follow(&rule{actions: []action{{verb: "answer"}}}, c)
}

func (e *session) record(c command) {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, rest, tagged := strings.Cut(c.line, " ")
	if !tagged {
		rest = c.line // "DONE" to an IDLE that is over
	}
	e.commands = append(e.commands, rest)
}

// rule is the one to follow, nil if there is none.
func (e *session) rule(c command) *rule {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.script == nil {
		return nil
	}
	return e.script.rule(c, e.number, e.opened)
}

// say sends one line at once.
func (e *session) say(format string, args ...any) error {
	return e.send(fmt.Sprintf(format, args...) + "\r\n")
}

// send sends texts at once.
func (e *session) send(texts ...string) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	for _, t := range texts {
		if _, err := e.w.WriteString(t); err != nil {
			return err
		}
	}
	return e.w.Flush()
}

// flushNews tells what happened in the folder that is open.
func (e *session) flushNews() {
	e.mu.Lock()
	news := e.pending
	e.pending = nil
	e.mu.Unlock()
	for _, line := range news {
		if e.say("%s", line) != nil {
			return
		}
	}
}

// startTLS begins encryption.
func (e *session) startTLS() error {
	e.writing.Lock()
	defer e.writing.Unlock()
	encrypted := tls.Server(e.out.conduit, &tls.Config{Certificates: []tls.Certificate{e.certificate}})
	if err := encrypted.Handshake(); err != nil {
		return err
	}
	e.out.encrypted()
	e.secure = true
	e.out.w = encrypted
	e.r = bufio.NewReader(encrypted)
	return nil
}

// leave ends the connection in good manners.
func (e *session) leave() {
	e.writing.Lock()
	defer e.writing.Unlock()
	if c, ok := e.out.w.(*tls.Conn); ok {
		_ = c.CloseWrite() // the client may be gone already
	}
	e.out.Close()
}

// mend ends what makes the connection slow or short. Server.mu is held.
func (e *session) mend() {
	// Whoever waits in the midst of writing stays as it is.
	if e.writing.TryLock() {
		e.out.pace, e.out.left = 0, -1
		e.writing.Unlock()
	}
}
