package wire

import (
	"net"
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
	// Discard is how large a literal may be; default 64 MiB. Announcing a
	// larger one ends the connection.
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

// Conn is a connection to an IMAP server.
type Conn struct {
	nc net.Conn
	o  Options
}

// New makes a connection of one that is open, encrypted or not. Nothing is sent
// or read.
func New(nc net.Conn, o Options) *Conn { return &Conn{nc: nc, o: o} }
