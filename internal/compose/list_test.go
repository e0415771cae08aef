package compose

import (
	"strings"
	"testing"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

func TestEmptyListSaysWhatToDoNext(t *testing.T) {
	for _, tt := range []struct {
		name   string
		health tracker.Health
		want   string
	}{
		{"before the first reading", tracker.Health{Account: tracker.Account{Name: "work"}}, `"thrice once" reads it`},
		{"afterwards", tracker.Health{Account: tracker.Account{Name: "work", Ended: at(5, 7)}}, "Nothing to do"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := List(nil, []tracker.Health{tt.health}, time.UTC, Unpainted)
			if !strings.Contains(got, tt.want) {
				t.Errorf("%q is not in:\n%s", tt.want, got)
			}
		})
	}
}

func TestToDoLeavesOutWhatWaits(t *testing.T) {
	waiting := item("wwww2b7c", "Emil Ernst", "Samples")
	waiting.State, waiting.Next = rules.Waiting, ptr(at(6, 7))
	got := ToDo([]tracker.Item{waiting}, nil, time.UTC, Unpainted)
	if strings.Contains(got, "Samples") || !strings.Contains(got, "1 conversation waits") {
		t.Errorf("got:\n%s", got)
	}
}

func TestColourIsOnlyAddedToTheText(t *testing.T) {
	items := []tracker.Item{due(item("k3fa2b7c", "Anna Berg", "Offer"), rules.Call, 3)}
	health := []tracker.Health{{Account: tracker.Account{Name: "work", Ended: at(4, 6), Failed: at(5, 5), Trouble: "no"}}}
	mark := func(_ Ink, s string) string { return "<" + s + ">" }
	got := List(items, health, time.UTC, mark)
	if plain := List(items, health, time.UTC, Unpainted); strings.NewReplacer("<", "", ">", "").Replace(got) != plain {
		t.Errorf("painted:\n%s\nplain:\n%s", got, plain)
	}
}

func TestShortIDsGrowWithTheMailbox(t *testing.T) {
	same := []tracker.Item{{ID: "abcdefgh"}, {ID: "abcdefgi"}}
	for _, tt := range []struct {
		name  string
		items []tracker.Item
		total int
		want  int
	}{
		{"few conversations", []tracker.Item{{ID: "abcdefgh"}}, 10, 4},
		{"many", []tracker.Item{{ID: "abcdefgh"}}, 100_000, 5},
		{"two that begin alike", same, 10, 8},
		{"none", nil, 0, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ShortIDs(tt.items, tt.total); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
