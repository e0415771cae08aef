package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"thrice/tracker"
)

func findTests() []test {
	return []test{
		{"messages are found by base subject, account and time", bySubject},
		{"a message found by subject has all but its text and its places", func(t *testing.T, s tracker.Store) {
			m := whole()
			save(t, s, "c1", m)
			l := place("INBOX", tracker.RoleInbox, 1)
			update(t, s, func(tx tracker.Tx) error {
				err := tx.AddLocation(t.Context(), "m1", l)
				got, errFind := tx.BySubject(t.Context(), "work", m.Base, m.At, m.At)
				m.Text, m.Locations = "", nil
				want(t, "found", []tracker.Placed{{Message: *m, Conversation: "c1"}}, got)
				return errors.Join(err, errFind)
			})
		}},
		{"only responses that refer to nothing are orphaned", orphaned},
		{"messages read with errors are found, the newest first", faulty},
		{"messages are found by sender, time and conversation", from},
		{"a message found by sender is whole", func(t *testing.T, s tracker.Store) {
			m := whole()
			save(t, s, "c1", m)
			view(t, s, func(r tracker.Reader) error {
				got, err := r.From(t.Context(), "work", []string{m.From.Address}, m.At, "")
				want(t, "found", []tracker.Placed{{Message: *m, Conversation: "c1"}}, got)
				return err
			})
		}},
		{"one of very many addresses is found", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", mail("m1", begin()))
			var addresses []string
			for i := range 1203 {
				addresses = append(addresses, fmt.Sprintf("p%d@globex.example", i))
			}
			addresses = append(addresses, "anna@globex.example")
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				err := tx.SaveStanding(ctx, "c1", tracker.Standing{Contacts: addresses})
				found, errFrom := tx.From(ctx, "work", addresses, begin(), "")
				waiting, errWaiting := tx.WaitingFor(ctx, "work", addresses)
				want(t, "found", []string{"m1 in c1"}, keys(found))
				want(t, "waiting", []string{"c1"}, waiting)
				return errors.Join(err, errFrom, errWaiting)
			})
		}},
		{"no addresses find nothing", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", mail("m1", begin()))
			view(t, s, func(r tracker.Reader) error {
				found, err := r.From(t.Context(), "work", nil, begin(), "")
				waiting, errWaiting := r.WaitingFor(t.Context(), "work", nil)
				want(t, "found", []int{0, 0}, []int{len(found), len(waiting)})
				return errors.Join(err, errWaiting)
			})
		}},
		{"texts are wanted where a decision may rest on them, the newest first", wanted},
		{"a wanted text comes with all places it can be read from", func(t *testing.T, s tracker.Store) {
			fillFolders(t, s)
			wantWanted(t, s, 10, tracker.Wanted{Key: "m1", Locations: []tracker.Location{
				place("Gesendet/Käufe", tracker.RoleSent, 5), place("INBOX", tracker.RoleInbox, 1),
			}})
		}},
	}
}

func bySubject(t *testing.T, s tracker.Store) {
	other, home := mail("m4", begin()), mail("m5", begin())
	other.Base = "other offer"
	home.Account = "home"
	save(t, s, "c1", mail("m3", begin().Add(2*time.Hour)), mail("m1", begin()), other)
	save(t, s, "c2", mail("m2", begin().Add(time.Hour)), mail("m6", begin().Add(-time.Millisecond)), mail("m7", begin().Add(2*time.Hour+time.Millisecond)))
	save(t, s, "c3", home)
	update(t, s, func(tx tracker.Tx) error {
		got, err := tx.BySubject(t.Context(), "work", "offer", begin(), begin().Add(2*time.Hour))
		want(t, "found", []string{"m1 in c1", "m2 in c2", "m3 in c1"}, keys(got))
		return err
	})
}

func orphaned(t *testing.T, s tracker.Store) {
	lost, answer, first := mail("m1", begin()), mail("m2", begin()), mail("m3", begin())
	lost.Base, lost.Response, lost.Refs = "offer", true, nil
	answer.Base, answer.Response, answer.Refs = "bill", true, []string{"x@globex.example"}
	first.Base, first.Response, first.Refs = "hello", false, nil
	for i, m := range []*tracker.Message{lost, answer, first} {
		save(t, s, fmt.Sprint("c", i), m)
	}
	update(t, s, func(tx tracker.Tx) error {
		for base, is := range map[string]bool{"offer": true, "bill": false, "hello": false, "other": false} {
			got, err := tx.Orphans(t.Context(), "work", base, begin(), begin())
			if err != nil {
				return err
			}
			want(t, base, is, len(got) == 1 && got[0].Orphan())
		}
		later, err := tx.Orphans(t.Context(), "work", "offer", begin().Add(time.Second), begin().Add(time.Hour))
		want(t, "later", 0, len(later))
		return err
	})
}

