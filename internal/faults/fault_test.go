package main

import (
	"strings"
	"testing"
)

const sample = `Two reminders would go out
instead of one.

file: rules/ladder.go
test: ./rules TestLadder/one reminder a round
-- old --
	a
-- new --
	b
`

func TestParseFaultReadsAWholeFault(t *testing.T) {
	got, err := parseFault("twice", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	want := fault{
		name: "twice", why: "Two reminders would go out instead of one.", file: "rules/ladder.go",
		pkg: "./rules", test: "TestLadder/one reminder a round", old: "\ta\n", new: "\tb\n",
	}
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if got, want := got.pattern(), "^TestLadder$/^one_reminder_a_round$"; got != want {
		t.Errorf("pattern: got %s, want %s", got, want)
	}
}

func TestParseFaultRefusesAFaultThatLacksSomething(t *testing.T) {
	for _, tt := range []struct{ name, from, to, want string }{
		{"without the sentence", "Two reminders would go out\ninstead of one.", "", "why it matters"},
		{"without the file", "file: rules/ladder.go\n", "", `"file: PATH"`},
		{"without the test", "test: ./rules TestLadder/one reminder a round\n", "", "TestName"},
		{"with a package and no test", " TestLadder/one reminder a round", "", "TestName"},
		{"without new", "-- new --\n\tb\n", "", "wants the sections"},
		{"with an empty old", "\ta\n", "", "old is empty"},
		{"with nothing changed", "\tb\n", "\ta\n", "the same"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parseFault("x", []byte(strings.Replace(sample, tt.from, tt.to, 1)))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestApplyChangesWholeLinesThatStandOnce(t *testing.T) {
	for _, tt := range []struct{ name, src, old, new, want, err string }{
		{"a line in the middle", "a\nb\nc\n", "b\n", "x\n", "a\nx\nc\n", ""},
		{"the first line", "a\nb\n", "a\n", "x\n", "x\nb\n", ""},
		{"lines taken away", "a\nb\nc\n", "b\nc\n", "", "a\n", ""},
		{"an end of a longer line is no whole line", "a\nab\n", "b\n", "x\n", "", "0 times"},
		{"lines that stand twice", "a\nb\na\n", "a\n", "x\n", "", "2 times"},
		{"lines that stand twice in a row", "a\na\n", "a\n", "x\n", "", "2 times"},
		{"lines that are gone", "a\n", "b\n", "x\n", "", "0 times"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := fault{old: tt.old, new: tt.new}.apply([]byte(tt.src))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("got %v, want an error with %q", err, tt.err)
				}
				return
			}
			if err != nil || string(got) != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}
