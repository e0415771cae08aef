package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"thrice/tracker"
)

// headerBatch is how many headers a first import stores at once.
const headerBatch = 5000

// history makes up headers as they come: about 700 bytes, with ids as random as
// real ones, from 500 people, a third of them answers.
func history(random *rand.Rand, first, n int) []tracker.Header {
	at := time.Date(2020, 1, 5, 8, 0, 0, 0, time.UTC)
	all := make([]tracker.Header, n)
	for i := range all {
		uid := first + i
		id, ref := random.Uint64(), random.Uint64()
		person := random.IntN(500)
		when := at.Add(time.Duration(uid) * 7 * time.Minute)
		raw := fmt.Sprintf("Received: from mail%d.globex.example (mail%d.globex.example [192.0.2.%d])\r\n\tby mx.acme.example with ESMTPS id %016x\r\n"+
			"\tfor <joe@acme.example>; %s\r\nFrom: Anna %d Berg <anna%d@globex.example>\r\nTo: Joe <joe@acme.example>, Ben <ben@globex.example>\r\n"+
			"Subject: Re: Offer %d for the %d chairs of last week\r\nDate: %s\r\nMessage-ID: <%016x.%016x@mail.globex.example>\r\n"+
			"In-Reply-To: <%016x@acme.example>\r\nReferences: <%016x@acme.example>\r\n"+
			"Authentication-Results: mx.acme.example; dkim=pass header.d=globex.example; dmarc=pass\r\n"+
			"Content-Type: multipart/alternative; boundary=\"%016x\"\r\n\r\n",
			person%7, person%7, person%250, random.Uint64(), when.Format(time.RFC1123Z), person, person, uid/3, person, when.Format(time.RFC1123Z),
			id, random.Uint64(), ref, ref, random.Uint64())
		mark := func(kind tracker.MarkKind, v uint64) tracker.MarkEntry {
			return tracker.MarkEntry{Mark: tracker.Mark(v), Kind: kind, Day: uint16(when.Unix() / 86400)}
		}
		all[i] = tracker.Header{
			Location: tracker.Location{Account: "work", Folder: "INBOX", UIDValidity: 7, UID: uint32(uid), Flags: []string{`\Seen`}},
			Internal: when, At: when, Raw: []byte(raw),
			Marks: []tracker.MarkEntry{
				mark(tracker.MarkOwn, id), mark(tracker.MarkRef, ref), mark(tracker.MarkRef, random.Uint64()),
				mark(tracker.MarkFrom, uint64(person)*0x9e3779b97f4a7c15), mark(tracker.MarkBase, uint64(uid/3)*0xbf58476d1ce4e5b9),
			},
		}
	}
	return all
}

// importHeaders stores batches of headers as a first import does.
func importHeaders(tb testing.TB, s *Store, batches [][]tracker.Header) {
	tb.Helper()
	for _, batch := range batches {
		if err := s.Update(tb.Context(), func(tx tracker.Tx) error { return tx.SaveHeaders(tb.Context(), batch) }); err != nil {
			tb.Fatal(err)
		}
	}
}

func historyBatches(n int) [][]tracker.Header {
	random := rand.New(rand.NewPCG(3, 4))
	var batches [][]tracker.Header
	for first := 1; first <= n; first += headerBatch {
		batches = append(batches, history(random, first, min(headerBatch, n-first+1)))
	}
	return batches
}

func mergeMarks(tb testing.TB, s *Store) {
	tb.Helper()
	if err := s.Update(tb.Context(), func(tx tracker.Tx) error { return tx.MergeMarks(tb.Context(), "work") }); err != nil {
		tb.Fatal(err)
	}
}

func BenchmarkSaveHeaders100k(b *testing.B) {
	batches := historyBatches(100_000)
	bytes := 0
	for _, batch := range batches {
		for _, h := range batch {
			bytes += len(h.Raw)
		}
	}
	b.ReportMetric(float64(bytes)/100_000, "B/header")
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		s := openDir(b, dir)
		runtime.GC()
		b.StartTimer()
		importHeaders(b, s, batches)
		b.StopTimer()
		mergeMarks(b, s)
		b.ReportMetric(megabytes(b, dir), "MB-file")
		b.StartTimer()
	}
}

func BenchmarkMergeMarks500k(b *testing.B) {
	batches := historyBatches(100_000)
	for b.Loop() {
		b.StopTimer()
		s := openTemp(b)
		importHeaders(b, s, batches)
		runtime.GC()
		b.StartTimer()
		mergeMarks(b, s)
	}
}

// BenchmarkHeadersBy looks for one mark that one header has, and for 200.
func BenchmarkHeadersBy(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		s := openTemp(b)
		random := rand.New(rand.NewPCG(3, 4))
		var marks []tracker.Mark
		for first := 1; first <= n; first += headerBatch {
			batch := history(random, first, headerBatch)
			importHeaders(b, s, [][]tracker.Header{batch})
			for i := 0; i < headerBatch; i += n / 1000 {
				marks = append(marks, batch[i].Marks[0].Mark)
			}
		}
		mergeMarks(b, s)
		for _, ask := range []int{1, 200, 1000} {
			b.Run(fmt.Sprintf("%d of %d", ask, n*5), func(b *testing.B) {
				random.Shuffle(len(marks), func(i, j int) { marks[i], marks[j] = marks[j], marks[i] })
				err := s.View(b.Context(), func(r tracker.Reader) error {
					for i := 0; b.Loop(); i++ {
						at := i * ask % len(marks)
						found, err := r.HeadersBy(b.Context(), "work", marks[at:min(at+ask, len(marks))])
						if err != nil || len(found) < 1 {
							return fmt.Errorf("found %d: %w", len(found), err)
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

// megabytes is how large the files of a store are.
func megabytes(tb testing.TB, dir string) float64 {
	tb.Helper()
	var sum int64
	for _, name := range []string{fileName, fileName + "-wal"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			tb.Fatal(err)
		}
		sum += info.Size()
	}
	return float64(sum) / 1e6
}
