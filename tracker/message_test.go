package tracker

import (
	"testing"
	"time"
)

func TestMessageTimeBelievesTheLaterUnlessTheyAreFarApart(t *testing.T) {
	seen := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	ago := func(h int) time.Time { return seen.Add(-time.Duration(h) * time.Hour) }
	tests := map[string]struct{ date, internal, want time.Time }{
		"written on Friday, sent on Monday":    {ago(90), ago(20), ago(20)},
		"an imported archive":                  {ago(2000), ago(1), ago(2000)},
		"exactly seven days":                   {ago(178), ago(10), ago(10)},
		"the server's clock is behind":         {ago(20), ago(21), ago(20)},
		"no Date":                              {time.Time{}, ago(5), ago(5)},
		"a Date in the future":                 {ago(-50), ago(5), ago(5)},
		"both in the future":                   {ago(-50), ago(-40), seen},
		"neither":                              {time.Time{}, time.Time{}, seen},
		"INTERNALDATE in the future, by a day": {ago(1), ago(-24), seen},
		"INTERNALDATE far in the future":       {ago(1), ago(-2000), ago(1)},
		"no INTERNALDATE":                      {ago(7), time.Time{}, ago(7)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := MessageTime(tt.date, tt.internal, seen); !got.Equal(tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTwoMailsWithOneMessageIDAreTwoMessages(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	anna, eve := Party{Address: "anna@globex.example"}, Party{Address: "eve@elsewhere.example"}
	joe := []Party{{Address: "joe@acme.example"}}
	one := Key("work", false, "x@y", anna, at, "offer", joe, "")
	if two := Key("work", false, "x@y", eve, at, "offer", joe, ""); one == two {
		t.Error("a stranger who reuses an id hides the customer's mail")
	}
	if copied := Key("work", false, "x@y", anna, at, "offer", joe, "another copy"); one != copied {
		t.Error("two copies of one mail are two messages")
	}
	if a, b := Key("work", false, "", anna, at, "offer", joe, "h1"), Key("work", false, "", anna, at, "offer", joe, "h2"); a == b {
		t.Error("mails without an id collapse into one")
	}
	if a, b := Key("work", true, "x@y", joe[0], at, "offer", []Party{anna}, ""), Key("work", true, "z@server", joe[0], at, "offer", []Party{anna}, ""); a != b {
		t.Error("the second stored copy of our mail, with its id rewritten, is another message")
	}
}

func TestDirectionComesFromOurAddressesNeverFromTheFolder(t *testing.T) {
	inSent := []Location{{Folder: "Sent", Role: RoleSent}}
	tests := map[string]struct {
		m    Message
		want bool
	}{
		"ours":                          {Message{From: Party{Address: "joe@acme.example"}}, true},
		"ours with a plus part":         {Message{From: Party{Address: "joe+news@acme.example"}}, true},
		"theirs, filed under Sent":      {Message{From: Party{Address: "anna@globex.example"}, Locations: inSent}, false},
		"a colleague's":                 {Message{From: Party{Address: "ben@acme.example"}}, false},
		"a web form's mail":             {Message{From: Party{Address: "sales@acme.example"}, To: []Party{{Address: "joe@acme.example"}}, ReplyTo: Party{Address: "anna@globex.example"}}, false},
		"a note to ourselves":           {Message{From: Party{Address: "joe@acme.example"}, To: []Party{{Address: "joe@acme.example"}}}, true},
		"ours with an outside Reply-To": {Message{From: Party{Address: "joe@acme.example"}, To: []Party{{Address: "anna@globex.example"}}, ReplyTo: Party{Address: "desk@crm.example"}}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := us.Outbound(&tt.m); got != tt.want {
				t.Errorf("outbound %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAnAnswerStandsAfterWhatItAnswersWhateverTheClocksSay(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	// The phone filed its Sent copy ten minutes late: after the answer came in.
	offer := Message{Key: "offer", IDs: []string{"1"}, At: at.Add(10 * time.Minute), Real: true, Clean: true}
	answer := Message{Key: "answer", IDs: []string{"2"}, Refs: []string{"1"}, At: at.Add(5 * time.Minute), Real: true, Clean: true}
	got := inOrder([]Message{answer, offer}, sentAt)
	if got[0].Key != "offer" || !got[1].at.After(got[0].at) {
		t.Errorf("the answer stands at %s, the offer at %s", got[1].at, got[0].at)
	}
	draft := Message{Key: "draft", At: at}
	if got := inOrder([]Message{draft}, sentAt); len(got) != 0 {
		t.Error("a draft counts")
	}
	loop := []Message{{Key: "a", IDs: []string{"a"}, Refs: []string{"b"}, At: at, Real: true, Clean: true}, {Key: "b", IDs: []string{"b"}, Refs: []string{"a"}, At: at, Real: true, Clean: true}}
	if got := inOrder(loop, sentAt); len(got) != 2 {
		t.Error("a cycle of references loses messages")
	}
}

func TestAddressTags(t *testing.T) {
	tests := map[string]struct {
		to   string
		want tag
		ok   bool
	}{
		"three days":           {"joe+3d@acme.example", tag{after: 72 * time.Hour}, true},
		"48 hours":             {"sales+48h@acme.example", tag{after: 48 * time.Hour}, true},
		"call":                 {"joe+call@acme.example", tag{call: true}, true},
		"none":                 {"joe+none@acme.example", tag{none: true}, true},
		"a plus part only":     {"joe+news@acme.example", tag{}, false},
		"a stranger's address": {"anna+3d@globex.example", tag{}, false},
		"nothing to wait":      {"joe+0d@acme.example", tag{}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := Message{Bcc: []Party{{Address: tt.to}}}
			if got, ok := us.tagOf(&m); got != tt.want || ok != tt.ok {
				t.Errorf("got %+v %v, want %+v %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func sentAt(m *Message) time.Time { return m.At }
