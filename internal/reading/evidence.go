package reading

import (
	"slices"
	"strings"
)

// evidence is what was found for and against a mail to many.
type evidence struct {
	seen [clueCount]bool
}

func (e *evidence) add(s clue) { e.seen[s] = true }

func (e *evidence) has(s clue) bool { return e.seen[s] }

func (e *evidence) drop(list ...clue) {
	for _, s := range list {
		e.seen[s] = false
	}
}

// grade adds the first clue that n is enough for; steps go down.
func (e *evidence) grade(n int, steps ...graded) {
	for _, step := range steps {
		if n >= step.from {
			e.add(step.clue)
			return
		}
	}
}

// graded is a clue that a count gives from a number on.
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
	system := e.has(clueNoReplyAddress) || e.has(clueNoticeAddress) ||
		e.has(clueManyNotices) && (e.has(clueCampaign) || e.has(clueBulkMailer) || e.has(clueRelay))
	if e.has(clueAnyone) && e.has(clueHiddenTo) {
		e.drop(clueSigned) // by the firm
	}
	if e.has(clueManyNotices) {
		e.drop(clueShortText)
	}
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

// why names the strongest clues for a mail to many, at most three.
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
