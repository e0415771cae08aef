package wire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExamine(t *testing.T) {
	const asked = "C: T1 EXAMINE \"INBOX\"\n"
	qresync := ExamineOptions{QResync: &Resync{UIDValidity: 7, ModSeq: 90, Known: UIDSet{{1, 5}, {8, 8}}}}
	many := UIDSet{}
	for uid := uint32(1); uid < 10_000; uid += 2 {
		many = append(many, UIDRange{uid, uid})
	}
	for _, tt := range []struct {
		name   string
		o      ExamineOptions
		script string
		want   Selected
	}{
		{
			"a mailbox", ExamineOptions{}, asked +
				"S: * FLAGS (\\Seen)\nS: * 3 EXISTS\nS: * 0 RECENT\nS: * OK [UNSEEN 2] x\nS: * OK [PERMANENTFLAGS ()] x\n" +
				"S: * OK [UIDVALIDITY 7] x\nS: * OK [UIDNEXT 12] x\nS: * OK [HIGHESTMODSEQ 99] x\nS: T1 OK [READ-ONLY] x",
			Selected{UIDValidity: 7, UIDNext: 12, Messages: 3, ModSeq: 99, ReadOnly: true},
		},
		{
			"one that says little", ExamineOptions{CondStore: true},
			"C: T1 EXAMINE \"INBOX\" (CONDSTORE)\nS: * OK [uidvalidity 7]\nS: * OK [UIDNEXT 99999999999]\nS: * OK [NOMODSEQ] x\nS: T1 OK [READ-WRITE]",
			Selected{UIDValidity: 7, NoModSeq: true},
		},
		{
			"what is told of the one before is passed over", ExamineOptions{}, asked +
				"S: * 9 EXISTS\nS: * VANISHED 3\nS: * 1 FETCH (UID 5 FLAGS ())\nS: * OK [HIGHESTMODSEQ 99] x\nS: * OK [CLOSED] x\nS: * 3 EXISTS\nS: * OK [UIDVALIDITY 7] x\nS: T1 OK",
			Selected{UIDValidity: 7, Messages: 3},
		},
		{
			"what changed since", qresync, "C: T1 EXAMINE \"INBOX\" (QRESYNC (7 90 1:5,8))\n" +
				"S: * OK [CLOSED]\nS: * 3 EXISTS\nS: * OK [UIDVALIDITY 7]\nS: * OK [HIGHESTMODSEQ 99]\nS: * VANISHED (EARLIER) 2:3\nS: * VANISHED (EARLIER) 8,1\nS: * VANISHED what?\n" +
				"S: * 2 FETCH (FLAGS (\\Seen) UID 4 MODSEQ (95))\nS: * 3 FETCH (MODSEQ (96) UID 5 FLAGS ())\nS: * 1 FETCH (FLAGS ())\nS: * 1 FETCH (\nS: T1 OK [READ-ONLY]",
			Selected{
				UIDValidity: 7, Messages: 3, ModSeq: 99, ReadOnly: true, Vanished: UIDSet{{1, 3}, {8, 8}},
				Changed: []FlagChange{{4, []string{`\Seen`}, 95}, {5, []string{}, 96}},
			},
		},
		{
			"nothing is known", ExamineOptions{QResync: &Resync{UIDValidity: 7, ModSeq: 90}},
			"C: T1 EXAMINE \"INBOX\" (QRESYNC (7 90))\nS: T1 OK", Selected{},
		},
		{
			"more is known than fits", ExamineOptions{QResync: &Resync{UIDValidity: 7, ModSeq: 90, Known: many}},
			"C: T1 EXAMINE \"INBOX\" (QRESYNC (7 90))\nS: T1 OK", Selected{},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var l listen
			got, err := play(t, l.options(), tt.script).Examine(t.Context(), "INBOX", tt.o)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
			if len(l.heard) > 0 {
				t.Errorf("heard %q", l.heard)
			}
		})
	}
}

func TestExamineThatIsRefused(t *testing.T) {
	c := play(t, Options{}, "C: T1 EXAMINE \"R&D \\\"x\\\"\"\nS: T1 NO [NONEXISTENT] no such folder")
	if _, err := c.Examine(t.Context(), `R&D "x"`, ExamineOptions{}); refusal(err).Code != "NONEXISTENT" || refusal(err).Command != "EXAMINE" {
		t.Errorf("got %v", err)
	}
}

