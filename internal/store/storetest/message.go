package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

// whole is a message without an empty field, its locations apart.
func whole() *tracker.Message {
	return &tracker.Message{
		Key: "m1", Account: "work",
		IDs: []string{"a@acme.example", "a2@acme.example"}, Refs: []string{"z@globex.example", "y@globex.example"},
		From: tracker.Party{Name: "Ängström, “Anna”", Address: "anna@globex.example"}, ReplyTo: tracker.Party{Name: "安娜", Address: "a@globex.example"},
		To: []tracker.Party{{Name: "Joe", Address: "joe@acme.example"}, {Name: "Anna", Address: "anna@acme.example"}},
		Cc: []tracker.Party{{Name: "Žofie", Address: "zofie@globex.example"}, {Name: "B", Address: "b@globex.example"}}, Bcc: []tracker.Party{{Name: "", Address: "joe+3d@acme.example"}},
		Subject: "Re: Größe? 👍", Base: "größe? 👍", Response: true,
		Date: begin().Add(-time.Hour), At: begin(), Seen: begin().Add(time.Minute), Real: true, Clean: true,
		Content: tracker.Content{
			Read: true, Nature: tracker.OutOfOffice, Sure: 0.75, NatureWhy: "Auto-Submitted",
			Text: "Guten Tag,\r\n\tnaïve 'quotes' \"and\" 🕰\n", Asks: true, Courtesy: true, Call: true, Promises: true,
			Stop: true, Forward: true, List: true, NoReply: true,
			Named: rules.Date{Year: 2026, Month: 3, Day: 9}, Until: rules.Date{Year: 2028, Month: 2, Day: 29},
			Confirms: true, Complaint: rules.ReturnWished,
			Wish:       tracker.Wish{Number: "+493012345", When: "morgen “ab 14 Uhr”", Day: rules.Date{Year: 2026, Month: 3, Day: 3}},
			StandIn:    tracker.StandIn{Name: "Ben Röth", Address: "ben@globex.example", Phone: "+493012346"},
			Phones:     []tracker.Phone{{Number: "+493012347", Label: "mobile", Text: "(030) 12347", Signed: true}, {Number: "+493012345"}},
			Failed:     tracker.Failure{Status: "5.1.1", Address: "gone@globex.example", Permanent: true},
			AuthServer: "mx.acme.example", AuthPass: true, Errors: []string{"part 2: unknown charset", "no end"},
		},
	}
}

// wantWhole says that a sample leaves no field of its type empty, so that a
// field that the store forgets is noticed. Lists of places and names are apart.
func wantWhole(t *testing.T, sample any) {
	t.Helper()
	v := reflect.ValueOf(sample)
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Name != "Locations" && v.FieldByIndex(f.Index).IsZero() {
			t.Errorf("the sample of a %s has no %s", v.Type(), f.Name)
		}
	}
}

