package storetest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"thrice/tracker"
)

// entries names what was found: numbers with kinds, orphans with an "o".
func entries(found []tracker.FoundHeader) []string {
	names := []string{"own", "ref", "from", "base"}
	said := []string{}
	for _, f := range found {
		orphan := ""
		if f.Orphan {
			orphan = " o"
		}
		said = append(said, fmt.Sprintf("%d %s%s", f.No, names[f.Kind], orphan))
	}
	return said
}

// wantFound says which headers of an account have one of the marks.
func wantFound(t *testing.T, s tracker.Store, account string, marks []tracker.Mark, said ...string) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		found, err := r.HeadersBy(t.Context(), account, marks)
		want(t, fmt.Sprintf("found by %v", marks), append([]string{}, said...), entries(found))
		return err
	})
}

// marked is a header with these marks.
func marked(uid uint32, marks ...tracker.MarkEntry) tracker.Header {
	h := header(uid)
	h.Marks = marks
	return h
}

func markTests() []test {
	return []test{
		{"a header is found by each of its marks, with what it says", func(t *testing.T, s tracker.Store) {
			whole := []tracker.MarkEntry{
				{Mark: math.MaxUint64, Kind: tracker.MarkBase, Orphan: true, Day: math.MaxUint16},
				{Mark: 0, Kind: tracker.MarkRef, Day: 1},
				{Mark: 1 << 63, Kind: tracker.MarkFrom},
				{Mark: 1<<63 - 1, Kind: tracker.MarkOwn, Orphan: true, Day: 256},
			}
			saveHeaders(t, s, []tracker.Header{header(1), marked(2, whole...)})
			view(t, s, func(r tracker.Reader) error {
				var errs []error
				var found []tracker.FoundHeader
				for _, m := range whole {
					one, err := r.HeadersBy(t.Context(), "work", []tracker.Mark{m.Mark})
					found, errs = append(found, one...), append(errs, err)
				}
				wanted := []tracker.FoundHeader{{No: 2, MarkEntry: whole[0]}, {No: 2, MarkEntry: whole[1]}, {No: 2, MarkEntry: whole[2]}, {No: 2, MarkEntry: whole[3]}}
				want(t, "one by one", wanted, found)
				found, err := r.HeadersBy(t.Context(), "work", []tracker.Mark{1 << 63, 5, math.MaxUint64, 0, 1<<63 - 1})
				want(t, "in the order of their marks", []tracker.FoundHeader{wanted[1], wanted[3], wanted[2], wanted[0]}, found)
				return errors.Join(append(errs, err)...)
			})
		}},
		{"what shares a mark by accident is found with it", func(t *testing.T, s tracker.Store) {
			saveHeaders(t, s, []tracker.Header{
				marked(1, tracker.MarkEntry{Mark: 7, Kind: tracker.MarkOwn}),
				marked(2, tracker.MarkEntry{Mark: 7, Kind: tracker.MarkBase}, tracker.MarkEntry{Mark: 7, Kind: tracker.MarkOwn}),
				marked(3, tracker.MarkEntry{Mark: 7, Kind: tracker.MarkRef, Orphan: true}),
			})
			wantFound(t, s, "work", []tracker.Mark{7}, "1 own", "2 own", "2 base", "3 ref o")
		}},
		{"the same mark twice is one, and asking twice finds it once", func(t *testing.T, s tracker.Store) {
			twice := tracker.MarkEntry{Mark: 7, Kind: tracker.MarkRef}
			saveHeaders(t, s, []tracker.Header{marked(1, twice, twice)})
			wantFound(t, s, "work", []tracker.Mark{7, 7}, "1 ref")
		}},
		{"headers without marks, unknown marks and no marks find nothing", func(t *testing.T, s tracker.Store) {
			saveHeaders(t, s, []tracker.Header{marked(1)})
			wantFound(t, s, "work", []tracker.Mark{7})
			wantFound(t, s, "work", nil)
			wantFound(t, s, "unknown", []tracker.Mark{1})
			update(t, s, func(tx tracker.Tx) error { return tx.MergeMarks(t.Context(), "work") })
		}},
		{"merging while headers were taken keeps what is left", func(t *testing.T, s tracker.Store) {
			for first := uint32(1); first < 40; first += 4 {
				saveHeaders(t, s, headers(first, first+3))
			}
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.TakeHeaders(ctx, "work", []uint64{1, 2, 3, 4, 7}), tx.MergeMarks(ctx, "work"))
			})
			wantFound(t, s, "work", []tracker.Mark{own(2), own(6), own(7)}, "6 own", "8 ref")
			saveHeaders(t, s, headers(41, 41))
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.MergeMarks(ctx, "work"), tx.MergeMarks(ctx, "work"), tx.MergeMarks(ctx, "unknown"))
			})
			wantFound(t, s, "work", []tracker.Mark{own(41), own(40), own(5)}, "5 own", "6 ref", "40 own", "41 ref", "41 own")
			left := append(headers(5, 6), headers(8, 41)...)
			for i := range left {
				left[i].No = uint64(left[i].Location.UID)
			}
			wantMarks(t, s, nil, left)
		}},
		{"taking every header leaves no mark", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 600))
			for range 2 {
				update(t, s, func(tx tracker.Tx) error {
					ctx := t.Context()
					return errors.Join(tx.TakeHeaders(ctx, "work", numbers(all)), tx.MergeMarks(ctx, "work"))
				})
				wantFound(t, s, "work", []tracker.Mark{1, own(3)})
				wantMarks(t, s, nil, nil)
			}
		}},
	}
}

