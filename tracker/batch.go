package tracker

import "time"

// Arrival is a message as it came in from a folder: Key, At, Seen and Locations
// are not set yet. Content is that of its header if Content.Read is false.
type Arrival struct {
	Message
	Location Location
	Internal time.Time // INTERNALDATE, zero if the server gave none
	Digest   string    // of the whole header, for messages without an id
}

// Batch is what one read of a folder brought, with the cursor that it reached.
// Messages, tasks and cursor are saved together or not at all.
type Batch struct {
	Folder     Folder
	Arrivals   []Arrival
	Headers    []Header // from before the horizon, to be kept unread
	Unreadable []Unreadable
	Gone       [][2]uint32  // ranges of UIDs that are no longer in the folder
	Flags      []FlagChange // of messages that were read before
}

// FlagChange is what flags a message has now.
type FlagChange struct {
	UID   uint32
	Flags []string
}

// Text is the content of a message whose text was asked for.
type Text struct {
	Key     string
	Content Content
}

// Start is what a round needs to know before it begins.
type Start struct {
	At      time.Time // the beginning of the round
	Horizon time.Time // texts are wanted of messages since then
	History time.Time // headers are wanted of messages since then, on first sight of a folder
	Folders []Folder  // as far as known, with their cursors
}

// WantsText says whether a decision may rest on the text of a message that
// arrived at at: it is recent enough, was not sent to many, and is no draft.
func WantsText(m *Message, l Location, at, horizon time.Time) bool {
	return !at.Before(horizon) && m.Nature != Bulk && l.counts()
}