func TestSearch(t *testing.T) {
	const extended, old = "C: T1 UID SEARCH RETURN (ALL) SINCE 2-Mar-2026\n", "C: T1 UID SEARCH SINCE 2-Mar-2026\n"
	for _, tt := range []struct {
		name, caps, script string
		want               string // or the error
	}{
		{"ranges", "ESEARCH", extended + "S: * ESEARCH (TAG \"T1\") UID ALL 1:5,9\nS: T1 OK", "1:5,9"},
		{"nothing found", "ESEARCH", extended + "S: * ESEARCH (TAG \"T1\") UID\nS: T1 OK", ""},
		{"without a tag, in any case", "ESEARCH", extended + "S: * esearch uid all 5:3,1\nS: T1 OK", "1,3:5"},
		{"a tag that is no string, more than was asked for", "ESEARCH", extended + "S: * ESEARCH (tag T1) UID COUNT 3 MODSEQ 917 ALL 1:3 X (a (b))\nS: T1 OK", "1:3"},
		{"an answer to another command", "ESEARCH", extended + "S: * ESEARCH (TAG \"T9\") UID ALL 7\nS: * ESEARCH (TAG \"T1\") UID ALL 1\nS: T1 OK", "1"},
		{"an answer in pieces", "ESEARCH", extended + "S: * ESEARCH (TAG \"T1\") UID ALL 7\nS: * ESEARCH (TAG \"T1\") UID ALL 1,8\nS: T1 OK", "1,7:8"},
		{"up to whatever is highest", "ESEARCH", extended + "S: * ESEARCH (TAG \"T1\") UID ALL 5:*\nS: T1 OK", "5:4294967295"},
		{"the old form though asked for the new", "ESEARCH", extended + "S: * SEARCH 3 2 1\nS: T1 OK", "1:3"},
		{"the new form though asked for the old", "", old + "S: * ESEARCH (TAG \"T1\") UID ALL 1:3\nS: T1 OK", "1:3"},
		{"numbers in no order, some twice", "", old + "S: * SEARCH 9 2 5 4 2 9\nS: * SEARCH 3\nS: T1 OK", "2:5,9"},
		{"numbers with a sequence behind them", "", old + "S: * search 2 3 (MODSEQ 917162500)\nS: T1 OK", "2:3"},
		{"no numbers", "", old + "S: * SEARCH\nS: T1 OK", ""},
		{"nothing at all", "", old + "S: T1 OK", ErrUnanswered.Error()},
		{"nothing at all in the new form", "ESEARCH", extended + "S: T1 OK", ErrUnanswered.Error()},
		{"numbers of messages", "ESEARCH", extended + "S: * ESEARCH (TAG \"T1\") ALL 1:5\nS: T1 OK", ErrAnswer.Error()},
		{"no numbers but words", "", old + "S: * SEARCH one two\nS: T1 OK", ErrAnswer.Error()},
		{"a zero", "", old + "S: * SEARCH 0\nS: T1 OK", ErrAnswer.Error()},
		{"a number that is too large", "ESEARCH", extended + "S: * ESEARCH (TAG \"T1\") UID ALL 1:4294967296\nS: T1 OK", ErrAnswer.Error()},
		{"half a set", "ESEARCH", extended + "S: * ESEARCH (TAG \"T1\") UID ALL 1:\nS: T1 OK", ErrAnswer.Error()},
		{"brackets without an end", "ESEARCH", extended + "S: * ESEARCH (TAG \"T1\" UID ALL 1\nS: T1 OK", ErrAnswer.Error()},
		{"a refusal", "", old + "S: T1 NO [INUSE] busy", "UID SEARCH refused: NO [INUSE] busy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{}, tt.script)
			c.caps = parseCaps([]byte(tt.caps))
			set, err := c.Search(t.Context(), "SINCE 2-Mar-2026")
			got := set.String()
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestASearchThatFindsManyPlacesIsKept(t *testing.T) {
	var numbers strings.Builder
	for range 300_000 {
		numbers.WriteString(" 7 9")
	}
	c := play(t, Options{}, "C: T1 UID SEARCH ALL\nS: * SEARCH"+numbers.String()+"\nS: T1 OK")
	if set, err := c.Search(t.Context(), "ALL"); err != nil || set.String() != "7,9" {
		t.Errorf("got %.100s, %v", set, err)
	}
}
