package reading

import (
	"bytes"
	"strings"
)

// mailNotice is a report of a mail system while it is read.
type mailNotice struct {
	mail    *mail
	text    string // what the system says, without the mail it gives back
	all     string // the whole text
	opening []token
	inner   []part // parts of a report that the mail gives back, if it does
	sender  string // who wrote the mail given back
}

// maxNotice is how much of a notice is read for words.
const maxNotice = 8 << 10

// mailNotice prepares the mail for reading it as a report.
func (m *mail) mailNotice() *mailNotice {
	text := m.body
	n := &mailNotice{mail: m, all: text, text: text[:copyStart(text)]}
	opening := parseProse(clipText(dropQuotes(n.text), maxNotice))
	opening.search()
	n.opening = opening.tokens
	for _, p := range m.parts {
		if !isReturned(p.typ) {
			continue
		}
		content, _ := p.decode(maxHeader)
		h, size, _ := splitHeader(content, nil)
		if from := addresses(h.all("from")); len(from) > 0 {
			n.sender = from[0].Address
		}
		if ct := parseContentType(h.get("content-type"), ""); ct.typ == "multipart/report" {
			n.inner = walk(h, content[size:])
		}
		break
	}
	return n
}

// dropQuotes empties quoted lines: what our mail said is not what the system
// says. Sendmail's ">>> RCPT" is no quotation.
func dropQuotes(text string) string {
	if !strings.Contains(text, "\n>") && !strings.HasPrefix(text, ">") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ">") && !strings.HasPrefix(line, ">>>") {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// isReturned tells whether a part of that type gives a mail back, or its header.
func isReturned(typ string) bool {
	switch typ {
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers",
		"text/rfc822-header", "message/rfc822-headers", "message/partial":
		return true
	}
	return false
}

// copyStart returns where a text begins to give back the mail it is about: at a
// field that only transport writes.
func copyStart(text string) int {
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		bare := strings.TrimLeft(line, "> \t|")
		if at > 0 && (hasFieldName(bare, "return-path") || hasFieldName(bare, "received") && strings.Contains(bare, " ")) {
			return at
		}
		at = min(at+len(line)+1, len(text))
	}
	return len(text)
}

func hasFieldName(line, name string) bool {
	return len(line) > len(name) && line[len(name)] == ':' && strings.EqualFold(line[:len(name)], name)
}

// failure tells what failed, of the recipient a report names worst, or of the
// notice as a whole if r is empty. all are the recipients of the report.
func (n *mailNotice) failure(r recipientReport, all []recipientReport) *Failure {
	f := &Failure{Address: r.address, OriginalMessageID: n.returnedID()}
	if f.Address == "" {
		f.Address = n.failedRecipient()
	}
	near := n.near(f.Address, all)
	var codes []string
	add := func(text, class string) {
		found := codesIn(text)
		for _, reply := range []bool{true, false} {
			for _, c := range found {
				if c.reply == reply && c.code[0] != '2' && (class == "" || c.code[:1] == class) {
					codes = append(codes, c.code)
				}
			}
		}
	}
	add(r.diagnostic, "")
	if r.status != "" && r.status[0] != '2' {
		codes = append(codes, r.status)
	}
	class := ""
	if len(codes) > 0 {
		class = codes[0][:1]
	}
	add(near, class)
	if len(codes) == 0 {
		add(clipText(n.text, maxNotice), "")
	}
	f.Status = preferred(codes)
	f.Permanent = n.permanent(f.Status, r.diagnostic, near)
	return f
}

// permanent tells whether trying again is of no use: by the class of the code,
// else of the reply of SMTP, else by what the text says.
func (n *mailNotice) permanent(status, diagnostic, near string) bool {
	if status != "" {
		return status[0] == '5'
	}
	for _, text := range []string{diagnostic, near, clipText(n.text, maxNotice)} {
		if class := classOf(text); class != 0 {
			return class == '5'
		}
	}
	return !phrases("temporary failure").in(parseProse(diagnostic).tokens) && !phrases("temporary failure").in(n.opening)
}

// near is what the notice says of one recipient: from its address up to that of
// the next. If it is not named there, everything.
func (n *mailNotice) near(address string, all []recipientReport) string {
	const most = 1000
	lower := strings.ToLower(n.text)
	if address == "" || len(lower) != len(n.text) {
		return clipText(n.text, maxNotice)
	}
	at := strings.Index(lower, address)
	if at < 0 {
		return clipText(n.text, maxNotice)
	}
	before := lower[strings.LastIndexByte(lower[:at], '\n')+1 : at] // "550 <joe@acme.example> ..."
	piece := clipText(before, most) + " " + clipText(lower[at+len(address):], most)
	for i, r := range all {
		if i >= 50 {
			break
		}
		if r.address != "" && r.address != address && !strings.Contains(before, r.address) {
			piece, _, _ = strings.Cut(piece, r.address)
		}
	}
	if again := strings.LastIndex(lower, "<"+address+">"); again > at+most {
		// A transcript below a list of the recipients.
		piece += "\n" + clipText(lower[again:], most)
	}
	return piece
}

// returnedID is the Message-ID of the mail that a notice gives back: from the
// header in its last part, else from one quoted in the text, else what the
// notice says it answers.
func (n *mailNotice) returnedID() string {
	own := n.mail.MessageID
	parts := n.mail.parts
	if n.inner != nil {
		if id := idInParts(n.inner, own); id != "" {
			return id
		}
	}
	if id := idInParts(parts, own); id != "" {
		return id
	}
	if id := idInText(n.all, own); id != "" {
		return id
	}
	for _, p := range parts {
		if isDeliveryStatus(p.typ) || strings.HasPrefix(p.typ, "text/") || strings.HasPrefix(p.typ, "multipart/") {
			if text, _ := p.text(maxText); idInText(text, own) != "" {
				return idInText(text, own)
			}
		}
	}
	for _, id := range append(n.mail.InReplyTo, n.mail.References...) {
		if id != own {
			return id
		}
	}
	return ""
}

// idInParts looks for the header of a mail given back as a part of its own.
func idInParts(parts []part, own string) string {
	for i, p := range parts {
		if file := i > 0 && p.attached && strings.HasPrefix(p.typ, "text/"); !file && !isReturned(p.typ) {
			continue
		}
		content, _ := p.decode(maxHeader)
		h, _, _ := splitHeader(bytes.TrimLeft(content, " \t\r\n"), nil)
		if id := messageID(h.all("message-id")); id != "" && id != own {
			return id
		}
		if id := idInText(toText("", content[:min(len(content), maxText)]), own); id != "" {
			return id
		}
	}
	return ""
}

// idInText finds the Message-ID in a header given back as text.
func idInText(text, own string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimLeft(line, "> \t|*")
		for _, name := range []string{"message-id", "original-message-id", "x-original-message-id"} {
			if !hasFieldName(line, name) {
				continue
			}
			value := strings.TrimSpace(line[len(name)+1:])
			if value == "" && i+1 < len(lines) { // folded behind the name
				value = strings.TrimSpace(strings.TrimLeft(lines[i+1], "> \t|"))
			}
			if ids := idsIn(value); len(ids) > 0 && ids[0] != own {
				return ids[0]
			}
		}
	}
	return ""
}
