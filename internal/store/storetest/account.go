package storetest

import (
	"errors"
	"testing"
	"time"

	"thrice/tracker"
)

func accountTests() []test {
	account := tracker.Account{
		Name: "work", FirstRun: begin(), Horizon: begin().AddDate(0, 0, -14), Imported: begin().Add(time.Minute),
		Started: begin().Add(time.Hour), Ended: begin().Add(2 * time.Hour), Failed: begin().Add(3 * time.Hour),
		Trouble: "the server says “später” 🕰",
	}
	return []test{
		{"an unknown account has its name and nothing else", func(t *testing.T, s tracker.Store) {
			wantAccount(t, s, tracker.Account{Name: "work"})
		}},
		{"an account comes back as it was saved", func(t *testing.T, s tracker.Store) {
			wantWhole(t, account)
			update(t, s, func(tx tracker.Tx) error { return tx.SaveAccount(t.Context(), account) })
			wantAccount(t, s, account)
		}},
		{"an account that is saved again is replaced", func(t *testing.T, s tracker.Store) {
			better := account
			better.Failed, better.Trouble = time.Time{}, ""
			update(t, s, func(tx tracker.Tx) error {
				return errors.Join(tx.SaveAccount(t.Context(), account), tx.SaveAccount(t.Context(), better))
			})
			wantAccount(t, s, better)
		}},
		{"times are kept to the millisecond and come back in UTC", func(t *testing.T, s tracker.Store) {
			zone := time.FixedZone("far", 5*3600+45*60)
			update(t, s, func(tx tracker.Tx) error {
				return tx.SaveAccount(t.Context(), tracker.Account{
					Name: "work", FirstRun: time.Date(2026, 3, 2, 14, 45, 0, 123456789, zone),
					Horizon: time.Date(1969, 7, 20, 20, 17, 40, 5e6, time.UTC),
				})
			})
			view(t, s, func(r tracker.Reader) error {
				a, err := r.Account(t.Context(), "work")
				// As text, because equal instants need not be in the same zone.
				want(t, "first run", "2026-03-02T09:00:00.123Z", a.FirstRun.Format(time.RFC3339Nano))
				want(t, "horizon", "1969-07-20T20:17:40.005Z", a.Horizon.Format(time.RFC3339Nano))
				want(t, "end", true, a.Ended.IsZero())
				return err
			})
		}},
		{"a note that was never set is empty", func(t *testing.T, s tracker.Store) { wantNote(t, s, "") }},
		{"a note is replaced", func(t *testing.T, s tracker.Store) {
			setNote(t, s, "old")
			setNote(t, s, "new")
			wantNote(t, s, "new")
		}},
		{"messages and conversations are counted by account", func(t *testing.T, s tracker.Store) {
			other := mail("m4", begin())
			other.Account = "home"
			save(t, s, "c1", mail("m1", begin()), mail("m2", begin()))
			save(t, s, "c2", mail("m3", begin()))
			save(t, s, "c3", other)
			view(t, s, func(r tracker.Reader) error {
				messages, conversations, err := r.Counts(t.Context(), "work")
				want(t, "messages, conversations", []int{3, 2}, []int{messages, conversations})
				return err
			})
		}},
		{"authentication servers are counted by account", func(t *testing.T, s tracker.Store) {
			for key, server := range map[string]string{"m1": "mx.acme.example", "m2": "mx.acme.example", "m3": "mx.globex.example", "m4": ""} {
				m := mail(key, begin())
				m.AuthServer = server
				save(t, s, "c1", m)
			}
			other := mail("m5", begin())
			other.Account, other.AuthServer = "home", "mx.acme.example"
			save(t, s, "c2", other)
			view(t, s, func(r tracker.Reader) error {
				got, err := r.AuthServers(t.Context(), "work")
				want(t, "servers", map[string]int{"mx.acme.example": 2, "mx.globex.example": 1}, got)
				return err
			})
		}},
	}
}

func wantAccount(t *testing.T, s tracker.Store, a tracker.Account) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := r.Account(t.Context(), a.Name)
		want(t, "account", a, got)
		return err
	})
}
