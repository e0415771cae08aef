package imapsync

import (
	"cmp"
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
			if cause == nil && !w.handsOut(ctx, b, part, false) {
				return fmt.Errorf("%w: %s", errNothing, b.reason(lastOf(part)))
			}
			newer, older := rest.Newest(rest.Len() / 2)
			parts = append(parts, older, newer)
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
		if err := w.session.fetched(len(set.Minus(x.got)) == 0, refused); err != nil {
			return err
		}
		b.note(set.Minus(x.got), w.session.outcome(refused))
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
// throttled account, a network that swallows large packets or a server that
// garbles everything is not the fault of a message, and must not have messages
// passed over.
func (w *worker) giveUp(ctx context.Context, b *mailbox, uid uint32, cause error) error {
	set := wire.UIDSet{{First: uid, Last: uid}}
	why := b.reason(uid)
	if cause != nil {
		got, again, err := w.alone(ctx, b, set, headerItems())
		if err != nil || len(got) > 0 {
			return err
		}
		cause = cmp.Or(again, cause)
		why = cause.Error()
	}
	switch {
	case w.handsOut(ctx, b, set, isGarbled(cause)):
		w.deaths = 0
		return w.setAside(ctx, b, uid, why)
	case ctx.Err() != nil:
		return ctx.Err()
	case cause != nil:
		return fmt.Errorf("message %d: %w", uid, cause)
	}
	return fmt.Errorf("message %d: %w: %s", uid, errNothing, why)
}

// setAside stores that a message could not be read, and why.
func (w *worker) setAside(ctx context.Context, b *mailbox, uid uint32, why string) error {
	set := wire.UIDSet{{First: uid, Last: uid}}
	return w.hand(ctx, &window{box: b, asked: set, got: set, unreadable: []tracker.Unreadable{{
		Location: b.location(uid, nil), At: w.sorter.now, Why: why,
	}}})
}

// handsOut says that the server sends some message of this folder, other than
// these, or that there is no other to try. A folder in which nothing can be read
// is in trouble as a whole, and its messages are not at fault; but if there is no
// other message, or if these are garbled, one of another folder will do.
func (w *worker) handsOut(ctx context.Context, b *mailbox, others wire.UIDSet, garbled bool) bool {
	witnesses := b.witnesses(others)
	for uid := range witnesses.All() {
		came, err := w.comes(ctx, uid)
		if came {
			return true
		}
		if isBusy(err) || isBroken(err) && w.revive(ctx, b, err) != nil {
			return false
		}
	}
	if len(witnesses) > 0 && !garbled {
		return false
	}
	came, tried := w.elsewhere(ctx, b)
	return came || !tried && len(witnesses) == 0
}

// comes says that the server sends a message of the folder that is open.
func (w *worker) comes(ctx context.Context, uid uint32) (came bool, err error) {
	err = w.session.conn.Fetch(ctx, headerItems(), once(wire.UIDSet{{First: uid, Last: uid}}), 1, func(m *wire.Message) error {
		came = came || m.UID == uid && m.Came
		return nil
	}, func(_ wire.UIDSet, refused error) error { return w.session.fetched(came, refused) })
	return came, w.session.told("FETCH", err)
}

// maxElsewhere is in how many other folders a message is looked for that the
// server hands out.
const maxElsewhere = 3

// elsewhere says that the server sends a message of another folder, and whether
// there was any to try. Afterwards the folder is open again.
func (w *worker) elsewhere(ctx context.Context, b *mailbox) (came, tried bool) {
	n := 0
	for _, f := range w.around {
		if f.raw == b.raw || n == maxElsewhere || ctx.Err() != nil {
			continue
		}
		data, err := w.session.examine(ctx, f.raw, wire.ExamineOptions{})
		if err == nil && data.Messages == 0 {
			continue
		}
		n++
		var there wire.UIDSet
		if err == nil {
			there, err = w.session.search(ctx, "ALL") // "UID *" finds nothing with some servers
		}
		if err == nil && len(there) > 0 {
			came, err = w.comes(ctx, lastOf(there))
		}
		if isBusy(err) || isBroken(err) && w.redial(ctx) != nil {
			return false, true
		}
		if came {
			break
		}
	}
	if w.enter(ctx, b) != nil {
		return false, true
	}
	return came, n > 0
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
	return errWithheld.Error()
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
	session.succeed(w.session)
	if w.main {
		w.s.session, w.s.reused = session, false
	}
	w.session = session
	return nil
}