// manyMarkTests hold what a large mailbox brings.
func manyMarkTests() []test {
	return []test{
		{"a sender of thousands is found whole, among others", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 1500))
			saveHeaders(t, s, headers(1501, 1600))
			for range 2 {
				view(t, s, func(r tracker.Reader) error {
					found, err := r.HeadersBy(t.Context(), "work", []tracker.Mark{1})
					want(t, "found", 1600, len(found))
					for i, f := range found {
						if f.No != uint64(i+1) || f.Kind != tracker.MarkFrom {
							t.Fatalf("at %d there is %v", i, f)
						}
					}
					return err
				})
				wantFound(t, s, "work", []tracker.Mark{0, own(700), 2, own(1600)}, "700 own", "701 ref", "1600 own")
				update(t, s, func(tx tracker.Tx) error { return tx.MergeMarks(t.Context(), "work") })
			}
			update(t, s, func(tx tracker.Tx) error { return tx.TakeHeaders(t.Context(), "work", numbers(all)) })
			view(t, s, func(r tracker.Reader) error {
				found, err := r.HeadersBy(t.Context(), "work", []tracker.Mark{1})
				want(t, "found of those that are left", 100, len(found))
				return err
			})
		}},
		{"very many marks at once find what each finds", func(t *testing.T, s tracker.Store) {
			var all []tracker.Header
			for first := uint32(1); first <= 4000; first += 100 { // so many runs that some are merged
				one := headers(first, first+99)
				saveHeaders(t, s, one)
				all = append(all, one...)
			}
			for range 2 {
				for _, step := range []uint32{1, 3, 50, 400} {
					var marks []tracker.Mark
					var said []string
					for uid := uint32(4100); uid > 0; uid -= step {
						marks = append(marks, own(uid))
						if uid <= 4000 {
							said = append(said, fmt.Sprintf("%d own", uid))
						}
						if uid < 4000 {
							said = append(said, fmt.Sprintf("%d ref", uid+1))
						}
						if uid < step {
							break
						}
					}
					view(t, s, func(r tracker.Reader) error {
						found, err := r.HeadersBy(t.Context(), "work", marks)
						got := entries(found)
						slices.Sort(got)
						slices.Sort(said)
						want(t, fmt.Sprintf("found by every mark of %d", step), said, got)
						return err
					})
				}
				wantMarks(t, s, nil, all)
				update(t, s, func(tx tracker.Tx) error { return tx.MergeMarks(t.Context(), "work") })
			}
		}},
		{"marks are walked over by kind, over all runs", func(t *testing.T, s tracker.Store) {
			var all []tracker.Header
			for _, uids := range [][2]uint32{{1, 500}, {900, 1000}, {501, 899}} {
				one := headers(uids[0], uids[1])
				saveHeaders(t, s, one)
				all = append(all, one...)
			}
			update(t, s, func(tx tracker.Tx) error { return tx.TakeHeaders(t.Context(), "work", []uint64{1, 600}) })
			all = slices.Delete(all, 599, 600)[1:]
			wantMarks(t, s, nil, all)
			wantMarks(t, s, []tracker.MarkKind{tracker.MarkOwn}, all)
			wantMarks(t, s, []tracker.MarkKind{tracker.MarkRef, tracker.MarkOwn}, all)
			wantMarks(t, s, []tracker.MarkKind{tracker.MarkBase}, nil)
		}},
	}
}

// wantMarks says whose marks EachMark brings.
func wantMarks(t *testing.T, s tracker.Store, kinds []tracker.MarkKind, all []tracker.Header) {
	t.Helper()
	byMark := map[tracker.Mark][]tracker.FoundHeader{}
	for _, h := range all {
		for _, m := range h.Marks {
			if len(kinds) == 0 || slices.Contains(kinds, m.Kind) {
				byMark[m.Mark] = append(byMark[m.Mark], tracker.FoundHeader{No: h.No, MarkEntry: m})
			}
		}
	}
	view(t, s, func(r tracker.Reader) error {
		last, begun := tracker.Mark(0), false
		err := r.EachMark(t.Context(), "work", kinds, func(mark tracker.Mark, found []tracker.FoundHeader) error {
			if begun && mark <= last {
				t.Errorf("mark %d comes after %d", mark, last)
			}
			last, begun = mark, true
			if !slices.Equal(byMark[mark], found) {
				want(t, fmt.Sprintf("those with mark %d", mark), byMark[mark], found)
			}
			delete(byMark, mark)
			return nil
		})
		want(t, "marks that did not come", map[tracker.Mark][]tracker.FoundHeader{}, byMark)
		return err
	})
}
