package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"thrice/tracker"
)

// historyTests do at random what may be done with headers, and know by simpler
// means what must come of it.
func historyTests() []test {
	var tests []test
	for seed := range uint64(4) {
		tests = append(tests, test{fmt.Sprintf("whatever is done, the rest is left (seed %d)", seed), func(t *testing.T, s tracker.Store) {
			h := history{
				random: rand.New(rand.NewPCG(seed, 1)), merges: seed%2 == 0,
				validity: map[string]uint32{}, headers: map[uint64]tracker.Header{}, messages: map[spot]bool{},
			}
			save(t, s, "c1", mail("m1", begin()))
			for range 12 {
				for range 6 {
					update(t, s, func(tx tracker.Tx) error { return h.step(t.Context(), tx) })
				}
				view(t, s, func(r tracker.Reader) error { return h.check(t, r) })
				if t.Failed() {
					t.Fatal(h.done)
				}
			}
		}})
	}
	return tests
}

// spot is a place within a folder as it is numbered now.
type spot struct {
	folder string
	uid    uint32
}

// history is what an account must have after what was done.
type history struct {
	random   *rand.Rand
	merges   bool // says when to merge marks
	done     []string
	validity map[string]uint32 // of the folders that there are
	headers  map[uint64]tracker.Header
	messages map[spot]bool
	last     uint64 // the highest number given out
}

const (
	historyUIDs  = 400
	historyMarks = 30
)

// step does something.
func (h *history) step(ctx context.Context, tx tracker.Tx) error {
	folder := []string{"INBOX", "Old"}[h.random.IntN(2)]
	if h.validity[folder] == 0 {
		return h.renumber(ctx, tx, folder)
	}
	switch h.random.IntN(12) {
	default:
		return h.save(ctx, tx, folder)
	case 0, 1:
		return h.take(ctx, tx)
	case 2:
		return h.drop(ctx, tx, folder)
	case 3:
		if h.random.IntN(3) > 0 {
			return h.move(ctx, tx, folder)
		}
		return h.renumber(ctx, tx, folder)
	case 4:
		if h.random.IntN(3) > 0 {
			return h.flag(ctx, tx, folder)
		}
		return h.forget(ctx, tx, folder)
	case 5:
		if !h.merges {
			return h.save(ctx, tx, folder)
		}
		h.note("merge")
		return tx.MergeMarks(ctx, "work")
	}
}

func (h *history) note(format string, args ...any) {
	h.done = append(h.done, fmt.Sprintf(format, args...))
}

// known are the places of headers and messages.
func (h *history) known() map[spot]bool {
	all := maps.Clone(h.messages)
	for _, header := range h.headers {
		all[spot{header.Location.Folder, header.Location.UID}] = true
	}
	return all
}

// in says of a place whether it is one of these.
func in(folder string, low, high uint32) func(tracker.Location) bool {
	return func(l tracker.Location) bool { return l.Folder == folder && low <= l.UID && l.UID <= high }
}

// lose says that headers and messages are gone.
func (h *history) lose(folder string, low, high uint32) {
	gone := in(folder, low, high)
	maps.DeleteFunc(h.headers, func(_ uint64, header tracker.Header) bool { return gone(header.Location) })
	maps.DeleteFunc(h.messages, func(at spot, _ bool) bool { return at.folder == folder && low <= at.uid && at.uid <= high })
}

func (h *history) save(ctx context.Context, tx tracker.Tx, folder string) error {
	var all []tracker.Header
	first := h.random.Uint32N(historyUIDs)
	for range h.random.IntN(60) {
		header := header(1 + first + h.random.Uint32N(80))
		header.Location = tracker.Location{Account: "work", Folder: folder, UIDValidity: h.validity[folder], UID: header.Location.UID}
		header.Marks = nil
		for range h.random.IntN(5) {
			header.Marks = append(header.Marks, tracker.MarkEntry{
				Mark: tracker.Mark(h.random.Uint64N(historyMarks)) << h.random.IntN(60), Kind: tracker.MarkKind(h.random.IntN(4)),
				Orphan: h.random.IntN(2) == 0, Day: uint16(h.random.IntN(3)),
			})
		}
		all = append(all, header)
	}
	h.note("save %d in %s", len(all), folder)
	if err := tx.SaveHeaders(ctx, all); err != nil {
		return err
	}
	known := h.known()
	for _, header := range all {
		at := spot{folder, header.Location.UID}
		if known[at] != (header.No == 0) {
			return fmt.Errorf("UID %d got the number %d", header.Location.UID, header.No)
		}
		if known[at] = true; header.No != 0 {
			if h.last++; header.No != h.last {
				return fmt.Errorf("UID %d got the number %d instead of %d", header.Location.UID, header.No, h.last)
			}
			header.Location.Role = tracker.RoleArchive
			h.headers[header.No] = header
		}
	}
	return nil
}

func (h *history) take(ctx context.Context, tx tracker.Tx) error {
	var nos []uint64
	for range h.random.IntN(200) {
		nos = append(nos, h.random.Uint64N(h.last+3))
	}
	h.note("take %v", nos)
	for _, no := range nos {
		delete(h.headers, no)
	}
	return tx.TakeHeaders(ctx, "work", nos)
}

func (h *history) drop(ctx context.Context, tx tracker.Tx, folder string) error {
	var ranges [][2]uint32
	for uid := h.random.Uint32N(200); uid < 2*historyUIDs; uid += 1 + h.random.Uint32N(300) {
		r := [2]uint32{uid, uid + h.random.Uint32N(100)}
		ranges = append(ranges, r)
		uid = r[1]
		h.lose(folder, r[0], r[1])
	}
	h.note("drop %v of %s", ranges, folder)
	return tx.DropUIDs(ctx, "work", folder, h.validity[folder], ranges)
}

