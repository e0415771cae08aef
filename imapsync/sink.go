package imapsync

import (
	"context"
	"time"

	"thrice/tracker"
)

// Sink takes what was read; a tracker is one.
type Sink interface {
	// Begin opens a round of the account and returns cursors and limits.
	Begin(ctx context.Context, account string) (tracker.Start, error)
	// Receive stores one batch: messages, decisions and the folder's cursor, in
	// one transaction.
	Receive(ctx context.Context, b tracker.Batch) error
	// StoredUIDs returns the UIDs of a folder, at its present UIDVALIDITY, of which
	// anything is stored, as ascending ranges.
	StoredUIDs(ctx context.Context, account, folder string) ([][2]uint32, error)
	// Recall brings back, of the history that was kept unread, what belongs to
	// conversations that are tracked. It is called when the folders were read.
	Recall(ctx context.Context, account string) error
	// Wanted returns messages whose texts are still to be read. It is called
	// until it returns none that was not returned before in the round: a text that
	// is not found where it should lie stays wanted.
	Wanted(ctx context.Context, account string) ([]tracker.Wanted, error)
	// ReceiveTexts stores texts. A text that cannot be fetched has Read and
	// Errors set and an empty Nature: what the header said is kept then.
	ReceiveTexts(ctx context.Context, account string, texts []tracker.Text) error
	// Finish ends a round that read every folder of the list. Folders not in it
	// are forgotten, decisions are made.
	Finish(ctx context.Context, account string, started time.Time, folders []string) error
	// Fail records that a round failed and why, in words for a person.
	Fail(ctx context.Context, account string, why string) error
}

// Progress is how far a round has come: messages read, of those in all folders
// that were there to be read, and the folder that is being read.
type Progress struct {
	Account, Folder string
	Done, Total     int
}
