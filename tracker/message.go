package tracker

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"thrice/rules"
)

// Nature is what kind of sender wrote a message.
type Nature string

// The natures of a message.
const (
	Human       Nature = "human"
	AutoReply   Nature = "auto_reply"
	OutOfOffice Nature = "out_of_office"
	Gone        Nature = "gone"
	Receipt     Nature = "receipt"
	Bounce      Nature = "bounce"
	Delayed     Nature = "delayed"
	Calendar    Nature = "calendar"
	Bulk        Nature = "bulk"
	Uncertain   Nature = "uncertain"
)

// Message is one email, however many folders hold a copy.
type Message struct {
	Key     string // our identity of it, see Key; unique within the store
	Account string

	// IDs are the canonical Message-IDs it is known by: usually one, two if a
	// provider rewrote it, none if it has none. Refs are the ids it answers or
	// mentions: References, then In-Reply-To, then what a bounce returns.
	IDs  []string
	Refs []string

	From, ReplyTo Party // ReplyTo is the first one, if any
	To, Cc, Bcc   []Party
	Subject       string
	Base          string // subject without prefixes, RFC 5256 §2.1, folded
	Response      bool   // the subject has a reply prefix

	Date time.Time // the Date field; zero if absent
	At   time.Time // the message's time, see MessageTime
	Seen time.Time // when it was first received here

	// Real says that a copy was once seen outside Drafts, Outbox and Templates:
	// the message was sent or received. Clean says that a copy was once seen
	// outside Junk as well. Neither is ever taken back: that an answer was
	// deleted, moved or renumbered does not undo it.
	Real, Clean bool
	Locations   []Location

	Content
}

// Content is what reading a message gave.
type Content struct {
	Read      bool // its text was read, not only its header
	Nature    Nature
	Sure      float64
	NatureWhy string
	Text      string // newly written text, up to a limit
	Asks      bool
	Courtesy  bool
	Confirms  bool         // "yes, correct"
	Complaint rules.Reason // empty: none
	Call      bool         // asks to be called
	Wish      Wish         // of that call
	Promises  bool
	Stop      bool // "stop writing to me"
	Forward   bool
	List      bool // came through a list
	NoReply   bool // from an address that reads no answers
	Named     rules.Date
	Until     rules.Date // last day away
	StandIn   StandIn
	Phones    []Phone // in the text or the signature
	Failed    Failure
	// AuthServer and AuthPass are the topmost Authentication-Results.
	AuthServer string
	AuthPass   bool
	Errors     []string
}

// Failure is what a bounce reports.
type Failure struct {
	Status    string
	Address   string
	Permanent bool
}

// Key identifies a message: two copies have the same key, two mails that share
// a Message-ID by accident or malice do not. Our own mails are identified
// without their Message-ID, because servers rewrite it in one of two stored
// copies; raw is a digest of the whole header for a mail that has neither an id
// nor a date.
func Key(account string, outbound bool, id string, from Party, date time.Time, base string, to []Party, raw string) string {
	parts := []string{account, from.Address}
	if !date.IsZero() {
		parts = append(parts, date.UTC().Format(time.RFC3339))
	}
	switch {
	case outbound && !date.IsZero():
		addresses := make([]string, 0, len(to))
		for _, p := range to {
			addresses = append(addresses, p.Address)
		}
		slices.Sort(addresses)
		parts = append(parts, "out", base, strings.Join(addresses, ","))
	case id != "":
		parts = append(parts, "id", id)
	default:
		parts = append(parts, "raw", raw)
	}
	return digest(parts, 20)
}

// digest is a short name for a list of strings: n characters of base 32.
func digest(parts []string, n int) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:n]
}

// maxSkew is how far the Date field and the server's INTERNALDATE may lie apart
// and still both be believed: a mail written on Friday and sent on Monday.
const maxSkew = 7 * 24 * time.Hour

// MessageTime is the time of a message: the later of Date and INTERNALDATE if
// they differ by at most 7 days, else Date; INTERNALDATE if Date is absent or
// in the future; never later than seen.
func MessageTime(date, internal, seen time.Time) time.Time {
	at := date
	switch {
	case date.IsZero() || date.After(seen):
		at = internal
	case !internal.IsZero() && internal.Sub(date).Abs() <= maxSkew && internal.After(date):
		at = internal
	}
	if at.IsZero() || at.After(seen) {
		at = seen
	}
	return at.UTC()
}

// seenAt records that a copy lies there.
func (m *Message) seenAt(l Location) {
	m.Real = m.Real || l.counts()
	m.Clean = m.Clean || l.counts() && l.Role != RoleJunk
}

// Recipients are To, Cc and Bcc.
func (m *Message) Recipients() []Party { return slices.Concat(m.To, m.Cc, m.Bcc) }

// addressed are the recipients that every copy shows: To and Cc, and Bcc only
// where there is neither.
func (m *Message) addressed() []Party {
	if shown := slices.Concat(m.To, m.Cc); len(shown) > 0 {
		return shown
	}
	return m.Bcc
}

// Answers says whether the message refers to one of the other's ids.
func (m *Message) answers(other *Message) bool {
	return slices.ContainsFunc(m.Refs, func(id string) bool { return slices.Contains(other.IDs, id) })
}

// complains says that a person complains, or wishes to return something.
func (m *Message) complains() bool { return m.Complaint != "" && m.Nature == Human }

// Folders are the names of the folders that hold a copy, and the flags of all
// copies: what a rule may match.
func (m *Message) foldersAndFlags() (folders, flags []string) {
	for _, l := range m.Locations {
		folders = append(folders, l.Folder)
		flags = append(flags, l.Flags...)
	}
	return folders, flags
}
