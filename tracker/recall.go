package tracker

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// headersAtOnce is how many headers are read into memory at a time.
const headersAtOnce = 500

// ReadHeader reads a header that was kept unread.
type ReadHeader func(Header) Arrival

// Recall brings back the headers that belong to conversations with messages
// since the horizon, if headers have come since it was called last. A round
// calls it when the folders have been read, before it asks what is Wanted.
func (t *Tracker) Recall(ctx context.Context, account string) error {
	var news string
	err := t.store.View(ctx, func(r Reader) (err error) {
		news, err = r.Note(ctx, newHeadersNote(account))
		return err
	})
	if err == nil && news != "" {
		now := t.clock()
		err = t.store.Update(ctx, func(tx Tx) error { return t.recallAll(ctx, tx, account, now) })
	}
	if err != nil {
		return fmt.Errorf("look for the history of what %s is about: %w", account, err)
	}
	return nil
}

func newHeadersNote(account string) string { return "new headers/" + account }

func (t *Tracker) recallAll(ctx context.Context, tx Tx, account string, now time.Time) error {
	in, err := t.intake(ctx, tx, account, now)
	if err != nil {
		return err
	}
	if err := tx.MergeMarks(ctx, account); err != nil {
		return err
	}
	marks, err := tx.MessageMarks(ctx, account)
	if err != nil {
		return err
	}
	if err := in.recall(ctx, marks); err != nil {
		return err
	}
	if err := placeHeaders(ctx, tx, account); err != nil {
		return err
	}
	return tx.SetNote(ctx, newHeadersNote(account), "")
}

// recall receives the headers that belong with messages that have these marks:
// those that share a Message-ID with one, and those that a subject alone
// connects; and then what belongs with these.
func (in *intake) recall(ctx context.Context, marks []MarkEntry) error {
	asked := map[Mark]bool{}
	for len(marks) > 0 {
		bases := map[Mark][]MarkEntry{}
		var ask []Mark
		for _, m := range marks {
			if m.Kind == MarkBase {
				bases[m.Mark] = append(bases[m.Mark], m)
			} else if asked[m.Mark] {
				continue
			}
			if !asked[m.Mark] || m.Kind == MarkBase && len(bases[m.Mark]) == 1 {
				asked[m.Mark] = true
				ask = append(ask, m.Mark)
			}
		}
		found, err := in.tx.HeadersBy(ctx, in.policy.Account, ask)
		if err != nil {
			return err
		}
		if marks, err = in.takeFound(ctx, found, bases); err != nil {
			return err
		}
	}
	return nil
}

// takeFound receives those of the headers that belong to what is stored, and
// returns their marks.
func (in *intake) takeFound(ctx context.Context, found []FoundHeader, bases map[Mark][]MarkEntry) (marks []MarkEntry, err error) {
	certain := map[uint64]bool{} // by its number, whether an id connects it
	for _, f := range found {
		switch {
		case f.Kind == MarkOwn || f.Kind == MarkRef:
			certain[f.No] = true
		case f.Kind == MarkBase && !certain[f.No] && slices.ContainsFunc(bases[f.Mark], f.mayAnswer):
			certain[f.No] = false
		}
	}
	nos := make([]uint64, 0, len(certain))
	for no := range certain {
		nos = append(nos, no)
	}
	slices.Sort(nos)
	for some := range slices.Chunk(nos, headersAtOnce) {
		headers, err := in.tx.Headers(ctx, in.policy.Account, some)
		if err != nil {
			return nil, err
		}
		var taken []uint64
		for _, h := range headers {
			took, more, err := in.takeHeader(ctx, h, certain[h.No])
			if err != nil {
				return nil, err
			}
			if took {
				taken = append(taken, h.No)
				marks = append(marks, more...)
			}
		}
		if err := in.tx.TakeHeaders(ctx, in.policy.Account, taken); err != nil {
			return nil, err
		}
	}
	return marks, nil
}

// mayAnswer says that of two messages with one base subject the one may be the
// response to the other, as far as marks tell; a day more because they hold
// whole days.
func (e MarkEntry) mayAnswer(other MarkEntry) bool {
	apart := int(e.Day) - int(other.Day)
	days := int(subjectWindow/(24*time.Hour)) + 1
	return (e.Orphan || other.Orphan) && -days <= apart && apart <= days
}

// takeHeader reads a header and receives it. One that only its subject connects
// is left where it is unless a stored message may be its answer, or it that of a
// stored message.
func (in *intake) takeHeader(ctx context.Context, h Header, certain bool) (took bool, marks []MarkEntry, err error) {
	a := in.read(h)
	if a.From.Address == "" && len(a.IDs) == 0 && a.Date.IsZero() && len(a.Errors) > 0 {
		return true, nil, in.tx.SaveUnreadable(ctx, Unreadable{Location: h.Location, At: in.now, Why: a.Errors[0]})
	}
	a.At = h.At
	if !certain {
		if certain, err = in.connected(ctx, &a.Message); err != nil || !certain {
			return false, nil, err
		}
	}
	// It came with the first import, before which nobody knew of it.
	a.Seen = in.now
	if imported := in.account.Imported; !imported.IsZero() && imported.Before(in.now) {
		a.Seen = imported
	}
	if err := in.receive(ctx, &a); err != nil {
		return false, nil, err
	}
	return true, a.marks(), nil
}

// connected says that the subject connects m with a stored message.
func (in *intake) connected(ctx context.Context, m *Message) (bool, error) {
	find := in.tx.Orphans
	if m.Orphan() {
		find = in.tx.BySubject
	}
	near, err := find(ctx, m.Account, m.Base, m.At.Add(-subjectWindow), m.At.Add(subjectWindow))
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(near, func(p Placed) bool {
		return m.Orphan() && in.policy.couldAnswer(m, &p.Message) || p.Orphan() && in.policy.couldAnswer(&p.Message, m)
	}), nil
}

// recallFrom receives the headers of messages that these addresses wrote since
// an instant before the horizon, with what belongs to them. It says whether
// there were any.
func (in *intake) recallFrom(ctx context.Context, addresses []string, since time.Time) (any bool, err error) {
	marks := make([]Mark, 0, len(addresses))
	for _, a := range addresses {
		marks = append(marks, MarkOf(MarkFrom, a))
	}
	found, err := in.tx.HeadersBy(ctx, in.policy.Account, marks)
	if err != nil {
		return false, err
	}
	wanted := map[uint64]bool{}
	var nos []uint64
	for _, f := range found {
		if f.Kind == MarkFrom && f.Day >= DayOf(since) && !wanted[f.No] {
			wanted[f.No] = true
			nos = append(nos, f.No)
		}
	}
	headers, err := in.tx.Headers(ctx, in.policy.Account, nos)
	if err != nil {
		return false, err
	}
	var marksOf []MarkEntry
	for _, h := range headers {
		_, more, err := in.takeHeader(ctx, h, true)
		if err != nil {
			return false, err
		}
		marksOf = append(marksOf, more...)
	}
	if err := in.tx.TakeHeaders(ctx, in.policy.Account, nos); err != nil {
		return false, err
	}
	return len(nos) > 0, in.recall(ctx, marksOf)
}
