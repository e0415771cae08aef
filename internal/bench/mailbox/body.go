package mailbox

import (
	"strconv"
	"strings"
)

// boundary parts the sections of a message.
func boundary(number int) string { return "=_part_" + strconv.Itoa(number) }

// alternative says whether a message has a second text, in HTML.
func (m *Mailbox) alternative(number int) bool { return of(m.seed, number, 7).first() < 0.6 }

func (m *Mailbox) contentType(dst []byte, number int) []byte {
	e := m.all[number]
	kind := `text/plain; charset=utf-8`
	switch {
	case e.kind == bounce:
		kind = `multipart/report; report-type=delivery-status;` + "\r\n\t" + `boundary="` + boundary(number) + `"`
	case e.kind == absence:
	case e.parcel:
		kind = `multipart/mixed; boundary="` + boundary(number) + `"`
	case m.alternative(number):
		kind = `multipart/alternative; boundary="` + boundary(number) + `"`
	}
	return field(dst, "Content-Type", kind)
}

// AppendBody appends what follows the header fields of a message to dst.
func (m *Mailbox) AppendBody(dst []byte, number int) []byte {
	e := m.all[number]
	switch {
	case e.kind == bounce:
		return m.report(dst, number)
	case e.kind == absence:
		until := m.Time(number).AddDate(0, 0, 5).Format("2 January 2006")
		return append(dst, "I am out of the office until "+until+" and read no mail.\r\n"...)
	}
	text := m.text(number)
	start, end := "--"+boundary(number)+"\r\n", "--"+boundary(number)+"--\r\n"
	const plain, html = "Content-Type: text/plain; charset=utf-8\r\n\r\n", "Content-Type: text/html; charset=utf-8\r\n\r\n"
	switch {
	case e.parcel:
		dst = append(append(append(dst, start+plain...), text...), start...)
		dst = append(dst, "Content-Type: application/pdf; name=\"drawing.pdf\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n"...)
		return append(m.parcel(dst, number), end...)
	case m.alternative(number):
		dst = append(append(append(dst, start+plain...), text...), start+html...)
		dst = append(dst, `<html><head><style>p{margin:0 0 1em;font-family:Arial,sans-serif}</style></head><body><p class="text">`...)
		dst = append(dst, strings.NewReplacer(">", "&gt;", "\r\n", "<br>\r\n").Replace(text)...)
		return append(append(dst, "</p></body></html>\r\n"...), end...)
	}
	return append(dst, text...)
}

// text is what somebody wrote, with the mail below it that it answers.
func (m *Mailbox) text(number int) string {
	e := m.all[number]
	var b strings.Builder
	b.WriteString(m.written(number))
	if e.prev >= 0 && e.kind == human {
		name, address, _ := m.person(e.peer)
		if !e.sent {
			name, address = ownerName, Owner
		}
		b.WriteString("\r\nOn " + m.Time(int(e.prev)).Format("Mon, 2 Jan 2006 at 15:04") + ", " + name + " <" + address + "> wrote:\r\n")
		for line := range strings.Lines(m.written(int(e.prev))) {
			b.WriteString("> " + line)
		}
	}
	return b.String()
}

// written is what somebody wrote anew.
func (m *Mailbox) written(number int) string {
	e := m.all[number]
	r := of(m.seed, number, 8)
	var b strings.Builder
	name, _, domain := m.person(e.peer)
	if e.kind == newsletter {
		for range 12 {
			b.WriteString(r.pick(sentences()) + "\r\nRead more: https://news.example/" + strconv.FormatUint(r.next(), 36) + "\r\n\r\n")
		}
		return b.String()
	}
	greeted, signed, place := ownerName, name, domain
	if e.sent {
		greeted, signed, place = name, ownerName, "acme.example"
	}
	first, _, _ := strings.Cut(greeted, " ")
	b.WriteString("Hello " + first + ",\r\n\r\n")
	for range 1 + r.n(3) {
		for range 1 + r.n(4) {
			b.WriteString(r.pick(sentences()) + "\r\n")
		}
		b.WriteString("\r\n")
	}
	if r.chance(0.6) {
		b.WriteString(r.pick(requests()) + "\r\n\r\n")
	} else if r.chance(0.3) {
		b.WriteString("Thank you!\r\n\r\n")
	}
	b.WriteString("Kind regards\r\n" + signed + "\r\n\r\n-- \r\n" + signed + "\r\nhttps://" + place + "\r\nTel. +49 30 9018" + strconv.Itoa(100+r.n(900)) + "\r\n")
	return b.String()
}

// report is what a mail system says of a mail that it could not deliver.
func (m *Mailbox) report(dst []byte, number int) []byte {
	e := m.all[number]
	_, address, _ := m.person(e.peer)
	start := "--" + boundary(number) + "\r\n"
	dst = append(dst, start+"Content-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n\r\n<"+address+">: 550 5.1.1 user unknown\r\n\r\n"...)
	dst = append(dst, start+"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.acme.example\r\n\r\nFinal-Recipient: rfc822; "+address+
		"\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n"...)
	dst = append(dst, start+"Content-Type: text/rfc822-headers\r\n\r\n"...)
	dst = mailboxField(dst, "From", ownerName, Owner)
	dst = append(append(append(dst, "To: <"...), address...), ">\r\nMessage-ID: "...)
	dst = append(m.appendID(dst, int(e.prev)), "\r\n\r\n"...)
	return append(dst, "--"+boundary(number)+"--\r\n"...)
}

// parcel appends an attachment of 60 to 190 kB.
func (m *Mailbox) parcel(dst []byte, number int) []byte {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	r := of(m.seed, number, 9)
	for range 800 + r.n(1700) {
		x := r.next()
		for i := range 76 {
			if i%10 == 0 {
				x = r.next()
			}
			dst = append(dst, digits[x&63])
			x >>= 6
		}
		dst = append(dst, "\r\n"...)
	}
	return dst
}
