package tracker

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Receive stores what one read of a folder brought: messages, the decisions
// that follow from them and the folder's cursor, in one transaction. Receiving
// the same batch again changes nothing.
func (t *Tracker) Receive(ctx context.Context, b Batch) error {
	now := t.clock()
	err := t.store.Update(ctx, func(tx Tx) error {
		in, err := t.intake(ctx, tx, b.Folder.Account, now)
		if err != nil {
			return err
		}
		// The folder first: another UIDVALIDITY throws the old locations away.
		if err := tx.SaveFolder(ctx, b.Folder); err != nil {
			return err
		}
		if err := in.forget(ctx, b); err != nil {
			return err
		}
		for i := range b.Arrivals {
			if err := in.take(ctx, &b.Arrivals[i]); err != nil {
				return fmt.Errorf("uid %d: %w", b.Arrivals[i].Location.UID, err)
			}
		}
		if err := in.keepHeaders(ctx, b.Headers); err != nil {
			return err
		}
		for _, u := range b.Unreadable {
			if err := tx.SaveUnreadable(ctx, u); err != nil {
				return err
			}
		}
		return in.finish(ctx, t)
	})
	if err != nil {
		return fmt.Errorf("store %d messages of %s %q: %w", len(b.Arrivals)+len(b.Headers), b.Folder.Account, b.Folder.Name, err)
	}
	return nil
}

// intake is one batch on its way into the store.
type intake struct {
	tx      Tx
	policy  Policy
	account Account
	now     time.Time
	read    ReadHeader
	touched map[string]bool
	parties map[string]bool // outside, in what was touched: conversations that wait for them look again
}

func (t *Tracker) intake(ctx context.Context, tx Tx, account string, now time.Time) (*intake, error) {
	p, err := t.policy(ctx, tx, account)
	if err != nil {
		return nil, err
	}
	a, err := tx.Account(ctx, account)
	return &intake{tx: tx, policy: p, account: a, now: now, read: t.read, touched: map[string]bool{}, parties: map[string]bool{}}, err
}

// forget stores what became of messages that were read before.
func (in *intake) forget(ctx context.Context, b Batch) error {
	f := b.Folder
	if len(b.Gone) > 0 {
		if err := in.tx.DropUIDs(ctx, f.Account, f.Name, f.UIDValidity, b.Gone); err != nil {
			return err
		}
	}
	for _, c := range b.Flags {
		if err := in.tx.SaveFlags(ctx, f.Account, f.Name, f.UIDValidity, c.UID, c.Flags); err != nil {
			return err
		}
	}
	return nil
}

// take stores one arrival. Once the first import is over, what of the history
// belongs with it is brought back at once, because a decision follows.
func (in *intake) take(ctx context.Context, a *Arrival) error {
	a.Seen = in.now
	a.At = MessageTime(a.Date, a.Internal, in.now)
	if err := in.receive(ctx, a); err != nil || in.account.Imported.IsZero() {
		return err
	}
	return in.recall(ctx, a.marks())
}

// receive stores one message that has its time.
func (in *intake) receive(ctx context.Context, a *Arrival) error {
	m := &a.Message
	in.policy.identify(a)
	known, conversation, ok, err := in.tx.Message(ctx, m.Key)
	switch {
	case err != nil:
		return err
	case !ok:
		err = in.add(ctx, m)
	default:
		err = in.again(ctx, m, &known, conversation, a.Location)
	}
	if err != nil {
		return err
	}
	return in.tx.AddLocation(ctx, m.Key, a.Location)
}

// identify says which message an arrival is, and what its location says of it.
func (p Policy) identify(a *Arrival) {
	m := &a.Message
	m.Account = p.Account
	var id string
	if len(m.IDs) > 0 {
		id = m.IDs[0]
	}
	m.Key = Key(m.Account, p.Outbound(m), id, m.From, m.Date, m.Base, m.addressed(), a.Digest)
	// Nobody waits for the text of a mass mailing; that of a draft is read
	// when it has become a message.
	m.Read = m.Read || m.Nature == Bulk || !a.Location.counts()
	m.seenAt(a.Location)
}

// add stores a message that was not known.
func (in *intake) add(ctx context.Context, m *Message) error {
	into, err := in.place(ctx, m)
	if err != nil {
		return err
	}
	if err := in.tx.SaveMessage(ctx, m, into); err != nil {
		return err
	}
	in.touch(m, into)
	return nil
}

