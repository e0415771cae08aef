package reading

// The sums of weights from which a mail is taken for one to many, and from which
// that is in doubt. A customer's first mail taken for a newsletter is never
// answered, a newsletter taken for a customer's mail is a line to dismiss: so
// two strong clues are needed, or many weak ones.
const (
	bulkFrom      = 7
	doubtFrom     = 4
	bulkUnread    = 9 // from the header alone, so that the text is fetched
	doubtAnswered = 8 // of a mail that answers another: its fields alone
)

// bulk finds mail to many by weighing clues. A mail that answers another was
// written to one: neither its text nor a list's fields make it bulk, a mailing
// service's make it doubtful.
func (m *mail) bulk() (judgement, bool) {
	var e evidence
	m.fieldClues(&e)
	if m.answers() {
		e.drop(clueListFields, cluePrecedence, clueListPost, clueOutsideList)
		if e.score() >= doubtAnswered {
			return judgement{Uncertain, 0.5, "it answers a mail, but looks sent to many: " + e.why()}, true
		}
		return judgement{}, false
	}
	m.personalFields(&e)
	if !m.hints.HeaderOnly {
		m.textClues(&e)
		if e.score() > -doubtFrom {
			m.markupClues(&e)
		}
		e.weigh()
	}
	score, enough := e.score(), bulkFrom
	if m.hints.HeaderOnly {
		enough = bulkUnread
	}
	switch {
	case score >= enough:
		return judgement{Bulk, min(0.6+0.04*float64(score-bulkFrom), 0.97), "sent to many: " + e.why()}, true
	case score >= doubtFrom:
		return judgement{Uncertain, 0.5, "it may be sent to many: " + e.why()}, true
	}
	return judgement{}, false
}
