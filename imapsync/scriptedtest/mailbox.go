package scriptedtest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The login of every Mailbox.
const (
	User     = "joe"
	Password = "s3cret-of-joe"
)

// Mailbox is what a Server serves: the folders of one account, and what the
// server says that it can do.
type Mailbox struct {
	Scheme  string // imaps, imap+starttls or imap+insecure
	Caps    []string
	Before  []string // Caps before the login; nil: the same
	Tokens  *Tokens  // nil: only passwords are taken
	Folders []*Folder
}

// Folder is an IMAP mailbox.
type Folder struct {
	Name        string // as it is sent, in modified UTF-7
	Attrs       []string
	UIDValidity uint32
	UIDNext     uint32
	ModSeq      uint64 // the highest
	Messages    []*Message
	gone        []gone
}

// gone is a message that was expunged.
type gone struct {
	uid    uint32
	modSeq uint64
}

// Message is one message of a Folder.
type Message struct {
	UID    uint32
	ModSeq uint64
	Flags  []string
	Date   time.Time // INTERNALDATE
	Header string    // with the empty line that ends it
	Body   string
}

// Subject is that of the message made up for a UID of a folder, by which the two
// can be told whatever a client calls the folder.
func Subject(folder string, uid uint32) string {
	return fmt.Sprintf("Offer %d in %s", uid, mark(folder))
}

// mark is a folder's name made harmless.
func mark(name string) string {
	name = strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f && r != '"' {
			return r
		}
		return '-'
	}, name)
	if name == "" {
		return "the nameless"
	}
	return name[:min(len(name), 40)]
}

// newMessage makes up the message with a UID.
func newMessage(folder string, uid uint32) *Message {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(uid%40_000) * time.Minute)
	from, to := "Anna <anna@globex.example>", "joe@acme.example"
	if strings.Contains(folder, "Sent") {
		from, to = to, from
	}
	var h strings.Builder
	fmt.Fprintf(&h, "Date: %s\r\nFrom: %s\r\nTo: %s\r\n", at.Format(time.RFC1123Z), from, to)
	fmt.Fprintf(&h, "Subject: %s\r\n", Subject(folder, uid))
	fmt.Fprintf(&h, "Message-ID: <%d.%x@globex.example>\r\n\r\n", uid, mark(folder))
	return &Message{UID: uid, Date: at, Header: h.String(), Body: "Could you tell us what it would cost?\r\n"}
}

// NewFolder makes a folder with made-up messages of these UIDs.
func NewFolder(name string, uids ...uint32) *Folder {
	f := &Folder{Name: name, UIDValidity: 7, UIDNext: 1, ModSeq: 1}
	for _, uid := range uids {
		f.add(newMessage(name, uid))
	}
	return f
}

// add puts a message at the end.
func (f *Folder) add(m *Message) {
	f.ModSeq++
	m.ModSeq = f.ModSeq
	f.UIDNext = max(f.UIDNext, m.UID+1)
	f.Messages = append(f.Messages, m)
}

// expunge takes a message away and returns its number, 0 if there is none.
func (f *Folder) expunge(uid uint32) int {
	i := slices.IndexFunc(f.Messages, func(m *Message) bool { return m.UID == uid })
	if i < 0 {
		return 0
	}
	f.ModSeq++
	f.gone = append(f.gone, gone{uid, f.ModSeq})
	f.Messages = slices.Delete(f.Messages, i, i+1)
	return i + 1
}

// last is the highest UID, 0 in an empty folder.
func (f *Folder) last() uint32 {
	if len(f.Messages) == 0 {
		return 0
	}
	return f.Messages[len(f.Messages)-1].UID
}

// UIDs are those of all messages, ascending.
func (f *Folder) UIDs() []uint32 {
	uids := make([]uint32, 0, len(f.Messages))
	for _, m := range f.Messages {
		uids = append(uids, m.UID)
	}
	return uids
}

// folder finds a folder by its name; INBOX in any case.
func (m *Mailbox) folder(name string) *Folder {
	for _, f := range m.Folders {
		if f.Name == name || strings.EqualFold(name, "INBOX") && strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return nil
}

// has says whether a capability is offered.
func (m *Mailbox) has(capability string) bool { return slices.Contains(m.Caps, capability) }
