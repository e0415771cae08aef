package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// flood returns a connection to a server that sends a beginning and then the
// same over and over, and what counts how much of it was taken.
func flood(t *testing.T, o Options, begin, over string) *Conn {
	t.Helper()
	client, server := net.Pipe()
	var wg sync.WaitGroup
	wg.Go(func() { io.Copy(io.Discard, server) })
	wg.Go(func() {
		if _, err := io.WriteString(server, begin); err != nil {
			return
		}
		many := strings.Repeat(over, 1+(64<<10)/len(over))
		for {
			if _, err := io.WriteString(server, many); err != nil {
				return
			}
		}
	})
	t.Cleanup(func() {
		client.Close()
		server.Close()
		wg.Wait()
	})
	return New(client, o)
}

func TestAServerCannotSendWithoutEnd(t *testing.T) {
	noop := func(ctx context.Context, c *Conn) error { return c.Noop(ctx) }
	list := func(ctx context.Context, c *Conn) error { _, err := c.List(ctx, ListOptions{}); return err }
	search := func(ctx context.Context, c *Conn) error { _, err := c.Search(ctx, "ALL"); return err }
	examine := func(ctx context.Context, c *Conn) error {
		_, err := c.Examine(ctx, "INBOX", ExamineOptions{})
		return err
	}
	idle := func(ctx context.Context, c *Conn) error { _, err := c.Idle(ctx, IdleOptions{}); return err }
	fetch := func(ctx context.Context, c *Conn) error {
		return c.Fetch(ctx, FetchItems{Flags: true, Body: 10}, once(UIDSet{{1, 9}}), 1, func(*Message) error { return nil }, func(_ UIDSet, err error) error { return err })
	}
	for _, tt := range []struct {
		name, begin, over string
		run               func(ctx context.Context, c *Conn) error
		most              int64 // bytes
	}{
		{"a greeting", "", "x", func(ctx context.Context, c *Conn) error { return c.Greet(ctx) }, 2 << 20},
		{"a line", "* ", "x", noop, 2 << 20},
		{"a line of words", "* OK ", "x", noop, 2 << 20},
		{"an answer", "T1 OK ", "x", noop, 2 << 20},
		{"a continuation", "+ ", "x", idle, 2 << 20},
		{"a list of UIDs", "* SEARCH", " 5", search, 18 << 20},
		{"a list of UIDs that nobody asked for", "* SEARCH", " 5", noop, 18 << 20},
		{"a list of what vanished", "* VANISHED (EARLIER) 1", ",5", examine, 18 << 20},
		{"UIDs in responses", "", "* SEARCH 5 1\r\n", search, 17 << 20},
		{"literals in a response", "* X", " {1}\r\nx", noop, 2 << 20},
		{"responses that tell nothing", "", "* 1 EXISTS\r\n", noop, 2 << 20},
		{"responses that nobody knows", "", "* X\r\n", noop, 2 << 20},
		{"blank lines", "", "\r\n", noop, 2 << 20},
		{"answers to other commands", "", "T9 OK\r\n", noop, 2 << 20},
		{"continuations that nobody asked for", "", "+ go on\r\n", noop, 2 << 20},
		{"alerts", "", "* OK [ALERT] now\r\n", noop, 2 << 20},
		{"goodbyes", "", "* BYE\r\n", noop, 2 << 20},
		{"capabilities", "", "* CAPABILITY IMAP4rev1\r\n", noop, 2 << 20},
		{"the same mailbox", "", "* LIST () \"/\" INBOX\r\n", list, 2 << 20},
		{"mailboxes that have no name", "", "* LIST (\r\n", list, 2 << 20},
		{"mailboxes of a name of 500 KB", "", "* LIST () \"/\" {500000}\r\n" + strings.Repeat("x", 500_000) + "\r\n", list, 2 << 20},
		{"changes without a UID", "", "* 1 FETCH (FLAGS ())\r\n", fetch, 2 << 20},
		{"changes of flags", "", "* 1 FETCH (UID 1 FLAGS ())\r\n", fetch, 2 << 20},
		{"changes of flags while idle", "+ idling\r\n", "* 1 FETCH (UID 1 FLAGS ())\r\n", idle, 2 << 20},
		{"bodies", "", "* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n", fetch, 2 << 20},
		{"bodies that are too large", "", "* 1 FETCH (UID 1 BODY[] {600000}\r\n" + strings.Repeat("x", 600_000) + ")\r\n", fetch, 7 << 20},
		{"faults", "", "* 1 FETCH (UID 1 BODY[] what)\r\n", fetch, 2 << 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := flood(t, Options{Limits: Limits{Command: 1 << 18}}, tt.begin, tt.over)
			err := tt.run(t.Context(), c)
			if !isGarbled(err) {
				t.Errorf("got %v", err)
			}
			if _, down := c.Bytes(); down > tt.most {
				t.Errorf("took %d bytes before that", down)
			}
		})
	}
}

