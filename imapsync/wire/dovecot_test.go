package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"thrice/imapsync/dovecottest"
)

const joe = "joe@acme.example"

// dialed is a connection to the server that nobody has logged into.
func dialed(t *testing.T, address string, notice func(Notice)) *Conn {
	t.Helper()
	nc, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	c := New(nc, Options{Silence: 20 * time.Second, Notice: notice})
	t.Cleanup(func() { c.Close() })
	if err := c.Greet(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

func loggedIn(t *testing.T, s *dovecottest.Server, notice func(Notice)) *Conn {
	t.Helper()
	c := dialed(t, s.Addr, notice)
	if err := c.Login(t.Context(), joe, dovecottest.Password); err != nil {
		t.Fatal(err)
	}
	return c
}

func letter(n int) string {
	return fmt.Sprintf("From: Anna <anna@globex.example>\r\nTo: %s\r\nSubject: Offer %d\r\n"+
		"Message-ID: <m%d@globex.example>\r\n\r\nIs this fine?\r\n", joe, n, n)
}

func TestDovecotLogsIn(t *testing.T) {
	s := dovecottest.Start(t)
	t.Run("with a password", func(t *testing.T) {
		c := loggedIn(t, s, nil)
		if !c.Caps().Has("condstore") || !c.Caps().Has("IDLE") {
			t.Errorf("got the capabilities %v", c.Caps())
		}
		if err := c.ID(t.Context(), "name", "thrice"); err != nil {
			t.Error(err)
		}
		if enabled, err := c.Enable(t.Context(), "CONDSTORE", "QRESYNC"); err != nil || !slices.Contains(enabled, "QRESYNC") {
			t.Errorf("enabled %q, %v", enabled, err)
		}
		if err := c.Logout(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("with a mechanism", func(t *testing.T) {
		c := dialed(t, s.Addr, nil)
		if !c.Caps().Auth("PLAIN") || !c.Caps().Has("SASL-IR") {
			t.Fatalf("got the capabilities %v", c.Caps())
		}
		if err := c.Authenticate(t.Context(), plain{joe, dovecottest.Password}); err != nil {
			t.Error(err)
		}
	})
	t.Run("with a mechanism, step by step", func(t *testing.T) {
		c := dialed(t, s.Addr, nil)
		c.caps = nil
		if err := c.Authenticate(t.Context(), plain{joe, dovecottest.Password}); err != nil {
			t.Error(err)
		}
		if caps, err := c.Capability(t.Context()); err != nil || !caps.Has("IDLE") {
			t.Errorf("got the capabilities %v, %v", caps, err)
		}
	})
	t.Run("with a wrong password", func(t *testing.T) {
		c := dialed(t, s.Addr, nil)
		err := c.Login(t.Context(), joe, "wrong\"\\\r\n\u00e9")
		if refused := (*Refused)(nil); !errors.As(err, &refused) || refused.Code != "AUTHENTICATIONFAILED" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("after STARTTLS", func(t *testing.T) {
		c := dialed(t, s.Addr, nil)
		if err := c.StartTLS(t.Context(), upgradeTo(t, s)); err != nil {
			t.Fatal(err)
		}
		if len(c.Caps()) != 0 {
			t.Errorf("still believes in the capabilities %v", c.Caps())
		}
		if err := c.Login(t.Context(), joe, dovecottest.Password); err != nil {
			t.Error(err)
		}
		// A deadline that passes while nothing comes must leave TLS as it is.
		ticks := 0
		woke, err := c.Idle(t.Context(), IdleOptions{Tick: time.Millisecond, OnTick: func() bool {
			if ticks++; ticks == 20 {
				go c.Interrupt()
			}
			return false
		}})
		if woke != WokeInterrupted || err != nil {
			t.Errorf("woke for %v, %v", woke, err)
		}
		if err := c.Noop(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// upgradeTo does the handshake with the server's certificate.
func upgradeTo(t *testing.T, s *dovecottest.Server) func(net.Conn) (net.Conn, error) {
	t.Helper()
	pem, err := os.ReadFile(s.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return func(nc net.Conn) (net.Conn, error) {
		host, _, err := net.SplitHostPort(s.TLSAddr)
		if err != nil {
			return nil, err
		}
		encrypted := tls.Client(nc, &tls.Config{ServerName: host, RootCAs: roots})
		return encrypted, encrypted.HandshakeContext(t.Context())
	}
}

// plain is the SASL mechanism PLAIN (RFC 4616).
type plain struct{ user, password string }

func (p plain) Start() (string, []byte, error) {
	return "PLAIN", []byte("\x00" + p.user + "\x00" + p.password), nil
}

func (plain) Next([]byte) ([]byte, error) { return nil, errors.New("nothing more to say") }

func TestDovecotTellsOfMailboxes(t *testing.T) {
	s := dovecottest.Start(t)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for i := range 3 {
		s.Deliver(joe, "Entwürfe & Co \"alt\"", letter(i), at)
	}
	s.Deliver(joe, "INBOX", letter(9), at)
	c := loggedIn(t, s, nil)
	for _, o := range []ListOptions{{}, {SpecialUse: true}, {SpecialUse: true, Status: []string{"MESSAGES", "UIDNEXT"}}} {
		all, err := c.List(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(m Mailbox) bool { return m.Name == "Entwürfe & Co \"alt\"" })
		if i < 0 {
			t.Fatalf("%+v: got %+v", o, all)
		}
		if all[i].Delim != '/' {
			t.Errorf("%+v: got %+v", o, all[i])
		}
		if o.Status != nil && (all[i].Status == nil || all[i].Status.Messages != 3 || all[i].Status.UIDNext != 4) {
			t.Errorf("%+v: got the status %+v", o, all[i].Status)
		}
		sent := slices.IndexFunc(all, func(m Mailbox) bool { return slices.Contains(m.Attrs, `\Sent`) })
		if o.SpecialUse && sent < 0 {
			t.Errorf("no Sent in %+v", all)
		}
	}
	states, err := c.Status(t.Context(), []string{"MESSAGES", "UIDNEXT", "UIDVALIDITY", "HIGHESTMODSEQ"},
		"INBOX", EncodeMailbox("Entwürfe & Co \"alt\""), "nowhere", "Sent")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []uint32{1, 3, 0, 0} {
		if got := states[i]; got.Messages != want || (got.Err != nil) != (i == 2) {
			t.Errorf("got %+v", got)
		}
	}
	if got := states[0]; got.Has != ItemMessages|ItemUIDNext|ItemUIDValidity|ItemModSeq || got.UIDNext != 2 || got.UIDValidity == 0 || got.ModSeq == 0 {
		t.Errorf("got %+v", got)
	}
	if refused := (*Refused)(nil); !errors.As(states[2].Err, &refused) || refused.Bad {
		t.Errorf("got %v", states[2].Err)
	}
}

func TestDovecotGivesMessages(t *testing.T) {
	s := dovecottest.Start(t)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 3600))
	const count = 1200
	s.Fill(joe, "INBOX", func(yield func(string, time.Time) bool) {
		for i := range count {
			if !yield(letter(i+1), at) {
				return
			}
		}
	})
	c := loggedIn(t, s, nil)
	sel, err := c.Examine(t.Context(), "INBOX", ExamineOptions{CondStore: true})
	if err != nil {
		t.Fatal(err)
	}
	if sel.Messages != count || sel.UIDNext != count+1 || sel.UIDValidity == 0 || sel.ModSeq == 0 || !sel.ReadOnly {
		t.Fatalf("got %+v", sel)
	}
	all, err := c.Search(t.Context(), "ALL")
	if err != nil || all.String() != "1:1200" {
		t.Fatalf("got %s, %v", all, err)
	}
	rest := all
	windows, got := 0, map[uint32]bool{}
	err = c.Fetch(t.Context(), FetchItems{Flags: true, Internal: true, ModSeq: true, Fields: []string{"Subject", "Message-ID"}},
		func() (UIDSet, bool) {
			var w UIDSet
			w, rest = rest.Newest(500)
			return w, len(w) > 0
		}, 3, func(m *Message) error {
			got[m.UID] = true
			want := fmt.Sprintf("Subject: Offer %d\r\nMessage-ID: <m%d@globex.example>\r\n\r\n", m.UID, m.UID)
			if string(m.Raw) != want || !m.Came || m.Fault != "" || !m.HasFlags || m.ModSeq == 0 || !m.Internal.Equal(at) {
				return fmt.Errorf("got %+v", m)
			}
			return nil
		}, func(set UIDSet, err error) error {
			windows++
			return err
		})
	if err != nil || windows != 3 || len(got) != count {
		t.Errorf("%d messages in %d windows, %v", len(got), windows, err)
	}
	var body string
	err = c.Fetch(t.Context(), FetchItems{Body: 40}, once(UIDSet{{7, 7}}), 1, func(m *Message) error {
		body = string(m.Raw)
		return nil
	}, func(_ UIDSet, err error) error { return err })
	if err != nil || body != letter(7)[:40] {
		t.Errorf("got %q, %v", body, err)
	}
}

// once gives one window.
func once(s UIDSet) func() (UIDSet, bool) {
	return func() (UIDSet, bool) {
		w := s
		s = nil
		return w, len(w) > 0
	}
}

func TestDovecotTellsWhatChangedSince(t *testing.T) {
	s := dovecottest.Start(t)
	for i := range 5 {
		s.Deliver(joe, "INBOX", letter(i), time.Time{})
	}
	c := loggedIn(t, s, nil)
	if _, err := c.Enable(t.Context(), "QRESYNC"); err != nil {
		t.Fatal(err)
	}
	before, err := c.Examine(t.Context(), "INBOX", ExamineOptions{CondStore: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Doveadm("flags", "add", "-u", joe, `\Flagged`, "mailbox", "INBOX", "uid", "2")
	s.Doveadm("expunge", "-u", joe, "mailbox", "INBOX", "uid", "4")
	s.Deliver(joe, "INBOX", letter(6), time.Time{})
	after, err := c.Examine(t.Context(), "INBOX", ExamineOptions{QResync: &Resync{
		UIDValidity: before.UIDValidity, ModSeq: before.ModSeq, Known: UIDSet{{1, 5}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if after.Messages != 5 || after.Vanished.String() != "4" || after.ModSeq <= before.ModSeq {
		t.Errorf("got %+v", after)
	}
	var changed []uint32
	for _, f := range after.Changed {
		changed = append(changed, f.UID)
		if !slices.Contains(f.Flags, `\Flagged`) || f.ModSeq <= before.ModSeq {
			t.Errorf("got the flags %q", f.Flags)
		}
	}
	if !slices.Equal(changed, []uint32{2}) {
		t.Errorf("got changes of %d", changed)
	}
	for name, o := range map[string]ExamineOptions{"nowhere": {}, "no\r\nwhere": {}} {
		if _, err := c.Examine(t.Context(), name, o); !errors.As(err, new(*Refused)) {
			t.Errorf("%q: got %v", name, err)
		}
	}
}

func TestDovecotTellsWhatIsNewWhileIdle(t *testing.T) {
	s := dovecottest.Start(t)
	s.Deliver(joe, "INBOX", letter(1), time.Time{})
	var c *Conn
	var heard []string
	idling := make(chan bool, 1)
	c = loggedIn(t, s, func(n Notice) {
		switch {
		case n.Exists != nil:
			heard = append(heard, fmt.Sprint("exists ", *n.Exists))
		case n.Status != nil:
			heard = append(heard, fmt.Sprint("status ", n.Status.Name, " ", n.Status.Messages))
		default:
			return
		}
		c.StopIdle()
	})
	if _, err := c.Examine(t.Context(), "INBOX", ExamineOptions{}); err != nil {
		t.Fatal(err)
	}
	tick := func() bool {
		select {
		case idling <- true:
		default:
		}
		return false
	}
	idle := func(want Woke) {
		t.Helper()
		until := time.Now().Add(20 * time.Second)
		woke, err := c.Idle(t.Context(), IdleOptions{Until: until, Tick: 10 * time.Millisecond, OnTick: tick})
		if err != nil || woke != want {
			t.Fatalf("woke for %v, %v", woke, err)
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		<-idling
		s.Deliver(joe, "INBOX", letter(2), time.Time{})
	})
	idle(WokeStopped)
	wg.Wait()
	if !slices.Contains(heard, "exists 2") {
		t.Errorf("heard %q", heard)
	}
	if err := c.Notify(t.Context(), "(selected (MessageNew MessageExpunge)) (subscribed (MessageNew)) (mailboxes Sent (MessageNew MessageExpunge))"); err != nil {
		t.Fatal(err)
	}
	heard = nil
	s.Deliver(joe, "Sent", letter(3), time.Time{})
	idle(WokeStopped)
	if len(heard) == 0 || !strings.HasPrefix(heard[0], "status Sent 1") {
		t.Errorf("heard %q", heard)
	}
	if err := c.Notify(t.Context(), ""); err != nil {
		t.Error(err)
	}
	c.Interrupt()
	idle(WokeInterrupted)
}

func TestDovecotStoresMessages(t *testing.T) {
	s := dovecottest.Start(t)
	c := loggedIn(t, s, nil)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for i, text := range []string{letter(1), letter(2) + strings.Repeat("more\r\n", 20_000)} {
		validity, uid, err := c.Append(t.Context(), "INBOX", []string{`\Seen`}, at, int64(len(text)), strings.NewReader(text))
		if err != nil || validity == 0 || uid != uint32(i+1) {
			t.Errorf("got %d, %d, %v", validity, uid, err)
		}
	}
	if _, _, err := c.Append(t.Context(), "nowhere", nil, at, 5, strings.NewReader("12345")); !errors.As(err, new(*Refused)) {
		t.Errorf("got %v", err)
	}
	if err := c.Noop(t.Context()); err != nil {
		t.Error(err)
	}
	_, _, err := c.Append(context.Background(), "INBOX", nil, at, 50, strings.NewReader("12345"))
	if err == nil || c.Noop(t.Context()) == nil {
		t.Errorf("a message that ends early was stored: %v", err)
	}
}
