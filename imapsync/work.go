package imapsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// inflight is how many windows are asked for at a time on one connection, so
// that the server never waits for us.
const inflight = 3

// worker reads folders over one connection.
type worker struct {
	*round
	session *session
	main    bool // the session is the Syncer's
	sorter  sorter
	deaths  int // connections that broke in a row without a message
}

// work reads until nothing is left that nobody reads already.
func (w *worker) work(ctx context.Context) error {
	for {
		b := w.next()
		if b == nil {
			return nil
		}
		err := w.folder(ctx, b)
		w.leave(b)
		if err == nil {
			continue
		}
		err = fmt.Errorf("folder %q: %w", b.name, err)
		if !w.skips(ctx, err) {
			return err
		}
		w.mu.Lock()
		b.stuck = true
		w.mu.Unlock()
		w.deaths = 0
		if isBroken(err) {
			if err := w.redial(ctx); err != nil {
				return err
			}
		}
	}
}

// folder reads what nobody has asked for yet, the newest first. While messages
// come that a decision may rest on, their texts are fetched with them; once a
// window has none, the rest is history and asked for ahead.
func (w *worker) folder(ctx context.Context, b *mailbox) error {
	if err := w.enter(ctx, b); err != nil {
		return err
	}
	for ahead := 1; ; {
		lively, more, err := w.windows(ctx, b, ahead)
		switch {
		case isBroken(err):
			if err := w.revive(ctx, b, err); err != nil {
				return err
			}
		case err != nil:
			return err
		case !more:
			return w.settle(ctx, b)
		case !lively:
			ahead = inflight
		}
	}
}

// enter opens the folder on this connection.
func (w *worker) enter(ctx context.Context, b *mailbox) error {
	if w.session.open == b.raw && w.session.selected.UIDValidity == b.data.UIDValidity {
		return nil
	}
	data, err := w.session.examine(ctx, b.raw, wire.ExamineOptions{})
	if err != nil {
		return err
	}
	if data.UIDValidity != b.data.UIDValidity {
		return errRenumbered
	}
	return nil
}

// windows fetches one window, or with ahead > 1 all that are left. lively says
// that messages came whose texts are wanted; more that something may be left.
func (w *worker) windows(ctx context.Context, b *mailbox, ahead int) (lively, more bool, err error) {
	var open []*window // in the order of asking
	find := func(uid uint32) *window {
		for _, x := range open {
			if x.asked.Contains(uid) {
				return x
			}
		}
		return nil
	}
	next := func() (wire.UIDSet, bool) {
		if ahead == 1 && more {
			return nil, false
		}
		set := b.claim()
		if len(set) == 0 {
			return nil, false
		}
		more = true
		x := w.window(b, set)
		open = append(open, x)
		return set, true
	}
	each := func(m *wire.Message) error {
		if x := find(m.UID); x != nil && m.UID != 0 {
			w.deliver(x, m)
		}
		return nil
	}
	done := func(set wire.UIDSet, refused error) error {
		n := max(0, slices.IndexFunc(open, func(x *window) bool { return slices.Equal(x.asked, set) }))
		x := open[n]
		open = slices.Delete(open, n, n+1)
		rest := x.asked.Minus(x.got)
		if err := w.session.fetched(len(rest) == 0, refused); err != nil {
			return w.stop(ctx, x, err)
		}
		b.note(rest, w.session.outcome(refused))
		if len(x.wanted) > 0 && ahead == 1 {
			lively = true
			open = append(open, x) // its texts come first
			return nil
		}
		return w.hand(ctx, x)
	}
	err = w.session.conn.Fetch(ctx, headerItems(), next, ahead, each, done)
	if err == nil && lively {
		err = w.withTexts(ctx, open[0])
		if err == nil {
			x := open[0]
			open = nil
			return true, true, w.hand(ctx, x)
		}
	}
	if err = w.session.told("FETCH", err); err == nil {
		return false, more, nil
	}
	if isBroken(err) && ctx.Err() == nil {
		if err := w.salvage(ctx, b, open); err != nil {
			return false, false, err
		}
	}
	return false, false, err
}

// stop hands on what came of a window before the server had no more time. What a
// decision may rest on waits for its text.
func (w *worker) stop(ctx context.Context, x *window, cause error) error {
	if len(x.wanted) == 0 {
		if err := w.hand(ctx, x); err != nil {
			return err
		}
	}
	return cause
}

