package imapsync

import (
	"context"
	"fmt"
	"time"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// One transaction stores this many messages, or what came within a while: fewer
// cost time, more would be fetched again after a crash.
const (
	storeAtOnce = 2000
	storeAfter  = 250 * time.Millisecond
)

// window returns an empty window, a used one if there is any.
func (r *round) window(b *mailbox, asked wire.UIDSet) *window {
	select {
	case x := <-r.used:
		x.empty(b, asked)
		return x
	default:
		return &window{box: b, asked: asked}
	}
}

// hand gives a window to the one goroutine that stores. What was asked for and
// did not come is remembered as missing.
func (r *round) hand(ctx context.Context, x *window) error {
	x.box.miss(x.asked.Minus(x.got))
	if len(x.got) == 0 {
		return nil
	}
	select {
	case r.filled <- x:
		return nil
	case <-r.stopped:
		return r.failure
	case <-ctx.Done():
		return ctx.Err()
	}
}

// miss remembers what did not come.
func (b *mailbox) miss(set wire.UIDSet) {
	if len(set) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.missing = b.missing.Union(set)
}

// store stores what is handed in until there is no more, a few windows in one
// transaction.
func (r *round) store(ctx context.Context) {
	defer close(r.stopped)
	for x := range r.filled {
		batch := []*window{x}
		var next *window
		batch, next = r.gather(batch)
		for {
			if r.failure = r.receive(ctx, batch); r.failure != nil {
				return
			}
			for _, x := range batch {
				select {
				case r.used <- x:
				default:
				}
			}
			if next == nil {
				break
			}
			batch, next = r.gather([]*window{next})
		}
	}
}

// gather adds windows of the same folder to a batch until it is large enough or
// nothing more comes for a while. next is one of another folder.
func (r *round) gather(batch []*window) (_ []*window, next *window) {
	size := batch[0].got.Len()
	if r.small {
		return batch, nil
	}
	timer := time.NewTimer(storeAfter)
	defer timer.Stop()
	for size < storeAtOnce {
		select {
		case x, ok := <-r.filled:
			if !ok {
				return batch, nil
			}
			if x.box != batch[0].box {
				return batch, x
			}
			batch = append(batch, x)
			size += x.got.Len()
		case <-timer.C:
			return batch, nil
		}
	}
	return batch, nil
}

// receive stores windows of one folder, with the cursor that is reached by them.
func (r *round) receive(ctx context.Context, batch []*window) error {
	b := batch[0].box
	var all tracker.Batch
	count := 0
	for _, x := range batch {
		all.Arrivals = append(all.Arrivals, x.arrivals...)
		all.Headers = append(all.Headers, x.headers...)
		all.Unreadable = append(all.Unreadable, x.unreadable...)
		count += x.got.Len()
		b.mu.Lock()
		b.unread = b.unread.Minus(x.got)
		b.mu.Unlock()
	}
	b.settled(&all)
	all.Folder = b.after(r.start.At)
	if err := r.s.sink.Receive(ctx, all); err != nil {
		return fmt.Errorf("store what came: %w", err)
	}
	b.stored(all.Folder)
	r.done += count
	r.s.progress(Progress{Account: b.account, Folder: b.name, Done: r.done, Total: r.total})
	return nil
}

// settled adds to a batch what happened to messages that were read before.
func (b *mailbox) settled(all *tracker.Batch) {
	for _, g := range b.gone {
		all.Gone = append(all.Gone, [2]uint32{g.First, g.Last})
	}
	all.Flags = append(all.Flags, b.flags...)
	b.gone, b.flags = nil, nil
}

// conclude stores where a folder stands after everything in it was read, if it
// stands elsewhere than before.
func (r *round) conclude(ctx context.Context, b *mailbox) error {
	if b.after(r.start.At) == b.known && len(b.gone) == 0 && len(b.flags) == 0 && b.seen {
		return nil
	}
	var all tracker.Batch
	b.settled(&all)
	all.Folder = b.after(r.start.At)
	if err := r.s.sink.Receive(ctx, all); err != nil {
		return fmt.Errorf("store how %q stands: %w", b.name, err)
	}
	b.stored(all.Folder)
	return nil
}

// stored remembers how the folder stands in the store.
func (b *mailbox) stored(f tracker.Folder) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known, b.seen = f, true
}
