package storetest

import (
	"errors"
	"testing"

	"thrice/tracker"
)

// windowTests hold what happens when a first import was killed and reads again
// what it brought.
func windowTests() []test {
	return []test{
		{"a window that is read again changes nothing", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 300))
			again := headers(1, 300)
			again[5].Raw = []byte("Subject: another\r\n\r\n")
			saveHeaders(t, s, again)
			for _, h := range again {
				if h.No != 0 {
					t.Fatalf("a header that is known got the number %d", h.No)
				}
			}
			wantHeaders(t, s, "work", all...)
			wantFound(t, s, "work", []tracker.Mark{own(5)}, "5 own", "6 ref")
		}},
		{"of a window that is known in part the rest is stored", func(t *testing.T, s tracker.Store) {
			old := saveHeaders(t, s, headers(3, 5))
			save(t, s, "c1", mail("m1", begin()))
			update(t, s, func(tx tracker.Tx) error {
				return tx.AddLocation(t.Context(), "m1", place("INBOX", tracker.RoleInbox, 7))
			})
			wider := headers(1, 8)
			stored := saveHeaders(t, s, wider)
			want(t, "numbers", []uint64{4, 5, 0, 0, 0, 6, 0, 7}, numbers(wider))
			wantHeaders(t, s, "work", append(old, stored[0], stored[1], stored[5], stored[7])...)
			wantFound(t, s, "work", []tracker.Mark{own(7)}, "7 ref")
		}},
		{"a message that came twice is stored once, in whatever order", func(t *testing.T, s tracker.Store) {
			all := []tracker.Header{header(9), header(2), header(9), header(4), header(2)}
			stored := saveHeaders(t, s, all)
			want(t, "numbers", []uint64{1, 2, 0, 3, 0}, numbers(all))
			wantHeaders(t, s, "work", stored[0], stored[1], stored[3])
		}},
		{"a header that was taken is a message, which is known", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 3))
			save(t, s, "c1", mail("m1", begin()))
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.TakeHeaders(ctx, "work", []uint64{2}),
					tx.AddLocation(ctx, "m1", place("INBOX", tracker.RoleInbox, 2)))
			})
			saveHeaders(t, s, headers(1, 3))
			wantHeaders(t, s, "work", all[0], all[2])
		}},
		{"what could not be read and now is a header is unreadable no more", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			update(t, s, func(tx tracker.Tx) error { return tx.SaveUnreadable(t.Context(), broken(4)) })
			update(t, s, func(tx tracker.Tx) error { return tx.SaveHeaders(t.Context(), headers(1, 3)) })
			wantUnreadables(t, s, broken(4))
		}},
		{"the same UIDs of another folder are other messages", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 2))
			other := headers(1, 2)
			for i := range other {
				other[i].Location.Folder, other[i].Location.Role = "Old", tracker.RoleNone
			}
			wantHeaders(t, s, "work", append(all, saveHeaders(t, s, other)...)...)
		}},
	}
}

func headerGoneTests() []test {
	return []test{
		{"a header that was taken is gone, and its number not given out again", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 2))
			update(t, s, func(tx tracker.Tx) error {
				return tx.TakeHeaders(t.Context(), "work", []uint64{2, 2, 1, 0, 77})
			})
			wantHeaders(t, s, "work")
			wantFound(t, s, "work", []tracker.Mark{1, own(1)})
			view(t, s, func(r tracker.Reader) error {
				got, err := r.Headers(t.Context(), "work", numbers(all))
				want(t, "headers that are gone", []tracker.Header{}, got)
				return err
			})
			next := saveHeaders(t, s, headers(3, 3))
			want(t, "number of the next one", []uint64{3}, numbers(next))
			update(t, s, func(tx tracker.Tx) error { return tx.TakeHeaders(t.Context(), "work", []uint64{1, 2}) })
			wantHeaders(t, s, "work", next...)
		}},
		{"UIDs that vanished take headers, locations and what was unreadable along, no message", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			all := saveHeaders(t, s, headers(10, 700))
			update(t, s, func(tx tracker.Tx) error {
				return tx.DropUIDs(t.Context(), "work", "INBOX", 7, [][2]uint32{{1, 2}, {12, 12}, {14, 699}, {5000, 4294967295}})
			})
			wantHeaders(t, s, "work", all[0], all[1], all[3], all[690])
			wantFound(t, s, "work", []tracker.Mark{own(12), own(500)}, "4 ref")
			wantPlaces(t, s, place("Gesendet/Käufe", tracker.RoleSent, 5))
			wantUnreadables(t, s)
			update(t, s, func(tx tracker.Tx) error {
				return tx.DropUIDs(t.Context(), "work", "INBOX", 7, [][2]uint32{{1, 4294967295}})
			})
			wantHeaders(t, s, "work")
		}},
		{"UIDs that vanished are those of one account, folder and UIDVALIDITY", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			work := saveHeaders(t, s, headers(3, 9))
			home := saveHeaders(t, s, of("home", headers(3, 9)))
			everything := [][2]uint32{{1, 4294967295}}
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.DropUIDs(ctx, "work", "INBOX", 8, everything), tx.DropUIDs(ctx, "work", "Old", 7, everything),
					tx.DropUIDs(ctx, "else", "INBOX", 7, everything), tx.DropUIDs(ctx, "work", "INBOX", 7, nil))
			})
			wantHeaders(t, s, "work", work...)
			wantHeaders(t, s, "home", home...)
			wantPlaces(t, s, place("Gesendet/Käufe", tracker.RoleSent, 5), place("INBOX", tracker.RoleInbox, 1))
		}},
		{"what had vanished and is there again is stored again", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 2))
			update(t, s, func(tx tracker.Tx) error {
				return tx.DropUIDs(t.Context(), "work", "INBOX", 7, [][2]uint32{{2, 2}})
			})
			again := saveHeaders(t, s, headers(1, 2))
			wantHeaders(t, s, "work", all[0], again[1])
			wantFound(t, s, "work", []tracker.Mark{own(2)}, "3 own")
		}},
	}
}

