package reading

import "strings"

// maxCovered is how many words of a text are looked at. Notices are short; what
// follows in long ones is small print.
const maxCovered = 300

// response is how far a text reads as a responder's: what it tells, and how much
// of it belongs to that.
type response struct {
	tells   cueSet // of the clauses that count
	awayAt  int    // the word at which an absence is first told; -1: none is
	dated   bool   // a day of return or an end is named
	covered int    // words of the clauses that are a notice's
	other   int    // words of the rest
	said    bool   // some clause answers the mail: it agrees, asks, speaks of the matter
	plain   bool   // it says of itself that it is an automatic reply
}

// fits tells whether nothing but a notice is said.
func (n response) fits() bool {
	free := 10 + n.covered/2
	if n.dated && n.tells.has(setOf(cueLater)) {
		free = 20 + n.covered
	}
	return (n.plain || !n.said) && n.other <= free
}

// whole tells whether hardly a word is said beside the notice.
func (n response) whole() bool { return !n.said && n.other <= 4 }

// clause is a part of a sentence with the cues found in it.
type clause struct {
	from, to int // tokens
	cues     cueSet
	away     int // the first token of an absence told; -1: none
}

// readResponse judges the newly written text clause by clause.
func (m *mail) readResponse() response {
	if m.responded != nil {
		return *m.responded
	}
	p := m.prose
	n := response{awayAt: -1}
	list := cuesIn(p, maxCovered)
	small := smallPrint(p, list)
	for _, c := range clausesOf(p, list) {
		if !small[p.tokens[c.from].sentence] {
			n.count(p, c, list)
		}
	}
	n.other += max(0, len(p.tokens)-maxCovered-100)
	for _, f := range list {
		if f.cue == cueReply && !small[p.tokens[f.from].sentence] && saysOfItself(p, f, list) {
			n.plain = true
		}
	}
	m.responded = &n
	return n
}

// smallPrint returns the sentences of small print.
func smallPrint(p *prose, list []found) map[int]bool {
	small := make(map[int]bool)
	for _, f := range list {
		if f.cue == cueSmall {
			small[p.tokens[f.from].sentence] = true
		}
	}
	return small
}

// clausesOf divides a text where its sentences end, at commas, brackets and
// dashes, and before "but".
func clausesOf(p *prose, list []found) []clause {
	divides := make(map[int]bool)
	for _, f := range list {
		if f.cue == cueBut {
			divides[f.from] = true
		}
	}
	var clauses []clause
	limit := min(len(p.tokens), maxCovered)
	for i := 0; i < limit; i++ {
		if i == 0 || divides[i] || p.tokens[i].sentence != p.tokens[i-1].sentence || dividesClause(p, i-1) {
			clauses = append(clauses, clause{from: i, away: -1})
		}
		clauses[len(clauses)-1].to = i + 1
	}
	next := 0
	for _, f := range list {
		for next < len(clauses)-1 && clauses[next].to <= f.from {
			next++
		}
		c := &clauses[next]
		c.cues |= 1 << f.cue
		if f.cue == cueAway && c.away < 0 && tellsAbsence(p, f, c, list) {
			c.away = f.from
		}
	}
	for i := range clauses {
		if clauses[i].away < 0 {
			clauses[i].cues &^= 1 << cueAway
		}
	}
	return clauses
}

// dividesClause tells whether a clause ends between a token and the next. Commas
// inside numbers divide nothing.
func dividesClause(p *prose, i int) bool {
	from, to := p.tokens[i].end, p.tokens[i+1].start
	if to <= from+1 {
		return to == from+1 && strings.IndexByte("(:;", p.text[from]) >= 0
	}
	for i := from; i < to; i++ {
		switch p.text[i] {
		case ',', ';', ':', '(', ')', '[', ']':
			return true
		case '-':
			if p.text[i-1] == ' ' && i+1 < to && p.text[i+1] == ' ' && i > from {
				return true
			}
		}
		if p.text[i] >= 0x80 {
			return strings.ContainsAny(p.text[i:to], ",;:()[]–—、，；：（）،") || strings.Contains(p.text[max(from, i-2):to], " - ")
		}
	}
	return false
}
