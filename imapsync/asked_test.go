package imapsync

import (
	"fmt"
	"testing"
)

func TestOfManyTextsThatWereAskedForTheNewestAreRemembered(t *testing.T) {
	a := &asked{}
	name := func(n int) string { return fmt.Sprint("digest ", n) }
	for n := range 3 * maxAsked {
		if !a.first(name(n)) || a.first(name(n)) {
			t.Fatalf("%d: the first is not the first", n)
		}
	}
	if a.first(name(2*maxAsked-1)) || !a.first(name(0)) || len(a.young)+len(a.old) > 2*maxAsked {
		t.Errorf("%d are remembered", len(a.young)+len(a.old))
	}
	a.forget(name(3*maxAsked - 1))
	if !a.first(name(3*maxAsked - 1)) {
		t.Error("what did not come is not asked for again")
	}
}
