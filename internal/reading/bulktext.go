package reading

import (
	"slices"
	"strings"
	"unicode"
)

// maxBulkText is how much of a text and of a signature is weighed, in bytes.
const maxBulkText = 16 << 10

// maxInquiry is how long a text may be whose words show a customer, in bytes:
// first mails of customers are short.
const maxInquiry = 1500

// textClues looks at the text, newly written and signature.
func (m *mail) textClues(e *evidence) {
	p := m.prose
	head, end := ends(p.tokens)
	tail := parseProse(clipFront(m.Signature, maxBulkText/4))
	tail.search()
	for _, topic := range []struct {
		section string
		signs   []graded
	}{
		{"bulk unsubscribe", []graded{{1, clueUnsubscribe}}},
		{"bulk because", []graded{{1, clueBecause}}},
		{"bulk browser", []graded{{1, clueInBrowser}}},
		{"bulk footer", []graded{{2, clueManyFooters}, {1, clueFooter}}},
		{"bulk anyone", []graded{{1, clueAnyone}}},
		{"bulk offer", []graded{{4, clueManyOffers}, {2, clueOffer}}},
		{"bulk scam", []graded{{3, clueManyScams}, {2, clueScam}}},
		{"bulk vice", []graded{{2, clueManyVices}, {1, clueVice}}},
		{"bulk customer", []graded{{1, clueCustomer}}},
		{"bulk notice", []graded{{2, clueManyNotices}, {1, clueNotice}}},
	} {
		subject := m.subject.tokens
		if topic.section != "bulk notice" {
			subject = nil
		}
		e.grade(countPhrases(topic.section, subject, head, end, tail.tokens), topic.signs...)
	}
	if leavesByLink(p.tokens) || leavesByLink(tail.tokens) {
		e.add(clueUnsubscribe)
	}
	if len(m.NewText) > maxInquiry {
		e.drop(clueCustomer) // any words occur in a long text
	}
	if phrases("automatic").in(head) {
		e.add(clueAutomaticText)
	}
	text := clipText(m.NewText, maxBulkText)
	e.grade(links(p.tokens)+links(tail.tokens), graded{8, clueManyLinks}, graded{3, clueSomeLinks})
	e.grade(strings.Count(text, "!"), graded{10, clueManyBangs}, graded{4, clueSomeBangs})
	e.grade(amounts(text), graded{2, cluePrices})
	if shouts(p) {
		e.add(clueShoutText)
	}
	m.readLines(e, text)
	m.personalText(e)
}

// ends returns the words that begin a text and those that end it: what a mail
// says of itself stands there.
func ends(tokens []token) (head, end []token) {
	const first, last = 1000, 500
	if len(tokens) <= first+last {
		return tokens, nil
	}
	return tokens[:first], tokens[len(tokens)-last:]
}

// countPhrases counts the different phrases of a section that occur, up to a
// few.
func countPhrases(section string, texts ...[]token) int {
	const enough = 5
	type phrase struct {
		first string
		size  int
	}
	var seen [enough]phrase
	set, n := phrases(section), 0
	for _, tokens := range texts {
		for i := 0; i < len(tokens); i++ {
			size := set.at(tokens, i)
			if size == 0 {
				continue
			}
			found := phrase{tokens[i].word, size}
			if !slices.Contains(seen[:n], found) {
				seen[n] = found
				n++
			}
			if n == enough {
				return n
			}
			i += size - 1
		}
	}
	return n
}

// leavesByLink tells whether a word for leaving stands beside a web address, as
// at the foot of a newsletter.
func leavesByLink(tokens []token) bool {
	leave := phrases("bulk leave")
	for i, t := range tokens {
		if t.word != "" {
			continue
		}
		for j := max(0, i-4); j < i; j++ {
			if leave.at(tokens, j) > 0 {
				return true
			}
		}
	}
	return false
}

// links counts the web addresses among the words.
func links(tokens []token) (n int) {
	for _, t := range tokens {
		if t.word == "" {
			n++
		}
	}
	return n
}

// amounts counts sums of money written with the sign in front.
func amounts(text string) (n int) {
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '$' && text[i+1] >= '0' && text[i+1] <= '9' {
			n++
		}
	}
	return n + strings.Count(text, "€") + strings.Count(text, "£")
}

// shouts tells whether much of a text is in capitals.
func shouts(p *prose) bool {
	long, upper := 0, 0
	for _, t := range p.tokens {
		if t.end-t.start < 4 || t.word == "" || t.address {
			continue
		}
		long++
		if isUpper(p.text[t.start:t.end]) {
			upper++
		}
	}
	return upper >= 10 && upper*6 > long
}

func isUpper(word string) bool {
	for _, r := range word {
		if !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// readLines looks at the lines: rules between pieces speak for a newsletter,
// "Name: ..." for a form that somebody filled in.
func (m *mail) readLines(e *evidence, text string) {
	rules, labels, address, last := 0, make(map[string]bool), false, ""
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if len(line) < 3 {
			continue
		}
		last = line
		if len(line) >= 20 && strings.Trim(line[:20], line[:1]) == "" && strings.IndexByte("-=*_~#+", line[0]) >= 0 {
			rules++
			continue
		}
		colon := strings.IndexByte(line, ':')
		if colon < 2 || colon > 30 || len(labels) > 10 {
			continue
		}
		label := strings.Trim(line[:colon], "*_- \t")
		if phrases("form label").has(label) {
			labels[fold(label)] = true
			address = address || strings.IndexByte(line[colon:], '@') > 0
		}
	}
	if isCode(last) || isCode(strings.TrimSpace(m.Signature[strings.LastIndexByte(m.Signature, '\n')+1:])) {
		e.add(clueCodedText)
	}
	if rules >= 3 {
		e.add(clueRuled)
	}
	if len(labels) >= 3 && address {
		e.add(clueWebForm)
	}
}

// isCode tells whether a line is one word that means nothing.
func isCode(line string) bool {
	if len(line) < 10 || strings.ContainsAny(line, " @/:.") {
		return false
	}
	for piece := range strings.SplitSeq(line, "-") {
		if !isRandom(piece) && !isGibberish(piece) {
			return false
		}
	}
	return true
}
