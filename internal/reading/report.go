package reading

import (
	"regexp"
	"slices"
	"strings"
)

// report judges the structured reports of RFC 6522: delivery status (RFC 3464),
// disposition (RFC 8098) and complaints (RFC 5965).
func (m *mail) report() (judgement, bool) {
	kind := ""
	if m.typ.typ == "multipart/report" {
		kind = strings.ToLower(m.typ.params["report-type"])
	}
	status := part{}
	for _, p := range m.parts {
		switch p.typ {
		case "message/delivery-status", "message/global-delivery-status":
			status, kind = p, "delivery-status"
		case "message/disposition-notification", "message/global-disposition-notification":
			kind = "disposition-notification"
		case "message/feedback-report":
			kind = "feedback-report"
		default:
			continue
		}
		break
	}
	switch kind {
	case "delivery-status":
		return m.deliveryStatus(status), true
	case "disposition-notification":
		return judgement{Receipt, 0.98, "a read receipt"}, true
	case "feedback-report":
		return judgement{AutoReply, 0.8, "a complaint report of a mail system"}, true
	}
	return judgement{}, false
}

// deliveryStatus reads the recipients of a report. If they fared differently the
// worst counts.
func (m *mail) deliveryStatus(status part) judgement {
	var worst header
	body, _ := status.decode(maxHeader)
	rank := func(action string) int { return slices.Index([]string{"delayed", "failed"}, action) }
	for _, block := range fieldsIn(body, maxParts) {
		if block.has("final-recipient") || block.has("original-recipient") || block.has("action") || block.has("status") {
			if worst == nil || rank(action(block)) > rank(action(worst)) {
				worst = block
			}
		}
	}
	code := statusCode.FindString(worst.get("status"))
	if code == "" {
		code = statusCode.FindString(worst.get("diagnostic-code"))
	}
	if code == "" {
		code = statusCode.FindString(m.prose.text)
	}
	f := &Failure{Status: code, Address: recipient(worst), OriginalMessageID: m.returnedID()}
	if f.Address == "" {
		f.Address = m.failedRecipient()
	}
	switch what := action(worst); {
	case what == "delayed", what == "" && (strings.HasPrefix(code, "4") || m.readsDelayed()):
		m.Bounce = f
		return judgement{Delayed, 0.95, "the mail system has not delivered it yet and goes on trying"}
	case what == "relayed", what == "delivered", what == "expanded", what == "" && strings.HasPrefix(code, "2"):
		return judgement{Receipt, 0.95, "a mail system reports that the mail was passed on"}
	}
	f.Permanent = code == "" || code[0] == '5'
	m.Bounce = f
	return judgement{Bounce, 0.98, bounceReason(f)}
}

func bounceReason(f *Failure) string {
	why := "the mail was not delivered"
	if f.Address != "" {
		why += " to " + f.Address
	}
	if f.Status != "" {
		why += " (" + f.Status + ")"
	}
	return why
}

func action(block header) string {
	word, _, _ := strings.Cut(strings.ToLower(block.get("action")), " ")
	return strings.Trim(word, "();.")
}

// statusCode is an enhanced status code (RFC 3463), smtpCode a reply of SMTP.
var (
	statusCode = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)
	smtpCode   = regexp.MustCompile(`(?m)(?:^|[\s:(#<>])([45])\d\d[ \-]`)
)

// recipient is the address a block reports on: the one that was written to, if
// the report names it, else the one it ended at.
func recipient(block header) string {
	for _, name := range []string{"original-recipient", "final-recipient"} {
		_, value, ok := strings.Cut(block.get(name), ";")
		if !ok {
			value = block.get(name)
		}
		if found := salvage(value); len(found) > 0 {
			return found[0]
		}
	}
	return ""
}

// returnedID is the Message-ID of the mail that a report gives back.
func (m *mail) returnedID() string {
	for _, p := range m.parts {
		switch p.typ {
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "text/rfc822-header":
			content, _ := p.decode(maxHeader)
			h, _, _ := splitHeader(content, nil)
			if id := messageID(h.all("message-id")); id != "" {
				return id
			}
		}
	}
	text, _ := bodyText(m.parts)
	return idInText(text)
}

// idInText finds the Message-ID in a header given back as text.
func idInText(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimLeft(line, "> \t|")
		if len(line) > 11 && strings.EqualFold(line[:11], "message-id:") {
			if ids := idsIn(strings.TrimSpace(line[11:])); len(ids) > 0 {
				return ids[0]
			}
		}
	}
	return ""
}

// plainBounce reads the reports of mail systems that follow no standard: from a
// mail system's address, or from nobody, with a subject or text that says so.
func (m *mail) plainBounce() (judgement, bool) {
	daemon := isDaemon(m.From)
	null := m.header.has("return-path") && m.header.get("return-path") == "<>"
	failed := m.header.get("x-failed-recipients") != ""
	if !daemon && !null && !failed {
		return judgement{}, false
	}
	subject := parseProse(m.Subject).tokens
	text, _ := bodyText(m.parts)
	opening := parseProse(clipText(text, 4<<10)).tokens
	bySubject := phrases("bounce subject").in(subject)
	if !failed && !bySubject && !phrases("delayed subject").in(subject) && !(daemon && phrases("bounce text").in(opening)) {
		return judgement{}, false
	}
	f := &Failure{Status: statusCode.FindString(clipText(text, maxText)), OriginalMessageID: m.returnedID()}
	f.Address = m.failedRecipient()
	if m.readsDelayed() {
		m.Bounce = f
		return judgement{Delayed, 0.85, "a mail system says that it goes on trying"}, true
	}
	f.Permanent = f.Status == "" || f.Status[0] == '5'
	if reply := smtpCode.FindStringSubmatch(text); f.Status == "" && reply != nil {
		f.Permanent = reply[1] == "5"
	}
	m.Bounce = f
	return judgement{Bounce, 0.9, bounceReason(f)}, true
}

// failedRecipient looks for the address a report is about: in the field many
// systems add, else the first in the text that is neither ours nor the system's.
func (m *mail) failedRecipient() string {
	if found := salvage(m.header.get("x-failed-recipients")); len(found) > 0 {
		return found[0]
	}
	text, _ := bodyText(m.parts)
	for _, a := range salvage(clipText(text, 8<<10)) {
		own := a == m.From.Address || isDaemon(Address{Address: a})
		for _, to := range m.To {
			own = own || to.Address == a
		}
		if !own {
			return a
		}
	}
	return ""
}

// readsDelayed tells by subject and text that a mail system goes on trying.
func (m *mail) readsDelayed() bool {
	set := phrases("delayed subject")
	text, _ := bodyText(m.parts)
	return set.in(parseProse(m.Subject).tokens) || set.in(parseProse(clipText(text, 2<<10)).tokens)
}