// again takes a further copy of a known message. It keeps its time, unless so
// far it was only a draft.
func (in *intake) again(ctx context.Context, m, known *Message, conversation string, l Location) error {
	in.touch(m, conversation)
	before := *known
	known.seenAt(l)
	// Of the copies of a mail of ours only the one in Sent may show Bcc.
	if len(known.Bcc) == 0 {
		known.Bcc = m.Bcc
	} else if len(m.Bcc) == 0 {
		m.Bcc = known.Bcc
	}
	switch {
	case !before.Real && known.Real:
		m.IDs, m.Refs = union(known.IDs, m.IDs), union(known.Refs, m.Refs)
		into, err := in.place(ctx, m)
		if err != nil {
			return err
		}
		return in.tx.SaveMessage(ctx, m, into)
	case len(union(known.IDs, m.IDs)) > len(known.IDs):
		// A second stored copy of our own mail whose id a server rewrote:
		// answers may name either.
		known.IDs = union(known.IDs, m.IDs)
		into, err := in.place(ctx, known)
		if err != nil {
			return err
		}
		return in.tx.SaveMessage(ctx, known, into)
	case m.Read && !known.Read:
		known.Content = m.Content
		return in.tx.SaveMessage(ctx, known, conversation)
	case known.Clean != before.Clean, len(known.Bcc) != len(before.Bcc):
		return in.tx.SaveMessage(ctx, known, conversation)
	}
	return nil
}

// place finds or makes the conversation of a message, merging those that turn
// out to be one.
func (in *intake) place(ctx context.Context, m *Message) (string, error) {
	known, err := in.tx.Threads(ctx, m.Account, slices.Concat(m.IDs, m.Refs))
	if err != nil {
		return "", err
	}
	into, merge := Place(m, known)
	bySubject, err := in.bySubject(ctx, m, into)
	if err != nil {
		return "", err
	}
	merge = append(merge, bySubject...)
	if into == "" && len(merge) > 0 {
		into = merge[0]
	}
	if into == "" {
		return conversationID(m), nil
	}
	slices.Sort(merge)
	for _, from := range slices.Compact(merge) {
		if from == into {
			continue
		}
		if err := in.tx.Merge(ctx, from, into); err != nil {
			return "", err
		}
		delete(in.touched, from)
		in.touched[into] = true
	}
	return into, nil
}

// bySubject finds the conversations that the subject alone connects. Hardly any
// mail is such a case, so it is looked for before the messages are loaded.
func (in *intake) bySubject(ctx context.Context, m *Message, own string) ([]string, error) {
	if m.Base == "" {
		return nil, nil
	}
	if !m.Orphan() {
		later, err := in.tx.Orphans(ctx, m.Account, m.Base, m.At, m.At.Add(subjectWindow))
		if err != nil || !slices.ContainsFunc(later, func(p Placed) bool { return in.policy.couldAnswer(&p.Message, m) }) {
			return nil, err
		}
	}
	near, err := in.tx.BySubject(ctx, m.Account, m.Base, m.At.Add(-subjectWindow), m.At.Add(subjectWindow))
	if err != nil {
		return nil, err
	}
	near = slices.DeleteFunc(near, func(p Placed) bool { return p.Key == m.Key })
	return in.policy.PlaceBySubject(m, own, near), nil
}

// touch has the conversation decided anew if the message can matter to it.
func (in *intake) touch(m *Message, conversation string) {
	if m.At.Before(in.account.Horizon) {
		return
	}
	in.touched[conversation] = true
}

// finish decides on what was touched. During the first import it only marks:
// nothing is decided before all has been read.
func (in *intake) finish(ctx context.Context, t *Tracker) error {
	ids := slices.Sorted(maps.Keys(in.touched))
	if in.account.Imported.IsZero() {
		return in.tx.Touch(ctx, ids...)
	}
	leaning := map[string]bool{}
	for _, id := range ids {
		j, err := t.settle(ctx, in.tx, id, in.now)
		if err != nil {
			return err
		}
		in.heard(j)
		leaning[id] = len(j.Alone) > 0
	}
	// What somebody wrote elsewhere may be the answer, or be it no longer: a new
	// thread that turns out to belong to an old one is none, and what was the
	// only open matter with somebody may be the only one no more.
	waiting, err := in.tx.WaitingFor(ctx, in.policy.Account, slices.Sorted(maps.Keys(in.parties)))
	if err != nil {
		return err
	}
	for _, id := range waiting {
		if in.touched[id] && !leaning[id] {
			continue
		}
		if _, err := t.settle(ctx, in.tx, id, in.now); err != nil {
			return err
		}
	}
	return nil
}

// heard notes who outside wrote in a conversation, or is waited for there.
func (in *intake) heard(j *judged) {
	for _, p := range j.narrate(j.policy).contacts {
		in.parties[p.Address] = true
	}
	for i := range j.Messages {
		if author := in.policy.Author(&j.Messages[i]); in.policy.Outside(author.Address) {
			in.parties[author.Address] = true
		}
	}
}

// union joins two lists, each value once, in order.
func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
