package scriptedtest

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestScriptsDepartWhereTheySaySo(t *testing.T) {
	tests := []struct{ name, script, text string }{
		{"a line in place of the answer, then the right answer again", `
on NOOP first
	send $TAG BAD \u202eno\x07
`, login + "\n> b NOOP\nb BAD \u202eno\x07\n> c NOOP\nc OK done"},
		{"edits of the answer", `
on LIST
	drop /Kunden/
	replace /"\/" (\w+)/ NIL "$1"
	before /Sent/ * FOO $ARG
	reverse
	double /INBOX/
	answer
`, login + `
			> b LIST x "*"
			* LIST (\Sent) NIL "Sent"
			* FOO x
			* LIST () NIL "INBOX"
			* LIST () NIL "INBOX"
			b OK listed`},
		{"data without its end, another end", `
on STATUS nth 2
	data
	done NO [INUSE] later
on STATUS matching /Sent/
	after /./ * 1 EXISTS
	data
	send * OK and on
	done
`, login + `
			> b STATUS Sent (MESSAGES)
			* STATUS Sent (MESSAGES 3)
			* 1 EXISTS
			* OK and on
			b OK done
			> c STATUS Sent (MESSAGES)
			* STATUS Sent (MESSAGES 3)
			c NO [INUSE] later`},
		{"floods", `
on any unless /LOGIN/
	repeat 3 * $N EXISTS
	repeat 2 * OK
	raw (
	fill 7 ab
	send )
	close
`, login + "\n> b NOOP\n* 1 EXISTS\n* 2 EXISTS\n* 3 EXISTS\n* OK\n* OK\n(abababa)\nEOF"},
		{"what is said before anything else", `
on connect
	send * PREAUTH [CAPABILITY IMAP4rev1] hello
`, "* PREAUTH [CAPABILITY IMAP4rev1] hello\n> a NOOP\na OK done"},
		{"a cut in the midst of a line", `
on NOOP
	cutafter 4
	answer
`, login + "\n> b NOOP\nb OK EOF"},
		{"waiting for a line", `
on IDLE
	send + idling
	expect DONE
	done OK enough
`, login + "\n> b IDLE\n+ idling\n> NOOP\n> DONE\nb OK enough"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, c := start(t, "plain", tt.script)
				dialogue(t, c, tt.text)
			})
		})
	}
}

