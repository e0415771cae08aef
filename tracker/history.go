package tracker

import "context"

// HeaderReader is what a snapshot tells of the messages that are kept as
// headers. One that was taken, or has vanished from the server, is gone: no
// method knows it any more.
type HeaderReader interface {
	// HeaderCount returns how many headers the account has.
	HeaderCount(ctx context.Context, account string) (int, error)
	// HeadersBy returns the headers of the account that have one of these marks,
	// an entry for each mark they have, in the order of marks, then numbers.
	HeadersBy(ctx context.Context, account string, marks []Mark) ([]FoundHeader, error)
	// Headers returns headers by their numbers, in the order of nos, without
	// their marks. Those that are gone are left out.
	Headers(ctx context.Context, account string, nos []uint64) ([]Header, error)
	// EachHeader calls fn for every header of the account, in the order of their
	// numbers, without their marks. Raw is valid only in the call. An error of fn
	// ends it and comes back; what fn itself changes may or may not be seen.
	EachHeader(ctx context.Context, account string, fn func(Header) error) error
	// EachMark calls fn for every mark that a header of the account has as one of
	// these kinds (none: of any), ascending, with those that have it in the order
	// of their numbers. The slice is valid only in the call. An error of fn ends
	// it and comes back; what fn itself changes is not seen.
	EachMark(ctx context.Context, account string, kinds []MarkKind, fn func(mark Mark, entries []FoundHeader) error) error
	// MessageMarks returns the marks of all messages of the account, senders apart.
	MessageMarks(ctx context.Context, account string) ([]MarkEntry, error)
	// StoredUIDs returns the UIDs of the folder, under the UIDVALIDITY it has now,
	// at which something is known: a location, a header, an unreadable message.
	// They come as ranges, both ends included, ascending and apart from one another.
	StoredUIDs(ctx context.Context, account, folder string) ([][2]uint32, error)
}

// HeaderWriter is what a transaction does with them.
type HeaderWriter interface {
	// SaveHeaders stores messages as headers, all of one folder and UIDVALIDITY,
	// and sets the number of each. What is known already, as a header or by a
	// location, is left as it is and gets no number. Nothing of headers is kept.
	SaveHeaders(ctx context.Context, headers []Header) error
	// TakeHeaders says that these are messages now: the headers are gone.
	TakeHeaders(ctx context.Context, account string, nos []uint64) error
	// DropUIDs forgets what lay at these UIDs of a folder, given as ranges, both
	// ends included: locations, headers and unreadable messages, never messages.
	DropUIDs(ctx context.Context, account, folder string, uidvalidity uint32, ranges [][2]uint32) error
	// SaveFlags saves new flags of a location or a header; of an unknown one nothing.
	SaveFlags(ctx context.Context, account, folder string, uidvalidity, uid uint32, flags []string) error
	// MergeMarks makes marks fast to find, after much was saved.
	MergeMarks(ctx context.Context, account string) error
}