func faulty(t *testing.T, s tracker.Store) {
	old, sound, fresh := mail("m1", begin()), mail("m2", begin()), mail("m3", begin().Add(time.Hour))
	old.Errors, fresh.Errors, sound.Errors = []string{"date: cannot be read"}, []string{"header: no fields"}, nil
	old.Real, sound.Real, fresh.Real = true, true, true
	for i, m := range []*tracker.Message{old, sound, fresh} {
		save(t, s, fmt.Sprint("c", i), m)
	}
	view(t, s, func(r tracker.Reader) error {
		all, err := r.Faulty(t.Context(), "work", 10)
		one, errOne := r.Faulty(t.Context(), "work", 1)
		want(t, "all", []string{"m3 in c2", "m1 in c0"}, keys(all))
		want(t, "one", []string{"m3 in c2"}, keys(one))
		return errors.Join(err, errOne)
	})
}

func from(t *testing.T, s tracker.Store) {
	ben, home, early := mail("m2", begin()), mail("m3", begin()), mail("m4", begin().Add(-time.Millisecond))
	ben.From.Address = "ben@globex.example"
	home.Account = "home"
	save(t, s, "c1", mail("m1", begin().Add(time.Hour)), ben, early)
	save(t, s, "c2", mail("m5", begin().Add(time.Minute)))
	save(t, s, "c3", home)
	for _, tt := range []struct {
		addresses []string
		except    string
		want      []string
	}{
		{[]string{"anna@globex.example"}, "", []string{"m5 in c2", "m1 in c1"}},
		{[]string{"anna@globex.example", "ben@globex.example", "anna@globex.example"}, "", []string{"m2 in c1", "m5 in c2", "m1 in c1"}},
		{[]string{"anna@globex.example", "ben@globex.example"}, "c1", []string{"m5 in c2"}},
		{[]string{"nobody@globex.example"}, "", []string{}},
	} {
		view(t, s, func(r tracker.Reader) error {
			got, err := r.From(t.Context(), "work", tt.addresses, begin(), tt.except)
			want(t, fmt.Sprintf("by %v except %q", tt.addresses, tt.except), tt.want, keys(got))
			return err
		})
	}
}

func wanted(t *testing.T, s tracker.Store) {
	read, bulk := mail("m1", begin()), mail("m2", begin())
	read.Read = true
	bulk.Nature = tracker.Bulk
	save(t, s, "c1", read, bulk, mail("m3", begin().Add(-time.Hour)), mail("m4", begin()), mail("nowhere", begin()))
	save(t, s, "old", mail("m5", begin().Add(-time.Minute)))
	drafts := []*tracker.Message{}
	for i := range 5 {
		m := mail(fmt.Sprintf("draft%d", i), begin().Add(time.Hour))
		m.Real = false
		drafts = append(drafts, m)
	}
	save(t, s, "c2", drafts...)
	update(t, s, func(tx tracker.Tx) error {
		var errs []error
		for i, key := range []string{"m1", "m2", "m3", "m4", "m5"} {
			errs = append(errs, tx.AddLocation(t.Context(), key, place("INBOX", tracker.RoleInbox, uint32(i+1))))
		}
		for i, m := range drafts {
			errs = append(errs, tx.AddLocation(t.Context(), m.Key, place("Drafts", tracker.RoleDrafts, uint32(i+1))))
		}
		return errors.Join(errs...)
	})
	all := []tracker.Wanted{
		{Key: "m4", Locations: []tracker.Location{place("INBOX", tracker.RoleInbox, 4)}},
		{Key: "m3", Locations: []tracker.Location{place("INBOX", tracker.RoleInbox, 3)}},
	}
	wantWanted(t, s, 10, all...)
	wantWanted(t, s, 2, all...)
	wantWanted(t, s, 1, all[0])
}

func wantWanted(t *testing.T, s tracker.Store, limit int, all ...tracker.Wanted) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := r.Wanted(t.Context(), "work", begin(), limit)
		want(t, fmt.Sprintf("wanted, at most %d", limit), slices.Clip(all), got)
		return err
	})
}
