package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"thrice/tracker"
)

func phoneTests() []test {
	return []test{
		{"numbers are found by sender, those of the newest mail first", func(t *testing.T, s tracker.Store) {
			early, late, ben := calling("m1", 0, "+491", "+492"), calling("m2", time.Hour, "+493"), calling("m3", time.Minute, "+494")
			ben.From.Address = "ben@globex.example"
			save(t, s, "c1", early)
			save(t, s, "c2", late, ben)
			wantNumbers(t, s, []string{"anna@globex.example"}, "+493 +491 +492")
			wantNumbers(t, s, []string{"ben@globex.example", "anna@globex.example", "ben@globex.example"}, "+493 +494 +491 +492")
			wantNumbers(t, s, []string{"nobody@globex.example"}, "")
			wantNumbers(t, s, nil, "")
		}},
		{"a number comes back as it was saved, with its mail", func(t *testing.T, s tracker.Store) {
			m := mail("m1", begin())
			m.Clean, m.Phones = true, whole().Phones
			save(t, s, "c1", m)
			view(t, s, func(r tracker.Reader) error {
				got, err := r.Phones(t.Context(), "work", []string{m.From.Address})
				want(t, "numbers", []tracker.FoundPhone{
					{Phone: m.Phones[0], From: m.From.Address, At: begin()}, {Phone: m.Phones[1], From: m.From.Address, At: begin()},
				}, got)
				return err
			})
		}},
		{"numbers of other accounts, of machines and in Junk are not found", func(t *testing.T, s tracker.Store) {
			home, machine, junk := calling("m1", 0, "+491"), calling("m2", 0, "+492"), calling("m3", 0, "+493")
			home.Account, machine.Nature, junk.Clean = "home", tracker.OutOfOffice, false
			save(t, s, "c1", home)
			save(t, s, "c2", machine, junk)
			wantNumbers(t, s, []string{"anna@globex.example"}, "")
		}},
		{"a text that is read again replaces the numbers", func(t *testing.T, s tracker.Store) {
			m := calling("m1", 0, "+491", "+492")
			save(t, s, "c1", m)
			m.Phones = []tracker.Phone{{Number: "+493"}}
			update(t, s, func(tx tracker.Tx) error { return tx.SaveContent(t.Context(), "m1", m.Content) })
			wantNumbers(t, s, []string{"anna@globex.example"}, "+493")
		}},
		{"one of very many addresses has a number", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", calling("m1", 0, "+491"))
			var addresses []string
			for i := range 1203 {
				addresses = append(addresses, fmt.Sprintf("p%d@globex.example", i))
			}
			wantNumbers(t, s, append(addresses, "anna@globex.example"), "+491")
		}},
	}
}

// calling is a mail that gives numbers, some time after the beginning.
func calling(key string, after time.Duration, numbers ...string) *tracker.Message {
	m := mail(key, begin().Add(after))
	m.Clean = true
	for _, n := range numbers {
		m.Phones = append(m.Phones, tracker.Phone{Number: n})
	}
	return m
}

// wantNumbers looks the numbers of addresses up, as a reader and as a writer.
func wantNumbers(t *testing.T, s tracker.Store, addresses []string, numbers string) {
	t.Helper()
	look := func(r tracker.Reader) error {
		found, err := r.Phones(t.Context(), "work", addresses)
		var got string
		for _, p := range found {
			got += " " + p.Number
		}
		want(t, fmt.Sprintf("numbers of %d addresses", len(addresses)), numbers, got[min(1, len(got)):])
		return err
	}
	if err := errors.Join(s.View(t.Context(), look), s.Update(t.Context(), func(tx tracker.Tx) error { return look(tx) })); err != nil {
		t.Error(err)
	}
}
