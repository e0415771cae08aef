package storetest

import (
	"errors"
	"testing"

	"thrice/tracker"
)

// inbox and sent are folders of the account "work", read up to a UID.
func inbox(last uint32) tracker.Folder {
	return tracker.Folder{Account: "work", Name: "INBOX", Role: tracker.RoleInbox, UIDValidity: 7, LastUID: last}
}

func sent(last uint32) tracker.Folder {
	return tracker.Folder{Account: "work", Name: "Gesendet/Käufe", Role: tracker.RoleSent, UIDValidity: 7, LastUID: last}
}

// fillFolders puts a message into both folders, and one that cannot be read.
func fillFolders(t *testing.T, s tracker.Store) {
	t.Helper()
	save(t, s, "c1", mail("m1", begin()))
	update(t, s, func(tx tracker.Tx) error {
		ctx := t.Context()
		return errors.Join(
			tx.SaveFolder(ctx, inbox(2)), tx.SaveFolder(ctx, sent(5)),
			tx.AddLocation(ctx, "m1", place("INBOX", tracker.RoleInbox, 1)),
			tx.AddLocation(ctx, "m1", place("Gesendet/Käufe", tracker.RoleSent, 5)),
			tx.SaveUnreadable(ctx, broken(2)),
		)
	})
}

// broken is a message of the inbox that cannot be read.
func broken(uid uint32) tracker.Unreadable {
	return tracker.Unreadable{
		Location: place("INBOX", tracker.RoleInbox, uid, `\Seen`), At: begin(),
		What: "from Anna, “Größe”", Why: "no header",
	}
}

func folderTests() []test {
	return []test{
		{"folders come back by name, those of the account only", func(t *testing.T, s tracker.Store) {
			other := inbox(9)
			other.Account = "home"
			largest := inbox(4294967295)
			largest.UIDValidity = 4294967295
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.SaveFolder(ctx, largest), tx.SaveFolder(ctx, other), tx.SaveFolder(ctx, sent(5)))
			})
			wantFolders(t, s, sent(5), largest)
		}},
		{"the cursor moves on and keeps what lies in the folder", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			update(t, s, func(tx tracker.Tx) error { return tx.SaveFolder(t.Context(), inbox(3)) })
			wantFolders(t, s, sent(5), inbox(3))
			wantPlaces(t, s, place("Gesendet/Käufe", tracker.RoleSent, 5), place("INBOX", tracker.RoleInbox, 1))
			wantUnreadables(t, s, broken(2))
		}},
		{"another UIDVALIDITY throws the folder's locations away, and no message", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			again := inbox(0)
			again.UIDValidity = 8
			update(t, s, func(tx tracker.Tx) error { return tx.SaveFolder(t.Context(), again) })
			wantFolders(t, s, sent(5), again)
			wantPlaces(t, s, place("Gesendet/Käufe", tracker.RoleSent, 5))
			wantUnreadables(t, s)
		}},
		{"a message that lies nowhere any more is still there", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			update(t, s, func(tx tracker.Tx) error { return tx.DropFolders(t.Context(), "work", nil) })
			wantFolders(t, s)
			wantPlaces(t, s)
			want(t, "subject", "Offer", load(t, s, "c1").Messages[0].Subject)
		}},
		{"dropping folders spares those to keep and other accounts", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			other := inbox(9)
			other.Account = "home"
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.SaveFolder(ctx, other), tx.DropFolders(ctx, "work", []string{"INBOX", "Unknown"}))
			})
			wantFolders(t, s, inbox(2))
			wantPlaces(t, s, place("INBOX", tracker.RoleInbox, 1))
			view(t, s, func(r tracker.Reader) error {
				got, err := r.Folders(t.Context(), "home")
				want(t, "folders of the other account", []tracker.Folder{other}, got)
				return err
			})
		}},
		{"a folder's new role holds for what lies in it", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			f := inbox(2)
			f.Role = tracker.RoleDrafts
			update(t, s, func(tx tracker.Tx) error { return tx.SaveFolder(t.Context(), f) })
			wantPlaces(t, s, place("Gesendet/Käufe", tracker.RoleSent, 5), place("INBOX", tracker.RoleDrafts, 1))
		}},
	}
}

func locationTests() []test {
	return []test{
		{"a known location is updated", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			seen := place("INBOX", tracker.RoleInbox, 1, `\Seen`, `$Forwarded`)
			update(t, s, func(tx tracker.Tx) error { return tx.AddLocation(t.Context(), "m1", seen) })
			wantPlaces(t, s, place("Gesendet/Käufe", tracker.RoleSent, 5), seen)
		}},
		{"a location holds one message: the last one", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			save(t, s, "c2", mail("m2", begin()))
			update(t, s, func(tx tracker.Tx) error {
				return tx.AddLocation(t.Context(), "m2", place("INBOX", tracker.RoleInbox, 1))
			})
			wantPlaces(t, s, place("Gesendet/Käufe", tracker.RoleSent, 5))
			want(t, "locations", []tracker.Location{place("INBOX", tracker.RoleInbox, 1)}, load(t, s, "c2").Messages[0].Locations)
		}},
		{"what could not be read is known once, by its location", func(t *testing.T, s tracker.Store) {
			worse := broken(2)
			worse.Why = "still no header"
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.SaveUnreadable(ctx, broken(10)), tx.SaveUnreadable(ctx, broken(2)), tx.SaveUnreadable(ctx, worse))
			})
			wantUnreadables(t, s, worse, broken(10))
		}},
		{"what can be read after all is unreadable no more", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.SaveUnreadable(ctx, broken(3)),
					tx.AddLocation(ctx, "m1", place("INBOX", tracker.RoleInbox, 2)))
			})
			wantUnreadables(t, s, broken(3))
		}},
	}
}

func wantFolders(t *testing.T, s tracker.Store, folders ...tracker.Folder) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := r.Folders(t.Context(), "work")
		want(t, "folders", folders, got)
		return err
	})
}

// wantPlaces says where the message of conversation c1 lies.
func wantPlaces(t *testing.T, s tracker.Store, places ...tracker.Location) {
	t.Helper()
	want(t, "locations", places, load(t, s, "c1").Messages[0].Locations)
}

func wantUnreadables(t *testing.T, s tracker.Store, all ...tracker.Unreadable) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := r.Unreadables(t.Context(), "work")
		want(t, "unreadable messages", all, got)
		return err
	})
}
