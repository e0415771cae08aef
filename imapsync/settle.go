package imapsync

import (
	"context"
	"errors"
	"fmt"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// settle asks again for what was asked for and did not come. Of each message it
// finds out whether it is gone, comes after all, or cannot be had: that one is
// set aside, and never keeps its neighbours from being read.
func (w *worker) settle(ctx context.Context, b *mailbox) error {
	for {
		set, suspect := b.doubtful()
		if len(set) == 0 {
			return nil
		}
		if err := w.enter(ctx, b); err != nil {
			return err
		}
		left, err := w.existing(ctx, b, set)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			err = w.narrow(ctx, b, left, suspect)
		}
		if err == nil {
			// What is no longer there need not be read.
			err = w.hand(ctx, &window{box: b, asked: set.Minus(left), got: set.Minus(left)})
		}
		if err != nil {
			return err
		}
	}
}

// doubtful takes what did not come: first what broke the connection.
func (b *mailbox) doubtful() (set wire.UIDSet, suspect bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.suspects); n > 0 {
		set, b.suspects = b.suspects[n-1], b.suspects[:n-1]
		return set, true
	}
	set, b.missing = b.missing, nil
	return set, false
}

// existing returns those of the messages that are still in the folder.
func (w *worker) existing(ctx context.Context, b *mailbox, set wire.UIDSet) (left wire.UIDSet, err error) {
	for some := range portions(set) {
		found, err := w.session.search(ctx, "UID "+some.String())
		if isBroken(err) {
			if err := w.revive(ctx, b, err); err != nil {
				return nil, err
			}
			found, err = w.session.search(ctx, "UID "+some.String())
		}
		if err != nil {
			return nil, err
		}
		left = left.Union(found.Intersect(some))
	}
	return left, nil
}

// maxRanges keeps command lines short.
const maxRanges = 300

// portions are the ranges of a set, a few at a time.
func portions(set wire.UIDSet) func(yield func(wire.UIDSet) bool) {
	return func(yield func(wire.UIDSet) bool) {
		for len(set) > 0 {
			n := min(maxRanges, len(set))
			if !yield(set[:n]) {
				return
			}
			set = set[n:]
		}
	}
}

// narrow asks for messages that did not come, in halves, until each has come or
// stands alone. A server that hands out nothing at all is not asked for every
// single one.
func (w *worker) narrow(ctx context.Context, b *mailbox, set wire.UIDSet, suspect bool) error {
	parts := []wire.UIDSet{set}
	for first := true; len(parts) > 0; first = false {
		part := parts[len(parts)-1]
		parts = parts[:len(parts)-1]
		if part.Len() > 1 && suspect && first {
			newer, older := part.Newest(part.Len() / 2)
			parts = append(parts, older, newer)
			continue
		}
		got, cause, err := w.alone(ctx, b, part, headerItems())
		if err != nil {
			return err
		}
		rest := part.Minus(got)
		switch {
		case len(rest) == 0:
		case part.Len() == 1:
			if err := w.giveUp(ctx, b, lastOf(part), cause); err != nil {
				return err
			}
		case len(got) == 0:
			if cause == nil && !w.handsOut(ctx, b, part) {
				return fmt.Errorf("%w: %s", errNothing, b.reason(lastOf(part)))
			}
			newer, older := rest.Newest(rest.Len() / 2)
			if rest.Len() == 1 {
				older, newer = rest, nil
			}
			parts = append(parts, older)
			if len(newer) > 0 {
				parts = append(parts, newer)
			}
		default:
			parts = append(parts, rest)
		}
	}
	return nil
}

