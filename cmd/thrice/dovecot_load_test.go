package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/imapsync/dovecottest"
	"thrice/tracker"
)

// What a first round over ten thousand messages may take.
const (
	firstRoundTime   = 10 * time.Second
	firstRoundMemory = 100 << 10 // kB resident
)

// These tests run the program that users get, as a process of its own.

func TestAFirstRoundOverTenThousandMessagesIsQuickAndSmall(t *testing.T) {
	program := built(t)
	server := dovecottest.Start(t)
	o := opened(t, server, "joe", "")
	o.fill(10_000, 365*24*time.Hour)

	child := o.start(program, "once", "--quiet")
	peak, took, code := child.wait(t)
	if code != codeFine && code != codePartial {
		t.Fatalf("exit code %d\n%s", code, child.said.String())
	}
	o.now = time.Now()
	h := o.health()
	t.Logf("%d messages in %d conversations: %.1f s, %.0f messages/s, %d MiB at most", h.Messages, h.Conversations,
		took.Seconds(), float64(h.Messages)/took.Seconds(), peak>>10)
	if h.Messages != 10_000 {
		t.Errorf("%d messages are known, not 10,000", h.Messages)
	}
	if took > firstRoundTime {
		t.Errorf("it took %v, more than %v", took, firstRoundTime)
	}
	if peak > firstRoundMemory {
		t.Errorf("it took %d kB, more than %d", peak, firstRoundMemory)
	}
	_, took, _ = o.start(program, "once", "--quiet").wait(t)
	t.Logf("the second round: %d ms", took.Milliseconds())
}

// An import that is cut off goes on where it was, and the result is the same.
func TestAnImportKilledAtAnyMomentIsCompletedByTheNext(t *testing.T) {
	program := built(t)
	server := dovecottest.Start(t)
	o := opened(t, server, "joe", "")
	o.fill(1_500, 12*24*time.Hour)

	_, whole, code := o.start(program, "once", "--quiet").wait(t)
	want := o.outcome(program, code)
	if len(want) < 100 {
		t.Fatalf("only %d conversations", len(want))
	}
	size, interrupted := o.stored(), 0
	for n := range 8 {
		again := o.afresh()
		child := again.start(program, "once", "--quiet")
		if again.killAt(child, size*int64(n+1)/9) {
			interrupted++
		}
		child.wait(t)
		_, _, code := again.start(program, "once", "--quiet").wait(t)
		if diff := cmp.Diff(want, again.outcome(program, code)); diff != "" {
			t.Errorf("killed after %d/9 of the data, the result is another (-uninterrupted +killed):\n%s", n+1, diff)
		}
	}
	t.Logf("%v uninterrupted; %d of 8 killed on the way", whole, interrupted)
	if interrupted < 5 {
		t.Errorf("only %d of 8 imports were interrupted", interrupted)
	}
}

// stored is how many bytes the database and its journal take.
func (o *office) stored() (bytes int64) {
	o.t.Helper()
	for _, name := range []string{"thrice.db", "thrice.db-wal"} {
		if f, err := os.Stat(filepath.Join(o.dir, "data", name)); err == nil {
			bytes += f.Size()
		}
	}
	return bytes
}

// killAt kills the child when it has stored so many bytes: a moment that does
// not depend on how busy the machine is. It says whether the child was alive.
func (o *office) killAt(c *child, bytes int64) bool {
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case <-c.ended:
			return false
		case <-poll.C:
			if o.stored() >= bytes {
				return c.cmd.Process.Kill() == nil
			}
		}
	}
}

// outcome is the list of all after a round with that exit code, by subject.
func (o *office) outcome(program string, code int) map[string]tracker.Item {
	o.t.Helper()
	if code != codeFine && code != codePartial {
		o.t.Fatalf("exit code %d", code)
	}
	lister := o.start(program, "list", "--all", "--json")
	<-lister.ended
	var list []tracker.Item
	if err := json.Unmarshal(lister.said.Bytes(), &list); err != nil {
		o.t.Fatalf("%v\n%s", err, lister.said.String())
	}
	items := map[string]tracker.Item{}
	for _, i := range list {
		items[i.Subject] = i
	}
	return stable(items)
}

// built is the program, linked statically.
func built(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "thrice")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// child is a run of the program as a process.
type child struct {
	cmd   *exec.Cmd
	said  bytes.Buffer
	began time.Time
	peak  int           // kB
	took  time.Duration // once ended
	ended chan struct{}
}

