package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/tracker"
)

// header is a header of the account "work" in the inbox, with a mark for whom it
// is from (1, as all), one for its own Message-ID and one for that of the UID
// before, which it refers to.
func header(uid uint32) tracker.Header {
	at := begin().Add(time.Duration(uid) * time.Minute)
	return tracker.Header{
		Location: place("INBOX", tracker.RoleInbox, uid, `\Seen`), Internal: at.Add(time.Second), At: at,
		Raw: fmt.Appendf(nil, "From: anna@globex.example\r\nSubject: Offer %d\r\n\r\n", uid),
		Marks: []tracker.MarkEntry{
			{Mark: 1, Kind: tracker.MarkFrom, Day: 20514},
			{Mark: own(uid), Kind: tracker.MarkOwn, Day: 20514},
			{Mark: own(uid - 1), Kind: tracker.MarkRef, Day: 20514},
		},
	}
}

// own is the mark of the Message-ID of header(uid).
func own(uid uint32) tracker.Mark { return 1000 + tracker.Mark(uid) }

// headers are those of the UIDs from first to last.
func headers(first, last uint32) []tracker.Header {
	var all []tracker.Header
	for uid := first; uid <= last; uid++ {
		all = append(all, header(uid))
	}
	return all
}

// of says that headers belong to another account.
func of(account string, all []tracker.Header) []tracker.Header {
	for i := range all {
		all[i].Location.Account = account
	}
	return all
}

// saveHeaders stores headers of one folder, together with it, and returns them
// as they come back: with their numbers, without their marks.
func saveHeaders(t *testing.T, s tracker.Store, all []tracker.Header) []tracker.Header {
	t.Helper()
	update(t, s, func(tx tracker.Tx) error {
		l := all[0].Location
		f := tracker.Folder{Account: l.Account, Name: l.Folder, Role: l.Role, UIDValidity: l.UIDValidity, LastUID: 100_000}
		return errors.Join(tx.SaveFolder(t.Context(), f), tx.SaveHeaders(t.Context(), all))
	})
	stored := slices.Clone(all)
	for i := range stored {
		stored[i].Marks = nil
	}
	return stored
}

// allHeaders loads all headers of an account, which count as many.
func allHeaders(ctx context.Context, r tracker.Reader, account string) (all []tracker.Header, err error) {
	err = r.EachHeader(ctx, account, func(h tracker.Header) error {
		h.Raw = slices.Clone(h.Raw)
		all = append(all, h)
		return nil
	})
	n, errCount := r.HeaderCount(ctx, account)
	if errCount == nil && n != len(all) {
		errCount = fmt.Errorf("there are %d headers, which count as %d", len(all), n)
	}
	return all, errors.Join(err, errCount)
}

// wantHeaders says which headers an account has.
func wantHeaders(t *testing.T, s tracker.Store, account string, all ...tracker.Header) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := allHeaders(t.Context(), r, account)
		wantSame(t, all, got)
		return err
	})
}

// wantSame compares headers. Byte by byte they would take want too long.
func wantSame(t *testing.T, all, got []tracker.Header) {
	t.Helper()
	if d := cmp.Diff(all, got, cmp.Comparer(bytes.Equal)); d != "" {
		t.Errorf("headers (-want +got):\n%s", d)
	}
}

// numbers are those of headers.
func numbers(all []tracker.Header) []uint64 {
	var nos []uint64
	for _, h := range all {
		nos = append(nos, h.No)
	}
	return nos
}

