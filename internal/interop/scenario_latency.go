package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"time"

	"thrice/imapsync"
	"thrice/internal/reading"
	"thrice/internal/store"
	"thrice/rules"
	"thrice/tracker"
)

// latency: how much do we add to the server's own delay? From the moment at
// which the server's notice of an answer could be seen, by a plain client that
// idles beside us, to the commit after which the list shows the reminder as
// cleared. It is measured within one program, on the parts that thrice is made
// of, since starting a process takes longer than what is measured.
func latency(ctx context.Context, t *trial) error {
	n := 20
	if t.product == mox().name { // which tells at once: worth a closer look
		n = 200
	}
	if t.quick {
		n = 20
	}
	m, err := t.mailbox(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	asked := questions(n, 60)
	if err := m.deliver(m.sent, asked...); err != nil {
		return err
	}
	if err := m.deliver("INBOX", letter{id: "hello", from: "news@elsewhere.example", to: me, subject: "Hello", text: "Hello.", at: asked[0].at}); err != nil {
		return err
	}
	r, err := t.reader(ctx)
	if err != nil {
		return err
	}
	defer r.close()
	ended := make(chan error, 1)
	reading, stop := context.WithCancel(ctx)
	go func() { ended <- r.syncer.Run(reading) }()
	end := func() error { stop(); return <-ended }
	ids, err := r.knows(ctx, n)
	if err != nil {
		return errors.Join(err, end())
	}
	beside, err := t.server.login(ctx)
	if err != nil {
		return errors.Join(err, end())
	}
	defer beside.close()
	w, err := watch(beside, "INBOX")
	if err != nil {
		return errors.Join(err, end())
	}
	var ours, whole []time.Duration
	for _, q := range asked {
		// A server may hold a notice back until we acknowledge what it said before,
		// for which systems take 40 ms. Two answers in so short a time are rare.
		if err := rest(ctx, 100*time.Millisecond); err != nil {
			return errors.Join(err, end())
		}
		begun := time.Now()
		if err := m.deliver("INBOX", q.answered()); err != nil {
			return errors.Join(err, end())
		}
		seen, err := w.next(ctx, 90*time.Second)
		if err != nil {
			return errors.Join(err, end())
		}
		committed, err := r.cleared(ctx, ids[q.subject])
		if err != nil {
			return errors.Join(err, end())
		}
		ours, whole = append(ours, committed.Sub(seen)), append(whole, committed.Sub(begun))
	}
	t.note("Server's notice to our commit", "%s", percentiles(ours))
	t.note("APPEND to our commit", "%s", percentiles(whole))
	return end()
}

// rest waits.
func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// percentiles tells of durations what most are and what the worst are.
func percentiles(all []time.Duration) string {
	s := slices.Sorted(slices.Values(all))
	at := func(p int) string { return short(s[min(len(s)-1, len(s)*p/100)]) }
	return fmt.Sprintf("p50 %s, p99 %s, max %s of %d", at(50), at(99), short(s[len(s)-1]), len(s))
}

// reader is what thrice reads a mailbox with, put together by hand.
type reader struct {
	store   *store.Store
	tracker committing
	syncer  *imapsync.Syncer
}

// committing tells when something has been committed.
type committing struct {
	*tracker.Tracker
	at chan time.Time
}

func (c committing) tell(err error) error {
	c.at <- time.Now()
	return err
}

// Receive commits messages.
func (c committing) Receive(ctx context.Context, b tracker.Batch) error {
	return c.tell(c.Tracker.Receive(ctx, b))
}

// ReceiveTexts commits texts.
func (c committing) ReceiveTexts(ctx context.Context, account string, texts []tracker.Text) error {
	return c.tell(c.Tracker.ReceiveTexts(ctx, account, texts))
}

// Finish commits the end of a round.
func (c committing) Finish(ctx context.Context, account string, started time.Time, folders []string) error {
	return c.tell(c.Tracker.Finish(ctx, account, started, folders))
}

// reader opens an empty database and what reads the trial's mailbox into it.
func (t *trial) reader(ctx context.Context) (*reader, error) {
	dir, err := os.MkdirTemp(t.tmp, "reader")
	if err != nil {
		return nil, err
	}
	if dir, err = os.MkdirTemp(dir, "data"); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	silent := slog.New(slog.DiscardHandler)
	policy := tracker.Policy{
		Identity: tracker.Identity{Account: "work", Me: []string{"joe@acme.example"}, Colleagues: []string{"acme.example"}},
		Book:     rules.Book{}, Lookback: 14 * 24 * time.Hour, History: 365 * 24 * time.Hour,
	}
	r := &reader{store: s, tracker: committing{tracker.New(s, []tracker.Policy{policy}, readHeader, time.Now, silent), make(chan time.Time, 1000)}}
	port, err := strconv.Atoi(t.server.port)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	r.syncer = imapsync.New(imapsync.Account{
		Name: "work", Scheme: imapsync.SchemeInsecure, Host: "127.0.0.1", Port: port, Username: t.server.user,
		Credential: func(context.Context, bool) (imapsync.Credential, error) {
			return imapsync.Credential{Password: t.server.password}, nil
		},
	}, r.tracker, silent, nil, time.Now)
	return r, nil
}

func (r *reader) close() {
	r.syncer.Close()
	closeQuietly(r.store)
}

// knows waits until n conversations are known, and the round is over. It returns
// their ids by subject.
func (r *reader) knows(ctx context.Context, n int) (map[string]string, error) {
	ids := map[string]string{}
	_, err := r.after(ctx, func() (bool, error) {
		health, err := r.tracker.Health(ctx)
		if err != nil || len(health) == 0 || health[0].Ended.IsZero() {
			return false, err
		}
		items, err := r.tracker.List(ctx, true)
		for _, i := range items {
			ids[i.Subject] = i.ID
		}
		return len(items) >= n, err
	})
	return ids, err
}

// cleared waits until the conversation is cleared and returns when that was
// committed. It looks at this one only: a look at the whole list takes so long
// that further commits come meanwhile, and the last of them would count.
func (r *reader) cleared(ctx context.Context, id string) (time.Time, error) {
	return r.after(ctx, func() (bool, error) {
		h, err := r.tracker.Show(ctx, id)
		return h.State == rules.Cleared, err
	})
}

// after waits for the commit after which something is true. If several had come
// before it was looked at, the last of them counts.
func (r *reader) after(ctx context.Context, is func() (bool, error)) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		var at time.Time
		select {
		case at = <-r.tracker.at:
		case <-ctx.Done():
			return at, errors.New("it was not committed within two minutes")
		}
		for waiting := true; waiting; {
			select {
			case at = <-r.tracker.at:
			default:
				waiting = false
			}
		}
		if found, err := is(); err != nil || found {
			return at, err
		}
	}
}

// readHeader reads a header that was kept unread as the program does.
func readHeader(h tracker.Header) tracker.Arrival { return imapsync.ReadHeader(h, reading.Hints{}) }
