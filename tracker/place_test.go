package tracker

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// threads places messages one after the other, as the store would, and returns
// the partition: each message's key with those it shares a conversation with.
func threads(messages []*Message) string {
	known := map[string]string{}
	members := map[string][]string{}
	for _, m := range messages {
		into, merge := Place(m, known)
		if into == "" {
			into = m.Key
		}
		for _, from := range merge {
			members[into] = append(members[into], members[from]...)
			delete(members, from)
			for id, c := range known {
				if c == from {
					known[id] = into
				}
			}
		}
		for _, id := range append(slices.Clone(m.IDs), m.Refs...) {
			known[id] = into
		}
		members[into] = append(members[into], m.Key)
	}
	var groups []string
	for _, keys := range members {
		slices.Sort(keys)
		groups = append(groups, strings.Join(keys, "+"))
	}
	slices.Sort(groups)
	return strings.Join(groups, " ")
}

func TestPlaceJoinsWhatBelongsTogether(t *testing.T) {
	m := func(key, id string, refs ...string) *Message {
		msg := &Message{Key: key, Refs: refs}
		if id != "" {
			msg.IDs = []string{id}
		}
		return msg
	}
	tests := map[string]struct {
		messages []*Message
		want     string
	}{
		"a reply":                                {[]*Message{m("a", "1"), m("b", "2", "1")}, "a+b"},
		"child before parent":                    {[]*Message{m("b", "2", "1"), m("a", "1")}, "a+b"},
		"siblings of a parent nobody has seen":   {[]*Message{m("b", "2", "1"), m("c", "3", "1")}, "b+c"},
		"a late message joins two conversations": {[]*Message{m("a", "1"), m("c", "3"), m("b", "2", "1", "3")}, "a+b+c"},
		"a self-reference is harmless":           {[]*Message{m("a", "1", "1"), m("b", "2")}, "a b"},
		"a cycle of two":                         {[]*Message{m("a", "1", "2"), m("b", "2", "1")}, "a+b"},
		"a cycle of three":                       {[]*Message{m("a", "1", "3"), m("b", "2", "1"), m("c", "3", "2")}, "a+b+c"},
		"no id at all stays alone":               {[]*Message{m("a", ""), m("b", "")}, "a b"},
		"the same id twice is one conversation":  {[]*Message{m("a", "1"), m("b", "1")}, "a+b"},
		"ids are compared with their case":       {[]*Message{m("a", "X"), m("b", "2", "x")}, "a b"},
		"a thousand references":                  {[]*Message{m("a", "0"), m("b", "b", manyIDs(1000)...)}, "a+b"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := threads(tt.messages); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func manyIDs(n int) []string {
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprint(i))
	}
	return ids
}

func TestPlaceDoesNotDependOnTheOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6", "7", "8"})
		byKey := map[string]*Message{}
		for i := range rapid.IntRange(2, 8).Draw(t, "messages") {
			m := &Message{Key: fmt.Sprint("m", i), Refs: rapid.SliceOfN(id, 0, 3).Draw(t, "refs")}
			if rapid.IntRange(0, 9).Draw(t, "has id") > 0 {
				m.IDs = []string{id.Draw(t, "id")}
			}
			byKey[m.Key] = m
		}
		sorted := slices.SortedFunc(maps.Values(byKey), func(a, b *Message) int { return cmp.Compare(a.Key, b.Key) })
		want := threads(sorted)
		if got := threads(rapid.Permutation(sorted).Draw(t, "order")); got != want {
			t.Fatalf("%s in one order, %s in another", want, got)
		}
	})
}

var us = Identity{Account: "work", Me: []string{"joe@acme.example", "sales@acme.example"}, Colleagues: []string{"acme.example"}}

func mail(from, to, subject string, at time.Time) Message {
	base, response := strings.CutPrefix(subject, "Re: ")
	return Message{Key: from + subject + at.String(), From: Party{Address: from}, To: []Party{{Address: to}},
		Base: strings.ToLower(base), Response: response, Subject: subject, At: at}
}

func TestASubjectJoinsOnlyResponsesBetweenTheSamePartiesWithinAMonth(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	offer := Placed{Conversation: "c1", Message: mail("joe@acme.example", "anna@globex.example", "Offer", at)}
	tests := map[string]struct {
		m    Message
		near []Placed
		want string
	}{
		"the customer's reply without references":          {mail("anna@globex.example", "joe@acme.example", "Re: Offer", at.Add(day)), []Placed{offer}, "c1"},
		"somebody else at the customer":                    {mail("tom@globex.example", "joe@acme.example", "Re: Offer", at.Add(day)), []Placed{offer}, "c1"},
		"a stranger with the same subject":                 {mail("eve@elsewhere.example", "joe@acme.example", "Re: Offer", at.Add(day)), []Placed{offer}, ""},
		"a stranger at the same free-mail domain":          {mail("eve@gmail.com", "joe@acme.example", "Re: Offer", at.Add(day)), []Placed{{Conversation: "c1", Message: mail("joe@acme.example", "anna@gmail.com", "Offer", at)}}, ""},
		"the same subject, but no response":                {mail("anna@globex.example", "joe@acme.example", "Offer", at.Add(day)), []Placed{offer}, ""},
		"too late":                                         {mail("anna@globex.example", "joe@acme.example", "Re: Offer", at.Add(31*day)), []Placed{offer}, ""},
		"before the mail it would answer":                  {mail("anna@globex.example", "joe@acme.example", "Re: Offer", at.Add(-day)), []Placed{offer}, ""},
		"our own follow-up without references":             {mail("joe@acme.example", "anna@globex.example", "Re: Offer", at.Add(day)), []Placed{offer}, "c1"},
		"of two the newer one":                             {mail("anna@globex.example", "joe@acme.example", "Re: Offer", at.Add(3*day)), []Placed{offer, {Conversation: "c2", Message: mail("joe@acme.example", "anna@globex.example", "Offer", at.Add(day))}}, "c2"},
		"the response came first, the mail it answers now": {offer.Message, []Placed{{Conversation: "c9", Message: mail("anna@globex.example", "joe@acme.example", "Re: Offer", at.Add(day))}}, "c9"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(us.PlaceBySubject(&tt.m, "", tt.near), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