func TestTimeInScripts(t *testing.T) {
	tests := []struct {
		name, script, text string
		takes              time.Duration
	}{
		{"delay", "on NOOP\n\tdelay 1m\n\tanswer", "> b NOOP\nb OK done", time.Minute},
		{"slow", "on NOOP\n\tslow 1s\n\tanswer", "> b NOOP\nb OK done", 11 * time.Second},
		{"drip", "on NOOP\n\tdrip 30s 3 * OK still here\n\tdone", "> b NOOP\n* OK still here\n* OK still here\n* OK still here\nb OK done", 90 * time.Second},
		{"drip until spoken to", "on IDLE\n\tdrip 30s 99 * OK $N\n\texpect DONE\n\tdone OK", "> b IDLE\n* OK 1\n* OK 2\n> DONE\nb OK", 30 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, c := start(t, "plain", tt.script)
				dialogue(t, c, login)
				began := time.Now()
				dialogue(t, c, tt.text)
				if took := time.Since(began); took < tt.takes || took > tt.takes+2*time.Second {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

func TestSilenceLastsUntilTheClientLeaves(t *testing.T) {
	for _, action := range []string{"stall", "deaf"} {
		synctest.Test(t, func(t *testing.T) {
			s, c := start(t, "plain", "on NOOP\n\t"+action)
			dialogue(t, c, login+"\n> b NOOP")
			synctest.Wait()
			s.Behave() // which does not give the voice back
			c.SetDeadline(time.Now().Add(time.Hour))
			if n, err := io.ReadFull(c, make([]byte, 1)); err == nil || n > 0 {
				t.Errorf("%s: it spoke", action)
			}
			c.SetDeadline(time.Now().Add(time.Hour))
			wrote := 0
			for err := error(nil); err == nil && wrote < 1<<20; wrote += 1 << 10 {
				_, err = io.WriteString(c, strings.Repeat("x", 1<<10))
			}
			if all := wrote == 1<<20; all != (action == "stall") {
				t.Errorf("%s: %d bytes taken", action, wrote)
			}
		})
	}
}

func TestBehaveEndsEverything(t *testing.T) {
	s, c := start(t, "plain", "on NOOP\n\tsend $TAG BAD no\non LIST\n\tcut")
	s.CutAfter(1, 9, false)
	dialogue(t, c, login+"\n> b NOOP\nb BAD no")
	other := dial(t, s)
	dialogue(t, other, "* EOF")
	s.Behave()
	dialogue(t, c, "> c NOOP\nc OK done")
	dialogue(t, dial(t, s), "* OK [CAPABILITY IMAP4rev1] ready")
	if n := s.Connections(); n != 3 {
		t.Errorf("%d connections", n)
	}
}

func TestARuleThatNobodyCameUponIsFound(t *testing.T) {
	script, err := ParseScript("on NOOP first\n\tanswer\non LIST\n\tanswer\non FETCH may\n\tanswer")
	if err != nil {
		t.Fatal(err)
	}
	s := New(t, &Mailbox{Caps: Profile("plain")}, script)
	dialogue(t, dial(t, s), login+"\n> b NOOP\nb OK done")
	if got := script.Unused(); len(got) != 1 || got[0] != "on LIST" {
		t.Errorf("unused %q", got)
	}
}

func TestScriptsThatAreWrongAreRefused(t *testing.T) {
	for _, script := range []string{
		"\tsend x", "when NOOP", "on NOOP sometimes", "on NOOP nth x", "on NOOP matching x", "on NOOP\n\tshout",
		"on NOOP\n\tdrop /(/", "on NOOP\n\tdelay soon", "on NOOP\n\tanswer now",
	} {
		if _, err := ParseScript(script); err == nil {
			t.Errorf("%q is accepted", script)
		}
	}
}

func TestCases(t *testing.T) {
	c, err := Parse("x", []byte(`The server
is odd.
-- server --
caps rich -IDLE +NOTIFY
folder INBOX 1:2,9 77
folder "A \x00B" - \Noselect
field INBOX 9 10 ab:\r\n
-- script --
on NOOP
	stall
-- want --
fine
`))
	if err != nil {
		t.Fatal(err)
	}
	s, _ := c.Server(t, c.Profiles[0])
	box := s.box
	if len(c.Profiles) != 1 || c.Says != "The server is odd." || box.has("IDLE") || !box.has("NOTIFY") || !box.has("ESEARCH") {
		t.Errorf("case %+v, caps %q", c, box.Caps)
	}
	inbox, other := box.folder("inbox"), box.folder("A \x00B")
	if inbox == nil || inbox.UIDValidity != 77 || inbox.UIDNext != 10 || !strings.HasPrefix(inbox.Messages[2].Header, "ab:\r\nab:\r\nDate:") {
		t.Errorf("INBOX %+v", inbox)
	}
	if got := listed(other); got != "* LIST (\\Noselect) \"/\" {4}\r\nA \x00B" {
		t.Errorf("listed as %q", got)
	}
	for _, text := range []string{"", "x\n-- want --\n", "x\n-- foo --\n", "x\n-- server --\nwhat\n-- want --\nfine\n", "x\n-- script --\nno\n-- want --\nfine\n"} {
		if _, err := Parse("x", []byte(text)); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

func TestARuleMayDependOnTheFolderThatIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := start(t, "plain", "on FETCH after /EXAMINE Sent/\n\tcutat / 2 FETCH/\n\tanswer")
		dialogue(t, c, login+`
			> b EXAMINE INBOX
			...
			b OK [READ-ONLY] opened
			> c UID FETCH 1:2 UID
			* 1 FETCH (UID 1)
			* 2 FETCH (UID 2)
			c OK fetched
			> d EXAMINE Sent
			...
			d OK [READ-ONLY] opened
			> e UID FETCH 1:2 UID
			* 1 FETCH (UID 1)
			* EOF`)
	})
}