// salvage hands on what came before the connection broke. What the server was
// about to send is suspect, if it broke by itself; the rest is asked for again.
func (w *worker) salvage(ctx context.Context, b *mailbox, open []*window) error {
	for n, x := range open {
		rest := x.asked.Minus(x.got)
		if err := w.hand(ctx, x); err != nil {
			return err
		}
		b.mu.Lock()
		b.missing = b.missing.Minus(rest)
		switch {
		case n == 0 && len(rest) > 0:
			b.suspects = append(b.suspects, rest)
		default:
			b.free = b.free.Union(rest)
		}
		b.mu.Unlock()
	}
	return nil
}

// deliver sorts what came of one message.
func (w *worker) deliver(x *window, m *wire.Message) {
	why := m.Fault
	switch {
	case m.TooLarge > 0:
		why = fmt.Sprintf("its header has %d bytes, which no mail program writes", m.TooLarge)
		x.unreadable = append(x.unreadable, tracker.Unreadable{Location: x.box.location(m.UID, m.Flags), At: w.sorter.now, Why: why})
	case why != "":
		x.box.remark(m.UID, why)
		return
	case !m.Came || x.got.Contains(m.UID):
		return // flags that changed meanwhile, or the same again
	default:
		if why = w.sorter.take(x, m); why != "" {
			x.unreadable = append(x.unreadable, tracker.Unreadable{Location: x.box.location(m.UID, m.Flags), At: w.sorter.now, Why: why})
		}
	}
	x.got = addUID(x.got, m.UID)
	x.box.witness.Store(m.UID)
	w.deaths = 0
}

// withTexts fetches the texts that are wanted of a window.
func (w *worker) withTexts(ctx context.Context, x *window) error {
	byUID := map[uint32]*tracker.Arrival{}
	var set wire.UIDSet
	for _, i := range x.wanted {
		a := &x.arrivals[i]
		byUID[a.Location.UID] = a
		set = addUID(set, a.Location.UID)
	}
	x.wanted = nil
	defer func() {
		for _, a := range byUID {
			if !a.Read {
				w.sorter.asked.forget(a.Digest)
			}
		}
	}()
	return w.session.conn.Fetch(ctx, textItems(), pieces(set, textWindow), 2, func(m *wire.Message) error {
		a := byUID[m.UID]
		if a == nil || !m.Came || a.Read {
			return nil
		}
		if why := guarded(func() { addText(a, m.Raw, w.sorter.now, w.sorter.hints) }); why != "" {
			a.Read, a.Errors = true, append(a.Errors, why)
		}
		return nil
	}, func(set wire.UIDSet, refused error) error {
		complete := true
		for uid := range set.All() {
			complete = complete && byUID[uid].Read
		}
		return w.session.fetched(complete, refused)
	})
}

// revive opens the folder anew after the connection broke because of cause.
func (w *worker) revive(ctx context.Context, b *mailbox, cause error) error {
	if w.deaths++; w.deaths > maxDeaths {
		return fmt.Errorf("%w: %w", errOften, cause)
	}
	w.s.log.InfoContext(ctx, "connection broke", "account", b.account, "folder", b.name, "why", cause)
	if err := w.redial(ctx); err != nil {
		return err
	}
	return w.enter(ctx, b)
}

// maxDeaths is how often in a row the connection may break, without a message in
// between, before a round gives up.
const maxDeaths = 20

// errOften is of a connection that breaks again and again.
var errOften = errors.New("the connection broke too often in a row")

// errNothing is of a server that lists messages and sends none.
var errNothing = errors.New("the server hands out no messages at present")

// claim takes the newest messages that nobody has asked for.
func (b *mailbox) claim() wire.UIDSet {
	b.mu.Lock()
	defer b.mu.Unlock()
	var set wire.UIDSet
	set, b.free = b.free.Newest(windowSize)
	return set
}

// maxReasons is of how many messages of a folder it is known why they did not
// come; of more it does not matter.
const maxReasons = 10_000

// note remembers how the server answered where messages did not come, unless
// more is known.
func (b *mailbox) note(uids wire.UIDSet, why string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for uid := range uids.All() {
		if len(b.why) >= maxReasons {
			return
		}
		if b.why[uid] == "" || strings.HasPrefix(b.why[uid], errWithheld.Error()) {
			b.why[uid] = why
		}
	}
}

// remark remembers why a message could not be had.
func (b *mailbox) remark(uid uint32, why string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.why) < maxReasons {
		b.why[uid] = why
	}
}
