package mailbox

import (
	"encoding/hex"
	"strconv"
	"time"
)

// AppendHeader appends the header fields of a message to dst, with the empty
// line at their end. Lines end in CRLF.
func (m *Mailbox) AppendHeader(dst []byte, number int) []byte {
	e := m.all[number]
	r := of(m.seed, number, 4)
	name, address, domain := m.person(e.peer)
	if e.kind == bounce {
		name, address, domain = "Mail Delivery System", "mailer-daemon@acme.example", "acme.example"
	} else if e.kind == newsletter {
		name, domain = "News "+r.pick(matters()), "news.example"
		address = "news" + strconv.Itoa(int(e.peer)) + "@" + domain
	}
	date := m.Time(number).Format(time.RFC1123Z)
	if !e.sent {
		dst = transport(dst, &r, address, domain, date)
	}
	subject := m.subject(e.thread)
	if e.sent {
		dst = mailboxField(dst, "From", ownerName, Owner)
		dst = mailboxField(dst, "To", name, address)
	} else {
		dst = mailboxField(dst, "From", name, address)
		dst = mailboxField(dst, "To", ownerName, Owner)
	}
	if e.kind == human && of(m.seed, int(e.thread), 5).first() < 0.35 {
		other, its, _ := m.person((e.peer + 7) % peers)
		dst = mailboxField(dst, "Cc", other, its)
	}
	dst = field(dst, "Subject", encoded(prefix(e, &r)+subject))
	dst = field(dst, "Date", date)
	dst = append(m.appendID(append(dst, "Message-ID: "...), number), "\r\n"...)
	dst = m.answers(dst, e)
	switch e.kind {
	case newsletter:
		dst = append(dst, "List-Id: <"...)
		dst = append(append(dst, address[:len(address)-len(domain)-1]...), ".news.example>\r\n"...)
		dst = append(dst, "List-Unsubscribe: <https://news.example/leave/"...)
		dst = append(strconv.AppendUint(dst, r.next(), 10), ">\r\nPrecedence: bulk\r\n"...)
	case absence:
		dst = append(dst, "Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n"...)
	case bounce:
		dst = append(dst, "Auto-Submitted: auto-replied\r\n"...)
	}
	dst = append(dst, "MIME-Version: 1.0\r\n"...)
	dst = m.contentType(dst, number)
	return append(dst, "\r\n"...)
}

// first is the first number of a generator, without using it up.
func (r random) first() float64 { return r.share() }

// prefix is what stands before the subject.
func prefix(e entry, r *random) string {
	switch {
	case e.kind == absence:
		return "Automatic reply: "
	case e.kind == bounce:
		return "Undelivered Mail Returned to Sender: "
	case e.prev < 0:
		return ""
	case !e.sent && r.chance(0.1):
		return "AW: "
	}
	return "Re: "
}

// transport appends what servers put before a mail on its way.
func transport(dst []byte, r *random, address, domain, date string) []byte {
	dst = append(append(append(dst, "Return-Path: <"...), address...), ">\r\nDelivered-To: "+Owner+"\r\n"...)
	for hop := range 2 + r.n(2) {
		dst = append(strconv.AppendInt(append(dst, "Received: from mx"...), int64(hop), 10), '.')
		dst = append(append(dst, domain...), " ([192.0.2."...)
		dst = append(strconv.AppendInt(dst, int64(1+r.n(250)), 10), "])\r\n\tby mail.acme.example (Postfix) with ESMTPS id "...)
		dst = append(strconv.AppendUint(dst, r.next(), 36), "\r\n\tfor <"+Owner+">; "...)
		dst = append(append(dst, date...), "\r\n"...)
	}
	dst = append(append(dst, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d="...), domain...)
	dst = append(dst, "; s=s1;\r\n\th=from:to:subject:date:message-id;\r\n\tb="...)
	for range 5 {
		dst = append(strconv.AppendUint(strconv.AppendUint(dst, r.next(), 36), r.next(), 36), "\r\n\t "...)
	}
	dst = append(dst, "==\r\nAuthentication-Results: mail.acme.example; dkim=pass header.d="...)
	dst = append(append(dst, domain...), ";\r\n\tspf=pass smtp.mailfrom="...)
	return append(append(dst, address...), "; dmarc=pass\r\n"...)
}

func field(dst []byte, name, value string) []byte {
	return append(append(append(append(dst, name...), ": "...), value...), "\r\n"...)
}

func mailboxField(dst []byte, field, name, address string) []byte {
	dst = append(append(dst, field...), ": "...)
	if text := encoded(name); text != name {
		dst = append(dst, text...)
	} else {
		dst = append(append(append(dst, '"'), name...), '"')
	}
	return append(append(append(dst, " <"...), address...), ">\r\n"...)
}

// appendID appends the Message-ID of a message, in angle brackets.
func (m *Mailbox) appendID(dst []byte, number int) []byte {
	e := m.all[number]
	r, x := of(m.seed, number, 6), uint64(0)
	var raw [20]byte
	for i := range raw {
		if i%8 == 0 {
			x = r.next()
		}
		raw[i] = byte(x)
		x >>= 8
	}
	dst = hex.AppendEncode(append(dst, '<'), raw[:])
	dst = append(strconv.AppendInt(append(dst, '.'), int64(number), 10), '@')
	switch {
	case e.sent:
		return append(dst, "acme.example>"...)
	case e.kind == newsletter:
		return append(dst, "news.example>"...)
	}
	return append(strconv.AppendInt(append(dst, "company"...), int64(m.company(e.peer)), 10), ".example>"...)
}

// answers appends the fields that say what a mail answers.
func (m *Mailbox) answers(dst []byte, e entry) []byte {
	if e.prev < 0 || e.link == byNothing {
		return dst
	}
	dst = append(m.appendID(append(dst, "In-Reply-To: "...), int(e.prev)), "\r\n"...)
	if e.link == byInReplyTo {
		return dst
	}
	// Clients keep the first id and the last ones of a long conversation.
	const most = 20
	var chain [most]int32
	n := 0
	for p := e.prev; p >= 0; p = m.all[p].prev {
		if n == most {
			n-- // chain holds the last ones, and in the end the first
		}
		chain[n] = p
		n++
	}
	dst = append(dst, "References:"...)
	for i := n - 1; i >= 0; i-- {
		if dst = m.appendID(append(dst, ' '), int(chain[i])); i > 0 {
			dst = append(dst, "\r\n"...)
		}
	}
	return append(dst, "\r\n"...)
}
