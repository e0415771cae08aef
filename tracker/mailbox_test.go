package tracker_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// customer is the outside side of a generated conversation.
type customer struct{ name, address, office string }

// line is a kind of mail in a generated conversation.
type line struct {
	from   string // "us", "them", "office", "colleague", "stranger"
	folder string
	fields string // further fields of the header
	text   string
	loose  bool // never names another mail
	apart  bool // has a subject of its own
}

// lines are the mails of which conversations are made.
func lines() []line {
	return []line{
		{from: "us", folder: "Sent", text: "Could you let me know what you think?"},
		{from: "us", folder: "Sent", text: "Here is the price list that I forgot."},
		{from: "us", folder: "Sent", text: "Thank you very much!"},
		{from: "us", folder: "Sent", text: "I will get back to you."},
		{from: "us", folder: "Sent", fields: "Auto-Submitted: auto-generated\n", text: "We will deliver within five days."},
		{from: "them", folder: "INBOX", text: "It suits us well. The order will follow."},
		{from: "them", folder: "Globex", text: "Can you also deliver to Hamburg?"},
		{from: "them", folder: "INBOX", text: "Many thanks!"},
		{from: "them", folder: "INBOX", text: "Please call me."},
		{from: "them", folder: "Junk", text: "It suits us well. The order will follow."},
		{from: "them", folder: "INBOX", fields: "Auto-Submitted: auto-replied\n", text: "We have received your message."},
		{from: "them", folder: "INBOX", fields: "Auto-Submitted: auto-replied\n", text: "I am out of the office."},
		{from: "them", folder: "INBOX", fields: "Auto-Submitted: auto-replied\n", text: "I am out of the office.", loose: true},
		{from: "them", folder: "INBOX", fields: "Authentication-Results: mx.acme.example; dmarc=pass header.from=globex.example\n", text: "We take it."},
		{from: "office", folder: "INBOX", text: "Ms Berg agrees."},
		{from: "colleague", folder: "INBOX", text: "It left our house this morning."},
		{from: "stranger", folder: "INBOX", text: "Your message passed through our gateway."},
		{from: "them", folder: "INBOX", fields: "Authentication-Results: mx.acme.example; dmarc=pass header.from=globex.example\n", text: "It is settled.", loose: true, apart: true},
		{from: "stranger", folder: "INBOX", text: "Do you still have that machine?", loose: true, apart: true},
	}
}

// drawMailbox draws a few conversations and returns their mails in the order in
// which they were written.
func drawMailbox(t *rapid.T) []letter {
	monday := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var mails []letter
	for n := range rapid.IntRange(1, 3).Draw(t, "conversations") {
		c := rapid.SampledFrom([]customer{
			{"Anna Berg", "anna@globex.example", "office@globex.example"},
			{"Carl Voss", "carl@initech.example", "office@initech.example"},
		}).Draw(t, "customer")
		at := monday.Add(time.Duration(n) * time.Second)
		count := rapid.IntRange(1, 6).Draw(t, "mails")
		var named []int // mails that others may name
		for i := range count {
			l := rapid.SampledFrom(lines()).Draw(t, "mail")
			for i == 0 && (l.loose || l.from == "stranger") {
				l = rapid.SampledFrom(lines()).Draw(t, "first mail")
			}
			at = at.Add(time.Duration(rapid.IntRange(1, 40*60).Draw(t, "minutes")) * time.Minute)
			refers := -1 // its subject alone says where it belongs
			if i > 0 && !l.loose && (l.from == "stranger" || rapid.Bool().Draw(t, "has references")) {
				refers = rapid.SampledFrom(named).Draw(t, "refers to")
			}
			if !l.loose {
				named = append(named, i)
			}
			mails = append(mails, letter{at: at, folder: l.folder, raw: l.write(c, n, i, refers, at)})
		}
	}
	slices.SortFunc(mails, func(a, b letter) int { return cmp.Or(a.at.Compare(b.at), strings.Compare(a.raw, b.raw)) })
	return mails
}

// write is mail i of conversation n; it names mail refers of it, if that is one.
func (l line) write(c customer, n, i, refers int, at time.Time) string {
	us, them := "Joe Miller <joe@acme.example>", fmt.Sprintf("%s <%s>", c.name, c.address)
	from, to := them, us
	switch l.from {
	case "us":
		from, to = us, them
	case "office":
		from = c.office
	case "colleague":
		from, to = "Carla Diaz <carla@acme.example>", them
	case "stranger":
		from = "pete@hooli.example"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "From: %s\nTo: %s\nDate: %s\nMessage-ID: <%d.%d@mail.example>\n%s", from, to, at.Format(time.RFC1123Z), n, i, l.fields)
	subject := fmt.Sprintf("Matter number %d", n)
	switch {
	case l.apart:
		subject = fmt.Sprintf("Something else %d.%d", n, i)
	case i > 0:
		subject = "Re: " + subject
	}
	fmt.Fprintf(&b, "Subject: %s\n", subject)
	if refers >= 0 {
		fmt.Fprintf(&b, "In-Reply-To: <%d.%d@mail.example>\n", n, refers)
	}
	return strings.ReplaceAll(b.String()+"\n"+l.text+"\n", "\n", "\r\n")
}
