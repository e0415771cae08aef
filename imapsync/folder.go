package imapsync

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/emersion/go-imap/v2"

	"thrice/tracker"
)

// How many messages are asked for at a time.
const (
	headerChunk = 400
	textChunk   = 50 // of up to maxText each, held in memory
)

// readFolder reads what is new in a folder, chunk by chunk in the order of UIDs.
// The cursor moves with each chunk that is stored.
func (s *Syncer) readFolder(ctx context.Context, f folder, start tracker.Start) error {
	data, err := s.session.examine(ctx, f.name)
	if err != nil {
		return err
	}
	old, seen := known(start, s.account.Name, f.name)
	v := &visit{s: s, folder: f, validity: data.UIDValidity, messages: data.NumMessages}
	if seen && old.UIDValidity == data.UIDValidity {
		v.cursor = old.LastUID
	}
	uids, top, err := v.unread(ctx, data, start)
	if err != nil {
		return err
	}
	if err := v.readChunks(ctx, uids, top, start); err != nil {
		return err
	}
	now := tracker.Folder{Account: s.account.Name, Name: f.name, Role: f.role, UIDValidity: v.validity, LastUID: max(v.cursor, top)}
	if len(uids) == 0 && (!seen || now != old) {
		if err := v.receive(ctx, tracker.Batch{}, now.LastUID); err != nil {
			return err
		}
	}
	if f.name == inbox {
		s.inbox.read(data)
	}
	return nil
}

// readChunks reads what is new, chunk by chunk. While one chunk is being stored
// the next one is fetched already; never more than one is on its way.
func (v *visit) readChunks(ctx context.Context, uids []imap.UID, top uint32, start tracker.Start) (err error) {
	var storing chan error
	stored := func() error {
		if storing == nil {
			return nil
		}
		defer func() { storing = nil }()
		return <-storing
	}
	defer func() { err = cmp.Or(err, stored()) }()
	total, done := len(uids), 0
	for chunk := range slices.Chunk(uids, headerChunk) {
		b, err := v.batch(ctx, chunk, start)
		if err != nil {
			return err
		}
		if err := stored(); err != nil {
			return err
		}
		done += len(chunk)
		last := uint32(chunk[len(chunk)-1])
		if done == total {
			last = max(last, top)
		}
		storing = make(chan error, 1)
		go func() { storing <- v.receive(ctx, b, last) }()
		v.s.progress(Progress{v.s.account.Name, v.folder.name, done, total})
	}
	return nil
}

// receive hands a batch to the sink, with the cursor that is reached by it.
func (v *visit) receive(ctx context.Context, b tracker.Batch, last uint32) error {
	account := v.s.account.Name
	b.Folder = tracker.Folder{Account: account, Name: v.folder.name, Role: v.folder.role, UIDValidity: v.validity, LastUID: last}
	if err := v.s.sink.Receive(ctx, b); err != nil {
		return fmt.Errorf("store what came: %w", err)
	}
	return nil
}

// unread returns the UIDs to ask for, ascending, and the highest UID that is
// settled once they are. On first sight those are the messages since the
// history's beginning; the highest is looked up before them, so that nothing
// that comes in between is passed over.
func (v *visit) unread(ctx context.Context, data *imap.SelectData, start tracker.Start) (uids []imap.UID, top uint32, err error) {
	session := v.s.session
	switch {
	case v.cursor == math.MaxUint32:
		return nil, v.cursor, nil
	case data.NumMessages == 0:
		return nil, v.cursor, nil
	case v.cursor > 0 && uint32(data.UIDNext) == v.cursor+1: // 0 where a server does not tell it
		return nil, v.cursor, nil
	case v.cursor > 0:
		uids, err = session.search(ctx, laterThan(v.cursor), v.most())
	default:
		var last []imap.UID
		if last, err = session.search(ctx, lastUID(), v.most()); err != nil {
			return nil, 0, err
		}
		uids, err = session.search(ctx, since(start.History), v.most())
		if len(last) > 0 {
			top = uint32(slices.Max(last))
		}
	}
	if err != nil {
		return nil, 0, err
	}
	// "n:*" always includes the last message, whatever its UID (RFC 9051 §9).
	uids = slices.DeleteFunc(uids, func(u imap.UID) bool { return uint32(u) <= v.cursor })
	slices.Sort(uids)
	return slices.Compact(uids), max(top, v.cursor), nil
}

// batch fetches one chunk, with the texts on which a decision may rest.
func (v *visit) batch(ctx context.Context, uids []imap.UID, start tracker.Start) (tracker.Batch, error) {
	var b tracker.Batch
	got, bad, err := v.collect(ctx, uids, ask{date: true})
	if err != nil {
		return b, err
	}
	seen := v.s.now()
	byUID := map[imap.UID]*tracker.Arrival{}
	var wanted []imap.UID
	for _, uid := range uids {
		m, ok := got[uid]
		at := v.location(uid, m.flags)
		why := bad[uid]
		if ok {
			var a tracker.Arrival
			why = guarded(func() { a = arrival(m.raw, at, m.internal, v.s.account.Hints) })
			if why == "" {
				byUID[uid] = &a
				if tracker.WantsText(&a.Message, at, tracker.MessageTime(a.Date, m.internal, seen), start.Horizon) {
					wanted = append(wanted, uid)
				}
			}
		}
		if why != "" {
			b.Unreadable = append(b.Unreadable, tracker.Unreadable{Location: at, At: seen, Why: why})
		}
	}
	for part := range slices.Chunk(wanted, textChunk) {
		texts, bad, err := v.collect(ctx, part, ask{body: true})
		if err != nil {
			return b, err
		}
		for _, uid := range part {
			a := byUID[uid]
			why := bad[uid]
			if m, ok := texts[uid]; ok {
				why = guarded(func() { addText(a, m.raw, seen, v.s.account.Hints) })
			}
			if why != "" {
				a.Read, a.Errors = true, append(a.Errors, why)
			}
		}
	}
	for _, uid := range uids {
		if a := byUID[uid]; a != nil {
			b.Arrivals = append(b.Arrivals, *a)
		}
	}
	return b, nil
}

func (v *visit) location(uid imap.UID, flags []string) tracker.Location {
	return tracker.Location{
		Account: v.s.account.Name, Folder: v.folder.name, UIDValidity: v.validity,
		UID: uint32(uid), Role: v.folder.role, Flags: flags,
	}
}
