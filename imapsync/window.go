package imapsync

import (
	"time"

	"thrice/imapsync/wire"
	"thrice/internal/reading"
	"thrice/tracker"
)

// windowSize is how many messages one FETCH asks for.
const windowSize = 500

// arenaSize is how much room for header fields a window takes at a time.
const arenaSize = 64 << 10

// window is what one FETCH asked for and what came of it.
type window struct {
	box   *mailbox
	asked wire.UIDSet
	got   wire.UIDSet // came, whatever could be made of it

	headers    []tracker.Header // from before the horizon
	arrivals   []tracker.Arrival
	unreadable []tracker.Unreadable
	wanted     []int // arrivals whose text a decision may rest on

	arenas [][]byte // room for header fields; those up to full are used
	full   int
	marks  []tracker.MarkEntry
}

// keep copies what is valid for the moment only.
func (w *window) keep(raw []byte) []byte {
	for w.full < len(w.arenas) && len(raw) > cap(w.arenas[w.full])-len(w.arenas[w.full]) {
		w.full++
	}
	if w.full == len(w.arenas) {
		w.arenas = append(w.arenas, make([]byte, 0, max(arenaSize, len(raw))))
	}
	arena := append(w.arenas[w.full], raw...)
	w.arenas[w.full] = arena
	begin := len(arena) - len(raw)
	return arena[begin:len(arena):len(arena)]
}

// maxArenas is how many arenas an empty window holds on to: more than ordinary
// mail fills.
const maxArenas = 8

// empty makes a window ready to be used again. What it gave away must not be
// used any more.
func (w *window) empty(b *mailbox, asked wire.UIDSet) {
	for i := range w.arenas {
		w.arenas[i] = w.arenas[i][:0]
	}
	clear(w.headers)
	clear(w.arrivals)
	*w = window{
		box: b, asked: asked, headers: w.headers[:0], arrivals: w.arrivals[:0], unreadable: w.unreadable[:0],
		wanted: w.wanted[:0], marks: w.marks[:0], arenas: w.arenas[:min(len(w.arenas), maxArenas)],
	}
}

// sorter makes of the header fields that come what the tracker receives: the
// message itself, or from before the horizon its header to be found by. It
// belongs to one goroutine.
type sorter struct {
	index   reading.Indexer
	hints   reading.Hints
	horizon time.Time
	now     time.Time
	asked   *asked
}

// take sorts one message into a window. It returns why it could not be read.
func (s *sorter) take(w *window, m *wire.Message) (why string) {
	at := w.box.location(m.UID, m.Flags)
	var x reading.Index
	certain := false
	if failed := guarded(func() { x, certain = s.index.Index(m.Raw) }); failed != "" || !certain {
		return s.read(w, m, at)
	}
	when := tracker.MessageTime(x.Date, m.Internal, s.now)
	if !when.Before(s.horizon) {
		return s.read(w, m, at)
	}
	orphan := x.Response && len(x.Base) > 0 && len(x.Refs) == 0
	entry := tracker.MarkEntry{Day: tracker.DayOf(when), Orphan: orphan}
	begin := len(w.marks)
	mark := func(kind tracker.MarkKind, value []byte) {
		if len(value) > 0 {
			entry.Mark, entry.Kind = tracker.MarkOf(kind, value), kind
			w.marks = append(w.marks, entry)
		}
	}
	mark(tracker.MarkOwn, x.MessageID)
	for _, id := range x.Refs {
		mark(tracker.MarkRef, id)
	}
	mark(tracker.MarkFrom, x.From)
	mark(tracker.MarkBase, x.Base)
	w.headers = append(w.headers, tracker.Header{
		Location: at, Internal: m.Internal, At: when, Raw: w.keep(m.Raw),
		Marks: w.marks[begin:len(w.marks):len(w.marks)], AuthServer: string(x.AuthServer),
	})
	return ""
}

// read reads a message's header for good.
func (s *sorter) read(w *window, m *wire.Message, at tracker.Location) (why string) {
	var a tracker.Arrival
	if why := guarded(func() { a = arrival(m.Raw, at, m.Internal, s.hints) }); why != "" {
		return why
	}
	when := tracker.MessageTime(a.Date, m.Internal, s.now)
	if when.Before(s.horizon) {
		w.headers = append(w.headers, tracker.Header{
			Location: at, Internal: m.Internal, At: when, Raw: w.keep(m.Raw), Marks: a.HeaderMarks(when), AuthServer: a.AuthServer,
		})
		return ""
	}
	if tracker.WantsText(&a.Message, at, when, s.horizon) && s.asked.first(a.Digest) {
		w.wanted = append(w.wanted, len(w.arrivals))
	}
	w.arrivals = append(w.arrivals, a)
	return ""
}

// ReadHeader reads a header that was kept unread, as it would have been read
// when it came.
func ReadHeader(h tracker.Header, hints reading.Hints) tracker.Arrival {
	a := tracker.Arrival{Location: h.Location}
	if why := guarded(func() { a = arrival(h.Raw, h.Location, h.Internal, hints) }); why != "" {
		a.Errors = []string{why}
	}
	return a
}

// location is where a message of the folder lies.
func (b *mailbox) location(uid uint32, flags []string) tracker.Location {
	return tracker.Location{Account: b.account, Folder: b.name, UIDValidity: b.data.UIDValidity, UID: uid, Role: b.role, Flags: flags}
}

// addUID adds a UID to a set that mostly grows in order.
func addUID(set wire.UIDSet, uid uint32) wire.UIDSet {
	if n := len(set); n > 0 && set[n-1].Last+1 == uid {
		set[n-1].Last = uid
		return set
	}
	return set.Add(uid, uid)
}
