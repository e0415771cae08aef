package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"thrice/rules"
)

// pipes is a listener whose connections are net.Pipe: in a synctest bubble a
// socket would keep time from passing.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 143} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- newBuffered(server):
		return client, nil
	case <-p.done:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// buffered is the server's end of a pipe that takes what the client sends at
// once, as a network does: the client sends several commands before it reads.
type buffered struct {
	net.Conn
	mu   sync.Mutex
	more sync.Cond
	held bytes.Buffer
	err  error
}

func newBuffered(c net.Conn) *buffered {
	b := &buffered{Conn: c}
	b.more.L = &b.mu
	go func() {
		chunk := make([]byte, 4096)
		for {
			n, err := c.Read(chunk)
			b.mu.Lock()
			b.held.Write(chunk[:n])
			b.err = err
			b.mu.Unlock()
			b.more.Broadcast()
			if err != nil {
				return
			}
		}
	}()
	return b
}

func (b *buffered) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.held.Len() == 0 && b.err == nil {
		b.more.Wait()
	}
	if b.held.Len() == 0 {
		return 0, b.err
	}
	return b.held.Read(p)
}

// SetReadDeadline does nothing: the server waits as long as there is a client.
func (b *buffered) SetReadDeadline(time.Time) error { return nil }

// virtual is the whole program, running against a mail server in memory, in
// virtual time.
type virtual struct {
	t     *testing.T
	user  *imapmemserver.User
	desk  *desk
	began time.Time
	log   *bytes.Buffer
}

const virtualConfig = `
data_dir = "%s"
timezone = "UTC"
working_hours = "Mon-Sun 00:00-24:00"
[[account]]
name = "work"
me = ["joe@acme.example"]
imap = "imap+insecure://127.0.0.1"
username = "joe"
password_env = "PASSWORD"
poll = "1h"
[digest]
schedule = "30 8 * * *"
`

// inVirtualTime starts the program in a bubble and calls play beside it.
func inVirtualTime(t *testing.T, play func(v *virtual)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		v := &virtual{t: t, user: imapmemserver.NewUser("joe", "secret"), log: &bytes.Buffer{}}
		for _, name := range []string{"INBOX", "Sent", "Customers"} {
			v.must(v.user.Create(name, nil))
		}
		users := imapmemserver.New()
		users.AddUser(v.user)
		server := imapserver.New(&imapserver.Options{
			NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
				return users.NewSession(), nil, nil
			},
			Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
		})
		listener := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		var wg sync.WaitGroup
		wg.Go(func() { _ = server.Serve(listener) })
		defer wg.Wait()
		defer server.Close()

		path := filepath.Join(dir, "config.toml")
		v.must(os.WriteFile(path, fmt.Appendf(nil, virtualConfig, filepath.Join(dir, "data")), 0o600))
		env := func(name string) string { return map[string]string{"PASSWORD": "secret", "HOME": dir}[name] }
		a := &app{world: world{env: env, stdout: io.Discard, stderr: v.log, now: time.Now}, path: path, level: slog.LevelInfo, dial: listener.dial}
		t.Setenv("PASSWORD", "secret")
		var err error
		v.desk, err = a.open(t.Context())
		v.must(err)
		defer func() { v.must(v.desk.store.Close()) }()

		ctx, stop := context.WithCancel(t.Context())
		var serving sync.WaitGroup
		serving.Go(func() {
			if err := (&runCommand{}).serve(ctx, a, v.desk); err != nil {
				t.Error(err)
			}
		})
		defer serving.Wait()
		defer stop()
		time.Sleep(time.Minute) // the first round
		v.began = time.Now()
		play(v)
	})
}

func (v *virtual) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// until sleeps until so long after the beginning.
func (v *virtual) until(after time.Duration) {
	time.Sleep(time.Until(v.began.Add(after)))
	synctest.Wait()
}

// sized is a reader of known length.
type sized struct{ *bytes.Reader }

func (s sized) Size() int64 { return s.Reader.Size() }

// deliver puts a mail into a folder now.
func (v *virtual) deliver(folder, mail string) {
	v.t.Helper()
	head := fmt.Sprintf("Date: %s\n", time.Now().UTC().Format(time.RFC1123Z))
	raw := []byte(strings.ReplaceAll(head+mail, "\n", "\r\n"))
	_, err := v.user.Append(folder, sized{bytes.NewReader(raw)}, &imap.AppendOptions{Time: time.Now()})
	v.must(err)
}

func (v *virtual) asks(customer string) {
	v.deliver("Sent", fmt.Sprintf("From: joe@acme.example\nTo: %[1]s@globex-%[1]s.example\nSubject: Offer for %[1]s\nMessage-ID: <%[1]s@acme.example>\n\nCould you let me know whether this suits you?\n", customer))
}

