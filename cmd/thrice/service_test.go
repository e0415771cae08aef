package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

const serviceConfig = `
data_dir = "data"
timezone = "Europe/Berlin"
[[account]]
name = "work"
me = ["joe@acme.example"]
imap = "imap+insecure://ADDRESS"
username = "joe"
password_env = "SERVICE_TEST_PASSWORD"
`

const serviceOffer = "From: Joe <joe@acme.example>\r\nTo: Anna Berg <anna@globex.example>\r\nSubject: Offer\r\n" +
	"Message-ID: <offer@acme.example>\r\nDate: Mon, 02 Mar 2026 09:30:00 +0000\r\n\r\nCould you tell me what you think?\r\n"

// running is a program under test with its mail server.
type running struct {
	app  *app
	user *imapmemserver.User
	path string
	mu   sync.Mutex
	at   time.Time
	log  *wakeful
}

// wakeful is a log that can be waited for.
type wakeful struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func (l *wakeful) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	select {
	case l.news <- struct{}{}:
	default:
	}
	return len(p), nil
}

// waitFor waits until the log contains the text.
func (l *wakeful) waitFor(ctx context.Context, text string) bool {
	for {
		l.mu.Lock()
		found := strings.Contains(l.text.String(), text)
		l.mu.Unlock()
		if found {
			return true
		}
		select {
		case <-l.news:
		case <-ctx.Done():
			return false
		}
	}
}

func startRunning(t *testing.T, at string) *running {
	t.Helper()
	t.Setenv("SERVICE_TEST_PASSWORD", "secret")
	address, user := serveMail(t)
	if _, err := user.Append("Sent", strings.NewReader(serviceOffer), &imap.AppendOptions{Time: instantOf(t, "2026-03-02T09:30:00Z")}); err != nil {
		t.Fatal(err)
	}
	r := &running{user: user, path: filepath.Join(t.TempDir(), "config.toml"), at: instantOf(t, at), log: &wakeful{news: make(chan struct{}, 1)}}
	if err := os.WriteFile(r.path, []byte(strings.ReplaceAll(serviceConfig, "ADDRESS", address)), 0o600); err != nil {
		t.Fatal(err)
	}
	r.app = &app{world: world{env: os.Getenv, stdout: io.Discard, stderr: r.log, now: r.now}, path: r.path, level: slog.LevelInfo}
	return r
}

func (r *running) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *running) set(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = at
}

func instantOf(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// inbox is how many messages are in INBOX.
func (r *running) inbox(t *testing.T) uint32 {
	t.Helper()
	status, err := r.user.Status("INBOX", &imap.StatusOptions{NumMessages: true})
	if err != nil {
		t.Fatal(err)
	}
	return *status.NumMessages
}

// serviceOf opens the data and makes the service, without its goroutines.
func serviceOf(t *testing.T, r *running) *service {
	t.Helper()
	d, err := r.app.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	boxes, err := r.app.mailboxes(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		closeAll(boxes)
		if err := d.store.Close(); err != nil {
			t.Error(err)
		}
	})
	schedule, err := parseSchedule(d.Digest.Schedule)
	if err != nil {
		t.Fatal(err)
	}
	return &service{app: r.app, desk: d, boxes: boxes, log: r.app.log(), schedule: schedule}
}

func TestServiceSendsTheDigestThatWasMissedAfterTheMailboxWasRead(t *testing.T) {
	r := startRunning(t, "2026-03-05T11:00:00Z") // a Thursday, long after 08:30
	s := serviceOf(t, r)
	s.tick(t.Context())
	if r.inbox(t) != 0 {
		t.Fatal("a digest was sent before the mailbox was read")
	}
	if !strings.Contains(r.log.text.String(), "digest held") {
		t.Errorf("the log does not say that it is held:\n%s", r.log.text.String())
	}
	if err := s.boxes[0].Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		s.tick(t.Context())
		if n := r.inbox(t); n != 1 {
			t.Fatalf("%d digests are in the inbox, not 1", n)
		}
	}
	// The next evening nothing is sent: nobody works.
	r.set(instantOf(t, "2026-03-06T18:00:00Z"))
	if err := s.boxes[0].Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tick(t.Context())
	if n := r.inbox(t); n != 1 {
		t.Errorf("%d digests after work", n)
	}
}

func TestServiceHoldsADigestThatRestsOnAnOldReading(t *testing.T) {
	r := startRunning(t, "2026-03-05T06:00:00Z") // before 08:30 in Berlin
	s := serviceOf(t, r)
	if err := s.boxes[0].Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.set(instantOf(t, "2026-03-05T07:31:00Z"))
	s.tick(t.Context())
	if n := r.inbox(t); n != 0 {
		t.Error("what an hour-old reading found was told as news")
	}
	if err := s.boxes[0].Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tick(t.Context())
	if n := r.inbox(t); n != 1 {
		t.Errorf("%d digests after the reading, not 1", n)
	}
}

func TestDigestThatWasClaimedByAProcessThatDiedIsSentOnce(t *testing.T) {
	r := startRunning(t, "2026-03-05T11:00:00Z")
	s := serviceOf(t, r)
	if err := s.boxes[0].Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	// Killed between the claim and the mailbox.
	s.boxes[0].Syncer.Close()
	if _, err := s.sendDigest(ctx, s.desk, s.boxes, r.now().Add(-time.Hour)); err == nil {
		t.Fatal("a digest was sent through a connection that is closed")
	}
	cancel()
	again := serviceOf(t, r)
	for _, want := range []outcome{sentNow, sentBefore} {
		got, err := again.sendDigest(t.Context(), again.desk, again.boxes, r.now().Add(-time.Hour))
		if err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	if n := r.inbox(t); n != 1 {
		t.Errorf("%d digests are in the inbox, not 1", n)
	}
}

func TestRunReadsUntilItIsAskedToStop(t *testing.T) {
	r := startRunning(t, "2026-03-05T11:00:00Z")
	ctx, stop := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, world{[]string{"-c", r.path, "run"}, os.Getenv, strings.NewReader(""), io.Discard, r.log, r.now})
	}()
	limit, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, line := range []string{"msg=running", `msg="task opened"`} {
		if !r.log.waitFor(limit, line) {
			t.Errorf("%q is not in the log:\n%s", line, r.log.text.String())
		}
	}
	stop()
	if got := <-code; got != codeFine {
		t.Errorf("exit code %d, not %d", got, codeFine)
	}
	if log := r.log.text.String(); strings.Contains(log, "anna@globex.example") || strings.Contains(log, "Offer") {
		t.Errorf("the log names people or subjects:\n%s", log)
	}
}

// serveMail starts a mail server for the user joe until the test ends.
func serveMail(t *testing.T) (address string, user *imapmemserver.User) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	user, stop, err := serveIMAP(listener)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String(), user
}