// move makes a message of a header, or puts one anywhere else.
func (h *history) move(ctx context.Context, tx tracker.Tx, folder string) error {
	uid := 1 + h.random.Uint32N(historyUIDs)
	h.note("receive UID %d of %s", uid, folder)
	var nos []uint64
	for no, header := range h.headers {
		if in(folder, uid, uid)(header.Location) {
			nos = append(nos, no)
		}
	}
	h.lose(folder, uid, uid)
	h.messages[spot{folder, uid}] = true
	l := tracker.Location{Account: "work", Folder: folder, UIDValidity: h.validity[folder], UID: uid}
	return errors.Join(tx.TakeHeaders(ctx, "work", nos), tx.AddLocation(ctx, "m1", l))
}

func (h *history) flag(ctx context.Context, tx tracker.Tx, folder string) error {
	uid, flags := 1+h.random.Uint32N(historyUIDs), []string{fmt.Sprint("flag", h.random.IntN(9))}
	h.note("flag UID %d of %s", uid, folder)
	for no, header := range h.headers {
		if in(folder, uid, uid)(header.Location) {
			header.Location.Flags = flags
			h.headers[no] = header
		}
	}
	return tx.SaveFlags(ctx, "work", folder, h.validity[folder], uid, flags)
}

// renumber gives the folder another UIDVALIDITY.
func (h *history) renumber(ctx context.Context, tx tracker.Tx, folder string) error {
	h.note("renumber %s", folder)
	h.lose(folder, 0, 1<<32-1)
	h.validity[folder]++
	return tx.SaveFolder(ctx, tracker.Folder{Account: "work", Name: folder, Role: tracker.RoleArchive, UIDValidity: h.validity[folder]})
}

// forget drops the folder. When it comes back it must not have the same UIDs.
func (h *history) forget(ctx context.Context, tx tracker.Tx, folder string) error {
	h.note("forget %s", folder)
	h.lose(folder, 0, 1<<32-1)
	err := tx.DropFolders(ctx, "work", slices.DeleteFunc([]string{"INBOX", "Old"}, func(name string) bool { return name == folder }))
	return errors.Join(err, h.renumber(ctx, tx, folder))
}

// check compares what the store has.
func (h *history) check(t *testing.T, r tracker.Reader) error {
	var all []tracker.Header
	var some []tracker.Mark
	var found, foundSome []tracker.FoundHeader
	for range h.random.IntN(20) {
		some = append(some, tracker.Mark(h.random.Uint64N(historyMarks))<<h.random.IntN(60))
	}
	for _, no := range slices.Sorted(maps.Keys(h.headers)) {
		header := h.headers[no]
		for _, m := range header.Marks {
			f := tracker.FoundHeader{No: no, MarkEntry: m}
			if slices.Contains(found, f) {
				continue
			}
			if found = append(found, f); slices.Contains(some, m.Mark) {
				foundSome = append(foundSome, f)
			}
		}
		header.Marks = nil
		all = append(all, header)
	}
	ctx := t.Context()
	got, err := allHeaders(ctx, r, "work")
	wantSame(t, all, got)
	gotSome, errSome := r.HeadersBy(ctx, "work", some)
	want(t, "found by some marks", ordered(foundSome), ordered(gotSome))
	var gotFound []tracker.FoundHeader
	errMarks := r.EachMark(ctx, "work", nil, func(_ tracker.Mark, group []tracker.FoundHeader) error {
		gotFound = append(gotFound, group...)
		return nil
	})
	want(t, "all marks", ordered(found), ordered(gotFound))
	return errors.Join(err, errSome, errMarks, h.checkUIDs(t, r), h.checkSome(t, r, all))
}

// ordered sorts entries by what stores need not sort by, too.
func ordered(found []tracker.FoundHeader) []string {
	var said []string
	for _, f := range found {
		said = append(said, fmt.Sprintf("%020d %010d %v", f.Mark, f.No, f))
	}
	slices.Sort(said)
	return said
}

func (h *history) checkUIDs(t *testing.T, r tracker.Reader) error {
	all := h.known()
	for folder := range h.validity {
		got, err := r.StoredUIDs(t.Context(), "work", folder)
		if err != nil {
			return err
		}
		wanted := [][2]uint32{}
		for uid := uint32(1); uid < 2*historyUIDs; uid++ {
			switch n := len(wanted); {
			case !all[spot{folder, uid}]:
			case n > 0 && wanted[n-1][1] == uid-1:
				wanted[n-1][1] = uid
			default:
				wanted = append(wanted, [2]uint32{uid, uid})
			}
		}
		want(t, "known UIDs of "+folder, wanted, append([][2]uint32{}, got...))
	}
	return nil
}

// checkSome loads some headers by their numbers.
func (h *history) checkSome(t *testing.T, r tracker.Reader, all []tracker.Header) error {
	var nos []uint64
	wanted := []tracker.Header{}
	for range h.random.IntN(9) {
		no := h.random.Uint64N(h.last + 2)
		nos = append(nos, no)
		if i, ok := slices.BinarySearchFunc(all, no, func(h tracker.Header, no uint64) int { return int(h.No) - int(no) }); ok {
			wanted = append(wanted, all[i])
		}
	}
	got, err := r.Headers(t.Context(), "work", nos)
	wantSame(t, wanted, got)
	return err
}
