package imapsync

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// limits bound one command.
type limits struct {
	silence time.Duration // without a byte from the server; 0: no bound
	total   time.Duration // from beginning to end
	line    int           // bytes of one response; 0: maxLine
}

// conn is a connection to an IMAP server, between the network (or TLS) and the
// IMAP library. It bounds what a server can do, because the library waits for
// ever and reads without limit. Whoever breaks a bound loses the connection:
// nothing else ends a read that hangs.
type conn struct {
	net.Conn          // what the library reads and writes
	raw      net.Conn // below TLS: closing it never waits
	prefix   io.Reader
	frame    framing     // of the one goroutine that reads
	lost     atomic.Bool // the other side or the network ended it

	mu     sync.Mutex
	reason error // why it was closed, nil while it is open
	what   string
	limits limits
	got    int64       // bytes in answer to the command
	quiet  *time.Timer // since the last byte
}

// newConn guards a connection. The greeting, if not empty, is read before
// anything the server sends.
func newConn(c, raw net.Conn, greeting string) *conn {
	return &conn{Conn: c, raw: raw, prefix: strings.NewReader(greeting), frame: framing{maxLine: maxLine}}
}

// Read reads from the server and follows its responses.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.prefix.Read(p)
	if n == 0 {
		n, err = c.Conn.Read(p)
	}
	if err != nil {
		c.lost.Store(true)
	}
	if cause := c.follow(p[:n]); cause != nil {
		c.abort(cause)
	}
	if cause := c.cause(); cause != nil {
		return 0, cause
	}
	return n, err
}

func (c *conn) follow(p []byte) error {
	c.mu.Lock()
	c.got += int64(len(p))
	got, limit := c.got, c.limits.line
	if c.quiet != nil && len(p) > 0 {
		c.quiet.Reset(c.limits.silence)
	}
	c.mu.Unlock()
	if got > maxCommand {
		return fmt.Errorf("the server sent more than %d MiB in answer to one command", maxCommand>>20)
	}
	c.frame.maxLine = max(limit, maxLine)
	if err := c.frame.scan(p); err != nil {
		return err
	}
	if c.frame.bye != "" {
		c.lost.Store(true)
		return fmt.Errorf("the server ended the session, saying %s", said(c.frame.bye))
	}
	return nil
}

// begin starts the bounds of a command that is called what; end lifts them.
// Commands follow one another, never two at a time.
func (c *conn) begin(what string, l limits) (end func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.what, c.limits, c.got = what, l, 0
	total := time.AfterFunc(l.total, func() {
		c.abort(fmt.Errorf("%s took longer than %s: %w", what, l.total, errTimeout))
	})
	var quiet *time.Timer
	if l.silence > 0 {
		quiet = time.AfterFunc(l.silence, func() {
			c.abort(fmt.Errorf("no answer to %s for %s: %w", what, l.silence, errTimeout))
		})
	}
	c.quiet = quiet
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		total.Stop()
		if quiet != nil {
			quiet.Stop()
		}
		c.quiet = nil
	}
}

// abort closes the connection for a reason. The first reason counts.
func (c *conn) abort(reason error) {
	c.mu.Lock()
	if c.reason == nil {
		c.reason = reason
	}
	c.mu.Unlock()
	c.raw.Close()
}

// cause is why the connection was closed from this side, nil if it was not.
func (c *conn) cause() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reason
}

// Close closes the connection.
func (c *conn) Close() error { return c.raw.Close() }

// SetReadDeadline does nothing: the library sets none while it waits for a
// response, and reads are bounded by begin.
func (c *conn) SetReadDeadline(time.Time) error { return nil }