func (v *virtual) answers(customer, folder string) {
	v.deliver(folder, fmt.Sprintf("From: %[1]s@globex-%[1]s.example\nTo: joe@acme.example\nSubject: Re: Offer for %[1]s\nMessage-ID: <%[1]s-re@globex.example>\nIn-Reply-To: <%[1]s@acme.example>\n\nIt does, thank you. The order follows.\n", customer))
}

// state tells where each customer's conversation stands.
func (v *virtual) state() map[string]string {
	v.t.Helper()
	items, err := v.desk.tracker.List(v.t.Context(), true)
	v.must(err)
	out := map[string]string{}
	for _, i := range items {
		s := string(i.State)
		if i.Task != nil {
			s = fmt.Sprintf("%s %d", i.Task.Do, i.Task.Step)
		}
		out[strings.TrimPrefix(i.Subject, "Offer for ")] = s
	}
	return out
}

func (v *virtual) expect(when, customer, want string) {
	v.t.Helper()
	if got := v.state()[customer]; got != want {
		v.t.Errorf("%s: %s is %q, want %q\n%s", when, customer, got, want, v.log)
	}
}

func TestTheLadderThroughIMAPSQLiteAndCron(t *testing.T) {
	inVirtualTime(t, func(v *virtual) {
		// Each customer answers at another point; the last one never does.
		answer := []struct {
			customer, folder string
			after            time.Duration
		}{
			{"early", "INBOX", time.Hour},
			{"justintime", "INBOX", 48*time.Hour - 30*time.Second},
			{"filed", "Customers", 30 * time.Hour},
			{"afterone", "INBOX", 60 * time.Hour},
			{"aftertwo", "INBOX", 130 * time.Hour},
			{"aftercall", "Customers", 200 * time.Hour},
		}
		for _, a := range answer {
			v.asks(a.customer)
		}
		v.asks("never")
		var wg sync.WaitGroup
		for _, a := range answer {
			wg.Go(func() {
				time.Sleep(time.Until(v.began.Add(a.after)))
				v.answers(a.customer, a.folder)
			})
		}
		v.until(47*time.Hour + 59*time.Minute)
		v.expect("before 48 hours", "never", "waiting")
		v.expect("before 48 hours", "early", "cleared")
		v.expect("before 48 hours", "filed", "cleared")
		v.until(48*time.Hour + 3*time.Minute)
		v.expect("after 48 hours", "never", "remind 1")
		v.expect("after 48 hours", "justintime", "cleared")
		v.expect("after 48 hours", "afterone", "remind 1")
		v.until(61*time.Hour + time.Minute)
		v.expect("after the answer to the first", "afterone", "cleared")
		v.until(120*time.Hour + 10*time.Minute)
		v.expect("72 hours later", "never", "remind 2")
		v.until(131*time.Hour + time.Minute)
		v.expect("after the answer to the second", "aftertwo", "cleared")
		v.until(168*time.Hour + 15*time.Minute)
		v.expect("48 hours later", "never", "call 3")
		v.until(201*time.Hour + time.Minute)
		v.expect("after the answer to the call", "aftercall", "cleared")
		v.until(240 * time.Hour)
		v.expect("at the end", "never", "call 3")
		wg.Wait()

		v.noReminderAfterAnAnswer()
		v.oneDigestADay()
	})
}

// noReminderAfterAnAnswer looks at every task that was ever opened.
func (v *virtual) noReminderAfterAnAnswer() {
	v.t.Helper()
	items, err := v.desk.tracker.List(v.t.Context(), true)
	v.must(err)
	want := map[string]int{"early": 0, "justintime": 0, "filed": 0, "afterone": 1, "aftertwo": 2, "aftercall": 3, "never": 3}
	for _, i := range items {
		h, err := v.desk.tracker.Show(v.t.Context(), i.ID)
		v.must(err)
		opened := 0
		for _, e := range h.Timeline {
			if e.What != "task" || !strings.Contains(e.Text, " opened:") {
				continue
			}
			opened++
			if i.State == rules.Cleared && e.At.After(*i.LastInbound) {
				v.t.Errorf("%s: %s after the answer of %s", i.Subject, e.Text, i.LastInbound)
			}
		}
		customer := strings.TrimPrefix(i.Subject, "Offer for ")
		if opened != want[customer] {
			v.t.Errorf("%s: %d tasks were opened, want %d", customer, opened, want[customer])
		}
	}
}

// oneDigestADay counts the digests in INBOX: one for each day with something to
// tell.
func (v *virtual) oneDigestADay() {
	v.t.Helper()
	status, err := v.user.Status("INBOX", &imap.StatusOptions{NumMessages: true})
	v.must(err)
	const answers, days = 4, 10
	if got := *status.NumMessages - answers; got != days {
		v.t.Errorf("%d digests in %d days", got, days)
	}
}