func headerTests() []test {
	return []test{
		{"headers come back as they were saved, numbered from 1", func(t *testing.T, s tracker.Store) {
			all := headers(1, 3)
			all[1].Location.Flags = []string{`\Answered`, `\Seen`, "$Größe"}
			all[2].Location.Flags = nil
			all = saveHeaders(t, s, all)
			want(t, "numbers", []uint64{1, 2, 3}, numbers(all))
			wantHeaders(t, s, "work", all...)
		}},
		{"a header without anything comes back", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, []tracker.Header{{Location: place("INBOX", tracker.RoleInbox, 4294967295), Raw: []byte{}}})
			wantHeaders(t, s, "work", all...)
		}},
		{"bytes that are no text come back, and times before 1970", func(t *testing.T, s tracker.Store) {
			all := headers(1, 2)
			all[0].Raw = []byte("Subject: a\x00b caf\xe9\r\n\n\r")
			all[0].At = time.Date(1969, 7, 20, 20, 17, 0, 0, time.UTC)
			wantHeaders(t, s, "work", saveHeaders(t, s, all)...)
		}},
		{"what was handed in may be used for something else", func(t *testing.T, s tracker.Store) {
			all := headers(1, 300)
			stored := saveHeaders(t, s, all)
			for i := range stored {
				stored[i].Raw = slices.Clone(stored[i].Raw)
				clear(all[i].Raw)
			}
			wantHeaders(t, s, "work", stored...)
		}},
		{"saving none is nothing", func(t *testing.T, s tracker.Store) {
			update(t, s, func(tx tracker.Tx) error { return tx.SaveHeaders(t.Context(), nil) })
			wantHeaders(t, s, "work")
		}},
		{"headers of two folders at once are an error", func(t *testing.T, s tracker.Store) {
			all := headers(1, 2)
			all[1].Location.Folder = "Old"
			err := s.Update(t.Context(), func(tx tracker.Tx) error { return tx.SaveHeaders(t.Context(), all) })
			if err == nil {
				t.Error("they were saved")
			}
			wantHeaders(t, s, "work")
		}},
		{"two accounts with the same mail do not meet", func(t *testing.T, s tracker.Store) {
			work := saveHeaders(t, s, headers(1, 3))
			home := saveHeaders(t, s, of("home", headers(2, 5)))
			want(t, "numbers of the other account", []uint64{1, 2, 3, 4}, numbers(home))
			update(t, s, func(tx tracker.Tx) error { return tx.TakeHeaders(t.Context(), "work", []uint64{2}) })
			wantHeaders(t, s, "work", work[0], work[2])
			wantHeaders(t, s, "home", home...)
			wantFound(t, s, "home", []tracker.Mark{own(2)}, "1 own", "2 ref")
			wantFound(t, s, "work", []tracker.Mark{own(2)}, "3 ref")
		}},
		{"an update that fails leaves no header and no number", func(t *testing.T, s tracker.Store) {
			errNo := errors.New("no")
			err := s.Update(t.Context(), func(tx tracker.Tx) error {
				return errors.Join(tx.SaveHeaders(t.Context(), headers(1, 300)), tx.MergeMarks(t.Context(), "work"), errNo)
			})
			if !errors.Is(err, errNo) {
				t.Errorf("got error %v, want %v", err, errNo)
			}
			wantFound(t, s, "work", []tracker.Mark{1})
			wantHeaders(t, s, "work", saveHeaders(t, s, headers(7, 8))...)
		}},
	}
}

// manyHeaderTests hold what a large mailbox brings.
func manyHeaderTests() []test {
	return []test{
		{"many headers are numbered without a gap and come back in order", func(t *testing.T, s tracker.Store) {
			first := saveHeaders(t, s, headers(10_001, 11_300))
			second := saveHeaders(t, s, headers(1, 700))
			all := slices.Concat(first, second)
			for i, h := range all {
				if h.No != uint64(i+1) {
					t.Fatalf("header %d has number %d", i+1, h.No)
				}
			}
			wantHeaders(t, s, "work", all...)
		}},
		{"long headers come back", func(t *testing.T, s tracker.Store) {
			all := headers(1, 9)
			for i := range all {
				all[i].Raw = bytes.Repeat(all[i].Raw, 1<<(2*i))
			}
			wantHeaders(t, s, "work", saveHeaders(t, s, all)...)
		}},
		{"an error of the caller ends the walk and comes back", func(t *testing.T, s tracker.Store) {
			saveHeaders(t, s, headers(1, 600))
			errNo := errors.New("no")
			calls := 0
			fail := func() error {
				if calls++; calls == 300 {
					return errNo
				}
				return nil
			}
			view(t, s, func(r tracker.Reader) error {
				if err := r.EachHeader(t.Context(), "work", func(tracker.Header) error { return fail() }); !errors.Is(err, errNo) || calls != 300 {
					t.Errorf("each header: got error %v after %d calls", err, calls)
				}
				calls = 0
				err := r.EachMark(t.Context(), "work", nil, func(tracker.Mark, []tracker.FoundHeader) error { return fail() })
				if !errors.Is(err, errNo) || calls != 300 {
					t.Errorf("each mark: got error %v after %d calls", err, calls)
				}
				return nil
			})
		}},
		{"a walk may ask for more and change what it walks over", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 600))
			var walked []uint64
			update(t, s, func(tx tracker.Tx) error {
				return tx.EachHeader(t.Context(), "work", func(h tracker.Header) error {
					walked = append(walked, h.No)
					found, err := tx.HeadersBy(t.Context(), "work", []tracker.Mark{own(h.Location.UID)})
					if len(found) == 0 || found[0].No != h.No {
						t.Fatalf("header %d is not found by its id: %v", h.No, found)
					}
					return errors.Join(err, tx.TakeHeaders(t.Context(), "work", []uint64{h.No}))
				})
			})
			want(t, "walked", numbers(all), walked)
			wantHeaders(t, s, "work")
		}},
		{"headers are loaded in the order they were asked for", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 1000))
			update(t, s, func(tx tracker.Tx) error { return tx.TakeHeaders(t.Context(), "work", []uint64{300}) })
			view(t, s, func(r tracker.Reader) error {
				got, err := r.Headers(t.Context(), "work", []uint64{999, 5, 300, 2000, 257, 256, 0, 999})
				want(t, "headers", []tracker.Header{all[998], all[4], all[256], all[255], all[998]}, got)
				none, errNone := r.Headers(t.Context(), "work", nil)
				want(t, "headers of no number", []tracker.Header{}, none)
				return errors.Join(err, errNone)
			})
		}},
	}
}
