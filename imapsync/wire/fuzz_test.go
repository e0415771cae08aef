package wire

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// dribble is a canned server whose answers come in pieces of one size.
type dribble struct {
	canned
	size int
}

func (d *dribble) Read(p []byte) (int, error) { return d.canned.Read(p[:min(len(p), d.size)]) }

// session runs one command of every kind against what a server sends, and
// returns all that came of it. The pieces in which it comes change nothing.
func session(ctx context.Context, answers []byte, size int) []string {
	var got []string
	note := func(what ...any) { got = append(got, fmt.Sprintf("%+v", what)) }
	var c *Conn
	c = New(&dribble{canned{answers: answers}, size}, Options{
		Limits: Limits{Line: 2000, Literal: 100, Discard: 3000, Command: 5000, Nesting: 5, Mailboxes: 20},
		Notice: func(n Notice) {
			note(said(n))
			c.StopIdle()
		},
	})
	note(c.Greet(ctx))
	note(c.Login(ctx, "joe", "sécret"))
	note(c.Authenticate(ctx, &steps{answers: []string{"a", "b"}}))
	caps, err := c.Capability(ctx)
	note(len(caps), err)
	all, err := c.List(ctx, ListOptions{Status: []string{"UIDNEXT"}})
	for _, m := range all {
		note(m.Name, m.Raw, m.Attrs, m.Delim)
		if m.Status != nil {
			note(*m.Status)
		}
	}
	note(err)
	states, err := c.Status(ctx, []string{"UIDNEXT"}, "INBOX", "Entwürfe")
	note(states, err)
	selected, err := c.Examine(ctx, "INBOX", ExamineOptions{CondStore: true})
	note(selected, err)
	found, err := c.Search(ctx, "ALL")
	note(found.String(), err)
	err = c.Fetch(ctx, FetchItems{Flags: true, Body: 100}, once(UIDSet{{1, 9}}), 1, func(m *Message) error {
		note(written(m))
		return nil
	}, func(s UIDSet, err error) error {
		note(s.String(), err)
		return nil
	})
	note(err)
	woke, err := c.Idle(ctx, IdleOptions{})
	note(woke, err)
	validity, uid, err := c.Append(ctx, "INBOX", nil, internalDate(nil), 3, strings.NewReader("abc"))
	note(validity, uid, err)
	note(c.Logout(ctx))
	return got
}

func FuzzResponses(f *testing.F) {
	f.Add([]byte("* OK [CAPABILITY IMAP4rev1 ESEARCH] hi\r\n+ \r\n+\r\nT1 OK\r\n+ YQ==\r\nT2 OK [CAPABILITY X]\r\n* CAPABILITY A B\r\nT3 OK\r\n"+
		"* LIST (\\Sent) \"/\" \"Sent\" (OLDNAME (x))\r\n* STATUS Sent (UIDNEXT 3)\r\nT4 OK\r\n* STATUS INBOX (UIDNEXT 2 HIGHESTMODSEQ 7)\r\nT5 OK\r\n+ go\r\nT6 NO [X] y\r\n"+
		"* OK [CLOSED] x\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* VANISHED (EARLIER) 3:4\r\nT7 OK [READ-ONLY] x\r\n* ESEARCH (TAG \"T8\") UID ALL 1:4\r\nT8 OK\r\n"+
		"* 1 FETCH (BODY[]<0> {5}\r\na\r\nbc UID 3 FLAGS (\\Seen))\r\nT9 OK\r\n+ idling\r\n* 2 EXPUNGE\r\nT10 OK\r\n+ go\r\nT11 OK [APPENDUID 7 8]\r\n* BYE x\r\nT12 OK\r\n"), uint8(7))
	f.Add([]byte("* PREAUTH hi\r\n"), uint8(1))
	f.Add([]byte("* OK\r\n* X {120}\r\n"+strings.Repeat("x", 120)+" {3}\r\nabc\r\n* BYE [ALERT] no\r\nT1 NO\r\n"), uint8(3))
	f.Add([]byte("* OK\r\n* "+strings.Repeat("(", 3000)), uint8(200))
	f.Fuzz(func(t *testing.T, answers []byte, size uint8) {
		whole := session(t.Context(), bytes.Clone(answers), 1<<20)
		pieces := session(t.Context(), bytes.Clone(answers), int(size)+1)
		if !slices.Equal(whole, pieces) {
			t.Errorf("whole %q\npieces %q", whole, pieces)
		}
	})
}

// FuzzFetch has one line of anything, in answer to FETCH, cost nothing but
// itself: what comes behind it is read.
func FuzzFetch(f *testing.F) {
	for _, line := range []string{
		`(UID 5 FLAGS (\Seen) INTERNALDATE " 2-Mar-2026 09:00:00 +0100" MODSEQ (12) BODY[HEADER.FIELDS (A "b")]<0> "x\"y")`,
		`(X-GM-THRID 12 X-GM-MSGID "x" BODYSTRUCTURE ((("a" NIL) {3}`, `(UID 5 BODY[] NIL`, `(ENVELOPE ("" """"" NIL) UID 5)`, `((((((((`, `(UID 5 BODY[HEADER.FIELDS (]`,
		`(A ~~~ ~{ "\" UID 5`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		line = bytes.TrimRight(bytes.ReplaceAll(line, []byte("\n"), []byte(" ")), "\r}")
		answers := fmt.Appendf(nil, "* 1 FETCH %s\r\n* 2 FETCH (UID 77 FLAGS (x) BODY[] {3}\r\nabc)\r\nT1 OK\r\n", line)
		c := New(&canned{answers: answers}, Options{Limits: Limits{Nesting: 10}})
		var got []string
		err := c.Fetch(t.Context(), FetchItems{Flags: true, Body: 100}, once(UIDSet{{1, 99}}), 1, func(m *Message) error {
			got = append(got, written(m))
			if m.Fault != "" && (m.HasFlags || m.Came || m.ModSeq > 0) || m.Fault == "" && m.UID == 0 || !m.Came && m.Raw != nil {
				return fmt.Errorf("got %+v", m)
			}
			return nil
		}, func(_ UIDSet, err error) error { return err })
		if err != nil || len(got) == 0 || got[len(got)-1] != `77 [x] "abc"` {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestASessionIsUnderstood(t *testing.T) {
	// What FuzzResponses begins with is no garbage: else it would find nothing.
	got := session(t.Context(), []byte("* OK [CAPABILITY IMAP4rev1] hi\r\n+ go\r\nT1 OK\r\nT2 NO no\r\n* CAPABILITY ESEARCH\r\nT3 OK\r\n* LIST () \"/\" a\r\nT4 OK\r\n"+
		"T5 OK\r\n+ go\r\nT6 OK\r\n* 3 EXISTS\r\nT7 OK\r\n* ESEARCH (TAG \"T8\") UID ALL 1:4\r\nT8 OK\r\n* 1 FETCH (UID 3)\r\nT9 OK\r\n+ idling\r\n* 2 EXPUNGE\r\nT10 OK\r\n"+
		"+ go\r\nT11 OK [APPENDUID 7 8]\r\n* BYE x\r\nT12 OK\r\n"), 5)
	for _, want := range []string{"[<nil>]", "[a a [] 47]", "[1:4 <nil>]", "[3]", "[1:9 <nil>]", "[expunged 2]", "[1 <nil>]", "[7 8 <nil>]"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %s in %q", want, got)
		}
	}
	if last := got[len(got)-1]; last != "[<nil>]" {
		t.Errorf("ends with %s", last)
	}
}
