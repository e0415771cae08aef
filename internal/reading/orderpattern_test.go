package reading

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrderPatterns(t *testing.T) {
	patterns := []OrderPattern{
		{Name: "another shop", From: []string{"@initech.example"}, Number: regexp.MustCompile(`.+`)},
		{
			Name:     "ACME",
			From:     []string{"@acme.example"},
			Subject:  regexp.MustCompile(`(?i)vorgang`),
			Number:   regexp.MustCompile(`Vorgang (\w+)`),
			Tracking: regexp.MustCompile(`Kolli: ([0-9 ]+)`),
			Stages: map[Stage]*regexp.Regexp{
				Shipped:   regexp.MustCompile(`ist raus`),
				Confirmed: regexp.MustCompile(`ist raus|ist notiert`),
			},
			Carrier: "Globex Logistik",
		},
	}
	shop := func(from, subject, text string) string {
		return "From: " + from + "\nDate: Mon, 2 Nov 2026 09:12:00 +0100\nSubject: " + subject + "\n\n" + text + "\n"
	}
	tests := []struct {
		name, mail string
		want       *Order
	}{
		{"the shop's own words are read by its pattern", shop("a@mail.acme.example", "Vorgang K77", "Ihre Kiste ist raus.\nKolli: 12 34 56"),
			&Order{Number: "K77", Stage: Shipped, Tracking: []string{"123456"}, Carrier: "Globex Logistik"}},
		{"the furthest stage counts", shop("a@acme.example", "Vorgang K78", "Ihre Kiste ist notiert."),
			&Order{Number: "K78", Stage: Confirmed, Carrier: "Globex Logistik"}},
		{"a domain that only ends alike is another", shop("a@notacme.example", "Vorgang K79", "Ihre Kiste ist raus."), nil},
		{"the subject is a condition too", shop("a@acme.example", "Hallo", "Ihre Kiste ist raus."), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := Read([]byte(test.mail), Hints{Orders: patterns})
			if diff := cmp.Diff(test.want, r.Order); diff != "" {
				t.Error(diff)
			}
		})
	}
}
