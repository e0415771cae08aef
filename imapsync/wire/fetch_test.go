package wire

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// written writes a message in a line, for tests.
func written(m *Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", m.UID)
	if m.HasFlags {
		fmt.Fprintf(&b, " %v", m.Flags)
	}
	if !m.Internal.IsZero() {
		b.WriteString(" at " + m.Internal.Format(time.RFC3339))
	}
	if m.ModSeq > 0 {
		fmt.Fprintf(&b, " mod %d", m.ModSeq)
	}
	if m.GmailID > 0 || m.GmailThread > 0 {
		fmt.Fprintf(&b, " gmail %d %d", m.GmailID, m.GmailThread)
	}
	if m.Came {
		fmt.Fprintf(&b, " %q", m.Raw)
	}
	if m.TooLarge > 0 {
		fmt.Fprintf(&b, " too large %d", m.TooLarge)
	}
	if m.Fault != "" {
		b.WriteString(" fault")
	}
	return b.String()
}

func TestFetchUnderstandsEveryLawfulOrder(t *testing.T) {
	const asked = "C: T1 UID FETCH 1:9 (UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (SUBJECT DATE)])\n"
	for _, tt := range []struct {
		name, script string
		want         []string
	}{
		{"the usual one",
			"S: * 1 FETCH (UID 5 FLAGS (\\Seen $x) INTERNALDATE \" 2-Mar-2026 09:00:00 +0100\" BODY[HEADER.FIELDS (SUBJECT DATE)] {13}\nS: Subject: Hi\nS: )",
			[]string{`5 [\Seen $x] at 2026-03-02T08:00:00Z "Subject: Hi\r\n"`}},
		{"the UID behind the literal",
			"S: * 1 FETCH (BODY[HEADER.FIELDS (\"SUBJECT\" \"DA]TE\")] {5}\nS: a\nS: bc FLAGS () UID 5)",
			[]string{`5 [] "a\r\nbc"`}},
		{"flags by themselves before the answer",
			"S: * 1 FETCH (UID 5 FLAGS (\\Seen))\nS: * 1 FETCH (UID 5 FLAGS (\\Seen) BODY[HEADER.FIELDS (SUBJECT)] \"x\")",
			[]string{`5 [\Seen]`, `5 [\Seen] "x"`}},
		{"an answer in two pieces", "S: * 1 FETCH (UID 5 FLAGS ())\nS: * 1 FETCH (UID 5 BODY[HEADER.FIELDS (SUBJECT)] {0}\nS: )",
			[]string{`5 []`, `5 ""`}},
		{"nothing for a body", "S: * 1 FETCH (UID 5 BODY[] NIL)\nS: * 2 FETCH (UID 6 body[]<0> nil FLAGS ())\nS: * 3 FETCH (UID 7)",
			[]string{`5`, `6 []`, `7`}},
		{"a literal in brackets", "S: * 1 FETCH (BODY[HEADER.FIELDS ({4}\nS: DATE)] \"x\" UID 5)", []string{`5 "x"`}},
		{"a literal of the other kind", "S: * 1 FETCH (UID 5 BODY[]<0> ~{3}\nS: a\x00b)", []string{`5 "a\x00b"`}},
		{"a string with quoting in it", `S: * 1 FETCH (UID 5 BODY[] "a\"b\\c")`, []string{`5 "a\"b\\c"`}},
		{"items that nobody knows",
			"S: * 1 FETCH (X-NEW (a (b \"c)\" {1}\nS: )) NIL) EMAILID (M1) BODYSTRUCTURE (\"TEXT\" NIL) BINARY.SIZE[1.2] 9 PREVIEW {3}\nS: UID X NIL UID 5 ENVELOPE (\"x UID 9 \" ~))",
			[]string{`5`}},
		{"more spaces than are due", "S: *  1  FETCH  ( UID  5  FLAGS ( \\Seen  \\Flagged ) ) ", []string{`5 [\Seen \Flagged]`}},
		{"in small letters", "S: * 1 fetch (uid 5 flags (\\seen) internaldate \"02-mar-2026 09:00:00 +0000\" modseq (12))",
			[]string{`5 [\seen] at 2026-03-02T09:00:00Z mod 12`}},
		{"a date that cannot be read", "S: * 1 FETCH (UID 5 INTERNALDATE \"00-Jan-0000 00:00:00 +0000\" FLAGS ())\nS: * 2 FETCH (UID 6 INTERNALDATE NIL)",
			[]string{`5 []`, `6`}},
		{"the ids of Gmail", "S: * 1 FETCH (X-GM-THRID 1266894439832287888 X-GM-MSGID 18446744073709551615 UID 5)\nS: * 2 FETCH (X-GM-THRID NIL UID 6)",
			[]string{`5 gmail 18446744073709551615 1266894439832287888`, `6`}},
		{"a change without a UID is nobody's", "S: * 1 FETCH (FLAGS (\\Seen))\nS: * 1 FETCH (UID 5)", []string{`5`}},
		{"a literal that is too large", "S: * 1 FETCH (UID 5 BODY[] {25}\nS: 1234567890123456789012345 FLAGS ())\nS: * 2 FETCH (UID 6 BODY[] {2}\nS: ok)",
			[]string{`5 [] too large 25`, `6 "ok"`}},
		{"a literal that is too large and not ours", "S: * 1 FETCH (X-BIG {25}\nS: 1234567890123456789012345 UID 5 FLAGS ())", []string{`5 []`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{Limits: Limits{Literal: 20}}, asked+tt.script+"\nS: T1 OK")
			var got []string
			items := FetchItems{Flags: true, Internal: true, Fields: []string{"SUBJECT", "DATE"}}
			err := c.Fetch(t.Context(), items, once(UIDSet{{1, 9}}), 1, func(m *Message) error {
				got = append(got, written(m))
				return nil
			}, func(set UIDSet, err error) error {
				return errors.Join(err, want(set.String() == "1:9", set))
			})
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestAResponseThatCannotBeUnderstoodCostsItselfOnly(t *testing.T) {
	for _, tt := range []struct{ name, response, want string }{
		{"an atom for a body", "S: * 1 FETCH (UID 5 BODY[] what)", "5 fault"},
		{"a quotation mark without an end", "S: * 1 FETCH (UID 5 BODY[] \"a\"b\" FLAGS ())", "5 fault"},
		{"quotation marks that nobody escaped", "S: * 1 FETCH (ENVELOPE (\"\" \"\"\"\"\" NIL) UID 5)", "5 fault"},
		{"the UID behind what is wrong", "S: * 1 FETCH (BODY[] what UID 5)", "5 fault"},
		{"a UID in a string is none", "S: * 1 FETCH (BODY[] what X \" UID 9 \" Y {7}\nS:  UID 9  UID 5)", "5 fault"},
		{"no UID", "S: * 1 FETCH (BODY[] what)", "0 fault"},
		{"no end", "S: * 1 FETCH (UID 5 FLAGS ()", "5 fault"},
		{"no beginning", "S: * 1 FETCH", "0 fault"},
		{"a UID that is none", "S: * 1 FETCH (UID 0 FLAGS ())", "0 fault"},
		{"too many brackets", "S: * 1 FETCH (UID 5 X ())) FLAGS ())", "5"},
		{"lists in lists in lists", "S: * 1 FETCH (X " + strings.Repeat("(", 10_000) + strings.Repeat(")", 10_000) + " UID 5)", "5 fault"},
		{"lists in lists without an end", "S: * 1 FETCH (UID 5 BODYSTRUCTURE " + strings.Repeat("(", 1_000_000), "5 fault"},
		{"lists that hold much", "S: * 1 FETCH (UID 5 X (" + strings.Repeat("() ", 100_000) + "))", "5"},
		{"a literal within a name", "S: * 1 FETCH (UID{3}\nS: abc 5 FLAGS ())", "0 fault"},
		{"braces that are no literal", "S: * 1 FETCH (X {what} UID 5)", "5 fault"},
		{"braces of the other kind that are no literal", "S: * 1 FETCH (X ~{what} UID 5)", "5 fault"},
		{"braces that are no literal for a body", "S: * 1 FETCH (UID 5 BODY[] {what})", "5 fault"},
		{"braces that are no literal in brackets", "S: * 1 FETCH (UID 5 BODY[{what}] \"x\")", "5 fault"},
		{"a string without an end in brackets", "S: * 1 FETCH (UID 5 BODY[\"x] \\\" NIL)", "5 fault"},
		{"a string that ends in a backslash", "S: * 1 FETCH (UID 5 BODY[] \"x\\", "5 fault"},
		{"nothing for a body, not even that", "S: * 1 FETCH (UID 5 BODY[] )", "5 fault"},
		{"nothing for an item that nobody knows", "S: * 1 FETCH (UID 5 X )", "5 fault"},
		{"a sequence that is none", "S: * 1 FETCH (UID 5 MODSEQ (x))", "5"},
		{"a sequence that is too large", "S: * 1 FETCH (MODSEQ (99999999999999999999) UID 5)", "5"},
		{"no flags, and not even a list of them", "S: * 1 FETCH (FLAGS NIL UID 5)", "5"},
		{"flags that are strings", "S: * 1 FETCH (FLAGS (\\Seen \"a)b\" {2}\nS: ))) UID 5)", "5"},
		{"flags without an end", "S: * 1 FETCH (UID 5 FLAGS (\\Seen", "5 fault"},
		{"quotation marks without end, many of them", "S: * 1 FETCH (X ~~~ \"" + strings.Repeat("\\\"", 300_000) + " UID 5", "5 fault"},
		{"tildes, many of them", "S: * 1 FETCH (X (" + strings.Repeat("~ ", 300_000) + ") UID 5)", "5"},
		{"brackets without an end", "S: * 1 FETCH (UID 5 BODY[HEADER.FIELDS (A \"x\")", "5 fault"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{}, "C: T1 UID FETCH 1:9 (UID)\n"+tt.response+"\nS: * 2 FETCH (UID 6)\nS: T1 OK")
			var got []string
			err := c.Fetch(t.Context(), FetchItems{}, once(UIDSet{{1, 9}}), 1, func(m *Message) error {
				got = append(got, written(m))
				return nil
			}, func(_ UIDSet, err error) error { return err })
			if err != nil || !slices.Equal(got, []string{tt.want, "6"}) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestFetchAsksForWhatItIsTold(t *testing.T) {
	for _, tt := range []struct {
		items FetchItems
		want  string
	}{
		{FetchItems{}, "(UID)"},
		{FetchItems{Flags: true, ModSeq: true, ChangedSince: 9}, "(UID FLAGS MODSEQ) (CHANGEDSINCE 9)"},
		{FetchItems{Flags: true, ChangedSince: 9, Vanished: true}, "(UID FLAGS) (CHANGEDSINCE 9 VANISHED)"},
		{FetchItems{Internal: true, Gmail: true, Fields: []string{"A"}, Body: 65536}, "(UID INTERNALDATE X-GM-MSGID X-GM-THRID BODY.PEEK[]<0.65536>)"},
	} {
		c := play(t, Options{}, "C: T1 UID FETCH 7 "+tt.want+"\nS: T1 OK")
		err := c.Fetch(t.Context(), tt.items, once(UIDSet{{7, 7}}), 1, func(*Message) error { return nil }, func(_ UIDSet, err error) error { return err })
		if err != nil {
			t.Error(err)
		}
	}
}

func TestWindowsFollowOneAnotherInFlight(t *testing.T) {
	var l listen
	c := play(t, l.options(), `
		C: T1 UID FETCH 9 (UID)
		C: T2 UID FETCH 7:8 (UID)
		S: * 9 FETCH (UID 9)
		S: * VANISHED 8
		S: * 12 EXISTS
		S: T1 OK [THROTTLED] slowly
		C: T3 UID FETCH 5 (UID)
		S: T3 NO [OVERQUOTA] too much
		C: T4 UID FETCH 3 (UID)
		S: * 7 FETCH (UID 7)
		S: T2 OK two
		S: T4 OK four`)
	windows := []UIDSet{{{9, 9}}, {{7, 8}}, {{5, 5}}, {}, {{3, 3}}}
	var got []string
	err := c.Fetch(t.Context(), FetchItems{}, func() (UIDSet, bool) {
		if len(windows) == 0 {
			return nil, false
		}
		w := windows[0]
		windows = windows[1:]
		return w, true
	}, 2, func(m *Message) error {
		got = append(got, written(m))
		return nil
	}, func(set UIDSet, err error) error {
		got = append(got, fmt.Sprint("done ", set, " ", refusal(err).Code, " ", c.LastText()))
		return nil
	})
	want := []string{"9", "done 9  [THROTTLED] slowly", "done 5 OVERQUOTA [OVERQUOTA] too much", "done   [OVERQUOTA] too much", "7", "done 7:8  two", "done 3  four"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
	if !slices.Equal(l.heard, []string{"vanished 8", "exists 12"}) {
		t.Errorf("heard %q", l.heard)
	}
}

func TestAWindowThatMakesTooLongALineTakesSeveral(t *testing.T) {
	var set UIDSet
	for uid := uint32(100_001); uid < 106_001; uid += 2 {
		set = append(set, UIDRange{uid, uid})
	}
	text := set.String()
	const fits = 1137*7 - 1 // UIDs of six digits and their commas, in 8,000 bytes
	c := play(t, Options{}, "C: T1 UID FETCH "+text[:fits]+" (UID)\nC: T2 UID FETCH "+text[fits+1:2*fits+1]+" (UID)\nC: T3 UID FETCH "+text[2*fits+2:]+" (UID)\n"+
		"S: T1 OK\nS: T2 NO no\nS: T3 OK")
	done := 0
	err := c.Fetch(t.Context(), FetchItems{}, once(set), 3, func(*Message) error { return nil }, func(s UIDSet, err error) error {
		done++
		return want(refusal(err).Text == "no" && s.Len() == 3000, s.Len(), err)
	})
	if err != nil || done != 1 {
		t.Errorf("done %d times, %v", done, err)
	}
}

func TestACallbackThatFailsEndsTheFetch(t *testing.T) {
	failed := errors.New("the disk is full")
	fails := func(*Message) error { return failed }
	passes := func(*Message) error { return nil }
	for name, tt := range map[string]struct {
		each func(*Message) error
		done func(UIDSet, error) error
	}{
		"each": {fails, func(UIDSet, error) error { return nil }},
		"done": {passes, func(UIDSet, error) error { return failed }},
	} {
		c := play(t, Options{}, "C: T1 UID FETCH 7 (UID)\nS: * 1 FETCH (UID 7)\nS: T1 OK\nS: T2 OK")
		err := c.Fetch(t.Context(), FetchItems{}, once(UIDSet{{7, 7}}), 1, tt.each, tt.done)
		if !errors.Is(err, failed) || isBroken(err) || !isBroken(c.Noop(t.Context())) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestManyFlagsAreNotAllKept(t *testing.T) {
	c := play(t, Options{}, "C: T1 UID FETCH 5 (UID FLAGS)\nS: * 1 FETCH (UID 5 FLAGS ("+strings.Repeat("$flag ", 100_000)+"))\nS: T1 OK")
	kept := 0
	err := c.Fetch(t.Context(), FetchItems{Flags: true}, once(UIDSet{{5, 5}}), 1, func(m *Message) error {
		kept = len(m.Flags)
		return nil
	}, func(_ UIDSet, err error) error { return err })
	if err != nil || kept != maxFlagText/len("$flag ") {
		t.Errorf("kept %d flags, %v", kept, err)
	}
}

func TestInternalDates(t *testing.T) {
	for text, want := range map[string]string{
		"02-Mar-2026 09:00:00 +0000":  "2026-03-02T09:00:00Z",
		" 2-Mar-2026 09:00:00 +0000":  "2026-03-02T09:00:00Z",
		"2-Mar-2026 09:00:00 +0000":   "2026-03-02T09:00:00Z",
		"31-dec-2025 23:30:00 -0545":  "2026-01-01T05:15:00Z",
		"01-JAN-2026 00:30:00 +0100":  "2025-12-31T23:30:00Z",
		"30-Jun-2012 23:59:60 +0000":  "2012-07-01T00:00:00Z",
		"29-Feb-2024 00:00:00 +0000":  "2024-02-29T00:00:00Z",
		"29-Feb-2026 00:00:00 +0000":  "",
		"00-Jan-0000 00:00:00 +0000":  "",
		"32-Jan-2026 00:00:00 +0000":  "",
		"02-Foo-2026 00:00:00 +0000":  "",
		"02-Mar-2026 24:00:00 +0000":  "",
		"02-Mar-2026 09:60:00 +0000":  "",
		"02-Mar-2026 09:00:61 +0000":  "",
		"02-Mar-2026 09:00:00 +0060":  "",
		"02-Mar-2026 09:00:00 UTC":    "",
		"02-Mar-2026 09:00:00 *0000":  "",
		"02-Mar-20x6 09:00:00 +0000":  "",
		"02/Mar/2026 09:00:00 +0000":  "",
		"02-Mar-2026T09:00:00 +0000":  "",
		"Mon, 2 Mar 2026 09:00:00 +0": "",
		"":                            "",
		"   ":                         "",
	} {
		got := ""
		if at := internalDate([]byte(text)); !at.IsZero() {
			got = at.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
