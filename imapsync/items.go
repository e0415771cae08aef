package imapsync

import "thrice/imapsync/wire"

// maxText is how much of a message is fetched for its text, and textWindow of
// how many messages at a time.
const (
	maxText    = 98304
	textWindow = 50
)

// headerItems are what is fetched of every message. No ENVELOPE and no
// BODYSTRUCTURE: what a header says comes as a literal, which no message can
// make ungrammatical, and neither they nor RFC822.SIZE are in a server's index
// as cheaply.
func headerItems() wire.FetchItems {
	return wire.FetchItems{Flags: true, Internal: true, Fields: headerFields()}
}

// textItems are what is fetched of a message whose text matters.
func textItems() wire.FetchItems { return wire.FetchItems{Body: maxText} }

// headerFields are those that say who wrote what to whom, in answer to what, and
// what kind of sender it was.
func headerFields() []string {
	return []string{
		"Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject",
		"Message-ID", "In-Reply-To", "References",
		"Auto-Submitted", "List-Id", "List-Post", "List-Unsubscribe", "Precedence",
		"Content-Type", "Return-Path", "X-Autoreply", "X-Autorespond", "X-Autoresponder",
		"X-Auto-Response-Suppress", "Authentication-Results", "X-Failed-Recipients",
	}
}

// pieces gives a set in pieces of at most n messages, the newest first.
func pieces(set wire.UIDSet, n int) func() (wire.UIDSet, bool) {
	return func() (piece wire.UIDSet, ok bool) {
		piece, set = set.Newest(n)
		return piece, len(piece) > 0
	}
}
