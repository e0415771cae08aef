package tracker_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"thrice/internal/store"
	"thrice/rules"
	"thrice/tracker"
)

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

var policy = tracker.Policy{
	Identity: tracker.Identity{Account: "work", Me: []string{"joe@acme.example"}, Colleagues: []string{"acme.example"}},
	Lookback: 14 * 24 * time.Hour, History: 365 * 24 * time.Hour,
}

func openStore(t *testing.T) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func inbox(uid uint32) tracker.Folder {
	return tracker.Folder{Account: "work", Name: "INBOX", Role: tracker.RoleInbox, UIDValidity: 7, LastUID: uid}
}

// question is a mail of ours that expects an answer, number n.
func question(n int) tracker.Arrival {
	return tracker.Arrival{
		Message: tracker.Message{
			IDs: []string{fmt.Sprintf("%d@acme.example", n)}, From: tracker.Party{Address: "joe@acme.example"},
			To: []tracker.Party{{Address: "anna@globex.example"}}, Subject: fmt.Sprint("Offer ", n), Base: fmt.Sprint("offer ", n),
			Date: start, Content: tracker.Content{Read: true, Nature: tracker.Human, Asks: true},
		},
		Location: tracker.Location{Account: "work", Folder: "INBOX", UIDValidity: 7, UID: uint32(n), Role: tracker.RoleInbox},
		Internal: start,
	}
}

// brittle fails when the location of a given UID is saved, as a full disk would.
type brittle struct {
	tracker.Store
	uid uint32
}

type brittleTx struct {
	tracker.Tx
	uid uint32
}

var errDisk = errors.New("no space left on device")

func (b brittle) Update(ctx context.Context, fn func(tracker.Tx) error) error {
	return b.Store.Update(ctx, func(tx tracker.Tx) error { return fn(brittleTx{tx, b.uid}) })
}

func (b brittleTx) AddLocation(ctx context.Context, key string, l tracker.Location) error {
	if l.UID == b.uid {
		return errDisk
	}
	return b.Tx.AddLocation(ctx, key, l)
}

