package rules_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/rules"
)

func TestBookForTakesTheFirstRuleThatMatches(t *testing.T) {
	book := rules.Book{Rules: []rules.Rule{
		{
			Name: "suppliers", Match: rules.Match{From: patterns(t, "@supplier.example")},
			Kind: rules.KindInquiry, Track: rules.TrackNever,
		},
		{
			Name: "orders", Match: rules.Match{Subject: patterns(t, "order")},
			Unless: rules.Match{Subject: patterns(t, "newsletter")},
			Kind:   rules.KindOrder, Deliver: "draft", Assign: "anna@acme.example", Track: rules.TrackAlways,
		},
		{
			Name: "everything else of Globex", Match: rules.Match{From: patterns(t, "@globex.example")},
			Unless: rules.Match{Direction: "out"},
		},
	}}
	for _, tt := range []struct {
		name string
		mail rules.Mail
		want rules.Verdict // without its cadences
	}{
		{
			"a mail no rule knows gets the built-in verdict",
			rules.Mail{From: "joe@initech.example", Subject: "Hello"},
			rules.Verdict{Track: rules.TrackAuto},
		},
		{
			"a rule gives all it says",
			rules.Mail{From: "joe@initech.example", Subject: "My order"},
			rules.Verdict{
				Rule: "orders", Kind: rules.KindOrder, Track: rules.TrackAlways,
				Deliver: "draft", Assign: "anna@acme.example",
			},
		},
		{
			"the earlier of two rules decides alone",
			rules.Mail{From: "joe@supplier.example", Subject: "Your order"},
			rules.Verdict{Rule: "suppliers", Kind: rules.KindInquiry, Track: rules.TrackNever},
		},
		{
			"unless takes a mail out of its rule",
			rules.Mail{From: "joe@initech.example", Subject: "Newsletter: order now"},
			rules.Verdict{Track: rules.TrackAuto},
		},
		{
			"a mail that unless took out goes on to the next rule",
			rules.Mail{From: "joe@globex.example", Subject: "Newsletter: order now"},
			rules.Verdict{Rule: "everything else of Globex", Track: rules.TrackAuto},
		},
		{
			"an unless that gives a direction only is no empty one",
			rules.Mail{Outbound: true, From: "joe@globex.example", Subject: "Hello"},
			rules.Verdict{Track: rules.TrackAuto},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := book.For(tt.mail)
			got.Them, got.Us = rules.Cadence{}, rules.Cadence{}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("verdict (-want +got):\n%s", d)
			}
		})
	}
}

func TestBookForAnEmptyUnlessTakesNothingOut(t *testing.T) {
	book := rules.Book{Rules: []rules.Rule{{Name: "all"}}}
	if got := book.For(rules.Mail{Subject: "Hello"}).Rule; got != "all" {
		t.Errorf("got rule %q, want %q", got, "all")
	}
}

func TestBookForGivesBothSidesACadence(t *testing.T) {
	steps := []rules.Step{{After: time.Hour, Do: rules.Call}}
	slow := rules.Cadence{Name: "slow", On: rules.Them, Steps: steps}
	quick := rules.Cadence{Name: "quick", On: rules.Them, Steps: steps}
	desk := rules.Cadence{Name: "desk", On: rules.Us, Steps: steps}
	night := rules.Cadence{Name: "night", On: rules.Us, Steps: steps}
	all := []rules.Cadence{slow, quick, desk, night}

	for _, tt := range []struct {
		name     string
		cadences []rules.Cadence
		rule     string // the cadence the matching rule names
		them, us rules.Cadence
	}{
		{"without cadences the built-in ones serve", nil, "", rules.Sales(), rules.Inquiry()},
		{"the first cadence of each side serves", all, "", slow, desk},
		{"a side without a cadence keeps the built-in one", []rules.Cadence{quick}, "", quick, rules.Inquiry()},
		{"a rule's cadence for them leaves our side alone", all, "quick", quick, desk},
		{"a rule's cadence for us leaves their side alone", all, "night", slow, night},
		{"a name that no cadence has changes nothing", all, "gone", slow, desk},
	} {
		t.Run(tt.name, func(t *testing.T) {
			book := rules.Book{Rules: []rules.Rule{{Name: "all", Cadence: tt.rule}}, Cadences: tt.cadences}
			got := book.For(rules.Mail{Subject: "Hello"})
			if d := cmp.Diff(tt.them, got.Them); d != "" {
				t.Errorf("cadence for them (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.us, got.Us); d != "" {
				t.Errorf("cadence for us (-want +got):\n%s", d)
			}
		})
	}
}