func TestManyMailboxesAreTooMany(t *testing.T) {
	const script = "C: T1 LIST \"\" \"*\"\nS: * LIST () \"/\" a\nS: * LIST () \"/\" b\nS: * LIST () \"/\" b\nS: * STATUS x (UIDNEXT 1)\nS: T1 OK"
	for most, want := range map[int]bool{1: false, 2: true} {
		_, err := play(t, Options{Limits: Limits{Mailboxes: most}}, script).List(t.Context(), ListOptions{})
		if (err == nil) != want || isGarbled(err) == want {
			t.Errorf("%d: got %v", most, err)
		}
	}
	many := Options{}
	var b strings.Builder
	b.WriteString("C: T1 LIST \"\" \"*\"\n")
	for i := range 50_001 {
		fmt.Fprintf(&b, "S: * LIST () \"/\" folder%d\n", i)
	}
	if _, err := play(t, many, b.String()).List(t.Context(), ListOptions{}); !isGarbled(err) {
		t.Errorf("got %v", err)
	}
}

func TestAnAnnouncedLiteralCostsNothing(t *testing.T) {
	for _, size := range []string{"10000000000", "67108865", "9223372036854775807", "18446744073709551615"} {
		c := play(t, Options{}, "C: T1 NOOP\nS: * X {"+size+"}")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := c.Noop(t.Context())
		runtime.ReadMemStats(&after)
		if !isGarbled(err) || after.TotalAlloc-before.TotalAlloc > 1<<20 {
			t.Errorf("%s: got %v, %d bytes", size, err, after.TotalAlloc-before.TotalAlloc)
		}
	}
	// A number that is none is no size.
	c := play(t, Options{}, "C: T1 NOOP\nS: * X {99999999999999999999}\nS: * X {}\nS: * X {-1}\nS: * X }\nS: T1 OK")
	if err := c.Noop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestManyLiteralsTogetherAreThrownAwayToo(t *testing.T) {
	const ten = "0123456789"
	response := "S: * 1 FETCH (UID 5"
	for range 12 {
		response += " X {10}\nS: " + ten
	}
	c := play(t, Options{Limits: Limits{Literal: 10, Discard: 40}}, "C: T1 UID FETCH 5 (UID BODY.PEEK[]<0.10>)\n"+response+" BODY[] {0}\nS: )\nS: T1 OK")
	got := ""
	err := c.Fetch(t.Context(), FetchItems{Body: 10}, once(UIDSet{{5, 5}}), 1, func(m *Message) error {
		got += written(m)
		return nil
	}, func(_ UIDSet, err error) error { return err })
	if err != nil || got != `5 ""` {
		t.Errorf("got %q, %v", got, err)
	}
	c = play(t, Options{Limits: Limits{Literal: 10, Discard: 39}}, "C: T1 NOOP\n"+response+")\nS: T1 OK")
	if err := c.Noop(t.Context()); !isGarbled(err) {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsTooLargeIsThrownAwayInFlight(t *testing.T) {
	// More than the buffer holds, and behind it responses that came with it.
	big := strings.Repeat("x", 3_000_000)
	c := play(t, Options{}, "C: T1 UID FETCH 1:3 (UID BODY.PEEK[]<0.10>)\nS: * 1 FETCH (UID 1 BODY[]<0> {3000000}\nS: "+big+")\nS: * 2 FETCH (BODY[]<0> {3000000}\nS: "+big+" UID 2)\nS: * 3 FETCH (UID 3 BODY[]<0> \"x\")\nS: T1 OK")
	var got []string
	err := c.Fetch(t.Context(), FetchItems{Body: 10}, once(UIDSet{{1, 3}}), 1, func(m *Message) error {
		got = append(got, written(m))
		return nil
	}, func(_ UIDSet, err error) error { return err })
	if want := "1 too large 3000000|2 too large 3000000|3 \"x\""; err != nil || strings.Join(got, "|") != want {
		t.Errorf("got %q, %v", got, err)
	}
	if len(c.b) > fetchBuffer {
		t.Errorf("keeps %d bytes", len(c.b))
	}
}

func TestWordsOfTheServerAreBounded(t *testing.T) {
	long := strings.Repeat("word ", 1000)
	var l listen
	c := play(t, l.options(), "C: T1 NOOP\nS: * OK [ALERT] "+long+"\nS: T1 NO ["+strings.Repeat("X", 2000)+" "+strings.Repeat("y", 2000)+"] "+long)
	err := c.Noop(t.Context())
	if r := refusal(err); len(r.Text) != maxText || len(r.Code) != maxText || len(r.Args) != maxText || len(c.LastText()) != maxText {
		t.Errorf("got %+v", r)
	}
	if len(l.heard) != 1 || len(l.heard[0]) > 510 {
		t.Errorf("heard %q", l.heard)
	}
}

func TestNothingGoesOnAfterGarbage(t *testing.T) {
	c := flood(t, Options{}, "* ", "x")
	first := c.Noop(t.Context())
	if second := c.Noop(t.Context()); !isGarbled(second) || !errors.Is(second, first) {
		t.Errorf("got %v", second)
	}
}
