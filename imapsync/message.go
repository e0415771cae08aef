package imapsync

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"thrice/internal/reading"
	"thrice/rules"
	"thrice/tracker"
)

// maxNewText is how many characters of a message's new text are kept.
const maxNewText = 4000

// arrival turns the header fields of a message into what the tracker receives.
func arrival(header []byte, at tracker.Location, internal time.Time, zone *time.Location) tracker.Arrival {
	r := reading.Read(header, reading.Hints{Zone: zone, HeaderOnly: true})
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
func addText(a *tracker.Arrival, raw []byte, seen time.Time, zone *time.Location) {
	r := reading.Read(raw, reading.Hints{At: tracker.MessageTime(a.Date, a.Internal, seen), Zone: zone})
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
		Call:       r.CallRequest,
		Promises:   r.Promises,
		Stop:       r.Stop,
		Forward:    r.Forward,
		List:       r.ListID != "",
		NoReply:    r.NoReply,
		Named:      date(r.NamedDate),
		Until:      date(r.Until),
		StandIn:    r.StandIn.Address,
		AuthServer: r.Auth.ServerID,
		AuthPass:   r.Auth.Pass,
		Errors:     r.Errors,
	}
	if b := r.Bounce; b != nil {
		c.Failed = tracker.Failure{Status: b.Status, Address: b.Address, Permanent: b.Permanent}
	}
	return c
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
