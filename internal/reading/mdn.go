package reading

import (
	"slices"
	"strings"
)

func isDisposition(typ string) bool {
	return typ == "message/disposition-notification" || typ == "message/global-disposition-notification"
}

// disposition judges a report of what became of a mail at its reader's (RFC
// 8098). A mail that was deleted unread is named so.
func (m *mail) disposition(p part) judgement {
	text, _ := p.text(maxText)
	what := ""
	for _, block := range fieldsIn([]byte(text), 5) {
		if value := block.get("disposition"); value != "" {
			_, what, _ = strings.Cut(strings.ToLower(value), ";")
			what, _, _ = strings.Cut(strings.TrimSpace(what), "/")
			break
		}
	}
	return judgement{Receipt, 0.98, receiptReason(strings.TrimSpace(what))}
}

// receiptReason words what happened to the mail, of the types of RFC 8098
// §3.2.6.2 and those before it.
func receiptReason(what string) string {
	if slices.Contains([]string{"deleted", "dispatched", "processed", "denied", "failed"}, what) {
		return "a read receipt (" + what + ")"
	}
	return "a read receipt"
}

// plainReceipt finds the receipts of mail programs that follow no standard: a
// subject of theirs and a text that says when a mail was read.
func (m *mail) plainReceipt() (judgement, bool) {
	if m.Forward || m.hints.HeaderOnly {
		return judgement{}, false
	}
	const little = 120 // words
	tokens := m.prose.tokens
	if len(tokens) == 0 || len(tokens) > little {
		return judgement{}, false
	}
	base := m.subject
	n := 0
	if len(base.tokens) > 0 {
		n = phrases("receipt subject").at(base.tokens, 0)
	}
	bySubject := n > 0 && (namesOld(base, n) || n > 1 && apartFrom(base, n))
	named := namesMail(m.prose)
	read, unread := phrases("read text").in(tokens) || named && phrases("read word").in(tokens), phrases("unread text").in(tokens)
	declared := m.writer() != somebody
	switch {
	case !read && !unread, !bySubject && !declared && !named:
		return judgement{}, false
	case !bySubject && !declared && m.wishes().Asks:
		return judgement{}, false
	case unread:
		return judgement{Receipt, 0.85, receiptReason("deleted")}, true
	}
	return judgement{Receipt, 0.85, receiptReason("")}, true
}

// namesMail tells whether a text begins by naming a mail of ours as mail programs
// do: "Your message", and below it To, Subject and Sent.
func namesMail(p *prose) bool {
	if len(p.tokens) == 0 || phrases("your message").at(p.tokens, 0) == 0 {
		return false
	}
	labels := 0
	for line := range strings.SplitSeq(clipText(p.text, 1000), "\n") {
		label, _, ok := strings.Cut(line, ":")
		label = strings.Trim(label, " \t\u00a0*")
		if ok && label != "" && len(label) <= 30 && !strings.ContainsAny(label, "0123456789 ") {
			labels++
		}
	}
	return labels >= 2
}