func TestReceiveMovesMailTasksAndCursorTogetherOrNotAtAll(t *testing.T) {
	db := openStore(t)
	now := start.Add(100 * time.Hour)
	clock := func() time.Time { return now }
	sound := tracker.New(db, []tracker.Policy{policy}, readHeader, clock, slog.New(slog.DiscardHandler))
	if _, err := sound.Begin(t.Context(), "work"); err != nil {
		t.Fatal(err)
	}
	if err := sound.Finish(t.Context(), "work", now, []string{"INBOX"}); err != nil {
		t.Fatal(err)
	}
	batch := tracker.Batch{Folder: inbox(3), Arrivals: []tracker.Arrival{question(1), question(2), question(3)}}

	broken := tracker.New(brittle{db, 3}, []tracker.Policy{policy}, readHeader, clock, slog.New(slog.DiscardHandler))
	if err := broken.Receive(t.Context(), batch); !errors.Is(err, errDisk) {
		t.Fatalf("got %v, want the disk's error", err)
	}
	health, err := sound.Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if h := health[0]; h.Messages != 0 || len(h.Folders) != 0 {
		t.Fatalf("after a failure: %d messages, folders %+v", h.Messages, h.Folders)
	}

	for range 2 { // receiving it again changes nothing
		if err := sound.Receive(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		if health, err = sound.Health(t.Context()); err != nil {
			t.Fatal(err)
		}
		if h := health[0]; h.Messages != 3 || h.Folders[0].LastUID != 3 {
			t.Fatalf("%d messages, folders %+v", h.Messages, h.Folders)
		}
	}
}

func TestTheFirstImportDecidesAtItsEnd(t *testing.T) {
	now := start.Add(100 * time.Hour)
	tr := tracker.New(openStore(t), []tracker.Policy{policy}, readHeader, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	began, err := tr.Begin(t.Context(), "work")
	if err != nil {
		t.Fatal(err)
	}
	if err := tr.Receive(t.Context(), tracker.Batch{Folder: inbox(1), Arrivals: []tracker.Arrival{question(1)}}); err != nil {
		t.Fatal(err)
	}
	if err := tr.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	items, err := tr.List(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if items[0].Task != nil {
		t.Fatalf("a task was opened before the answer could be read: %+v", items[0].Task)
	}
	if err := tr.Finish(t.Context(), "work", began.At, []string{"INBOX"}); err != nil {
		t.Fatal(err)
	}
	if items, err = tr.List(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if len(items) != 1 || items[0].Task == nil || items[0].Task.Do != rules.Remind || !items[0].Found {
		t.Fatalf("after the import: %+v", items)
	}
}

func TestAFailedRoundOpensNothingAndSaysSo(t *testing.T) {
	now := start
	tr := tracker.New(openStore(t), []tracker.Policy{policy}, readHeader, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	if _, err := tr.Begin(t.Context(), "work"); err != nil {
		t.Fatal(err)
	}
	if err := tr.Receive(t.Context(), tracker.Batch{Folder: inbox(1), Arrivals: []tracker.Arrival{question(1)}}); err != nil {
		t.Fatal(err)
	}
	if err := tr.Finish(t.Context(), "work", now, []string{"INBOX"}); err != nil {
		t.Fatal(err)
	}
	now = now.Add(50 * time.Hour)
	if err := tr.Fail(t.Context(), "work", "the server does not answer"); err != nil {
		t.Fatal(err)
	}
	if err := tr.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	items, err := tr.List(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != 1 || items[0].State != rules.Waiting || items[0].Task != nil {
		t.Fatalf("a reminder was opened on stale mail: %+v", items)
	}
	health, err := tr.Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if health[0].Fresh() || health[0].Trouble != "the server does not answer" {
		t.Fatalf("the trouble is not told: %+v", health[0].Account)
	}
}

func TestADigestIsClaimedOncePerDay(t *testing.T) {
	tr := tracker.New(openStore(t), []tracker.Policy{policy}, readHeader, func() time.Time { return start }, slog.New(slog.DiscardHandler))
	day := rules.Date{Year: 2026, Month: 3, Day: 2}
	for i, want := range []tracker.DigestState{tracker.DigestNone, tracker.DigestClaimed} {
		if was, err := tr.ClaimDigest(t.Context(), day); err != nil || was != want {
			t.Fatalf("claim %d: %q, %v", i+1, was, err)
		}
	}
	if err := tr.DigestDone(t.Context(), day, start); err != nil {
		t.Fatal(err)
	}
	if was, err := tr.ClaimDigest(t.Context(), day); err != nil || was != tracker.DigestSent {
		t.Fatalf("after it was sent: %q, %v", was, err)
	}
}

func TestTheProvidersNameIsLearntOnlyWhenItIsClear(t *testing.T) {
	tests := map[string]struct {
		own, forged int
		want        rules.State
	}{
		"enough mails, always the same":     {30, 0, rules.Cleared},
		"too few":                           {5, 0, rules.Held},
		"a stranger's name among the many":  {30, 1, rules.Cleared},
		"two names that share the messages": {30, 20, rules.Held},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			now := start.Add(time.Hour)
			tr := tracker.New(openStore(t), []tracker.Policy{policy}, readHeader, func() time.Time { return now }, slog.New(slog.DiscardHandler))
			if _, err := tr.Begin(t.Context(), "work"); err != nil {
				t.Fatal(err)
			}
			b := tracker.Batch{Folder: inbox(999), Arrivals: []tracker.Arrival{question(1)}}
			for i := range tt.own + tt.forged {
				a := question(100 + i)
				a.From, a.To = tracker.Party{Address: fmt.Sprintf("p%d@example.net", i)}, []tracker.Party{{Address: "joe@acme.example"}}
				a.AuthServer = "mx.acme.example"
				if i >= tt.own {
					a.AuthServer = "evil.example"
				}
				b.Arrivals = append(b.Arrivals, a)
			}
			// The customer answers in a new thread with the same subject.
			answer := question(2)
			answer.From, answer.To = tracker.Party{Address: "anna@globex.example"}, []tracker.Party{{Address: "joe@acme.example"}}
			answer.Base, answer.Subject, answer.Asks, answer.Internal = "offer 1", "Offer 1", false, start.Add(time.Minute)
			answer.AuthServer, answer.AuthPass = "mx.acme.example", true
			b.Arrivals = append(b.Arrivals, answer)
			if err := tr.Receive(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			if err := tr.Finish(t.Context(), "work", now, []string{"INBOX"}); err != nil {
				t.Fatal(err)
			}
			items, err := tr.List(t.Context(), true)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range items {
				if i.Subject == "Offer 1" && i.Touches > 0 && i.State != tt.want {
					t.Errorf("%s: %s", i.State, i.Why)
				}
			}
		})
	}
}

func TestAnAnswerReadAfterADigestBelongsIntoTheNextOne(t *testing.T) {
	now := start.Add(time.Minute)
	tr := tracker.New(openStore(t), []tracker.Policy{policy}, readHeader, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	round := func(arrivals ...tracker.Arrival) {
		t.Helper()
		began, err := tr.Begin(t.Context(), "work")
		if err != nil {
			t.Fatal(err)
		}
		if err := tr.Receive(t.Context(), tracker.Batch{Folder: inbox(uint32(len(arrivals))), Arrivals: arrivals}); err != nil {
			t.Fatal(err)
		}
		if err := tr.Finish(t.Context(), "work", began.At, []string{"INBOX"}); err != nil {
			t.Fatal(err)
		}
	}
	round(question(1))
	now = start.Add(24 * time.Hour)
	if err := tr.DigestDone(t.Context(), rules.Date{Year: 2026, Month: 3, Day: 3}, now); err != nil {
		t.Fatal(err)
	}
	// The answer was sent before that digest, but the server could not be reached.
	answer := question(2)
	answer.From, answer.To = tracker.Party{Address: "anna@globex.example"}, []tracker.Party{{Address: "joe@acme.example"}}
	answer.Refs, answer.Asks, answer.Date, answer.Internal = []string{"1@acme.example"}, false, start.Add(time.Hour), start.Add(time.Hour)
	now = start.Add(25 * time.Hour)
	round(answer)
	r, err := tr.RoundUp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Ended) != 1 || r.Ended[0].State != rules.Cleared {
		t.Fatalf("the next digest tells of %+v", r.Ended)
	}
}
