package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// scripted serves one connection: what the client must say, and what it hears.
// A line that ends in a literal's size is followed by that many bytes.
func scripted(t *testing.T, greeting string, exchange ...[2]string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() {
		closeQuietly(l)
		<-ended
	})
	go func() {
		defer close(ended)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer closeQuietly(conn)
		in := bufio.NewReader(conn)
		_, _ = io.WriteString(conn, greeting+"\r\n")
		for _, e := range exchange {
			line, err := in.ReadString('\n')
			if got := strings.TrimRight(line, "\r\n"); err != nil || got != e[0] {
				t.Errorf("the client says %q (%v), not %q", got, err, e[0])
				return
			}
			_, _ = io.WriteString(conn, e[1])
		}
		_, _ = io.Copy(io.Discard, in)
	}()
	return l.Addr().String()
}

func connected(t *testing.T, addr string) *client {
	t.Helper()
	c, err := dial(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return c
}

func TestAnswersAreReadWithTheirLiterals(t *testing.T) {
	addr := scripted(t, "* OK ready",
		[2]string{"c1 FETCH 1 BODY[]", "* 1 FETCH (BODY[] {5}\r\nc1 OK UID 7)\r\nc1 OK done\r\n"},
		[2]string{"c2 SELECT x", "* BYE not yet\r\nc2 NO [NONEXISTENT] no such folder\r\n"},
		[2]string{"c3 UID SEARCH ALL", "* 1 EXISTS\r\n* SEARCH 4 9\r\nc3 OK done\r\n"},
	)
	c := connected(t, addr)
	a, err := c.do("FETCH 1 BODY[]")
	if want := []string{"* 1 FETCH (BODY[] {5}\r\nc1 OK UID 7)"}; err != nil || !cmp.Equal(a.lines, want) {
		t.Errorf("got %q and %v, want %q", a.lines, err, want)
	}
	if _, err = c.do("SELECT x"); err == nil || err.Error() != "SELECT x: NO [NONEXISTENT] no such folder" {
		t.Errorf("got %v", err)
	}
	if uids, err := c.search("ALL"); err != nil || !cmp.Equal(uids, []string{"4", "9"}) {
		t.Errorf("got %q and %v", uids, err)
	}
}

func TestAMailIsAppendedWhenTheServerAsksForIt(t *testing.T) {
	m := letter{from: me, to: "anna@globex.example", subject: "Offer", text: "Well?", at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	var script [][2]string
	script = append(script, [2]string{fmt.Sprintf(`c1 APPEND "Sent" (\Seen) "02-Mar-2026 09:00:00 +0000" {%d}`, len(m.raw())), "* OK wait\r\n+ go on\r\n"})
	lines := strings.Split(strings.TrimSuffix(m.raw(), "\r\n"), "\r\n")
	for _, line := range append(lines, "") {
		script = append(script, [2]string{line, ""})
	}
	script[len(script)-1][1] = "c1 OK [APPENDUID 1 2] done\r\n"
	c := connected(t, scripted(t, "* OK", script...))
	a, err := c.put("Sent", m)
	if err != nil || a.text != "[APPENDUID 1 2] done" {
		t.Errorf("got %q and %v", a.text, err)
	}
}

func TestAServerWithoutMOVEGetsTheCommandsThatItStandsFor(t *testing.T) {
	c := connected(t, scripted(t, "* OK",
		[2]string{`c1 UID MOVE 7 "x"`, "c1 BAD what?\r\n"},
		[2]string{`c2 UID COPY 7 "x"`, "c2 OK\r\n"},
		[2]string{`c3 UID STORE 7 +FLAGS.SILENT (\Deleted)`, "c3 OK\r\n"},
		[2]string{`c4 EXPUNGE`, "c4 OK\r\n"},
	))
	if err := c.move("7", "x"); err != nil {
		t.Error(err)
	}
}

func TestTheMeterCountsAndCuts(t *testing.T) {
	addr := scripted(t, "* OK ready", [2]string{"c1 NOOP", "c1 OK\r\n"}, [2]string{"c2 NOOP", "c2 OK\r\n"})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var trace strings.Builder
	m, err := measure(ctx, addr, &trace)
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	c := connected(t, m.addr)
	for range 2 {
		if _, err := c.do("NOOP"); err != nil {
			t.Fatal(err)
		}
	}
	got := []int64{m.out.Load(), m.in.Load(), m.turns.Load(), m.connections.Load()}
	if want := []int64{18, 26, 2, 1}; !cmp.Equal(got, want) {
		t.Errorf("bytes out and in, turns and connections are %v, not %v", got, want)
	}
	if got, want := trace.String(), "< * OK ready\n> c1 NOOP\n< c1 OK\n> c2 NOOP\n< c2 OK\n"; got != want {
		t.Errorf("the trace is %q, not %q", got, want)
	}
	m.cut()
	if _, err := c.do("NOOP"); err == nil {
		t.Error("the connection is not cut")
	}
}
