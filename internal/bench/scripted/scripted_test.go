package scripted_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"thrice/internal/bench/mailbox"
	"thrice/internal/bench/scripted"
)

// dialog is a conversation with a server.
type dialog struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

// serve starts a server of a hundred messages: 60 in INBOX, 40 in Sent.
func serve(t *testing.T) (*scripted.Server, *dialog) {
	t.Helper()
	to := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	server := scripted.New(mailbox.New(1, 100, to.AddDate(0, 0, -30), to))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() { _ = server.Serve(l) }() // ends with the listener
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	d := &dialog{t, conn, bufio.NewReader(conn)}
	if got := d.line(); !strings.HasPrefix(got, "* OK [CAPABILITY IMAP4rev1 ") {
		t.Fatal(got)
	}
	return server, d
}

func (d *dialog) send(text string) {
	d.t.Helper()
	if _, err := d.conn.Write([]byte(text)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *dialog) line() string {
	d.t.Helper()
	line, err := d.r.ReadString('\n')
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.TrimRight(line, "\r\n")
}

// ask sends a command and returns the answer to it.
func (d *dialog) ask(command string) string {
	d.t.Helper()
	d.send("a " + command + "\r\n")
	var b strings.Builder
	for {
		line := d.line()
		b.WriteString(line + "\n")
		if strings.HasPrefix(line, "a ") {
			return b.String()
		}
	}
}

func TestTheServerAnswersAsTheRFCsHaveIt(t *testing.T) {
	_, d := serve(t)
	for _, tt := range []struct{ name, command, want string }{
		{"nothing before the login", "EXAMINE INBOX", "a BAD"},
		{"a login", `LOGIN joe "se\"cret"`, "a OK [CAPABILITY "},
		{"folders with their purpose and status", `LIST "" "*" RETURN (SPECIAL-USE STATUS (MESSAGES UIDNEXT HIGHESTMODSEQ))`,
			"* LIST (\\HasNoChildren \\Sent) \"/\" Sent\n* STATUS Sent (MESSAGES 40 UIDNEXT 41 HIGHESTMODSEQ 1)\n"},
		{"one folder", `LIST "" "inbox"`, "* LIST (\\HasNoChildren) \"/\" INBOX\na OK"},
		{"the status of one", "STATUS INBOX (MESSAGES UIDVALIDITY)", "* STATUS INBOX (MESSAGES 60 UIDVALIDITY 1700000000)\na OK"},
		{"a folder that does not exist", "EXAMINE Elsewhere", "a NO [NONEXISTENT]"},
		{"QRESYNC before it is enabled", "EXAMINE INBOX (QRESYNC (1700000000 1))", "a BAD"},
		{"enabling it", "ENABLE QRESYNC", "* ENABLED QRESYNC\na OK"},
		{"a folder opened", "EXAMINE INBOX (QRESYNC (1700000000 1 1:60))", "* 60 EXISTS\n* 0 RECENT\n* OK [UIDVALIDITY 1700000000] valid.\n* OK [UIDNEXT 61] next.\n* OK [HIGHESTMODSEQ 1] highest.\na OK [READ-ONLY]"},
		{"flags", "UID FETCH 59:* (FLAGS)", "* 59 FETCH (UID 59 FLAGS (\\Seen))\n* 60 FETCH (UID 60 FLAGS (\\Seen))\na OK"},
		{"a range from the wrong end", "UID FETCH 60:59 FLAGS", "* 59 FETCH (UID 59 FLAGS (\\Seen))\n* 60 FETCH"},
		{"a range past the end is the last message", "UID FETCH 61:* FLAGS", "* 60 FETCH (UID 60 FLAGS (\\Seen))\na OK"},
		{"messages that do not exist", "UID FETCH 61:70 FLAGS", "a OK"},
		{"nothing has changed", "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)", "a OK"},
		{"the beginning of a text", "UID FETCH 1 (BODY.PEEK[]<2.4>)", "* 1 FETCH (UID 1 BODY[]<2> {4}\nturn)\na OK"},
		{"a search with a range as its answer", "UID SEARCH RETURN (ALL COUNT MIN) ALL", "* ESEARCH (TAG \"a\") UID ALL 1:60 COUNT 60 MIN 1\na OK"},
		{"keys side by side", "UID SEARCH 2:9 NOT UID 4,6", "* SEARCH 2 3 5 7 8 9\na OK"},
		{"by day", "UID SEARCH RETURN (COUNT) SINCE 1-Jan-2026 BEFORE 1-Jan-2026", "* ESEARCH (TAG \"a\") UID COUNT 0\na OK"},
		{"nothing can be changed", "STORE 1 +FLAGS (\\Deleted)", "a BAD"},
		{"parentheses that do not match", "UID FETCH 1 (FLAGS", "a BAD"},
	} {
		if got := d.ask(tt.command); !strings.Contains("\n"+got, "\n"+tt.want) {
			t.Errorf("%s: %s is answered with\n%s", tt.name, tt.command, got)
		}
	}
}

func TestHeaderFieldsComeAsTheyStandInTheMessage(t *testing.T) {
	_, d := serve(t)
	d.ask("LOGIN {3+}\r\njoe {6+}\r\nsecret")
	d.ask("EXAMINE Sent")
	whole := d.ask("UID FETCH 7 BODY.PEEK[HEADER]")
	got := d.ask(`UID FETCH 7 (INTERNALDATE BODY.PEEK[HEADER.FIELDS (Message-ID "From" List-Id)])`)
	head, fields, _ := strings.Cut(got, "\n")
	var size int
	if _, err := fmt.Sscanf(head[strings.LastIndexByte(head, '{'):], "{%d}", &size); err != nil ||
		!strings.Contains(head, `BODY[HEADER.FIELDS (Message-ID "From" List-Id)] {`) {
		t.Fatalf("%v\n%s", err, got)
	}
	fields, _, _ = strings.Cut(fields, ")\n")
	if n := len(strings.ReplaceAll(fields, "\n", "\r\n")); n != size {
		t.Errorf("%d bytes came, %d were told", n, size)
	}
	lines := strings.Split(strings.TrimSpace(fields), "\n")
	if len(lines) != 2 {
		t.Errorf("got %q", lines)
	}
	for _, line := range lines {
		if !strings.Contains(whole, line+"\n") {
			t.Errorf("%q does not stand in\n%s", line, whole)
		}
	}
}

func TestNewMailIsToldAndHasANewerModSequence(t *testing.T) {
	server, d := serve(t)
	d.ask("LOGIN joe secret")
	d.ask("EXAMINE INBOX (CONDSTORE)")
	d.send("b IDLE\r\n")
	if got := d.line(); got != "+ idling" {
		t.Fatal(got)
	}
	server.Deliver(time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC))
	if got := d.line(); got != "* 61 EXISTS" {
		t.Error(got)
	}
	if n := server.Idle(); n != 1 {
		t.Errorf("%d sessions are in IDLE", n)
	}
	d.send("DONE\r\n")
	if got := d.line(); got != "b OK done." {
		t.Error(got)
	}
	want := "* 61 FETCH (UID 61 FLAGS (\\Seen) MODSEQ (2))\na OK done.\n"
	if got := d.ask("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)"); got != want {
		t.Errorf("got %q", got)
	}
	if got := d.ask("STATUS INBOX (HIGHESTMODSEQ)"); got != "* STATUS INBOX (HIGHESTMODSEQ 2)\na OK done.\n" {
		t.Error(got)
	}
}
