package tracker

import (
	"context"
	"errors"
	"time"

	"thrice/rules"
)

// ErrNotFound is returned for a conversation that does not exist.
var ErrNotFound = errors.New("no such conversation")

// Store keeps what the tracker knows. One writer at a time: Update runs fn in a
// transaction that is committed when fn returns nil and leaves no trace
// otherwise. View runs fn on a consistent, read-only snapshot.
type Store interface {
	View(ctx context.Context, fn func(Reader) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Standing is what the store keeps of the last decision on a conversation, so
// that it can be found again: the decision itself is made anew each time.
type Standing struct {
	State rules.State
	Next  time.Time // when it must be looked at again; zero: never
	At    time.Time // when the state began, or when we learnt of it
	// Contacts are the outside addresses we wait for; empty unless waiting on them.
	Contacts []string
}

// Summary is a conversation as the list of conversations shows it.
type Summary struct {
	ID, Account string
	State       rules.State
	At          time.Time
}

// Wanted is a message whose text a decision may rest on and was not yet read.
type Wanted struct {
	Key       string
	Locations []Location
}

// Account is what is known of an account's reading.
type Account struct {
	Name string
	// FirstRun is when the account was first read; Horizon is that moment less
	// the look-back: conversations without a message since then are history.
	FirstRun, Horizon time.Time
	// Imported is when the first full round ended; zero: not yet.
	Imported time.Time
	// Started and Ended are those of the last round that read every folder.
	Started, Ended time.Time
	// Failed is when the last round failed, zero if the last one succeeded;
	// Trouble says why, for a person.
	Failed  time.Time
	Trouble string
}

// Unreadable is a message that could not be fetched or parsed.
type Unreadable struct {
	Location Location
	At       time.Time
	What     string // from whom, about what, as far as known
	Why      string
}

// Reader is a snapshot of the store. Slices come in a stable order.
type Reader interface {
	// Account returns what is known; the zero Account with its name if nothing.
	Account(ctx context.Context, name string) (Account, error)
	Folders(ctx context.Context, account string) ([]Folder, error)
	// Conversation loads everything about one conversation, Related apart. An
	// id that was merged into another one finds that one. ErrNotFound.
	Conversation(ctx context.Context, id string) (*Conversation, error)
	// FindConversations returns the ids that begin with prefix, at most limit.
	FindConversations(ctx context.Context, prefix string, limit int) ([]string, error)
	// Conversations lists those of the account (empty: of all) in the given
	// states (none: in any), newest state first.
	Conversations(ctx context.Context, account string, states ...rules.State) ([]Summary, error)
	// From returns messages of the account by one of these addresses, not
	// before since, in other conversations than except.
	From(ctx context.Context, account string, addresses []string, since time.Time, except string) ([]Placed, error)
	// Phones returns the numbers in mails of the account that a person wrote from
	// one of these addresses and that lay outside Junk: those of the newest mail
	// first, those of one mail in their order.
	Phones(ctx context.Context, account string, addresses []string) ([]FoundPhone, error)
	// WaitingFor returns the conversations of the account that wait for one of
	// these addresses (Standing.Contacts).
	WaitingFor(ctx context.Context, account string, addresses []string) ([]string, error)
	// Wanted returns messages whose text is wanted and not read: in
	// conversations with a message since horizon, at most limit.
	Wanted(ctx context.Context, account string, horizon time.Time, limit int) ([]Wanted, error)
	// Due returns conversations of the account (empty: of all) to be decided
	// anew: touched since they were decided, or Next is not after now. In the order of their ids, those after
	// the given one, at most limit.
	Due(ctx context.Context, account string, now time.Time, after string, limit int) ([]string, error)
	// AuthServers counts how many messages of the account carry each authserv-id topmost.
	AuthServers(ctx context.Context, account string) (map[string]int, error)
	Unreadables(ctx context.Context, account string) ([]Unreadable, error)
	// Faulty returns messages whose reading met errors, newest first, at most limit.
	Faulty(ctx context.Context, account string, limit int) ([]Placed, error)
	// Counts returns how many messages and conversations the account has.
	Counts(ctx context.Context, account string) (messages, conversations int, err error)
	// Note returns a remembered value, empty if there is none.
	Note(ctx context.Context, name string) (string, error)

	HeaderReader
}

// Tx is a transaction.
type Tx interface {
	Reader

	SaveAccount(ctx context.Context, a Account) error
	// SaveFolder saves role, cursor and the rest. A UIDValidity other than the
	// stored one throws the folder's locations and headers away, never its messages.
	SaveFolder(ctx context.Context, f Folder) error
	// DropFolders forgets folders of the account other than keep, with their
	// locations and headers.
	DropFolders(ctx context.Context, account string, keep []string) error

	// Threads returns the conversation of each of the Message-IDs that is
	// known, as a message's own or as one it refers to.
	Threads(ctx context.Context, account string, ids []string) (map[string]string, error)
	// Message returns a message with its locations and its conversation, or ok false.
	Message(ctx context.Context, key string) (m Message, conversation string, ok bool, err error)
	// BySubject returns messages of the account with this base subject (never
	// empty) and a time from from to to, with their conversations: enough of each
	// for Place (no text, no locations).
	BySubject(ctx context.Context, account, base string, from, to time.Time) ([]Placed, error)
	// Orphans returns those of them that Orphan tells of.
	Orphans(ctx context.Context, account, base string, from, to time.Time) ([]Placed, error)
	// SaveMessage inserts or replaces a message (locations apart) in a
	// conversation, creates that if it does not exist, and registers the message's IDs and Refs for Threads.
	SaveMessage(ctx context.Context, m *Message, conversation string) error
	// AddLocation records where a copy of the message lies; known ones are updated.
	AddLocation(ctx context.Context, key string, l Location) error
	// SaveContent replaces what was read of a message.
	SaveContent(ctx context.Context, key string, c Content) error
	// Merge moves everything of one conversation into another and remembers the old id.
	Merge(ctx context.Context, from, into string) error
	// Touch marks conversations to be decided anew. A new conversation is not marked.
	Touch(ctx context.Context, ids ...string) error
	// TouchAll marks every conversation to be decided anew.
	TouchAll(ctx context.Context) error

	// SaveStanding saves the outcome of a decision and unmarks the conversation.
	SaveStanding(ctx context.Context, id string, s Standing) error
	// SaveTask inserts or replaces a task. A second open task of the same
	// conversation, cycle, side, step and due time is an error.
	SaveTask(ctx context.Context, conversation string, t Task) error
	AddRuling(ctx context.Context, conversation string, r Ruling) error

	SaveUnreadable(ctx context.Context, u Unreadable) error
	// SetNote remembers a value under a name.
	SetNote(ctx context.Context, name, value string) error

	HeaderWriter
}

// Placed is a stored message with the conversation it is in.
type Placed struct {
	Message
	Conversation string
}
