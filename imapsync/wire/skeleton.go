package wire

import (
	"context"
	"errors"
	"io"
	"iter"
	"net"
	"time"
)

var errSkeleton = errors.New("not written yet")

// Greet reads the greeting (RFC 3501 §7.1). A PREAUTH greeting is refused with
// ErrPreAuth, a BYE is a *Broken.
func (c *Conn) Greet(ctx context.Context) error { return errSkeleton }

// StartTLS asks for encryption and has upgrade do the handshake (RFC 3501
// §6.2.1). Data that came before encryption is an error, ErrEarlyData; whatever
// the server said until then is forgotten, its capabilities too.
func (c *Conn) StartTLS(ctx context.Context, upgrade func(net.Conn) (net.Conn, error)) error {
	return errSkeleton
}

// Capability asks what the server offers (RFC 3501 §6.1.1).
func (c *Conn) Capability(ctx context.Context) (Caps, error) { return nil, errSkeleton }

// Caps is what the server said last that it offers: when asked, in its greeting
// or when it answered the login. It is empty as long as that is not known, as
// after a login whose answer does not tell.
func (c *Conn) Caps() Caps { return nil }

// Login logs in with the LOGIN command (RFC 3501 §6.2.3).
func (c *Conn) Login(ctx context.Context, user, password string) error { return errSkeleton }

// Mechanism is the client's side of a SASL mechanism, as go-sasl has it.
type Mechanism interface {
	// Start returns the mechanism's name and the initial response, nil if the
	// server speaks first.
	Start() (name string, initial []byte, err error)
	// Next answers a challenge.
	Next(challenge []byte) (response []byte, err error)
}

// Authenticate logs in with a SASL mechanism (RFC 3501 §6.2.2, RFC 4959).
func (c *Conn) Authenticate(ctx context.Context, m Mechanism) error { return errSkeleton }

// Enable turns extensions on and returns those that are on now (RFC 5161).
func (c *Conn) Enable(ctx context.Context, ext ...string) (enabled []string, err error) {
	return nil, errSkeleton
}

// ID tells the server who we are, as keys and values in turn (RFC 2971). A
// refusal is no error.
func (c *Conn) ID(ctx context.Context, pairs ...string) error { return errSkeleton }

// ListOptions are what List asks for besides names. The zero value asks for
// nothing that a server may not know.
type ListOptions struct {
	SpecialUse bool     // RFC 6154; needs LIST-EXTENDED or SPECIAL-USE
	Status     []string // items of STATUS for each mailbox (RFC 5819); needs LIST-STATUS
}

// Mailbox is what a server says of one of its mailboxes (RFC 3501 §7.2.2).
type Mailbox struct {
	Name   string   // in UTF-8; as Raw if that cannot be decoded
	Raw    string   // as on the wire, quoting taken off: what commands are given
	Attrs  []string // as sent: "\HasNoChildren", "\Sent"
	Delim  rune     // between levels of the hierarchy; 0: there are none
	Status *Status  // nil: not asked for, or not given
}

// List lists every mailbox (RFC 3501 §6.3.8, RFC 5258), each once.
func (c *Conn) List(ctx context.Context, o ListOptions) ([]Mailbox, error) { return nil, errSkeleton }

// StatusItem is an item of STATUS, or several.
type StatusItem uint8

// What a STATUS response gave.
const (
	ItemMessages StatusItem = 1 << iota
	ItemUIDNext
	ItemUIDValidity
	ItemModSeq
)

// Status is the state of a mailbox (RFC 3501 §7.2.4).
type Status struct {
	Name        string // as in Mailbox
	Raw         string // as in Mailbox
	Messages    uint32
	UIDNext     uint32
	UIDValidity uint32
	ModSeq      uint64     // HIGHESTMODSEQ (RFC 7162 §3.1.7)
	Has         StatusItem // what of it was given
	Err         error      // a *Refused if this mailbox was, else nil
}

// Status asks for the state of mailboxes, named as in Mailbox.Raw, in one flight
// (RFC 3501 §6.3.10), and returns it in the order of asking. Items are named as
// on the wire: "UIDNEXT".
func (c *Conn) Status(ctx context.Context, items []string, raw ...string) ([]Status, error) {
	return nil, errSkeleton
}

// Resync is what is known of a mailbox that is opened again (RFC 7162 §3.2.5).
type Resync struct {
	UIDValidity uint32
	ModSeq      uint64
	Known       UIDSet // the UIDs that are known; may be empty
}

// ExamineOptions are what Examine asks for besides opening.
type ExamineOptions struct {
	CondStore bool    // RFC 7162 §3.1.8
	QResync   *Resync // after Enable("QRESYNC") only
}

// Selected is what a server says of the mailbox that it opened.
type Selected struct {
	UIDValidity uint32
	UIDNext     uint32 // 0: not said
	Messages    uint32
	ModSeq      uint64       // HIGHESTMODSEQ; 0: not said
	NoModSeq    bool         // the mailbox keeps no modification sequences
	Vanished    UIDSet       // gone since Resync
	Changed     []FlagChange // new or other since Resync
	ReadOnly    bool
}

// Examine opens a mailbox for reading (RFC 3501 §6.3.2).
func (c *Conn) Examine(ctx context.Context, raw string, o ExamineOptions) (Selected, error) {
	return Selected{}, errSkeleton
}

// Search returns the UIDs that meet criteria, which are sent as they are (RFC
// 3501 §6.4.4, RFC 4731).
func (c *Conn) Search(ctx context.Context, criteria string) (UIDSet, error) { return nil, errSkeleton }

// Add returns s with the UIDs from first to last.
func (s UIDSet) Add(first, last uint32) UIDSet { return s }

