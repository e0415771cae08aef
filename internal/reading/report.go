package reading

import "strings"

// report judges the structured reports of RFC 6522: delivery status (RFC 3464),
// disposition (RFC 8098) and complaints (RFC 5965).
func (m *mail) report() (judgement, bool) {
	kind := ""
	if m.typ.typ == "multipart/report" {
		kind = strings.ToLower(m.typ.params["report-type"])
	}
	var status []part
	var disposition, feedback part
	for _, p := range m.parts {
		switch {
		case isDeliveryStatus(p.typ):
			status = append(status, p)
		case isDisposition(p.typ):
			disposition = p
		case p.typ == "message/feedback-report":
			feedback = p
		}
	}
	switch {
	case len(status) > 0:
		kind = "delivery-status"
	case disposition.typ != "":
		kind = "disposition-notification"
	case feedback.typ != "":
		kind = "feedback-report"
	}
	if m.typ.typ != "multipart/report" && kind != "" && m.passedOn() {
		return judgement{}, false
	}
	switch kind {
	case "delivery-status":
		return m.deliveryStatus(status), true
	case "disposition-notification":
		return m.disposition(disposition), true
	case "feedback-report":
		return feedbackReport(feedback), true
	}
	return judgement{}, false
}

// passedOn tells whether a person passes a report on: mail programs keep its
// parts when they forward a mail or answer it.
func (m *mail) passedOn() bool {
	if m.writer() != somebody {
		return false
	}
	return m.Forward || m.answers() && len(m.prose.tokens) > 0
}

// feedbackReport judges a complaint: somebody has marked our mail as unwanted, or
// a system has rejected it as forged (RFC 6591, RFC 5965).
func feedbackReport(p part) judgement {
	text, _ := p.text(maxText)
	why := "a complaint report of a mail system"
	for _, block := range fieldsIn([]byte(text), 2) {
		if kind := foldSpace(clipText(block.get("feedback-type"), 40)); kind != "" {
			why += " (" + strings.ToLower(toText("", []byte(kind))) + ")"
			break
		}
	}
	return judgement{AutoReply, 0.8, why}
}
