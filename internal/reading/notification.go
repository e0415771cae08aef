package reading

import (
	"encoding/json"
	"strings"
)

// notification is what Amazon's mail service tells of a mail, as JSON.
type notification struct {
	NotificationType string `json:"notificationType"`
	EventType        string `json:"eventType"`
	Bounce           struct {
		BounceType        string `json:"bounceType"`
		BouncedRecipients []struct {
			EmailAddress   string `json:"emailAddress"`
			Action         string `json:"action"`
			Status         string `json:"status"`
			DiagnosticCode string `json:"diagnosticCode"`
		} `json:"bouncedRecipients"`
	} `json:"bounce"`
	DeliveryDelay struct {
		DelayedRecipients []struct {
			EmailAddress   string `json:"emailAddress"`
			Status         string `json:"status"`
			DiagnosticCode string `json:"diagnosticCode"`
		} `json:"delayedRecipients"`
	} `json:"deliveryDelay"`
	Mail struct {
		Headers []struct {
			Name  string `json:"name"`
			Value string `json:"value"`
		} `json:"headers"`
		CommonHeaders struct {
			MessageID string `json:"messageId"`
		} `json:"commonHeaders"`
	} `json:"mail"`
}

// notified reads a notification of a mail service: a text that is JSON.
func (m *mail) notified() (judgement, bool) {
	if !strings.HasPrefix(m.prose.text, "{") || !strings.Contains(clipText(m.prose.text, 200), "Type\"") {
		return judgement{}, false
	}
	text := m.body
	// Mail servers break lines that are too long.
	text = strings.ReplaceAll(text, "!\n ", "")
	var note notification
	if json.NewDecoder(strings.NewReader(text)).Decode(&note) != nil {
		return judgement{}, false
	}
	n := &mailNotice{mail: m}
	switch note.NotificationType + note.EventType {
	case "Bounce":
		var all []recipientReport
		for _, r := range note.Bounce.BouncedRecipients[:min(len(note.Bounce.BouncedRecipients), maxParts)] {
			all = append(all, note.recipient(r.EmailAddress, r.Status, r.DiagnosticCode))
		}
		f := note.failure(n, all)
		if f.Status == "" {
			f.Permanent = note.Bounce.BounceType != "Transient"
		}
		m.Bounce = f
		return judgement{Bounce, 0.9, bounceReason(f)}, true
	case "DeliveryDelay":
		var all []recipientReport
		for _, r := range note.DeliveryDelay.DelayedRecipients[:min(len(note.DeliveryDelay.DelayedRecipients), maxParts)] {
			all = append(all, note.recipient(r.EmailAddress, r.Status, r.DiagnosticCode))
		}
		m.Bounce = note.failure(n, all)
		m.Bounce.Permanent = false
		return judgement{Delayed, 0.9, "a mail service says that it goes on trying"}, true
	case "Delivery":
		return judgement{Receipt, 0.85, "a mail service reports that the mail was delivered"}, true
	case "Complaint":
		return judgement{AutoReply, 0.8, "a complaint report of a mail service"}, true
	}
	return judgement{}, false
}

func (note *notification) recipient(address, status, diagnostic string) recipientReport {
	r := recipientReport{action: "failed", diagnostic: clipText(diagnostic, 4<<10), address: tidyAddress(address)}
	if codes := codesIn(status); len(codes) > 0 {
		r.status = codes[0].code
	}
	return r
}

func (note *notification) failure(n *mailNotice, all []recipientReport) *Failure {
	f := n.failure(worstOf(all), all)
	values := []string{}
	for _, h := range note.Mail.Headers {
		if strings.EqualFold(h.Name, "message-id") {
			values = append(values, h.Value)
		}
	}
	f.OriginalMessageID = ""
	for _, id := range messageIDs(append(values, note.Mail.CommonHeaders.MessageID)) {
		if id != n.mail.MessageID {
			f.OriginalMessageID = id
			break
		}
	}
	return f
}
