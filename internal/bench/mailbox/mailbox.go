package mailbox

import (
	"cmp"
	"slices"
	"time"
)

// Folder is one of the two folders that hold mail.
type Folder int

// The folders. INBOX holds three in five messages.
const (
	Inbox Folder = iota
	Sent
)

// kind is what somebody or something wrote.
type kind uint8

const (
	human kind = iota
	newsletter
	absence
	bounce
)

// link is how a mail says what it answers.
type link uint8

const (
	byBoth      link = iota // In-Reply-To and References
	byInReplyTo             // as some clients do
	byNothing               // the subject alone
)

// entry is what is kept of a message.
type entry struct {
	at     int64 // seconds since 1970
	prev   int32 // the message that it answers; -1: none
	thread int32
	peer   int32 // the other side
	kind   kind
	link   link
	sent   bool
	parcel bool // has an attachment
}

// Mailbox is a mailbox. Add must not be called while anything else is.
type Mailbox struct {
	seed    uint64
	all     []entry // in the order of time
	folders [2][]int32
}

// peers is how many people write.
const peers = 3000

// New makes a mailbox of so many messages between two instants.
func New(seed uint64, messages int, from, to time.Time) *Mailbox {
	b := &builder{
		random: of(seed, messages, 1), from: from.Unix(), to: to.Unix(),
		left: [2]int{messages * 3 / 5, messages - messages*3/5},
		all:  make([]entry, 0, messages),
	}
	for b.left[Inbox]+b.left[Sent] > 0 {
		b.conversation()
	}
	m := &Mailbox{seed: seed, all: b.sorted()}
	for i, e := range m.all {
		f := e.folder()
		m.folders[f] = append(m.folders[f], int32(i))
	}
	return m
}

func (e entry) folder() Folder {
	if e.sent {
		return Sent
	}
	return Inbox
}

// builder makes the conversations of a mailbox, one after the other.
type builder struct {
	random
	from, to int64
	left     [2]int // messages that each folder still lacks
	all      []entry
	threads  int32
}

// add adds a message if its folder lacks one, and says which it is, or -1.
func (b *builder) add(e entry) int32 {
	f := e.folder()
	if b.left[f] == 0 || e.at > b.to {
		return -1
	}
	b.left[f]--
	b.all = append(b.all, e)
	return int32(len(b.all) - 1)
}

// conversation adds one: a newsletter, or mails to and fro.
func (b *builder) conversation() {
	b.threads++
	e := entry{at: b.from + int64(b.share()*float64(b.to-b.from)), prev: -1, thread: b.threads, peer: int32(b.n(peers))}
	// Newsletters fill INBOX up to its share, so that conversations stay whole.
	if b.left[Inbox]*2 > b.left[Sent]*3 && b.chance(0.7) || b.left[Sent] == 0 {
		e.kind, e.peer = newsletter, int32(b.n(200))
		b.add(e)
		return
	}
	length := 1
	for b.chance(0.62) && length < 60 {
		length++
	}
	if b.chance(0.0005) {
		length = 100 + b.n(100)
	}
	e.sent = b.chance(0.55) || b.left[Inbox] == 0
	for range length {
		e.parcel = b.chance(0.03)
		number := b.add(e)
		if number < 0 {
			return
		}
		b.machines(e, number)
		e.prev, e.link = number, byBoth
		switch y := b.share(); {
		case y > 0.97:
			e.link = byNothing
		case y > 0.90:
			e.link = byInReplyTo
		}
		e.at += 400 + int64(b.wait(30*3600))
		if b.chance(0.85) {
			e.sent = !e.sent
		}
	}
}

// machines adds what machines answer to a mail of ours.
func (b *builder) machines(e entry, number int32) {
	if !e.sent {
		return
	}
	e.sent, e.parcel, e.prev, e.link = false, false, number, byBoth
	if b.chance(0.03) {
		e.kind, e.at = absence, e.at+2
		b.add(e)
	}
	if b.chance(0.01) {
		if e.kind, e.at = bounce, e.at+5; b.chance(0.5) {
			e.link = byNothing
		}
		b.add(e)
	}
}

// sorted returns the messages in the order of time.
func (b *builder) sorted() []entry {
	order := make([]int32, len(b.all))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return cmp.Or(cmp.Compare(b.all[x].at, b.all[y].at), cmp.Compare(x, y)) })
	place := make([]int32, len(order))
	for i, number := range order {
		place[number] = int32(i)
	}
	sorted := make([]entry, len(order))
	for i, number := range order {
		sorted[i] = b.all[number]
		if p := sorted[i].prev; p >= 0 {
			sorted[i].prev = place[p]
		}
	}
	return sorted
}

// Len is how many messages a folder has.
func (m *Mailbox) Len(f Folder) int { return len(m.folders[f]) }

// Number is the place of the i-th message of a folder, counted from 0, among
// all the messages of the mailbox.
func (m *Mailbox) Number(f Folder, i int) int { return int(m.folders[f][i]) }

// Time is when a message was written.
func (m *Mailbox) Time(number int) time.Time { return time.Unix(m.all[number].at, 0).UTC() }

// Add adds a new mail to INBOX, in which a customer answers the newest mail of
// ours that nobody has answered so.
func (m *Mailbox) Add(at time.Time) {
	sent := m.folders[Sent]
	e := entry{at: at.Unix(), prev: -1, thread: int32(len(m.all) + 1)}
	if n := len(sent); n > 0 {
		of := sent[max(0, n-1-len(m.all)%min(n, 50))]
		e.prev, e.thread, e.peer = of, m.all[of].thread, m.all[of].peer
	}
	m.all = append(m.all, e)
	m.folders[Inbox] = append(m.folders[Inbox], int32(len(m.all)-1))
}
