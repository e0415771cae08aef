package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

func dueTests() []test {
	return []test{
		{"a new conversation is not marked", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", mail("m1", begin()))
			wantDue(t, s, "work", begin(), "", 10)
		}},
		{"a conversation is due when its time has come, not before, and for ever if never", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", mail("m1", begin()))
			save(t, s, "c2", mail("m2", begin()))
			stand(t, s, "c1", tracker.Standing{State: rules.Waiting, Next: begin().Add(time.Hour)})
			stand(t, s, "c2", tracker.Standing{State: rules.Cleared})
			wantDue(t, s, "work", begin().Add(time.Hour-time.Millisecond), "", 10)
			wantDue(t, s, "work", begin().Add(time.Hour), "", 10, "c1")
			wantDue(t, s, "work", begin().AddDate(100, 0, 0), "", 10, "c1")
		}},
		{"a touched conversation is due until it is decided", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", mail("m1", begin()))
			touch(t, s, "c1", "unknown")
			wantDue(t, s, "work", begin(), "", 10, "c1")
			stand(t, s, "c1", tracker.Standing{State: rules.Idle})
			wantDue(t, s, "work", begin(), "", 10)
		}},
		{"touching all touches all, of every account", func(t *testing.T, s tracker.Store) {
			home := mail("m2", begin())
			home.Account = "home"
			save(t, s, "c1", mail("m1", begin()))
			save(t, s, "c2", home)
			update(t, s, func(tx tracker.Tx) error { return tx.TouchAll(t.Context()) })
			wantDue(t, s, "", begin(), "", 10, "c1", "c2")
			wantDue(t, s, "home", begin(), "", 10, "c2")
		}},
		{"touching none touches none", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", mail("m1", begin()))
			touch(t, s)
			wantDue(t, s, "", begin(), "", 10)
		}},
		{"what is due comes in portions, each once", func(t *testing.T, s tracker.Store) {
			var ids []string
			for i := range 7 {
				id := fmt.Sprintf("c%d", i)
				ids = append(ids, id)
				save(t, s, id, mail("m"+id, begin()))
				// Some are due for one reason, some for the other, some for both.
				if i%3 != 0 {
					stand(t, s, id, tracker.Standing{State: rules.Waiting, Next: begin()})
				}
				if i%3 != 1 {
					touch(t, s, id)
				}
			}
			wantDue(t, s, "work", begin(), "", 3, ids[:3]...)
			wantDue(t, s, "work", begin(), "c2", 3, ids[3:6]...)
			wantDue(t, s, "", begin(), "c5", 3, ids[6:]...)
			wantDue(t, s, "work", begin(), "c6", 3)
		}},
		{"a conversation is found by whom it waits for, as last decided", func(t *testing.T, s tracker.Store) {
			home := mail("m3", begin())
			home.Account = "home"
			save(t, s, "c1", mail("m1", begin()))
			save(t, s, "c2", mail("m2", begin()))
			save(t, s, "c3", home)
			anna, ben := "anna@globex.example", "ben@globex.example"
			stand(t, s, "c2", tracker.Standing{State: rules.Waiting, Contacts: []string{anna, ben, anna}})
			stand(t, s, "c1", tracker.Standing{State: rules.Waiting, Contacts: []string{anna}})
			stand(t, s, "c3", tracker.Standing{State: rules.Waiting, Contacts: []string{anna}})
			wantWaiting(t, s, []string{"c1", "c2"}, ben, anna)
			wantWaiting(t, s, []string{"c2"}, ben)
			stand(t, s, "c2", tracker.Standing{State: rules.Cleared})
			wantWaiting(t, s, []string{"c1"}, ben, anna)
			wantWaiting(t, s, nil, ben)
		}},
	}
}

// stand saves the outcome of a decision.
func stand(t *testing.T, s tracker.Store, id string, standing tracker.Standing) {
	t.Helper()
	update(t, s, func(tx tracker.Tx) error { return tx.SaveStanding(t.Context(), id, standing) })
}

func touch(t *testing.T, s tracker.Store, ids ...string) {
	t.Helper()
	update(t, s, func(tx tracker.Tx) error { return tx.Touch(t.Context(), ids...) })
}

func wantDue(t *testing.T, s tracker.Store, account string, now time.Time, after string, limit int, ids ...string) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := r.Due(t.Context(), account, now, after, limit)
		if len(got)+len(ids) > 0 {
			want(t, fmt.Sprintf("due in %q after %q", account, after), ids, got)
		}
		return err
	})
}

// wantWaiting asks in a view and in an update.
func wantWaiting(t *testing.T, s tracker.Store, ids []string, addresses ...string) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := r.WaitingFor(t.Context(), "work", addresses)
		want(t, fmt.Sprintf("waiting for %v", addresses), ids, got)
		return errors.Join(err)
	})
}
