package wire

import (
	"cmp"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Options are what a connection is used with.
type Options struct {
	// Silence is how long the server may say nothing while an answer is
	// awaited; 0: 60 s.
	Silence time.Duration
	Limits  Limits
	// Notice is told what the server tells of itself; it may be nil. It is
	// called on the command's goroutine and must not call the Conn, except for
	// StopIdle, Interrupt and Abort.
	Notice func(Notice)
}

// Limits bound what a server may send. A field that is zero has its default.
type Limits struct {
	// Line is how many bytes a response may have, literals apart; default
	// 1 MiB. Lists of UIDs (SEARCH, ESEARCH, VANISHED) may have 16 MiB.
	Line int
	// Literal is how many bytes of a literal are kept; default 512 KiB. A
	// larger one is read and thrown away, see Message.TooLarge.
	Literal int
	// Discard is how many bytes of one response are thrown away at most;
	// default 64 MiB. A literal that needs more ends the connection.
	Discard int64
	// Command is how many bytes may come during one command, or one window of a
	// Fetch, that nobody asked for; default 16 MiB. With what was asked for it
	// may be 16 times as much, except for Fetch.
	Command int64
	// Nesting is how deep parentheses may be nested; default 100.
	Nesting int
	// Mailboxes is how many mailboxes List may find; default 50,000.
	Mailboxes int
}

// filled puts the defaults in.
func (l Limits) filled() Limits {
	return Limits{
		Line:      cmp.Or(l.Line, 1<<20),
		Literal:   cmp.Or(l.Literal, 512<<10),
		Discard:   cmp.Or(l.Discard, 64<<20),
		Command:   cmp.Or(l.Command, 16<<20),
		Nesting:   cmp.Or(l.Nesting, 100),
		Mailboxes: cmp.Or(l.Mailboxes, 50_000),
	}
}

const (
	defaultSilence = 60 * time.Second
	writeTimeout   = 60 * time.Second
	commandTime    = 5 * time.Minute // for a command and its answer
	byeTime        = 5 * time.Second // for a command's answer after BYE
)

// Conn is a connection to an IMAP server.
type Conn struct {
	o      Options
	socket net.Conn // below TLS: closing it never waits

	up, down atomic.Int64

	mu          sync.Mutex // of what Interrupt and Abort touch
	nc          net.Conn   // above TLS
	reason      error      // why it was aborted; nil: it was not
	interrupted bool
	waiting     bool // reading in Idle, which Interrupt may end

	// The rest belongs to the goroutine that runs the command.
	buffer
	out      []byte        // the command that is being written
	tag      uint32        // the last that was used
	cmd      string        // the command that runs, for errors
	patience time.Duration // how long its answer may still be waited for
	over     *Broken
	bye      string
	caps     Caps
	text     string
	held     string // an alert in the greeting, which may not be the server's
	stopIdle bool

	plainSearch bool // ESEARCH is offered, and BAD
}

// New makes a connection of one that is open, encrypted or not. Nothing is sent
// or read.
func New(nc net.Conn, o Options) *Conn {
	o.Silence = cmp.Or(o.Silence, defaultSilence)
	o.Limits = o.Limits.filled()
	socket := nc
	if above, ok := nc.(interface{ NetConn() net.Conn }); ok { // TLS
		socket = above.NetConn()
	}
	return &Conn{o: o, nc: nc, socket: socket}
}

// Caps is what the server said last that it offers: when asked, in its greeting
// or when it answered the login. It is empty as long as that is not known, as
// after a login whose answer does not tell. It must not be changed.
func (c *Conn) Caps() Caps { return c.caps }

// LastText is the text of the last tagged answer, with its code, at most 500
// bytes: a server that throttles says so there and nowhere else.
func (c *Conn) LastText() string { return c.text }

// Bytes counts what was sent and received, above TLS. Any goroutine may call it.
func (c *Conn) Bytes() (up, down int64) { return c.up.Load(), c.down.Load() }

// Interrupt makes a running Idle return, or the next one at once. Any goroutine
// may call it.
func (c *Conn) Interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.interrupted = true
	if c.waiting {
		// If it fails the connection is over, which ends Idle as well.
		_ = c.nc.SetReadDeadline(time.Unix(1, 0))
	}
}

// Abort closes the connection at once, for a reason that the running command
// and later ones return in a *Broken. The first reason counts. Any goroutine
// may call it.
func (c *Conn) Abort(reason error) {
	c.mu.Lock()
	if c.reason == nil {
		c.reason = cmp.Or(reason, errAborted)
	}
	c.mu.Unlock()
	c.socket.Close()
}

var (
	errAborted = errors.New("the connection was aborted")
	errClosed  = errors.New("the connection is closed")
)

// aborted is the reason given to Abort, nil if there was none.
func (c *Conn) aborted() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reason
}

// Close closes the connection without a word. Another goroutine than the one
// that runs the commands calls Abort instead.
func (c *Conn) Close() error {
	if c.over == nil {
		c.over = &Broken{Cause: errClosed}
	}
	return c.socket.Close()
}

// fail ends the connection. The first cause counts.
func (c *Conn) fail(b *Broken) error {
	if c.over == nil {
		c.over = b
		c.socket.Close()
	}
	return c.over
}

// notice tells what the server told.
func (c *Conn) notice(n Notice) {
	if c.o.Notice != nil {
		c.o.Notice(n)
	}
}
