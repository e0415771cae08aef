package reading

import (
	"slices"
	"strings"
)

// The sums of weights from which a mail is taken for one to many, and from which
// that is in doubt. A customer's first mail taken for a newsletter is never
// answered, a newsletter taken for a customer's mail is a line to dismiss: so
// two strong signs are needed, or many weak ones.
const (
	bulkFrom      = 7
	doubtFrom     = 4
	bulkUnread    = 9 // from the header alone, so that the text is fetched
	doubtAnswered = 8 // of a mail that answers another: its fields alone
)

// evidence is what was found for and against a mail to many.
type evidence struct {
	seen [clueCount]bool
}

func (e *evidence) add(s clue)      { e.seen[s] = true }
func (e *evidence) has(s clue) bool { return e.seen[s] }
func (e *evidence) drop(list ...clue) {
	for _, s := range list {
		e.seen[s] = false
	}
}

// grade adds the first sign that n is enough for; steps go down.
func (e *evidence) grade(n int, steps ...graded) {
	for _, step := range steps {
		if n >= step.from {
			e.add(step.clue)
			return
		}
	}
}

// graded is a sign that a count gives from a number on.
type graded struct {
	from int
	clue clue
}

// score is the sum of the weights.
func (e *evidence) score() int {
	sum := 0
	for s, meaning := range meanings() {
		if e.seen[s] {
			sum += meaning.weight
		}
	}
	return sum
}

// weigh takes back what the rest of the evidence has made meaningless: frauds
// are written like letters, and a question to a public list is put to nobody.
func (e *evidence) weigh() {
	if e.has(clueManyScams) || e.has(clueManyVices) {
		e.drop(clueMailProgram, clueGreets, clueSigned, clueAsksReader, clueShortText, clueCustomer)
	}
	system := e.has(clueNoReplyAddress) || e.has(clueNoticeAddress)
	if system { // systems greet by name and sign with theirs
		e.drop(clueGreets, clueSigned)
	}
	if e.has(clueNotice) || e.has(clueManyNotices) {
		if system || e.has(clueAutomaticText) {
			e.add(clueSystemNotice)
			e.drop(clueShortText)
		}
	}
	if e.has(clueUnsubscribe) && (e.has(clueOffer) || e.has(clueManyOffers) || e.has(clueBecause)) {
		e.drop(clueAsksReader, clueShortText)
	}
	if e.has(clueWebForm) { // the service that carries it adds its own footer
		e.drop(clueUnsubscribe, clueUnsubscribeLink, clueBecause, clueNoReplyAddress)
	}
	if e.has(clueCustomer) && e.has(clueManyOffers) && !e.has(clueUnsubscribe) && !e.has(clueBecause) && !e.has(clueUnsubscribeLink) {
		e.drop(clueManyOffers) // a customer repeats what was offered
		e.add(clueOffer)
	}
	if e.has(clueOutsideList) {
		e.drop(clueMailProgram, clueSigned, clueAsksReader, clueShortText)
	}
}

// why names the strongest signs for a mail to many, at most three.
func (e *evidence) why() string {
	all := meanings()
	var found []meaning
	for s, m := range all {
		if e.seen[s] && m.weight > 0 {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b meaning) int { return b.weight - a.weight })
	var words []string
	for _, m := range found[:min(len(found), 3)] {
		if !slices.Contains(words, m.why) {
			words = append(words, m.why)
		}
	}
	return strings.Join(words, ", ")
}

// bulk finds mail to many by weighing signs. A mail that answers another was
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
