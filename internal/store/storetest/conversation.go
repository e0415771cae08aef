package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

func conversationTests() []test {
	return []test{
		{"a conversation that does not exist is not found", func(t *testing.T, s tracker.Store) {
			err := s.View(t.Context(), func(r tracker.Reader) error {
				_, err := r.Conversation(t.Context(), "c1")
				return err
			})
			if !errors.Is(err, tracker.ErrNotFound) {
				t.Errorf("got error %v, want %v", err, tracker.ErrNotFound)
			}
		}},
		{"a conversation has its messages, tasks and decisions, and no others", func(t *testing.T, s tracker.Store) {
			first, second := whole(), mail("m2", begin().Add(time.Hour))
			save(t, s, "c1", second, first)
			save(t, s, "c2", mail("m3", begin()))
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.SaveTask(ctx, "c1", task("t1")), tx.AddRuling(ctx, "c1", ruling("r1")))
			})
			want(t, "conversation", &tracker.Conversation{
				ID: "c1", Account: "work", Messages: []tracker.Message{*first, *second},
				Tasks: []tracker.Task{task("t1")}, Rulings: []tracker.Ruling{ruling("r1")},
			}, load(t, s, "c1"))
			want(t, "tasks and decisions of the other", 0, len(load(t, s, "c2").Tasks)+len(load(t, s, "c2").Rulings))
		}},
		{"very many messages come back, the oldest first", func(t *testing.T, s tracker.Store) {
			var all []*tracker.Message
			for i := range 701 {
				all = append(all, mail(fmt.Sprintf("m%03d", i), begin().Add(time.Duration(i)*time.Second)))
			}
			save(t, s, "c1", all...)
			messages := load(t, s, "c1").Messages
			want(t, "number of messages", len(all), len(messages))
			for i := range messages {
				want(t, "message", *all[i], messages[i])
			}
		}},
		{"conversations are found by the beginning of their id", func(t *testing.T, s tracker.Store) {
			for _, id := range []string{"abc", "abd", "b%", "ab"} {
				save(t, s, id, mail("m-"+id, begin()))
			}
			for _, tt := range []struct {
				prefix string
				limit  int
				want   []string
			}{
				{"ab", 10, []string{"ab", "abc", "abd"}},
				{"ab", 2, []string{"ab", "abc"}},
				{"abc", 10, []string{"abc"}},
				{"%", 10, nil},
				{"b%", 10, []string{"b%"}},
				{"x", 10, nil},
				{"", 10, []string{"ab", "abc", "abd", "b%"}},
			} {
				view(t, s, func(r tracker.Reader) error {
					got, err := r.FindConversations(t.Context(), tt.prefix, tt.limit)
					want(t, fmt.Sprintf("%q, at most %d", tt.prefix, tt.limit), tt.want, got)
					return err
				})
			}
		}},
		{"conversations are listed by account and state, the newest state first", listed},
	}
}

func listed(t *testing.T, s tracker.Store) {
	home := mail("m4", begin())
	home.Account = "home"
	save(t, s, "c1", mail("m1", begin()))
	save(t, s, "c2", mail("m2", begin()))
	save(t, s, "c3", mail("m3", begin()))
	save(t, s, "c4", home)
	save(t, s, "c5", mail("m5", begin()))
	one := tracker.Summary{ID: "c1", Account: "work", State: rules.Waiting, At: begin()}
	two := tracker.Summary{ID: "c2", Account: "work", State: rules.Due, At: begin().Add(time.Hour)}
	three := tracker.Summary{ID: "c3", Account: "work", State: rules.Waiting, At: begin().Add(time.Minute)}
	four := tracker.Summary{ID: "c4", Account: "home", State: rules.Waiting, At: begin()}
	undecided := tracker.Summary{ID: "c5", Account: "work"}
	update(t, s, func(tx tracker.Tx) error {
		var errs []error
		for _, c := range []tracker.Summary{one, two, three, four} {
			errs = append(errs, tx.SaveStanding(t.Context(), c.ID, tracker.Standing{State: c.State, At: c.At}))
		}
		return errors.Join(errs...)
	})
	for _, tt := range []struct {
		account string
		states  []rules.State
		want    []tracker.Summary
	}{
		{"", nil, []tracker.Summary{two, three, one, four, undecided}},
		{"work", nil, []tracker.Summary{two, three, one, undecided}},
		{"work", []rules.State{rules.Waiting}, []tracker.Summary{three, one}},
		{"", []rules.State{rules.Waiting, rules.Due}, []tracker.Summary{two, three, one, four}},
		{"work", []rules.State{rules.Held}, nil},
		{"nowhere", nil, nil},
	} {
		view(t, s, func(r tracker.Reader) error {
			got, err := r.Conversations(t.Context(), tt.account, tt.states...)
			want(t, fmt.Sprintf("conversations of %q in %v", tt.account, tt.states), tt.want, got)
			return err
		})
	}
}