func (o *office) start(program string, args ...string) *child {
	o.t.Helper()
	c := &child{ended: make(chan struct{}), began: time.Now()}
	c.cmd = exec.CommandContext(o.t.Context(), program, append([]string{"-c", o.config()}, args...)...)
	c.cmd.Env = []string{"HOME=" + o.dir, "PATH=" + os.Getenv("PATH")}
	c.cmd.Stdout, c.cmd.Stderr = &c.said, &c.said
	if err := c.cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(o.t.Context())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		c.watch(ctx)
	}()
	go func() {
		_ = c.cmd.Wait() // the exit code tells
		c.took = time.Since(c.began)
		stop()
		<-watched
		close(c.ended)
	}()
	return c
}

// watch looks at the memory in use while the process runs. What the system tells
// at its end is no less than what the test itself takes, since one begins as a
// copy of the other.
func (c *child) watch(ctx context.Context) {
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
		_, after, ok := strings.Cut(string(status), "VmHWM:")
		if words := strings.Fields(after); err == nil && ok && len(words) > 0 {
			if kB, err := strconv.Atoi(words[0]); err == nil {
				c.peak = max(c.peak, kB)
			}
		}
	}
}

// wait returns the peak of the resident memory in kB, the time and the exit code.
func (c *child) wait(t *testing.T) (peak int, took time.Duration, code int) {
	t.Helper()
	<-c.ended
	if c.peak == 0 {
		t.Fatal("the system does not tell how much memory the program takes")
	}
	return c.peak, c.took, c.cmd.ProcessState.ExitCode()
}

// fill writes n messages of the time up to now: three in five into INBOX, the
// others into Sent.
func (o *office) fill(n int, span time.Duration) {
	o.t.Helper()
	byFolder := map[string][]letter{}
	random := rand.New(rand.NewPCG(1, uint64(n)))
	now := time.Now().UTC().Truncate(time.Second)
	for c := 0; len(byFolder["INBOX"])+len(byFolder["Sent"]) < n; c++ {
		begin := now.Add(-time.Duration(random.Int64N(int64(span))))
		for _, m := range thread(random, c, begin) {
			folder := "INBOX"
			if m.from == me {
				folder = "Sent"
			}
			want := n * 3 / 5
			if folder == "Sent" {
				want = n - want
			}
			if m.at.Before(now) && len(byFolder[folder]) < want {
				byFolder[folder] = append(byFolder[folder], m)
			}
		}
	}
	for folder, mails := range byFolder {
		slices.SortFunc(mails, func(a, b letter) int { return a.at.Compare(b.at) })
		o.server.Fill(o.user, folder, texts(mails))
	}
}

func texts(mails []letter) iter.Seq2[string, time.Time] {
	return func(yield func(string, time.Time) bool) {
		for _, m := range mails {
			if !yield(m.String(), m.at) {
				return
			}
		}
	}
}

// thread is one conversation: a newsletter, or mails to and fro, each with all
// the others quoted.
func thread(random *rand.Rand, n int, at time.Time) []letter {
	subject := fmt.Sprintf("Matter %d of the pumps", n)
	company := fmt.Sprintf("company%d.example", random.IntN(800))
	customer := fmt.Sprintf("Buyer %d <buyer%d@%s>", n, random.IntN(3), company)
	if random.IntN(5) == 0 {
		return []letter{{id: fmt.Sprintf("n%d", n), from: "News <news@" + company + ">", to: me, subject: subject, at: at,
			text: strings.Repeat("The best offers of the week, for you alone.\n", 60),
			more: "List-Id: <news." + company + ">\nList-Unsubscribe: <https://" + company + "/no>\nPrecedence: bulk\n"}}
	}
	var mails []letter
	var refs, quoted string
	ours := random.IntN(2) == 0
	for i := range 1 + random.IntN(7) {
		m := letter{id: fmt.Sprintf("m%d-%d", n, i), from: customer, to: me, subject: subject, at: at}
		if ours {
			m.from, m.to = me, customer
		}
		m.text = []string{"Hello,\n\ncould you tell me when you need it?", "Hello,\n\nyes, it suits us. We take ten of them.",
			"Hello,\n\nthe drawing is attached; please confirm the price by the end of the week."}[random.IntN(3)]
		m.text += "\n\nKind regards\n" + m.from + "\nTel. +49 30 901820\n\n" + quoted
		if i > 0 {
			m.subject, m.re = "Re: "+subject, mails[i-1].id
			m.more = "References: " + refs + "\n"
		}
		m.more += "Received: from mx.acme.example by mail.acme.example with ESMTPS; " + at.Format(time.RFC1123Z) + "\n" +
			"DKIM-Signature: v=1; a=rsa-sha256; d=" + company + "; b=" + strings.Repeat("x", 300) + "\n"
		refs = strings.TrimSpace(refs + " <" + m.id + "@acme.example>")
		quoted = "> " + strings.ReplaceAll(m.text, "\n", "\n> ")
		mails = append(mails, m)
		at = at.Add(time.Duration(random.Int64N(int64(4 * 24 * time.Hour))))
		ours = !ours || random.IntN(4) == 0
	}
	return mails
}
