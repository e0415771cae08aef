package tracker_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"thrice/internal/config"
	"thrice/internal/store"
	"thrice/tracker"
)

// atOnce is how many messages one Receive gets when much is read.
const atOnce = 500

// bench is a tracker over a store of its own, with a clock and a mailbox that
// brings conversations of three: a question of ours, an answer, our thanks.
type bench struct {
	*tracker.Tracker
	tb     testing.TB
	now    time.Time
	random *rand.Rand
	uid    uint32
	refs   []string
	last   tracker.Arrival
}

func newBench(tb testing.TB) *bench {
	tb.Helper()
	text := "timezone = \"Europe/Berlin\"\n" + defaultAccount
	c, err := config.Parse([]byte(text), "config", func(string) string { return tb.TempDir() }, start)
	if err != nil {
		tb.Fatal(err)
	}
	db, err := store.Open(tb.Context(), tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	a := c.Accounts[0]
	p := tracker.Policy{
		Identity: tracker.Identity{Account: a.Name, Me: a.Me, Colleagues: a.Colleagues, AuthServer: a.AuthServID},
		Book:     c.Book, Calendar: c.Calendar, Lookback: c.Lookback, History: c.History,
	}
	b := &bench{tb: tb, now: start, random: rand.New(rand.NewPCG(1, 2))}
	b.Tracker = tracker.New(db, []tracker.Policy{p}, readHeader, func() time.Time { return b.now }, slog.New(slog.DiscardHandler))
	return b
}

// arrival makes up the next mail of the mailbox.
func (b *bench) arrival() tracker.Arrival {
	i := int(b.uid)
	b.uid++
	me := tracker.Party{Name: "Joe", Address: "joe@acme.example"}
	var a tracker.Arrival
	a.IDs = []string{fmt.Sprintf("%016x.%016x@mail.globex.example", b.random.Uint64(), b.random.Uint64())}
	switch i % 3 {
	case 0:
		b.refs = nil
		n := b.random.Uint32()
		a.From, a.Base = me, fmt.Sprintf("offer %x", n)
		a.To = []tracker.Party{{Name: "Anna Berg", Address: fmt.Sprintf("anna@globex%x.example", n)}}
	case 1:
		a.From, a.To = b.last.To[0], []tracker.Party{me}
	case 2:
		a.From, a.To = me, []tracker.Party{b.last.From}
	}
	if i%3 > 0 {
		a.Base, a.Response = b.last.Base, true
	}
	a.Subject, a.Refs = a.Base, slices.Clone(b.refs)
	a.Cc = []tracker.Party{{Name: "Ben", Address: "ben@acme.example"}}
	a.Date = start.Add(time.Duration(i) * time.Second)
	a.Internal = a.Date
	a.Content = tracker.Content{
		Nature: tracker.Human, Sure: 0.9, NatureWhy: "nothing speaks against it", AuthServer: "mx.acme.example", AuthPass: true,
		Text: strings.Repeat("Could you tell me when it is sent? ", 10), Read: true, Asks: i%3 == 0,
		Phones: []tracker.Phone{{Number: "+4930901820", Label: "Tel", Text: "030 901820", Signed: true}},
	}
	a.Location = tracker.Location{Account: "work", Folder: "INBOX", UIDValidity: 7, UID: b.uid, Role: tracker.RoleInbox, Flags: []string{`\Seen`}}
	b.refs, b.last = append(b.refs, a.IDs[0]), a
	return a
}

// batch makes up the next n mails.
func (b *bench) batch(n int) tracker.Batch {
	var all []tracker.Arrival
	for range n {
		all = append(all, b.arrival())
	}
	b.now = b.last.Date.Add(time.Second)
	return tracker.Batch{Folder: inbox(b.uid), Arrivals: all}
}

func (b *bench) begin() {
	b.tb.Helper()
	if _, err := b.Begin(b.tb.Context(), "work"); err != nil {
		b.tb.Fatal(err)
	}
}

func (b *bench) receive(batch tracker.Batch) {
	b.tb.Helper()
	if err := b.Receive(b.tb.Context(), batch); err != nil {
		b.tb.Fatal(err)
	}
}

func (b *bench) finish() {
	b.tb.Helper()
	if err := b.Finish(b.tb.Context(), "work", b.now, []string{"INBOX"}); err != nil {
		b.tb.Fatal(err)
	}
}

// fill receives n mails and ends the first import.
func (b *bench) fill(n int) {
	b.tb.Helper()
	b.begin()
	for ; n > 0; n -= atOnce {
		b.receive(b.batch(min(n, atOnce)))
	}
	b.finish()
}

// meter measures what the processors do, which other programs disturb less than
// the time that passes.
type meter struct {
	b     *testing.B
	since time.Duration
	total time.Duration
}

func (m *meter) start() { m.b.StartTimer(); m.since = used() }
func (m *meter) stop()  { m.total += used() - m.since }

// report says how much it was for each of n things.
func (m *meter) report(n int, unit string) {
	m.b.ReportMetric(float64(m.total.Nanoseconds())/1000/float64(n), "cpu-µs/"+unit)
	m.b.ReportMetric(float64(m.b.Elapsed().Nanoseconds())/1000/float64(n), "µs/"+unit)
}

// BenchmarkReceive receives a message of a first import, in large batches.
func BenchmarkReceive(b *testing.B) {
	t := newBench(b)
	t.begin()
	n, m := 0, meter{b: b}
	for b.Loop() {
		b.StopTimer()
		batch := t.batch(atOnce)
		m.start()
		t.receive(batch)
		m.stop()
		n += atOnce
	}
	m.report(n, "message")
}

// BenchmarkSettle decides on conversations of three messages.
func BenchmarkSettle(b *testing.B) {
	const mails = 3000
	t := newBench(b)
	t.fill(mails)
	n, m := 0, meter{b: b}
	for b.Loop() {
		b.StopTimer()
		if err := t.Configure(b.Context(), fmt.Sprint(n)); err != nil {
			b.Fatal(err)
		}
		m.start()
		if err := t.Tick(b.Context()); err != nil {
			b.Fatal(err)
		}
		m.stop()
		n += mails / 3
	}
	m.report(n, "conversation")
}

// BenchmarkReceiveTexts stores texts of a first import.
func BenchmarkReceiveTexts(b *testing.B) {
	t := newBench(b)
	t.begin()
	n, m := 0, meter{b: b}
	for b.Loop() {
		b.StopTimer()
		batch := t.batch(atOnce)
		var texts []tracker.Text
		for i := range batch.Arrivals {
			a := &batch.Arrivals[i]
			texts = append(texts, tracker.Text{Content: a.Content})
			a.Read, a.Text = false, ""
		}
		t.receive(batch)
		for i := range batch.Arrivals {
			texts[i].Key = batch.Arrivals[i].Key
		}
		m.start()
		if err := t.ReceiveTexts(b.Context(), "work", texts); err != nil {
			b.Fatal(err)
		}
		m.stop()
		n += len(texts)
	}
	m.report(n, "text")
}

// BenchmarkOneNewMail receives single mails into a full store, and decides on
// them, as IDLE brings them.
func BenchmarkOneNewMail(b *testing.B) {
	for _, stored := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(stored), func(b *testing.B) {
			t := newBench(b)
			t.fill(stored)
			var took []time.Duration
			m := meter{b: b}
			for b.Loop() {
				b.StopTimer()
				batch := t.batch(1)
				m.start()
				before := b.Elapsed()
				t.receive(batch)
				took = append(took, b.Elapsed()-before)
				m.stop()
			}
			m.report(len(took), "mail")
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}
