package reading

import "strings"

// unmarked finds the notices of responders that no field cues: archives, gateways
// and old programs strip the fields. The whole text must be one.
func (m *mail) unmarked() (judgement, bool) {
	if m.Forward || len(m.prose.tokens) == 0 || m.typedOnPhone() {
		return judgement{}, false
	}
	n := m.readResponse()
	support := phrases("away subject").in(m.subject.tokens) || n.dated || n.plain || n.tells.has(setOf(cueLater, cueUrgent, cueThanks, cueContact, cueAutomatic))
	switch {
	case n.plain && n.awayAt < 0 && !n.tells.has(setOf(cueGone, cueReceipt, cueTicket)):
		return judgement{AutoReply, 0.75, "it calls itself an automatic reply"}, true
	case n.said && !n.plain:
		return judgement{}, false
	case n.awayAt >= 0 && n.awayAt < openingWords && support && n.fits():
		return judgement{OutOfOffice, 0.75, "the whole text is a notice of absence, though no field says that a machine wrote it"}, true
	case n.dated && n.tells.has(setOf(cueLater)) && n.tells.has(setOf(cueUrgent)) && n.fits():
		return judgement{OutOfOffice, 0.7, "it names a time, whom to turn to and that the answer comes later"}, true
	case n.tells.has(setOf(cueRetired)) && n.whole():
		return judgement{Gone, 0.7, "the whole text says that the address is no longer used"}, true
	case n.plain && n.tells.has(setOf(cueGone)) && n.fits():
		return judgement{Gone, 0.75, "it calls itself an automatic reply and says that the person is no longer there"}, true
	case n.tells.has(setOf(cueReceipt)) && n.tells.has(setOf(cueTicket, cueAutomatic, cueReply)) && n.fits():
		return judgement{Receipt, 0.75, "the text acknowledges receipt as ticket systems do"}, true
	case n.plain, n.tells.has(setOf(cueAutomatic)) && (m.answers() || isReplySubject(m.Subject)):
		return judgement{AutoReply, 0.75, "it calls itself an automatic reply"}, true
	}
	return judgement{}, false
}

// typedOnPhone tells whether the line of a telephone stands below the text, which
// responders do not write.
func (m *mail) typedOnPhone() bool {
	for line := range strings.SplitSeq(clipText(m.Signature, 300), "\n") {
		if isDevice(line) {
			return true
		}
	}
	return false
}

// openingWords is within how many words a notice of absence comes to its point.
const openingWords = 80

// suspect finds mail that reads like a machine's though no field says so.
func (m *mail) suspect() (judgement, bool) {
	n := m.readResponse()
	opening := m.prose.tokens[:min(len(m.prose.tokens), 60)]
	subject := m.subject.tokens
	switch {
	case phrases("automatic").in(opening):
		return judgement{Uncertain, 0.6, "it calls itself automatic, but no field says so"}, true
	case m.NoReply && (phrases("receipt").in(opening) || phrases("receipt").in(subject)):
		return judgement{Uncertain, 0.6, "it acknowledges receipt, but no field says that a machine wrote it"}, true
	case !m.answers() && n.tells.has(setOf(cueThanks)) && !n.said && thanksInSubject(subject):
		return judgement{Uncertain, 0.5, "it thanks for a mail in the subject, as responders do"}, true
	case n.awayAt >= 0 && n.awayAt < 25 && !(m.answers() && n.said && !n.plain && m.wishes().Confirms):
		return judgement{Uncertain, 0.5, "it speaks of an absence, but no field says that a machine wrote it"}, true
	case n.tells.has(setOf(cueRetired)) && !n.said,
		n.tells.has(setOf(cueGone)) && n.tells.has(setOf(cueContact)) && n.whole():
		return judgement{Uncertain, 0.5, "it says that somebody or an address is no longer there, but no field says that a machine wrote it"}, true
	}
	return judgement{}, false
}

// thanksInSubject tells whether a subject thanks for a mail.
func thanksInSubject(subject []token) bool {
	for i := range subject {
		if n := phrases("thanks").at(subject, i); n > 0 {
			return i+n == len(subject)
		}
	}
	return false
}

// readAbsence reads what an absence or departure notice tells, now that the mail
// is known to be one.
func (m *mail) readAbsence() {
	switch m.Nature {
	case OutOfOffice:
		m.Until = m.lastDayAway()
	case Uncertain:
		if m.readResponse().awayAt >= 0 {
			m.Until = newCalendar(m.prose, m.hints.At, m.hints.Zone).until()
		}
	case Gone, AutoReply:
	default:
		return
	}
	m.StandIn = m.standIn()
}

// lastDayAway looks for it in the text, then in the subject and in what was taken
// for a signature.
func (m *mail) lastDayAway() *Day {
	for _, text := range []string{m.NewText, m.Subject, m.Signature} {
		if text == "" {
			continue
		}
		p := m.prose
		if text != m.NewText {
			p = parseProse(text)
		}
		if day := newCalendar(p, m.hints.At, m.hints.Zone).until(); day != nil {
			return day
		}
	}
	return nil
}