// headerFolderTests hold what happens to headers with their folders.
func headerFolderTests() []test {
	return []test{
		{"another UIDVALIDITY throws the folder's headers away", func(t *testing.T, s tracker.Store) {
			saveHeaders(t, s, headers(1, 600))
			old := headers(1, 2)
			for i := range old {
				old[i].Location.Folder, old[i].Location.Role = "Old", tracker.RoleNone
			}
			old = saveHeaders(t, s, old)
			anew := headers(1, 2)
			for i := range anew {
				anew[i].Location.UIDValidity = 8
			}
			anew = saveHeaders(t, s, anew)
			want(t, "numbers", []uint64{603, 604}, numbers(anew))
			wantHeaders(t, s, "work", append(old, anew...)...)
			wantFound(t, s, "work", []tracker.Mark{own(1)}, "601 own", "602 ref", "603 own", "604 ref")
		}},
		{"dropped folders take their headers along", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 2))
			old := headers(1, 600)
			for i := range old {
				old[i].Location.Folder, old[i].Location.Role = "Old", tracker.RoleNone
			}
			saveHeaders(t, s, old)
			home := saveHeaders(t, s, of("home", headers(1, 2)))
			update(t, s, func(tx tracker.Tx) error { return tx.DropFolders(t.Context(), "work", []string{"INBOX"}) })
			wantHeaders(t, s, "work", all...)
			wantHeaders(t, s, "home", home...)
			update(t, s, func(tx tracker.Tx) error { return tx.DropFolders(t.Context(), "work", nil) })
			wantHeaders(t, s, "work")
			next := saveHeaders(t, s, headers(1, 1))
			want(t, "number of the next one", []uint64{603}, numbers(next))
			wantHeaders(t, s, "work", next...)
		}},
		{"headers have the role that their folder has now", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 1))
			f := inbox(1)
			f.Role = tracker.RoleDrafts
			update(t, s, func(tx tracker.Tx) error { return tx.SaveFolder(t.Context(), f) })
			all[0].Location.Role = tracker.RoleDrafts
			wantHeaders(t, s, "work", all...)
		}},
	}
}

func flagTests() []test {
	return []test{
		{"new flags are those of the location from then on", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.SaveFlags(ctx, "work", "INBOX", 7, 1, []string{`\Flagged`, `\Seen`}),
					tx.SaveFlags(ctx, "work", "INBOX", 8, 1, []string{`\Deleted`}))
			})
			wantPlaces(t, s, place("Gesendet/Käufe", tracker.RoleSent, 5), place("INBOX", tracker.RoleInbox, 1, `\Flagged`, `\Seen`))
		}},
		{"new flags are those of the header from then on", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 600))
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.SaveFlags(ctx, "work", "INBOX", 7, 300, []string{`\Draft`, `\Seen`}),
					tx.SaveFlags(ctx, "work", "INBOX", 7, 301, nil), tx.SaveFlags(ctx, "work", "INBOX", 7, 302, []string{`\Seen`}))
			})
			all[299].Location.Flags = []string{`\Draft`, `\Seen`}
			all[300].Location.Flags = nil
			wantHeaders(t, s, "work", all...)
		}},
		{"flags of what is not known are nothing", func(t *testing.T, s tracker.Store) {
			all := saveHeaders(t, s, headers(1, 3))
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.TakeHeaders(ctx, "work", []uint64{2}), tx.SaveFlags(ctx, "work", "INBOX", 7, 2, nil),
					tx.SaveFlags(ctx, "work", "INBOX", 7, 99, nil), tx.SaveFlags(ctx, "else", "INBOX", 7, 1, nil),
					tx.SaveFlags(ctx, "work", "Old", 7, 1, nil), tx.SaveFlags(ctx, "work", "INBOX", 6, 1, nil))
			})
			wantHeaders(t, s, "work", all[0], all[2])
		}},
	}
}
