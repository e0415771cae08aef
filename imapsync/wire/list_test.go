package wire

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestList(t *testing.T) {
	const plainly = "C: T1 LIST \"\" \"*\"\n"
	for _, tt := range []struct {
		name   string
		o      ListOptions
		script string
		want   []Mailbox
	}{
		{"nothing", ListOptions{}, plainly + "S: T1 OK", nil},
		{"names in every form", ListOptions{}, plainly +
			"S: * LIST (\\HasNoChildren) \"/\" INBOX\n" +
			"S: * list () \"\\\\\" \"a \\\"b\\\" \\\\c\"\n" +
			"S: * LIST () NIL {5}\nS: a)b\"c\n" +
			"S: * LIST () {1}\nS: . \"&ANY-ber\"\n" +
			"S: * LIST () \".\" atom(with)brackets]\n" +
			"S: T1 OK", []Mailbox{
			{Name: "INBOX", Raw: "INBOX", Attrs: []string{`\HasNoChildren`}, Delim: '/'},
			{Name: `a "b" \c`, Raw: `a "b" \c`, Delim: '\\'},
			{Name: `a)b"c`, Raw: `a)b"c`},
			{Name: "Öber", Raw: "&ANY-ber", Delim: '.'},
			{Name: "atom(with)brackets]", Raw: "atom(with)brackets]", Delim: '.'},
		}},
		{"names that cannot be decoded", ListOptions{}, plainly +
			"S: * LIST () \"/\" \"R&D\"\nS: * LIST () \"/\" \"Entwürfe\"\nS: * LIST () \"/\" {4}\nS: a\r\nb\nS: * LIST () \"/\" \"\"\nS: T1 OK",
			[]Mailbox{
				{Name: "R&D", Raw: "R&D", Delim: '/'},
				{Name: "Entwürfe", Raw: "Entwürfe", Delim: '/'},
				{Name: "a\r\nb", Raw: "a\r\nb", Delim: '/'},
				{Delim: '/'},
			}},
		{"what nobody asked for is passed over", ListOptions{}, plainly +
			"S: * LIST (\\Sent) \"/\" \"Sent\" (\"OLDNAME\" (\"Gone\") CHILDINFO (\"SUBSCRIBED\"))\nS: * LSUB () \"/\" \"Sent\"\nS: * LIST what is this\nS: * LIST (\nS: * LIST () \"/\nS: T1 OK",
			[]Mailbox{{Name: "Sent", Raw: "Sent", Attrs: []string{`\Sent`}, Delim: '/'}}},
		{"a mailbox that is listed twice is one", ListOptions{}, plainly +
			"S: * LIST (\\HasNoChildren) \"/\" Sent\nS: * LIST (\\Sent \\hasnochildren) \"/\" Sent\nS: T1 OK",
			[]Mailbox{{Name: "Sent", Raw: "Sent", Attrs: []string{`\HasNoChildren`, `\Sent`}, Delim: '/'}}},
		{"with its purpose", ListOptions{SpecialUse: true}, "C: T1 LIST \"\" \"*\" RETURN (SPECIAL-USE)\nS: * LIST (\\Sent) \"/\" Sent\nS: T1 OK",
			[]Mailbox{{Name: "Sent", Raw: "Sent", Attrs: []string{`\Sent`}, Delim: '/'}}},
		{"with its status, before or behind it or not at all", ListOptions{SpecialUse: true, Status: []string{"MESSAGES", "UIDNEXT"}},
			"C: T1 LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UIDNEXT))\n" +
				"S: * STATUS \"Sent\" (MESSAGES 3 UIDNEXT 4)\nS: * LIST () \"/\" Sent\nS: * LIST (\\Noselect) \"/\" Top\nS: * LIST () \"/\" INBOX\nS: * STATUS INBOX (UIDNEXT 9 X-ODD (1 (2)) MESSAGES what)\nS: T1 OK",
			[]Mailbox{
				{Name: "Sent", Raw: "Sent", Delim: '/', Status: &Status{Name: "Sent", Raw: "Sent", Messages: 3, UIDNext: 4, Has: ItemMessages | ItemUIDNext}},
				{Name: "Top", Raw: "Top", Attrs: []string{`\Noselect`}, Delim: '/'},
				{Name: "INBOX", Raw: "INBOX", Delim: '/', Status: &Status{Name: "INBOX", Raw: "INBOX", UIDNext: 9, Has: ItemUIDNext}},
			}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := play(t, Options{}, strings.ReplaceAll(tt.script, "a\r\nb\n", "a\nS: b\n")).List(t.Context(), tt.o)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestListThatIsRefused(t *testing.T) {
	c := play(t, Options{}, "C: T1 LIST \"\" \"*\" RETURN (SPECIAL-USE)\nS: * LIST () \"/\" INBOX\nS: T1 BAD what?")
	if all, err := c.List(t.Context(), ListOptions{SpecialUse: true}); all != nil || !refusal(err).Bad {
		t.Errorf("got %v, %v", all, err)
	}
}

func TestStatus(t *testing.T) {
	items := []string{"MESSAGES", "UIDNEXT", "UIDVALIDITY", "HIGHESTMODSEQ"}
	const asked = " (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)\n"
	var l listen
	c := play(t, l.options(), "C: T1 STATUS \"INBOX\""+asked+"C: T2 STATUS \"gone\""+asked+"C: T3 STATUS \"&ANY-ber\""+asked+"C: T4 STATUS \"mute\""+asked+
		"S: * STATUS Inbox (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 4294967295 HIGHESTMODSEQ 18446744073709551615 MAILBOXID (F1) UNSEEN 1)\nS: T1 OK\n"+
		"S: T2 NO [NONEXISTENT] no such folder\n"+
		"S: * STATUS \"Other\" (MESSAGES 7)\n"+
		"S: * STATUS {8}\nS: &ANY-ber (UIDNEXT 4294967296 MESSAGES -1)\n"+
		"S: * STATUS \"&ANY-ber\" (UIDVALIDITY 5)\nS: T4 OK\nS: T3 OK")
	got, err := c.Status(t.Context(), items, "INBOX", "gone", "&ANY-ber", "mute")
	want := []Status{
		{Name: "INBOX", Raw: "INBOX", Messages: 3, UIDNext: 4, UIDValidity: 4294967295, ModSeq: 18446744073709551615,
			Has: ItemMessages | ItemUIDNext | ItemUIDValidity | ItemModSeq},
		{Name: "gone", Raw: "gone", Err: &Refused{Command: "STATUS", Code: "NONEXISTENT", Text: "no such folder"}},
		{Name: "Öber", Raw: "&ANY-ber", UIDValidity: 5, Has: ItemUIDValidity},
		{Name: "mute", Raw: "mute", Err: ErrUnanswered},
	}
	sameError := cmp.Comparer(func(a, b error) bool { return fmt.Sprint(a) == fmt.Sprint(b) })
	if diff := cmp.Diff(want, got, sameError); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if !slices.Equal(l.heard, []string{"status Other 7"}) {
		t.Errorf("heard %q", l.heard)
	}
}

func TestStatusOfManyMailboxesIsOneFlightOfAtMostFifty(t *testing.T) {
	var script strings.Builder
	var names []string
	for i := 1; i <= 120; i++ {
		names = append(names, fmt.Sprintf("f%d", i))
		fmt.Fprintf(&script, "C: T%d STATUS \"f%d\" (UIDNEXT)\n", i, i)
		if i == 50 {
			for k := 1; k <= 50; k++ { // none of them before all are asked for
				fmt.Fprintf(&script, "S: * STATUS f%d (UIDNEXT %d)\nS: T%d OK\n", k, k, k)
			}
		} else if i > 50 {
			fmt.Fprintf(&script, "S: * STATUS f%d (UIDNEXT %d)\nS: T%d OK\n", i, i, i)
		}
	}
	got, err := play(t, Options{}, script.String()).Status(t.Context(), []string{"UIDNEXT"}, names...)
	if err != nil || len(got) != 120 {
		t.Fatalf("got %d, %v", len(got), err)
	}
	for i, s := range got {
		if s.UIDNext != uint32(i+1) || s.Err != nil {
			t.Errorf("got %+v", s)
		}
	}
}

func TestStatusOfANameThatIsSentAsALiteral(t *testing.T) {
	c := play(t, Options{}, "C: T1 STATUS \"a\" (UIDNEXT)\nC: T2 STATUS {9}\nS: * STATUS a (UIDNEXT 1)\nS: T1 OK\nS: + go on\nC: Entwürfe (UIDNEXT)\n"+
		"S: * STATUS \"Entwürfe\" (UIDNEXT 2)\nS: T2 OK\nC: T3 STATUS {9}\nS: T3 NO no\nC: T4 STATUS \"b\" (UIDNEXT)\nS: * STATUS b (UIDNEXT 4)\nS: T4 OK")
	got, err := c.Status(t.Context(), []string{"UIDNEXT"}, "a", "Entwürfe", "Entwürf2", "b")
	if err != nil || got[0].UIDNext != 1 || got[1].UIDNext != 2 || got[2].Err == nil || got[3].UIDNext != 4 {
		t.Errorf("got %+v, %v", got, err)
	}
	if !errors.As(got[2].Err, new(*Refused)) {
		t.Errorf("got %v", got[2].Err)
	}
}

func TestMuchThatIsSaidOfAMailboxIsNotKept(t *testing.T) {
	c := play(t, Options{}, "C: T1 LIST \"\" \"*\"\nS: * LIST ("+strings.Repeat("\\x ", 100_000)+") \"/\" a\nS: * LIST () \"/\" "+strings.Repeat("n", maxName+1)+
		"\nS: * LIST "+strings.Repeat("(", 10_000)+"\nS: * CAPABILITY"+strings.Repeat(" a", 100_000)+" X\nS: T1 OK")
	all, err := c.List(t.Context(), ListOptions{})
	if err != nil || len(all) != 1 || len(all[0].Attrs) != maxAttrs {
		t.Errorf("got %d mailboxes, %v", len(all), err)
	}
	if c.Caps().Has("X") || !c.Caps().Has("A") {
		t.Errorf("got %d capabilities", len(c.Caps()))
	}
}