// Union returns what is in s or t.
func (s UIDSet) Union(t UIDSet) UIDSet { return s }

// Minus returns what is in s and not in t.
func (s UIDSet) Minus(t UIDSet) UIDSet { return s }

// Intersect returns what is in both s and t.
func (s UIDSet) Intersect(t UIDSet) UIDSet { return s }

// Contains says whether a UID is in s.
func (s UIDSet) Contains(uid uint32) bool { return false }

// Len is how many UIDs are in s.
func (s UIDSet) Len() int { return 0 }

// String writes s as a sequence-set (RFC 3501 §9): "1:3,7"; "" if it is empty.
func (s UIDSet) String() string { return "" }

// Newest takes the n highest UIDs of s apart from the rest.
func (s UIDSet) Newest(n int) (newest, rest UIDSet) { return s, nil }

// All yields every UID of s, ascending.
func (s UIDSet) All() iter.Seq[uint32] { return func(func(uint32) bool) {} }

// ParseUIDSet reads a sequence-set without "*".
func ParseUIDSet(text string) (UIDSet, error) { return nil, errSkeleton }

// FetchItems are what Fetch asks for of each message, besides its UID.
type FetchItems struct {
	Flags        bool
	Internal     bool     // INTERNALDATE
	ModSeq       bool     // RFC 7162 §3.1.4.2
	Gmail        bool     // X-GM-MSGID and X-GM-THRID
	Fields       []string // header fields: BODY.PEEK[HEADER.FIELDS (...)]
	Body         int      // > 0: the first bytes of the message instead: BODY.PEEK[]<0.Body>
	ChangedSince uint64   // > 0: only messages changed since (RFC 7162 §3.1.4.1)
	Vanished     bool     // with ChangedSince: tell what vanished, too (RFC 7162 §3.2.6)
}

// Message is what a FETCH response says of a message.
type Message struct {
	UID         uint32
	Flags       []string // as sent; shared, not to be changed
	HasFlags    bool
	Internal    time.Time // UTC; zero if absent or unreadable
	ModSeq      uint64
	GmailID     uint64 // X-GM-MSGID
	GmailThread uint64 // X-GM-THRID
	Raw         []byte // header fields or body; valid until the callback returns
	Came        bool   // Raw did, though it may be empty
	TooLarge    int64  // bytes of a literal that was thrown away for its size; 0: none was
	Fault       string // what was wrong with the response; ""
}

// Fetch fetches messages, several commands at a time (RFC 3501 §6.4.8).
func (c *Conn) Fetch(ctx context.Context, items FetchItems, next func() (UIDSet, bool), inflight int,
	each func(*Message) error, done func(UIDSet, error) error,
) error {
	return errSkeleton
}

// LastText is the text of the last tagged answer, with its code, at most 500
// bytes: a server that throttles says so there and nowhere else.
func (c *Conn) LastText() string { return "" }

// Noop asks for nothing, which is when a server tells what is new (RFC 3501 §6.1.2).
func (c *Conn) Noop(ctx context.Context) error { return errSkeleton }

// IdleOptions say when Idle returns by itself.
type IdleOptions struct {
	Until  time.Time          // zero: never
	Tick   time.Duration      // 0: never
	OnTick func() (stop bool) // called every Tick, on the same goroutine
	Quiet  time.Duration      // without a byte from the server; 0: no matter how long
}

// Woke is why Idle returned.
type Woke int

// Why Idle returned.
const (
	WokeStopped     Woke = iota + 1 // StopIdle was called
	WokeUntil                       // IdleOptions.Until is reached
	WokeInterrupted                 // Interrupt was called
	WokeTick                        // OnTick said so
	WokeQuiet                       // nothing came for IdleOptions.Quiet
	WokeEnded                       // the server completed the command by itself
)

// Idle waits for what the server tells (RFC 2177).
func (c *Conn) Idle(ctx context.Context, o IdleOptions) (Woke, error) { return 0, errSkeleton }

// StopIdle makes the Idle that is running return. It is for Options.Notice.
func (c *Conn) StopIdle() {}

// Interrupt makes a running Idle return, or the next one at once. Any goroutine
// may call it.
func (c *Conn) Interrupt() {}

// Abort closes the connection at once, for a reason that the running command
// and later ones return. Any goroutine may call it.
func (c *Conn) Abort(reason error) {}

// Notify sets what the server tells by itself, NOTIFY SET spec; an empty spec
// is NOTIFY NONE (RFC 5465).
func (c *Conn) Notify(ctx context.Context, spec string) error { return errSkeleton }

// Append stores a message of size bytes, read from r (RFC 3501 §6.3.11).
func (c *Conn) Append(ctx context.Context, raw string, flags []string, at time.Time, size int64, r io.Reader) (uidvalidity, uid uint32, err error) {
	return 0, 0, errSkeleton
}

// Logout ends the session (RFC 3501 §6.1.3), in at most 5 s, and closes the
// connection.
func (c *Conn) Logout(ctx context.Context) error { return errSkeleton }

// Close closes the connection without a word.
func (c *Conn) Close() error { return c.nc.Close() }

// Bytes counts what was sent and received, above TLS.
func (c *Conn) Bytes() (up, down int64) { return 0, 0 }

// EncodeMailbox writes a mailbox name in modified UTF-7 (RFC 3501 §5.1.3).
func EncodeMailbox(name string) string { return name }

// DecodeMailbox reads a mailbox name in modified UTF-7 (RFC 3501 §5.1.3). It
// returns false if raw is none.
func DecodeMailbox(raw string) (string, bool) { return raw, false }
