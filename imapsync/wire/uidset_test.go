package wire

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// sets generates sets that overlap and touch often, at both ends of what there is.
func sets() *rapid.Generator[UIDSet] {
	return rapid.Custom(func(t *rapid.T) UIDSet {
		var b uidBuilder
		for range rapid.IntRange(0, 8).Draw(t, "ranges") {
			first := rapid.OneOf(rapid.Uint32Range(1, 40), rapid.Uint32Range(math.MaxUint32-20, math.MaxUint32)).Draw(t, "first")
			last := first + min(rapid.Uint32Range(0, 6).Draw(t, "more"), math.MaxUint32-first)
			b.add(UIDRange{first, last})
		}
		return b.set()
	})
}

// members lists a set the slow way.
func members(s UIDSet) map[uint32]bool {
	all := make(map[uint32]bool)
	for _, r := range s {
		for n := uint64(r.First); n <= uint64(r.Last); n++ {
			all[uint32(n)] = true
		}
	}
	return all
}

// tidy says that a set is as sets must be.
func tidy(t *rapid.T, s UIDSet) {
	for i, r := range s {
		if r.First == 0 || r.First > r.Last || i > 0 && uint64(s[i-1].Last)+1 >= uint64(r.First) {
			t.Fatalf("%v is no set", s)
		}
	}
}

func TestSetsAreSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := sets().Draw(t, "a"), sets().Draw(t, "b")
		wasA, wasB := slices.Clone(a), slices.Clone(b)
		inA, inB := members(a), members(b)
		for name, tt := range map[string]struct {
			got UIDSet
			in  func(uint32) bool
		}{
			"union":     {a.Union(b), func(u uint32) bool { return inA[u] || inB[u] }},
			"minus":     {a.Minus(b), func(u uint32) bool { return inA[u] && !inB[u] }},
			"intersect": {a.Intersect(b), func(u uint32) bool { return inA[u] && inB[u] }},
		} {
			tidy(t, tt.got)
			in := members(tt.got)
			for _, all := range []map[uint32]bool{inA, inB, in} {
				for u := range all {
					if in[u] != tt.in(u) || tt.got.Contains(u) != tt.in(u) {
						t.Fatalf("%s of %s and %s is %s: %d", name, a, b, tt.got, u)
					}
				}
			}
			if tt.got.Len() != len(in) || tt.got.Contains(0) {
				t.Fatalf("%s has %d", tt.got, tt.got.Len())
			}
		}
		if !slices.Equal(a, wasA) || !slices.Equal(b, wasB) {
			t.Fatal("a set was changed")
		}
	})
}

func TestASetReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sets().Draw(t, "set")
		got, err := ParseUIDSet(s.String())
		if err != nil || !slices.Equal(got, s) {
			t.Fatalf("%s became %s, %v", s, got, err)
		}
		if all := slices.Collect(s.All()); len(all) != s.Len() || !slices.IsSorted(all) {
			t.Fatalf("%s has %d", s, all)
		}
	})
}

func TestTheNewestOfASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sets().Draw(t, "set")
		n := rapid.IntRange(-1, 60).Draw(t, "n")
		newest, rest := s.Newest(n)
		tidy(t, newest)
		tidy(t, rest)
		if newest.Len() != min(max(n, 0), s.Len()) || !slices.Equal(newest.Union(rest), s) || len(newest.Intersect(rest)) > 0 {
			t.Fatalf("the newest %d of %s are %s, the rest %s", n, s, newest, rest)
		}
		if len(newest) > 0 && len(rest) > 0 && rest[len(rest)-1].Last >= newest[0].First {
			t.Fatalf("%s is older than %s", newest, rest)
		}
	})
}

func TestUIDsInAnyOrderMakeOneSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s UIDSet
		var b uidBuilder
		for range rapid.IntRange(0, 12).Draw(t, "ranges") {
			first, last := rapid.Uint32Range(0, 30).Draw(t, "first"), rapid.Uint32Range(0, 30).Draw(t, "last")
			s = s.Add(first, last)
			if lo, hi := max(min(first, last), 1), max(first, last); hi > 0 {
				b.add(UIDRange{lo, hi})
			}
		}
		tidy(t, s)
		if got := b.set(); !slices.Equal(got, s) {
			t.Fatalf("%s and %s", got, s)
		}
	})
}

func TestTheWidestSetThereIs(t *testing.T) {
	all := UIDSet{{1, math.MaxUint32}}
	if got := all.Minus(UIDSet{{5, 5}}).String(); got != "1:4,6:4294967295" {
		t.Errorf("got %s", got)
	}
	if all.Len() != math.MaxUint32 {
		t.Errorf("got %d", all.Len())
	}
	for u := range all.All() {
		if u == 3 {
			break
		}
	}
	newest, rest := all.Newest(2)
	if newest.String() != "4294967294:4294967295" || rest.String() != "1:4294967293" {
		t.Errorf("got %s and %s", newest, rest)
	}
}

func TestParseUIDSetRefusesWhatIsNone(t *testing.T) {
	for _, text := range []string{"*", "1:*", "0", "1,", ",1", "1:", ":1", "a", "1 2", "-1", "4294967296", "1:2:3", "99999999999999999999999"} {
		if s, err := ParseUIDSet(text); err == nil {
			t.Errorf("%q is %s", text, s)
		}
	}
	for text, want := range map[string]string{"": "", "5:3": "3:5", "7,1,2,3": "1:3,7", "007": "7"} {
		if s, err := ParseUIDSet(text); err != nil || s.String() != want {
			t.Errorf("%q is %s, %v", text, s, err)
		}
	}
}
