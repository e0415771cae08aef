package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"thrice/tracker"
)

// Sizes of a first import.
const (
	imported = 10_000
	batch    = 500
)

// mailbox makes up messages: conversations of about three, whose members
// mention one another, with keys and ids as random as real ones.
func mailbox(n int) []*tracker.Message {
	random := rand.New(rand.NewPCG(1, 2))
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	all := make([]*tracker.Message, n)
	for i := range all {
		m := &tracker.Message{
			Key: fmt.Sprintf("%020x", random.Uint64()), Account: "work",
			IDs:  []string{fmt.Sprintf("%016x.%016x@mail.globex.example", random.Uint64(), random.Uint64())},
			From: tracker.Party{Name: "Anna Berg", Address: fmt.Sprintf("anna%d@globex.example", random.IntN(500))},
			To:   []tracker.Party{{Name: "Joe", Address: "joe@acme.example"}, {Name: "Ben", Address: "ben@globex.example"}},
			Date: at, At: at, Seen: at, Real: true, Clean: true,
			Subject: fmt.Sprintf("Re: Offer %d", i/3), Base: fmt.Sprintf("offer %d", i/3),
			Content: tracker.Content{
				Nature: tracker.Human, Sure: 0.9, NatureWhy: "nothing speaks against it", AuthServer: "mx.acme.example",
				Text: strings.Repeat("Could you tell me when it is sent? ", 10), Read: true,
			},
		}
		if i%3 > 0 {
			before := all[i-1]
			m.Refs = append(append(m.Refs, before.Refs...), before.IDs[0])
		}
		all[i], at = m, at.Add(time.Minute)
	}
	return all
}

// importAll stores messages as a first import does, in batches. Of every
// hundred one joins two conversations.
func importAll(tb testing.TB, s *Store, all []*tracker.Message) {
	tb.Helper()
	ctx := tb.Context()
	for first := 0; first < len(all); first += batch {
		err := s.Update(ctx, func(tx tracker.Tx) error {
			last := min(first+batch, len(all))
			for i, m := range all[first:last] {
				known, err := tx.Threads(ctx, m.Account, append(m.IDs[:1:1], m.Refs...))
				if err != nil {
					return err
				}
				into, ok := known[lastOf(m.Refs)]
				if !ok {
					into = m.Key[12:]
				}
				l := tracker.Location{Account: "work", Folder: "INBOX", UIDValidity: 7, UID: uint32(first + i + 1), Role: tracker.RoleInbox, Flags: []string{`\Seen`}}
				if err := errors.Join(tx.SaveMessage(ctx, m, into), tx.AddLocation(ctx, m.Key, l)); err != nil {
					return err
				}
				if i%100 == 99 {
					if err := tx.Merge(ctx, into, all[first+i-50].Key[12:]); err != nil && !errors.Is(err, tracker.ErrNotFound) {
						return err
					}
				}
			}
			return tx.SaveFolder(ctx, tracker.Folder{Account: "work", Name: "INBOX", Role: tracker.RoleInbox, UIDValidity: 7, LastUID: uint32(last)})
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
}

func lastOf(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[len(ids)-1]
}

func BenchmarkImport10k(b *testing.B) {
	all := mailbox(imported)
	for b.Loop() {
		b.StopTimer()
		s := openTemp(b)
		b.StartTimer()
		importAll(b, s, all)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/imported, "µs/message")
}

// BenchmarkLoad loads 1,000 conversations of 3 messages out of 10,000 messages.
func BenchmarkLoad(b *testing.B) {
	s := openTemp(b)
	importAll(b, s, mailbox(imported))
	var ids []string
	err := s.View(b.Context(), func(r tracker.Reader) (err error) {
		ids, err = r.FindConversations(b.Context(), "", 1000)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		err := s.View(b.Context(), func(r tracker.Reader) error {
			for _, id := range ids {
				if _, err := r.Conversation(b.Context(), id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
