package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"thrice/tracker"
)

// header is a header of the account "work" in the inbox, with a mark for its
// own Message-ID (1000 and its UID), one for whom it is from (1) and one for
// what it refers to (1000 and the UID before).
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

// saveHeaders stores headers in the inbox, which is read so far, and returns
// them as they come back: with their numbers, without their marks.
func saveHeaders(t *testing.T, s tracker.Store, all []tracker.Header) []tracker.Header {
	t.Helper()
	update(t, s, func(tx tracker.Tx) error {
		return errors.Join(tx.SaveFolder(t.Context(), inbox(1000)), tx.SaveHeaders(t.Context(), all))
	})
	stored := make([]tracker.Header, len(all))
	for i, h := range all {
		h.Marks = nil
		stored[i] = h
	}
	return stored
}

// wantHeaders says which headers an account has.
func wantHeaders(t *testing.T, s tracker.Store, account string, all ...tracker.Header) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		n, err := r.HeaderCount(t.Context(), account)
		want(t, "count", len(all), n)
		var got []tracker.Header
		errEach := r.EachHeader(t.Context(), account, func(h tracker.Header) error {
			h.Raw = slices.Clone(h.Raw)
			got = append(got, h)
			return nil
		})
		want(t, "headers of "+account, all, got)
		return errors.Join(err, errEach)
	})
}

func headerTests() []test {
	return []test{
		{"headers come back as they were saved, numbered from 1", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 3))
			want(t, "numbers", []uint64{1, 2, 3}, numbers(all))
			wantHeaders(t, s, "work", all...)
		}},
		{"a header without anything comes back", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, []tracker.Header{{Location: place("INBOX", tracker.RoleInbox, 1), Raw: []byte{}}})
			wantHeaders(t, s, "work", all...)
		}},
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