// alone fetches messages with nothing else under way, and hands them on. cause
// is why the connection broke, if it did.
func (w *worker) alone(ctx context.Context, b *mailbox, set wire.UIDSet, items wire.FetchItems) (got wire.UIDSet, cause, err error) {
	x := w.window(b, set)
	err = w.session.told("FETCH", w.session.conn.Fetch(ctx, items, once(set), 1, func(m *wire.Message) error {
		if x.asked.Contains(m.UID) {
			w.deliver(x, m)
		}
		return nil
	}, func(_ wire.UIDSet, refused error) error {
		if refused != nil {
			b.remark(set, w.session.told("FETCH", refused).Error())
		}
		return nil
	}))
	got = x.got
	if handed := w.hand(ctx, x); handed != nil {
		return nil, nil, handed
	}
	b.forget(set.Minus(got))
	if err == nil || ctx.Err() != nil || !isBroken(err) {
		return got, nil, err
	}
	return got, err, w.revive(ctx, b, err)
}

// giveUp declares a message unreadable, if the server hands out others: a
// throttled account or a network that swallows large packets is not the fault of
// a message, and must not have messages passed over. What garbles the server's
// answer twice is at fault, whatever else the server does.
func (w *worker) giveUp(ctx context.Context, b *mailbox, uid uint32, cause error) error {
	set := wire.UIDSet{{First: uid, Last: uid}}
	why := b.reason(uid)
	if cause != nil {
		why = cause.Error()
		got, again, err := w.alone(ctx, b, set, headerItems())
		if err != nil || len(got) > 0 {
			return err
		}
		if again != nil && isGarbled(again) {
			w.deaths = 0
			return w.setAside(ctx, b, uid, again.Error())
		}
	}
	if !w.handsOut(ctx, b, set) {
		if cause != nil {
			return fmt.Errorf("message %d: %w", uid, cause)
		}
		return fmt.Errorf("message %d: %w: %s", uid, errNothing, why)
	}
	return w.setAside(ctx, b, uid, why)
}

// setAside stores that a message could not be read, and why.
func (w *worker) setAside(ctx context.Context, b *mailbox, uid uint32, why string) error {
	set := wire.UIDSet{{First: uid, Last: uid}}
	return w.hand(ctx, &window{box: b, asked: set, got: set, unreadable: []tracker.Unreadable{{
		Location: b.location(uid, nil), At: w.sorter.now, Why: why,
	}}})
}

// handsOut says that the server sends some message of the folder, other than
// these, or that there is no other to try.
func (w *worker) handsOut(ctx context.Context, b *mailbox, others wire.UIDSet) bool {
	witnesses := b.witnesses(others)
	for uid := range witnesses.All() {
		came := false
		err := w.session.conn.Fetch(ctx, headerItems(), once(wire.UIDSet{{First: uid, Last: uid}}), 1, func(m *wire.Message) error {
			came = came || m.UID == uid && m.Came
			return nil
		}, func(wire.UIDSet, error) error { return nil })
		if came {
			w.deaths = 0
			return true
		}
		if err := w.session.told("FETCH", err); isBroken(err) && w.revive(ctx, b, err) != nil {
			return false
		}
	}
	return len(witnesses) == 0
}

// witnesses are messages that may show that the server works: one that it sent
// already, the newest ones that were read before, and the ends of the folder.
func (b *mailbox) witnesses(others wire.UIDSet) wire.UIDSet {
	b.mu.Lock()
	defer b.mu.Unlock()
	var set wire.UIDSet
	for _, uid := range []uint32{b.witness.Load(), b.known.LastUID} {
		if uid != 0 {
			set = set.Add(uid, uid)
		}
	}
	ends := b.unread
	if n := len(ends); n > 0 {
		set = set.Add(ends[0].First, ends[0].First).Add(ends[n-1].Last, ends[n-1].Last)
	}
	return set.Minus(others)
}

// reason is why a message did not come, as far as the server said.
func (b *mailbox) reason(uid uint32) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if why := b.why[uid]; why != "" {
		return why
	}
	return "the server lists it but does not hand it out"
}

// forget takes messages off what is missing: they are being settled.
func (b *mailbox) forget(set wire.UIDSet) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.missing = b.missing.Minus(set)
}

// redial replaces the worker's connection.
func (w *worker) redial(ctx context.Context) error {
	w.session.close()
	session, err := w.s.account.dial(ctx)
	if err != nil {
		return errors.Join(ctx.Err(), err)
	}
	*w.session = *session
	return nil
}
