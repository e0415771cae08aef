package imapsync

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// reconcileEvery is how often all UIDs of a folder are compared with what is
// stored, although nothing points to a difference.
const reconcileEvery = 7 * 24 * time.Hour

// mailbox is a folder in a round: where it stands, and what is left to be read.
type mailbox struct {
	folder
	account string
	known   tracker.Folder // as it is stored
	seen    bool           // it is stored
	data    wire.Selected  // as EXAMINE showed it
	top     uint32         // every UID up to this one is settled once unread is empty
	gone    wire.UIDSet    // vanished from the server
	stuck   bool           // could not be read to the end; guarded by the round's mutex
	flags   []tracker.FlagChange
	// reconciled is when all UIDs were last compared; it differs from what is
	// stored once that was done in this round.
	reconciled time.Time

	mu       sync.Mutex
	free     wire.UIDSet       // nobody has asked for these yet
	unread   wire.UIDSet       // not stored yet: free, under way, or missing
	missing  wire.UIDSet       // asked for, and did not come
	suspects []wire.UIDSet     // the connection broke while these were awaited
	why      map[uint32]string // of messages that came and could not be used
	witness  atomic.Uint32     // a message that the server handed out
}

// unchanged says that a folder stands as it was left.
func unchanged(known tracker.Folder, st wire.Status) bool {
	return st.Err == nil && st.UIDNext != 0 &&
		st.UIDValidity == known.UIDValidity && st.UIDNext == known.LastUID+1 &&
		st.Messages == known.Messages && st.ModSeq == known.ModSeq
}

// prepare opens a folder and finds out what is to be read.
func (r *round) prepare(ctx context.Context, s *session, f folder) (*mailbox, error) {
	b := &mailbox{folder: f, account: r.s.account.Name, why: map[uint32]string{}}
	b.known, b.seen = known(r.start, b.account, f.name)
	b.reconciled = b.known.Reconciled
	options := wire.ExamineOptions{CondStore: s.caps.Has("CONDSTORE")}
	if s.resync && b.seen && b.known.ModSeq > 0 {
		options.QResync = &wire.Resync{UIDValidity: b.known.UIDValidity, ModSeq: b.known.ModSeq}
	}
	if s.open == f.raw && b.seen && s.selected.UIDValidity == b.known.UIDValidity && !s.heard.flags {
		// The server told what came and went; the rest is as it was.
		b.data = s.selected
		b.data.Messages, b.data.UIDNext, b.data.ModSeq, b.data.Vanished = s.heard.exists, 0, 0, s.heard.vanished
		s.heard.news, s.heard.vanished = false, nil
	} else {
		var err error
		if b.data, err = s.enter(ctx, f.raw, &options); err != nil {
			return nil, err
		}
	}
	if b.data.UIDValidity == 0 {
		return nil, &broken{s.where, fmt.Errorf("the server tells no UIDVALIDITY of %q, without which no message can be told from another", f.name)}
	}
	if !b.seen || b.known.UIDValidity != b.data.UIDValidity {
		return b, r.begin(ctx, s, b)
	}
	if err := r.resume(ctx, s, b, options.QResync != nil); err != nil {
		return nil, err
	}
	return b, nil
}

// begin takes up a folder that is new here, or was renumbered: the messages
// since the history's beginning. The highest UID is taken before they are
// searched for, so that nothing that comes in between is passed over.
func (r *round) begin(ctx context.Context, s *session, b *mailbox) error {
	if b.data.Messages == 0 {
		b.top = last(b.data)
		return nil
	}
	if b.top = last(b.data); b.top == 0 { // the server does not tell UIDNEXT
		highest, err := s.search(ctx, "UID *")
		if err == nil && len(highest) == 0 { // to Courier, "*" alone is no message's number
			highest, err = s.search(ctx, "ALL")
		}
		if err != nil {
			return err
		}
		b.top = lastOf(highest)
	}
	found, err := s.search(ctx, since(r.start.History))
	if err != nil {
		return err
	}
	return b.expect(s, found.Intersect(wire.UIDSet{{First: 1, Last: max(b.top, 1)}}))
}

// last is the highest UID that a folder can have.
func last(data wire.Selected) uint32 {
	if data.UIDNext == 0 {
		return 0
	}
	return data.UIDNext - 1
}

// expect adds what a search found to what is to be read. A server cannot make us
// ask for more than the folder has.
func (b *mailbox) expect(s *session, uids wire.UIDSet) error {
	if n := uids.Len(); n > int(b.data.Messages)+slack {
		err := fmt.Errorf("SEARCH found %d messages in %q, which has %d", n, b.name, b.data.Messages)
		s.conn.Abort(err)
		return &broken{s.where, err}
	}
	b.await(b.unread.Union(uids))
	return nil
}

// await sets what is to be read.
func (b *mailbox) await(uids wire.UIDSet) { b.free, b.unread = uids, uids }

// slack is how many messages may have come since a folder was opened.
const slack = 100_000