func messageTests() []test {
	return []test{
		{"a message comes back as it was saved", func(t *testing.T, s tracker.Store) {
			m := whole()
			wantWhole(t, *m)
			save(t, s, "c1", m)
			wantMessage(t, s, m, "c1")
			want(t, "messages", []tracker.Message{*m}, load(t, s, "c1").Messages)
		}},
		{"an empty message comes back empty", func(t *testing.T, s tracker.Store) {
			m := &tracker.Message{Key: "m1", Account: "work"}
			save(t, s, "c1", m)
			wantMessage(t, s, m, "c1")
		}},
		{"an unknown message is not found", func(t *testing.T, s tracker.Store) {
			update(t, s, func(tx tracker.Tx) error {
				m, conversation, ok, err := tx.Message(t.Context(), "m1")
				if ok || conversation != "" || m.Key != "" {
					t.Errorf("found %v in %q", m, conversation)
				}
				return err
			})
		}},
		{"saving a message twice changes nothing", func(t *testing.T, s tracker.Store) {
			m := whole()
			save(t, s, "c1", m, m)
			save(t, s, "c1", m)
			wantMessage(t, s, m, "c1")
			view(t, s, func(r tracker.Reader) error {
				messages, conversations, err := r.Counts(t.Context(), "work")
				want(t, "messages, conversations", []int{1, 1}, []int{messages, conversations})
				return err
			})
		}},
		{"saving a message keeps its locations", func(t *testing.T, s tracker.Store) {
			m := whole()
			save(t, s, "c1", m)
			l := place("INBOX", tracker.RoleInbox, 1, `\Seen`)
			update(t, s, func(tx tracker.Tx) error { return tx.AddLocation(t.Context(), "m1", l) })
			save(t, s, "c1", m)
			m.Locations = []tracker.Location{l}
			wantMessage(t, s, m, "c1")
		}},
		{"a message that is saved again is replaced, lists and conversation too", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", whole())
			m := mail("m1", begin().Add(time.Hour))
			save(t, s, "c2", m)
			wantMessage(t, s, m, "c2")
			want(t, "messages left", 0, len(load(t, s, "c1").Messages))
		}},
		{"what was read replaces what was known, and nothing else", func(t *testing.T, s tracker.Store) {
			m := mail("m1", begin())
			save(t, s, "c1", m)
			m.Content = whole().Content
			update(t, s, func(tx tracker.Tx) error { return tx.SaveContent(t.Context(), "m1", m.Content) })
			wantMessage(t, s, m, "c1")
			m.Content = tracker.Content{Nature: tracker.Human}
			update(t, s, func(tx tracker.Tx) error { return tx.SaveContent(t.Context(), "m1", m.Content) })
			wantMessage(t, s, m, "c1")
		}},
	}
}

// oddMessageTests hold what a mailbox seldom brings.
func oddMessageTests() []test {
	return []test{
		{"the text of a message that does not exist is an error", func(t *testing.T, s tracker.Store) {
			err := s.Update(t.Context(), func(tx tracker.Tx) error {
				return tx.SaveContent(t.Context(), "m1", tracker.Content{Text: "hello"})
			})
			if err == nil || !strings.Contains(err.Error(), "m1") {
				t.Errorf("got error %v, want one that names the message", err)
			}
		}},
		{"a message to very many comes back whole", func(t *testing.T, s tracker.Store) {
			m := mail("m1", begin())
			for i := range 1203 {
				m.To = append(m.To, tracker.Party{Address: fmt.Sprintf("p%04d@globex.example", i)})
				m.Refs = append(m.Refs, fmt.Sprintf("r%04d@globex.example", i))
			}
			save(t, s, "c1", m)
			wantMessage(t, s, m, "c1")
		}},
		{"the same id or person twice in a message is kept twice", func(t *testing.T, s tracker.Store) {
			m := mail("m1", begin())
			m.Refs = []string{"a@acme.example", "a@acme.example", m.IDs[0]}
			m.To = append(m.To, m.To[0])
			save(t, s, "c1", m)
			wantMessage(t, s, m, "c1")
		}},
		{"what no text holds does not stop a message", func(t *testing.T, s tracker.Store) {
			m := mail("m1", begin())
			m.Subject, m.Text = "a\x00b", "caf\xe9"
			m.Until = rules.Date{Year: 2026, Month: 6, Day: 31}
			m.Errors = []string{"one\ntwo", "three"}
			save(t, s, "c1", m)
			m.Subject, m.Text = "a\uFFFDb", "caf\uFFFD"
			m.Until = rules.Date{}
			m.Errors = []string{"one two", "three"}
			wantMessage(t, s, m, "c1")
		}},
	}
}

func wantMessage(t *testing.T, s tracker.Store, m *tracker.Message, conversation string) {
	t.Helper()
	update(t, s, func(tx tracker.Tx) error {
		got, in, ok, err := tx.Message(t.Context(), m.Key)
		if !ok {
			return errors.Join(err, errors.New("the message is not found"))
		}
		want(t, "conversation", conversation, in)
		want(t, "message", *m, got)
		return err
	})
}
