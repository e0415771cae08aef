package storetest

import (
	"errors"
	"testing"
	"time"

	"thrice/tracker"
)

// wantUIDs says which UIDs of the inbox are known.
func wantUIDs(t *testing.T, s tracker.Store, ranges ...[2]uint32) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := r.StoredUIDs(t.Context(), "work", "INBOX")
		want(t, "known UIDs", append([][2]uint32{}, ranges...), append([][2]uint32{}, got...))
		return err
	})
}

func uidTests() []test {
	return []test{
		{"of a folder that is not known or empty no UID is known", func(t *testing.T, s tracker.Store) {
			wantUIDs(t, s)
			update(t, s, func(tx tracker.Tx) error { return tx.SaveFolder(t.Context(), inbox(9)) })
			wantUIDs(t, s)
		}},
		{"locations, headers and unreadable messages are known, as ranges", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			saveHeaders(t, s, headers(300, 700))
			saveHeaders(t, s, []tracker.Header{header(4294967295), header(5), header(4), header(701), header(9)})
			update(t, s, func(tx tracker.Tx) error {
				return errors.Join(tx.SaveUnreadable(t.Context(), broken(299)), tx.SaveUnreadable(t.Context(), broken(4294967294)))
			})
			wantUIDs(t, s, [2]uint32{1, 2}, [2]uint32{4, 5}, [2]uint32{9, 9}, [2]uint32{299, 701}, [2]uint32{4294967294, 4294967295})
		}},
		{"what has vanished or was taken without a place is known no more", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			saveHeaders(t, s, headers(1, 300)) // of which UID 1 is a location
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.TakeHeaders(ctx, "work", []uint64{99}), // UID 100
					tx.DropUIDs(ctx, "work", "INBOX", 7, [][2]uint32{{1, 1}, {200, 250}}))
			})
			wantUIDs(t, s, [2]uint32{2, 99}, [2]uint32{101, 199}, [2]uint32{251, 300})
		}},
		{"what was known under another UIDVALIDITY, folder or account is not", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			saveHeaders(t, s, headers(3, 9))
			saveHeaders(t, s, of("home", headers(20, 30)))
			wantUIDs(t, s, [2]uint32{1, 9})
			again := inbox(0)
			again.UIDValidity = 8
			update(t, s, func(tx tracker.Tx) error { return tx.SaveFolder(t.Context(), again) })
			wantUIDs(t, s)
		}},
		{"a folder comes back with how far it is read", func(t *testing.T, s tracker.Store) {
			f := inbox(9)
			f.Unread, f.ModSeq, f.Messages = "1:3,7", 1<<63-1, 4294967295
			f.Reconciled = begin().Add(time.Hour)
			wantWhole(t, f)
			update(t, s, func(tx tracker.Tx) error { return tx.SaveFolder(t.Context(), f) })
			wantFolders(t, s, f)
			f.Unread, f.ModSeq, f.Messages, f.Reconciled = "", 1<<64-1, 0, time.Time{}
			update(t, s, func(tx tracker.Tx) error { return tx.SaveFolder(t.Context(), f) })
			wantFolders(t, s, f)
		}},
	}
}