// resume goes on with a folder: what was left unread, what is new, and what
// happened to the messages that were read.
func (r *round) resume(ctx context.Context, s *session, b *mailbox, resynced bool) error {
	left, err := wire.ParseUIDSet(b.known.Unread)
	if err != nil {
		left = nil // a reconciliation finds what that was
		b.reconciled = time.Time{}
	}
	b.await(left)
	b.top = max(b.known.LastUID, last(s.selected))
	var news wire.UIDSet
	if b.data.Messages > 0 && (b.data.UIDNext == 0 || b.data.UIDNext > b.known.LastUID+1) && b.known.LastUID < 1<<32-1 {
		found, err := s.search(ctx, fmt.Sprintf("UID %d:*", b.known.LastUID+1))
		if err != nil {
			return err
		}
		// "n:*" always includes the last message, whatever its UID (RFC 9051 §9).
		news = found.Intersect(wire.UIDSet{{First: b.known.LastUID + 1, Last: 1<<32 - 1}})
		b.top = max(b.top, lastOf(news))
	}
	if err := b.expect(s, news); err != nil {
		return err
	}
	b.gone = b.data.Vanished
	for _, c := range b.data.Changed {
		b.flags = append(b.flags, tracker.FlagChange{UID: c.UID, Flags: c.Flags})
	}
	if !resynced {
		if err := r.refresh(ctx, s, b); err != nil {
			return err
		}
	}
	// What the server has must be what was there, less what went, plus what came.
	// What was there is not known of a folder that was left in the middle.
	agrees := left == nil && int(b.data.Messages)+b.gone.Len() == int(b.known.Messages)+news.Len()
	if !agrees || r.start.At.Sub(b.reconciled) >= reconcileEvery {
		if err := r.reconcile(ctx, s, b); err != nil {
			return err
		}
	}
	return nil
}

// recentFlags is of how many messages the flags are looked at where a server
// does not tell which ones changed.
const recentFlags = 500

// refresh looks for flags that changed: those since the last time where the
// server keeps count (RFC 7162), else those of the newest messages.
func (r *round) refresh(ctx context.Context, s *session, b *mailbox) error {
	items := wire.FetchItems{Flags: true}
	set := wire.UIDSet{{First: 1, Last: max(b.known.LastUID, 1)}}
	switch {
	case b.known.LastUID == 0, b.data.Messages == 0:
		return nil
	case b.known.ModSeq > 0 && b.data.ModSeq == b.known.ModSeq:
		return nil
	case b.known.ModSeq > 0 && b.data.ModSeq > 0:
		items.ChangedSince = b.known.ModSeq
	default:
		set, _ = set.Newest(recentFlags)
	}
	err := s.conn.Fetch(ctx, items, once(set), 1, func(m *wire.Message) error {
		if m.HasFlags && m.UID != 0 && m.UID <= b.known.LastUID && len(b.flags) < slack {
			b.flags = append(b.flags, tracker.FlagChange{UID: m.UID, Flags: m.Flags})
		}
		return nil
	}, func(_ wire.UIDSet, refused error) error { return s.fetched(true, refused) })
	return s.told("FETCH", err)
}

// lastOf is the highest UID of a set, 0 if it is empty.
func lastOf(set wire.UIDSet) uint32 {
	if len(set) == 0 {
		return 0
	}
	return set[len(set)-1].Last
}

// reconcile compares all UIDs of the folder with what is stored of it.
func (r *round) reconcile(ctx context.Context, s *session, b *mailbox) error {
	there, err := s.search(ctx, "ALL")
	if err != nil {
		return err
	}
	stored, err := r.s.sink.StoredUIDs(ctx, b.account, b.name)
	if err != nil {
		return err
	}
	have := make(wire.UIDSet, 0, len(stored))
	for _, u := range stored {
		have = append(have, wire.UIDRange{First: u[0], Last: u[1]})
	}
	// A search that leaves messages out proves nothing about those.
	if there.Len() >= int(s.heard.exists) {
		b.gone = b.gone.Union(have.Minus(there))
		b.await(b.unread.Intersect(there))
	}
	b.reconciled = r.start.At
	lost := there.Minus(have).Intersect(wire.UIDSet{{First: 1, Last: max(b.top, 1)}})
	if len(lost.Minus(b.unread)) == 0 {
		return nil
	}
	wanted, err := s.search(ctx, since(r.start.History))
	if err != nil {
		return err
	}
	return b.expect(s, lost.Intersect(wanted))
}

// once gives one set.
func once(set wire.UIDSet) func() (wire.UIDSet, bool) {
	given := len(set) == 0
	return func() (wire.UIDSet, bool) {
		defer func() { given = true }()
		return set, !given
	}
}

// after is the folder as it is to be stored now. Only once everything is settled
// it says how the server stood.
func (b *mailbox) after(now time.Time) tracker.Folder {
	b.mu.Lock()
	defer b.mu.Unlock()
	f := tracker.Folder{Account: b.account, Name: b.name, Role: b.role, UIDValidity: b.data.UIDValidity,
		LastUID: b.top, Unread: b.unread.String(), Reconciled: b.reconciled}
	if b.known.UIDValidity != b.data.UIDValidity {
		f.Reconciled = time.Time{}
	}
	if f.Unread == "" {
		f.Messages, f.ModSeq = b.data.Messages, b.data.ModSeq
		if f.ModSeq == 0 && f.UIDValidity == b.known.UIDValidity {
			// What changed since is told once more, rather than never.
			f.ModSeq = b.known.ModSeq
		}
		if f.Reconciled.IsZero() {
			f.Reconciled = now
		}
	}
	return f
}
