package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// me is whose mailbox it is.
const me = "Joe Baker <joe@acme.example>"

// letter is a mail to be delivered. What is empty is left out.
type letter struct {
	id, re        string // Message-ID and In-Reply-To, without "@acme.example"
	from, to      string
	subject, text string
	more          string // further header lines, with LF
	at            time.Time
}

// raw is the mail as it is on the wire (RFC 5322).
func (m letter) raw() string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	id := func(id string) string {
		if id == "" {
			return ""
		}
		return "<" + id + "@acme.example>"
	}
	line("From", m.from)
	line("To", m.to)
	line("Subject", m.subject)
	line("Date", m.at.Format(time.RFC1123Z))
	line("Message-ID", id(m.id))
	line("In-Reply-To", id(m.re))
	b.WriteString(m.more)
	b.WriteString("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + m.text + "\n")
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

// question is the nth mail of ours that wants an answer, sent hours ago.
func question(n int, hours float64) letter {
	return letter{
		id: fmt.Sprintf("q%d", n), from: me, to: fmt.Sprintf("Buyer %d <buyer@company%d.example>", n, n), subject: fmt.Sprintf("Offer %d", n),
		text: "Hello,\n\ncould you tell me whether it suits you?\n\nJoe",
		at:   time.Now().Add(-time.Duration(hours * float64(time.Hour))).UTC().Truncate(time.Second),
	}
}

// questions are mails of ours to n customers.
func questions(n int, hours float64) []letter {
	var out []letter
	for i := range n {
		out = append(out, question(i, hours))
	}
	return out
}

// answered is the customer's answer, an hour ago.
func (m letter) answered() letter {
	return letter{
		id: "a-" + m.id, re: m.id, from: m.to, to: m.from, subject: "Re: " + m.subject, text: "Yes, it suits us.",
		at: time.Now().Add(-time.Hour).UTC().Truncate(time.Second),
	}
}

// traffic is a year's mail, n messages: three in five received, the others sent.
// It is the same for the same n, but for the day on which it ends.
func traffic(n int) (received, sent []letter) {
	const span = 365 * 24 * time.Hour
	random := rand.New(rand.NewPCG(1, uint64(n)))
	now := time.Now().UTC().Truncate(time.Second)
	wantSent := n * 2 / 5
	for c := 0; len(received)+len(sent) < n; c++ {
		begin := now.Add(-time.Duration(random.Int64N(int64(span))))
		for _, m := range thread(random, c, begin) {
			switch {
			case !m.at.Before(now):
			case m.from == me && len(sent) < wantSent:
				sent = append(sent, m)
			case m.from != me && len(received) < n-wantSent:
				received = append(received, m)
			}
		}
	}
	return received, sent
}

// thread is one conversation of traffic: a newsletter, or mails to and fro.
func thread(random *rand.Rand, n int, at time.Time) []letter {
	subject := fmt.Sprintf("Matter %d of the pumps", n)
	company := fmt.Sprintf("company%d.example", random.IntN(800))
	customer := fmt.Sprintf("Buyer %d <buyer%d@%s>", n, random.IntN(3), company)
	if random.IntN(5) == 0 {
		return []letter{{
			id: fmt.Sprintf("n%d", n), from: "News <news@" + company + ">", to: me, subject: subject, at: at,
			text: strings.Repeat("The best offers of the week, for you alone.\n", 60),
			more: "List-Id: <news." + company + ">\nList-Unsubscribe: <https://" + company + "/no>\nPrecedence: bulk\n",
		}}
	}
	var mails []letter
	var refs string
	ours := random.IntN(2) == 0
	for i := range 1 + random.IntN(7) {
		m := letter{id: fmt.Sprintf("m%d-%d", n, i), from: customer, to: me, subject: subject, at: at}
		if ours {
			m.from, m.to = me, customer
		}
		m.text = []string{"Hello,\n\ncould you tell me when you need it?", "Hello,\n\nyes, it suits us. We take ten of them.",
			"Hello,\n\nthe drawing is attached; please confirm the price by the end of the week."}[random.IntN(3)]
		m.text += "\n\nKind regards\n" + m.from + "\nTel. +49 30 901820"
		if i > 0 {
			m.subject, m.re = "Re: "+subject, mails[i-1].id
			m.more = "References: " + refs + "\n"
		}
		m.more += "Received: from mx.acme.example by mail.acme.example with ESMTPS; " + at.Format(time.RFC1123Z) + "\n" +
			"DKIM-Signature: v=1; a=rsa-sha256; d=" + company + "; b=" + strings.Repeat("x", 300) + "\n"
		refs = strings.TrimSpace(refs + " <" + m.id + "@acme.example>")
		mails = append(mails, m)
		at = at.Add(time.Duration(random.Int64N(int64(4 * 24 * time.Hour))))
		ours = !ours || random.IntN(4) == 0
	}
	return mails
}
