package reading

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// maxOldLines is how much is read of a mail whose lines must be ended anew, in
// bytes.
const maxOldLines = 1 << 20

// Read reads a message, raw as it lies in the mailbox, or as much of it as was
// fetched: it may end anywhere. What cannot be read stays zero and is named in
// Errors.
func Read(raw []byte, h Hints) Reading {
	var r Reading
	if bytes.IndexByte(raw, '\n') < 0 {
		raw, _ = clip(raw, maxOldLines) // lines of an old Macintosh
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	fields, size, garbage := splitHeader(raw, nil)
	if garbage > 0 {
		r.Errors = append(r.Errors, fmt.Sprintf("header: %d lines are no fields", garbage))
	}
	if size >= maxHeader {
		r.Errors = append(r.Errors, fmt.Sprintf("header: cut at %d bytes", maxHeader))
	}
	if len(fields) == 0 {
		r.Errors = append(r.Errors, "header: no fields")
	}
	written := r.readHeader(fields)
	if h.At.IsZero() {
		h.At = r.Date
	}
	// "Tomorrow" is counted from the day it was for the writer. Offset zero says
	// nothing; many servers write no other.
	if _, offset := written.Zone(); offset != 0 {
		h.Zone = written.Location()
	}
	m := &mail{
		Reading: &r,
		header:  fields,
		subject: parseProse(r.Subject),
		prose:   &prose{},
		hints:   h,
		typ:     parseContentType(fields.get("content-type"), "text/plain"),
	}
	m.base, m.replies = BaseSubject(r.Subject)
	if !h.HeaderOnly {
		m.parts = walk(fields, raw[size:])
		m.readText()
	}
	m.strangeCharsets()
	j := m.judge()
	r.Nature, r.Sure, r.Why = j.nature, j.sure, j.why
	m.readPhones()
	m.readWishes()
	m.readOrder()
	m.readAbsence()
	return r
}

// readHeader reads the fields that say who writes to whom, when, and about what.
// It returns the Date in the writer's zone.
func (r *Reading) readHeader(h header) (written time.Time) {
	var room [4]string
	all := func(name string) []string { return h.appendAll(room[:0], name) }
	r.MessageID = messageID(all("message-id"))
	r.InReplyTo = messageIDs(all("in-reply-to"))
	r.References = messageIDs(all("references"))
	for _, value := range all("date") {
		if t, ok := readDate(value); ok {
			written, r.Date = t, t.UTC()
			break
		}
	}
	if r.Date.IsZero() && h.has("date") {
		r.Errors = append(r.Errors, "date: cannot be read")
	}
	r.Subject = clipText(foldSpace(decodeWords(clipText(h.get("subject"), 4*maxSubject))), maxSubject)
	fromFields := all("from")
	from, senders := addresses(fromFields), len(fromFields)
	if len(from) > 0 {
		r.From = from[0]
	} else {
		// Mail systems sign with a name alone: "MAILER-DAEMON".
		r.From.Name = strings.Trim(foldSpace(decodeWords(clipText(h.get("from"), maxSubject))), "<>\" ")
		r.Errors = append(r.Errors, "from: no address")
	}
	if senders > 1 {
		r.Errors = append(r.Errors, fmt.Sprintf("from: %d fields", senders))
	}
	r.ReplyTo = addresses(all("reply-to"))
	r.To = addresses(all("to"))
	r.Cc = addresses(all("cc"))
	r.Bcc = addresses(all("bcc"))
	r.ListID = listID(h)
	r.NoReply = isNoReply(r.From.Address)
	r.Auth = authentication(h, from, senders)
	r.Forward = isForward(r.Subject)
	return written
}

// little is how many words a text has that may need its subject to be understood.
const little = 25

// readText takes the body apart.
func (m *mail) readText() {
	text, cut := bodyText(m.parts)
	m.body = text
	w := takeApart(text)
	m.NewText, m.Signature, m.Quoted, m.Truncated = w.text, w.signature, w.quoted, cut
	m.prose = parseProse(w.text)
	m.prose.search()
	if w.forwarded && len(m.prose.tokens) <= little || m.returnsMail() {
		m.Forward = true
	}
}

// returnsMail tells whether the mail consists of another.
func (m *mail) returnsMail() bool {
	return len(m.parts) > 0 && m.parts[0].typ == "message/rfc822" && m.typ.typ != "multipart/report"
}
