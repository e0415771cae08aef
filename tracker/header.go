package tracker

import "time"

// Mark is what a header is found by: a hash of a Message-ID, of a sender or of
// a base subject. Two different ones may share a mark, so what is found must be
// looked at.
type Mark uint64

// MarkKind says what a mark was made of.
type MarkKind uint8

// The kinds of marks.
const (
	MarkOwn  MarkKind = iota // the message's own Message-ID
	MarkRef                  // a Message-ID that it refers to
	MarkFrom                 // the address it is from
	MarkBase                 // its base subject
)

// MarkEntry is one mark of a header.
type MarkEntry struct {
	Mark   Mark
	Kind   MarkKind
	Orphan bool   // the message is a response that refers to nothing, see Message.Orphan
	Day    uint16 // of the message's time: days since 1970-01-01 UTC
}

// Header is a message from before the horizon. It is kept as its header fields,
// as the server sent them, until a conversation that is tracked turns out to
// hold it: then it is read and received like any other.
type Header struct {
	No       uint64 // its number within the store, given by it from 1 on; 0: not stored yet
	Location Location
	Internal time.Time // INTERNALDATE, zero if the server gave none
	At       time.Time // its time, see MessageTime
	Raw      []byte
	Marks    []MarkEntry
	// AuthServer is the authserv-id of its topmost Authentication-Results. It is
	// counted when it comes, and not stored.
	AuthServer string
}

// FoundHeader is a header that has a mark.
type FoundHeader struct {
	No uint64
	MarkEntry
}
