package reading

import "strings"

// plainBounce reads the reports of mail systems that follow no standard. How
// much the text must say depends on who seems to write: of a mail system's
// address little, of an empty envelope more, and of anybody else it must begin
// as only such systems do, since people forward, quote and discuss bounces.
func (m *mail) plainBounce() (judgement, bool) {
	by, response := m.writer(), m.replies
	subject := &prose{}
	if by != somebody || mayLead(m.base, 1, phrases("bounce subject"), phrases("delayed subject")) {
		subject = parseProse(m.base)
	}
	bySubject := subjectSays(subject)
	if by == somebody {
		// A mail given back as text looks like one that is forwarded.
		forwarded := m.Forward && (isForward(m.Subject) || !m.opens())
		if forwarded || !bySubject && !m.opens() || response && m.answers() {
			return judgement{}, false
		}
	}
	if by != daemon && (m.otherwise(response) || m.Forward && isForward(m.Subject) && len(m.prose.tokens) > 0) {
		return judgement{}, false
	}
	n := m.mailNotice()
	sure := 0.75 + 0.05*float64(by)
	if m.header.get("x-failed-recipients") == "" && !n.reportsFailure(by, subject, response) {
		return judgement{}, false
	}
	if n.succeeds() {
		return judgement{Receipt, sure, passedOnReason}, true
	}
	all := n.reports(nil)
	worst := worstOf(all)
	f := n.failure(worst, all)
	m.Bounce = f
	if worst.action == "delayed" || worst.action == "" && n.delayed() && !n.givenUp() {
		f.Permanent = false
		return judgement{Delayed, sure - 0.05, "a mail system says that it goes on trying"}, true
	}
	return judgement{Bounce, sure, bounceReason(f)}, true
}

// reportsFailure weighs what the notice says against who writes.
func (n *mailNotice) reportsFailure(by writer, subject *prose, response bool) bool {
	m := n.mail
	bySubject := subjectSays(subject)
	shown := n.returns() || n.refuses()
	switch by {
	case daemon:
		return bySubject || phrases("bounce subject").in(subject.tokens) || n.says() || n.delayed() || shown
	case mailSystem:
		told := n.says() || shown || len(n.opening) == 0
		return m.opens() || bySubject && !response && told || n.says() && shown
	case machine:
		return m.opens() || bySubject && n.says() && (shown || n.transcript())
	}
	return m.unsigned(n, bySubject)
}

// otherwise tells that a mail of a machine, or of a postmaster, is something else
// than a notice of its own: an automatic reply, or an answer that quotes one.
func (m *mail) otherwise(response bool) bool {
	if words := m.subject.tokens; len(words) > 0 && phrases("automatic subject").at(words, 0) > 0 {
		return true
	}
	return response && m.answers() && m.Quoted && len(m.prose.tokens) > 0 && !m.opens()
}

// unsigned judges a notice of an address that is nobody's mark: it must begin as
// one, or consist of what only mail systems write.
func (m *mail) unsigned(n *mailNotice, bySubject bool) bool {
	if m.answers() && m.Quoted {
		return false
	}
	tokens := m.prose.tokens
	if len(tokens) > 1 && phrases("greeting").at(tokens, 0) > 0 && phrases("bounce opening").at(tokens, 1) == 0 {
		return false // only qmail says "Hi", and at once what it is
	}
	if m.opens() {
		return bySubject || n.returns() || n.refuses()
	}
	return bySubject && !m.answers() && n.says() && (n.returns() || n.transcript()) && !m.wishes().Asks
}

// subjectSays tells whether a subject begins as that of a notice.
func subjectSays(subject *prose) bool {
	if len(subject.tokens) == 0 {
		return false
	}
	return phrases("bounce subject").at(subject.tokens, 0) > 0 || phrases("delayed subject").at(subject.tokens, 0) > 0
}

// opens tells whether the newly written text begins as a mail system does that
// says what it is.
func (m *mail) opens() bool {
	const first = 20 // words
	for i := range m.prose.tokens[:min(len(m.prose.tokens), first)] {
		if phrases("bounce opening").at(m.prose.tokens, i) > 0 {
			return true
		}
	}
	return false
}

// says tells whether the notice tells of a failure in words.
func (n *mailNotice) says() bool { return phrases("bounce text").in(n.opening) }

// succeeds tells whether the notice tells of a delivery, and of no failure.
func (n *mailNotice) succeeds() bool {
	return phrases("delivered text").in(n.opening) && !n.says() && !n.refuses() && !n.delayed()
}

// returns tells whether the notice gives a mail back.
func (n *mailNotice) returns() bool {
	for _, p := range n.mail.parts {
		if isReturned(p.typ) {
			return true
		}
	}
	return len(n.text) < len(n.all) || phrases("returned copy").in(n.opening)
}

// refuses tells whether a server's refusal is quoted.
func (n *mailNotice) refuses() bool {
	text := clipText(n.text, maxNotice)
	return classOf(text) != 0 || len(codesIn(text)) > 0
}

// transcript tells whether the notice shows what mail systems have said to each
// other.
func (n *mailNotice) transcript() bool {
	text := clipText(n.text, maxNotice)
	for _, mark := range []string{"RCPT TO:", "RCPT To:", "MAIL FROM:", "<<< 5", "<<< 4", "Error-Code:"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// delayed tells by subject and text that a mail system goes on trying.
func (n *mailNotice) delayed() bool {
	subject := n.mail.subject.tokens
	return phrases("delayed subject").in(subject) || phrases("delayed text").in(n.opening)
}

// givenUp tells by the text that a mail system has stopped trying.
func (n *mailNotice) givenUp() bool { return phrases("given up").in(n.opening) }
