package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/internal/bench/mailbox"
	"thrice/internal/bench/scripted"
)

func TestThreadsAreWhatStandsInOuterParentheses(t *testing.T) {
	ids := map[string]string{}
	for n := range 30 {
		ids[fmt.Sprint(n)] = fmt.Sprintf("m%d", n)
	}
	for _, tt := range []struct {
		name, text string
		want       groups
	}{
		{"one alone", "(2)", groups{{"m2"}}},
		{"a chain, a fork and a lost parent", "(2)(3 6 (4 23)(44 7 9))((3)(5))", groups{{"m2"}, {"m3", "m6", "m4", "m23", "m7", "m9"}, {"m3", "m5"}}},
		{"none", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, parseThreads(tt.text, ids)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestPairsAreCounted(t *testing.T) {
	ours, theirs := groups{{"a", "b", "c"}, {"d", "e"}}, groups{{"a", "b"}, {"c"}, {"d", "e", "f"}}
	if n := ours.pairsOf(); n != 4 {
		t.Errorf("ours are %d pairs", n)
	}
	if n, m := ours.common(theirs), theirs.common(ours); n != 2 || m != 2 {
		t.Errorf("%d and %d pairs are in both", n, m)
	}
	want := row{What: "pairs in one conversation that are theirs, too", Median: "2 of 4", Range: "2 more, 2 less", Aim: "the same"}
	if diff := cmp.Diff(want, compare("theirs", ours, theirs)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestThreadsOfNotmuchAreRead(t *testing.T) {
	got, err := parseNotmuch([]byte(`[{"thread":"1","query":["id:a@x id:\"b c\"@x", null]},{"thread":"2","query":["id:d@x","id:e@x"]}]`))
	if err != nil {
		t.Fatal(err)
	}
	if n := got.pairsOf(); len(got) != 2 || got[0][0] != "a@x" || n < 2 {
		t.Errorf("got %q", got)
	}
}

func TestLatenciesOfTheOtherToolAreFound(t *testing.T) {
	got := parseNotice("mox      latency    ok       4.0 s\n         Server's notice to our commit: p50 1.2 ms, p99 4 ms, max 5 ms of 200\n\n")
	want := []row{{"Server's notice to our commit", "1.2 ms", "p99 4 ms, max 5 ms of 200", "p99 ≤ 10 ms"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestTheMedianStandsBetweenTheLeastAndTheMost(t *testing.T) {
	got := series[time.Duration]{3 * time.Second, time.Second, 2500 * time.Millisecond}.row("a thing", "1 s", seconds)
	if want := (row{"a thing", "2.50 s", "1.00 s to 3.00 s", "1 s"}); got != want {
		t.Errorf("got %+v", got)
	}
	if got := (series[int]{2048}).row("a thing", "", mebi); got.Median != "2.0 MiB" || got.Range != "" {
		t.Errorf("got %+v", got)
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
}

func TestTheTableGoesBetweenItsMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "performance.md")
	text := "Before.\n" + tableBegin + "\nold\n" + tableEnd + "\nAfter.\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	results, err := readResults(filepath.Join(t.TempDir(), "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	done := result{State: state{Commit: "abc", Load: "0.1"}, Rows: []row{{"thing", "1 s", "1 s to 2 s", "1 s"}}}
	if err := results.keep("first", done); err != nil {
		t.Fatal(err)
	}
	again, err := readResults(results.path)
	if err != nil {
		t.Fatal(err)
	}
	table := report(again, 1000)
	for range 2 {
		if err := insert(path, table); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Before.\n" + tableBegin + "\n\n" + table + "\n" + tableEnd + "\nAfter.\n"; string(got) != want {
		t.Errorf("got\n%s", got)
	}
	for _, want := range []string{"| thing | 1 s | 1 s to 2 s | 1 s |", "commit abc", "**Many accounts at rest**: not measured."} {
		if !strings.Contains(table, want) {
			t.Errorf("%q does not stand in\n%s", want, table)
		}
	}
	if err := os.WriteFile(path, []byte("no marks"), 0o600); err != nil {
		t.Fatal(err)
	}
	if insert(path, table) == nil {
		t.Error("a document without marks was written to")
	}
}

// TestTheFloorReadsEverythingThroughTheProxy also holds that the made-up mail is
// the same as Dovecot's would be.
func TestTheFloorReadsEverythingThroughTheProxy(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	to := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	server := scripted.New(mailbox.New(1, 500, to.AddDate(0, 0, -30), to))
	go func() { _ = server.Serve(l) }() // ends with the listener
	p, err := newProxy(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	took, came, err := floor(p.addr(), "joe")
	up, down := p.said()
	if err != nil || took <= 0 || came < 500*400 {
		t.Fatalf("%d bytes in %v, %v", came, took, err)
	}
	if down != int64(came) || up < 200 || up > 1000 {
		t.Errorf("the proxy counted %d and %d bytes, %d came", up, down, came)
	}
}

func TestAMaildirHoldsEveryMessageOnce(t *testing.T) {
	mail := t.TempDir()
	now := time.Now().UTC()
	m := history(1000, 30, now)
	for name, fill := range map[string]func(string) error{"two": twoFolders(m), "many": manyFolders(m, 7)} {
		if _, made, err := cached(mail, name, now, fill); err != nil || !made {
			t.Fatalf("%s: %v", name, err)
		}
		if _, made, err := cached(mail, name, now, fill); err != nil || made {
			t.Errorf("%s was made again (%v)", name, err)
		}
		folders, messages := 0, 0
		err := filepath.WalkDir(filepath.Join(mail, name), func(path string, d os.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() == "cur" {
				folders++
			}
			if err == nil && !d.IsDir() && filepath.Base(filepath.Dir(path)) == "cur" {
				messages++
			}
			return err
		})
		if want := map[string]int{"two": 2, "many": 7}[name]; err != nil || folders != want || messages != 1000 {
			t.Errorf("%s: %d messages in %d folders, %v", name, messages, folders, err)
		}
	}
	if _, _, err := cached(mail, "merged", now, merged(filepath.Join(mail, "two", "Maildir"))); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(filepath.Join(mail, "merged", "Maildir", "cur"))
	if err != nil || len(files) != 1000 {
		t.Errorf("%d messages in one folder, %v", len(files), err)
	}
}
