package reading

import (
	"strings"
	"unicode"
)

// tellsAbsence tells whether an absence found in a clause is one that is not
// over, not wished for, and not the reader's: "sorry, I was on vacation" begins
// many a good answer.
func tellsAbsence(p *prose, away found, c *clause, list []found) bool {
	if p.questions[p.tokens[away.from].sentence] || inQuotes(p, away) {
		return false
	}
	for _, f := range list {
		near := 0
		switch f.cue {
		case cuePast:
			near = 3
		case cueWish:
			near = 6
		default:
			continue
		}
		// "ero in" and "in ferie" share a word.
		if f.from < away.from && f.to > away.from-near-1 && f.from >= c.from && p.tokens[f.from].sentence == p.tokens[away.from].sentence {
			return false
		}
		// Scripts without spaces put the tense behind.
		if f.from >= away.to && f.from <= away.to+6 && p.text[p.tokens[f.from].start] >= 0xe0 &&
			p.tokens[f.from].sentence == p.tokens[away.from].sentence {
			return false
		}
	}
	return true
}

// inQuotes tells whether words stand in quotation marks: they are spoken of.
func inQuotes(p *prose, f found) bool {
	before, after := p.text[:p.tokens[f.from].start], p.text[p.tokens[f.to-1].end:]
	const marks = "\"“”„«»「」'"
	return before != "" && strings.IndexByte("\"'", before[len(before)-1]) >= 0 && strings.IndexAny(after, marks) == 0 ||
		strings.HasSuffix(before, "“") || strings.HasSuffix(before, "„") || strings.HasSuffix(before, "「")
}

// count adds a clause to what is known of the text.
func (n *response) count(p *prose, c clause, list []found) {
	helps := setOf(cueGone, cueRetired, cueReceipt, cueTicket, cueAutomatic, cueReply, cueLater, cueUrgent, cueThanks, cueContact)
	dates := setOf(cueUntil, cueUntilAfter, cueBack, cueBackAfter)
	words, numbers, letters, capitals, address := 0, 0, 0, 0, false
	for _, t := range p.tokens[c.from:c.to] {
		switch {
		case t.address || t.word == "":
			numbers += 3
			address = true
		case isDigit(t.word):
			numbers++
		default:
			words++
			letters += len(t.word)
			if unicode.IsUpper(firstRune(p.text[t.start:])) {
				capitals++
			}
		}
	}
	if letters <= 3*words && words > 3 && p.text[p.tokens[c.from].start] >= 0xe0 {
		words = (words + 2) / 3 // characters, not words
	}
	day := numbers > 0
	answers := c.cues.has(setOf(cueAnswer)) || c.cues.has(setOf(cueWord)) && opensWithWord(p, c, list)
	switch {
	case c.away >= 0:
		if n.awayAt < 0 {
			n.awayAt = c.away
		}
		n.covered += words
		n.tells |= c.cues
		n.dated = n.dated || day || c.cues.has(dates)
		n.said = n.said || answers && !c.cues.has(setOf(cueUrgent, cueLater, cueContact))
	case c.cues.has(helps):
		n.covered += words
		n.tells |= c.cues
		n.dated = n.dated || day && c.cues.has(dates)
	case c.cues.has(dates) && day && words <= 8:
		n.covered += words
		n.dated = true
	case answers:
		n.other += words
		n.said = n.said || !address
	case words <= 3 || numbers >= words || 4*capitals >= 3*words, // names and particulars
		phrases("greeting").at(p.tokens, c.from) > 0 || phrases("closing").at(p.tokens, c.from) > 0:
	default:
		n.other += words
		n.said = n.said || p.questions[p.tokens[c.from].sentence]
	}
}

// opensWithWord tells whether "yes" or its like stands where a clause begins, or
// next to that.
func opensWithWord(p *prose, c clause, list []found) bool {
	for _, f := range list {
		if f.cue == cueWord && f.from >= c.from && f.from <= c.from+1 && f.from < c.to &&
			(f.from == c.from || phrases("but").at(p.tokens, c.from) > 0) {
			return true
		}
	}
	return false
}

// saysOfItself tells "This is an automatic reply" from "I got an automatic
// reply from you".
func saysOfItself(p *prose, reply found, list []found) bool {
	sentence := p.tokens[reply.from].sentence
	for _, f := range list {
		if f.cue == cueAutomatic && p.tokens[f.from].sentence == sentence {
			return true
		}
	}
	i := reply.from
	if i == 0 || p.tokens[i-1].sentence != sentence || dividesClause(p, i-1) {
		return true
	}
	return i >= 2 && phrases("is a").at(p.tokens, i-2) == 2 || phrases("is a").at(p.tokens, i-1) == 1
}

// isReplySubject tells whether a subject begins with a reply prefix.
func isReplySubject(subject string) bool {
	return isReply(strings.TrimSpace(subject))
}
