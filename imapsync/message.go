package imapsync

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thrice/internal/reading"
	"thrice/rules"
	"thrice/tracker"
)

// maxNewText is how many characters of a message's new text are kept.
const maxNewText = 4000

// maxWish is how many characters are kept of when somebody wants to be called,
// and maxPhones how many numbers of one mail: a longer list is no signature.
const (
	maxWish   = 80
	maxPhones = 10
)

// arrival turns the header fields of a message into what the tracker receives.
func arrival(header []byte, at tracker.Location, internal time.Time, hints reading.Hints) tracker.Arrival {
	hints.HeaderOnly = true
	r := reading.Read(header, hints)
	sum := sha256.Sum256(header)
	a := tracker.Arrival{
		Message: tracker.Message{
			Account: at.Account,
			From:    party(r.From),
			To:      parties(r.To),
			Cc:      parties(r.Cc),
			Bcc:     parties(r.Bcc),
			Refs:    refs(r),
			Subject: r.Subject,
			Date:    r.Date,
			Content: content(r, false),
		},
		Location: at,
		Internal: internal,
		Digest:   base32.StdEncoding.EncodeToString(sum[:20]),
	}
	if r.MessageID != "" {
		a.IDs = []string{r.MessageID}
	}
	if len(r.ReplyTo) > 0 {
		a.ReplyTo = party(r.ReplyTo[0])
	}
	a.Base, a.Response = reading.BaseSubject(r.Subject)
	return a
}

// addText reads the message itself, whose header fields a was made of. seen is
// when it was received here.
func addText(a *tracker.Arrival, raw []byte, seen time.Time, hints reading.Hints) {
	hints.At = tracker.MessageTime(a.Date, a.Internal, seen)
	r := reading.Read(raw, hints)
	a.Content = content(r, true)
	a.Refs = unique(append(a.Refs, refs(r)...))
}

// content is what a reading says of a message's content.
func content(r reading.Reading, read bool) tracker.Content {
	c := tracker.Content{
		Read:       read,
		Nature:     tracker.Nature(r.Nature),
		Sure:       r.Sure,
		NatureWhy:  r.Why,
		Text:       first(r.NewText, maxNewText),
		Asks:       r.Asks,
		Courtesy:   r.Courtesy,
		Confirms:   r.Confirms,
		Complaint:  rules.Reason(r.Complaint),
		Call:       r.CallRequest,
		Promises:   r.Promises,
		Stop:       r.Stop,
		Forward:    r.Forward,
		List:       r.ListID != "",
		NoReply:    r.NoReply,
		Named:      date(r.NamedDate),
		Until:      date(r.Until),
		StandIn:    tracker.StandIn{Name: r.StandIn.Name, Address: r.StandIn.Address, Phone: number(r.StandIn.Phone)},
		Phones:     phones(r),
		AuthServer: r.Auth.ServerID,
		AuthPass:   r.Auth.Pass,
		Errors:     r.Errors,
	}
	if w := r.Call; w != nil {
		c.Wish = tracker.Wish{Number: number(w.Phone), When: first(w.When, maxWish), Day: date(w.Day)}
	}
	if b := r.Bounce; b != nil {
		c.Failed = tracker.Failure{Status: b.Status, Address: b.Address, Permanent: b.Permanent}
	}
	return c
}

// phones are the numbers that a mail gives, the one they want to be called at
// first.
func phones(r reading.Reading) []tracker.Phone {
	all := r.Phones
	if r.Call != nil && r.Call.Phone != nil {
		all = slices.Insert(slices.Clone(all), 0, *r.Call.Phone)
	}
	var out []tracker.Phone
	for _, p := range all {
		if len(out) == maxPhones {
			break
		}
		known := slices.IndexFunc(out, func(o tracker.Phone) bool { return o.Number == p.E164 })
		switch signed := strings.Contains(r.Signature, p.Text) && !strings.Contains(r.NewText, p.Text); {
		case known < 0:
			out = append(out, tracker.Phone{Number: p.E164, Label: p.Label, Text: p.Text, Signed: signed})
		case out[known].Label == "":
			out[known].Label = p.Label
		}
	}
	return out
}

func number(p *reading.Phone) string {
	if p == nil {
		return ""
	}
	return p.E164
}

// refs are the messages that a message refers to, each once.
func refs(r reading.Reading) []string {
	ids := slices.Concat(r.References, r.InReplyTo)
	if r.Bounce != nil && r.Bounce.OriginalMessageID != "" {
		ids = append(ids, r.Bounce.OriginalMessageID)
	}
	return unique(ids)
}

func unique(ids []string) []string {
	var out []string
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func party(a reading.Address) tracker.Party { return tracker.Party{Name: a.Name, Address: a.Address} }

func parties(addresses []reading.Address) []tracker.Party {
	var out []tracker.Party
	for _, a := range addresses {
		out = append(out, party(a))
	}
	return out
}

func date(d *reading.Day) rules.Date {
	if d == nil {
		return rules.Date{}
	}
	return rules.Date{Year: d.Year, Month: d.Month, Day: d.Day}
}

// first returns at most n characters of text.
func first(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n])
}

// guarded calls read, which must not fail, and says so if it does: one mail may
// not end the reading of all others.
func guarded(read func()) (why string) {
	defer func() {
		if p := recover(); p != nil {
			why = fmt.Sprintf("reading it failed: %v", p)
		}
	}()
	read()
	return ""
}
