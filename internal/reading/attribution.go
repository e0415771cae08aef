package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// surrounding says what follows a line that may introduce a quotation. The less
// follows, the more the line itself has to prove.
type surrounding int

const (
	marked   surrounding = iota // lines marked as quoted
	atEnd                       // nothing
	unmarked                    // text that is not marked
)

// maxAttribution is how many lines a line such as "On Monday, Joe wrote:" may be
// broken into, blank ones included.
const maxAttribution = 8

// introduces tells whether a line may be the end of one that introduces a
// quotation: it ends in a colon, or it begins with a date.
func introduces(line string) bool {
	if endsInColon(line) {
		return true
	}
	start := trimStart(line)
	return start != "" && start[0] >= '0' && start[0] <= '9' && (strings.Contains(start, "@") || strings.Contains(start, "GMT"))
}

// attributionAbove returns how many of the last lines introduce what follows:
// "On Monday, Joe wrote:", in any language, over several lines, or without a
// verb: date, name and address. 0 if they do not.
func attributionAbove(lines []string, follows surrounding) int {
	end := len(lines)
	for end > 0 && len(lines)-end <= 3 && strings.TrimSpace(lines[end-1]) == "" {
		end--
	}
	if end == 0 || strings.TrimSpace(lines[end-1]) == "" {
		return 0
	}
	last := lines[end-1]
	if len(last) > 400 || follows != marked && !introduces(last) && !endsInColon(last) {
		return 0
	}
	if follows != marked && !hasDate(lines[max(0, end-maxAttribution):end]) {
		return 0
	}
	joined, blanks := "", 0
	weak := 0
	for i := end - 1; i >= 0 && end-i <= maxAttribution; i-- {
		line := strings.TrimSpace(lines[i])
		if line == "" {
			// Only an address that stands by itself is divided by blank lines.
			if blanks++; blanks > 2 || !strings.HasPrefix(joined, "<") && !strings.HasPrefix(joined, "mailto:") {
				break
			}
			continue
		}
		if i < end-1 && (strings.HasSuffix(line, "?") || strings.HasSuffix(line, "!") || endsInColon(line)) {
			break
		}
		joined = strings.TrimSpace(line + " " + joined)
		if len(joined) > 600 {
			break
		}
		s := readAttribution(joined)
		if s.complete(follows) {
			return len(lines) - i
		}
		if s.suffices(follows) && weak == 0 {
			weak = len(lines) - i
		}
	}
	return weak
}

// hasDate tells whether lines hold two numbers, as every date with a time or a
// year does. It is a gate before reading them as prose.
func hasDate(lines []string) bool {
	numbers := 0
	for _, line := range lines {
		for i := range len(line) {
			if c := line[i]; c == 0xd9 || c == 0xdb || c == 0xe0 {
				return true // a script that may have digits of its own
			}
			if line[i] >= '0' && line[i] <= '9' && (i == 0 || line[i-1] < '0' || line[i-1] > '9') {
				if numbers++; numbers >= 2 {
					return true
				}
			}
		}
	}
	return false
}

// attribution is what speaks for a line that introduces a quotation.
type attribution struct {
	opens   bool // begins as such: with a date, or the word before one
	wrote   bool
	name    bool // a name stands beside "wrote"
	address bool
	clock   bool
	colon   bool
	numbers int
	tokens  int
}

// complete tells whether the lines that were joined are the whole of it.
func (a attribution) complete(follows surrounding) bool {
	date := a.numbers >= 2
	switch follows {
	case marked:
		return a.opens && date && (a.wrote || a.address && a.colon || a.clock && a.colon) ||
			a.wrote && a.address && date || a.opens && a.wrote && a.colon && a.numbers > 0 && (a.address || a.name)
	case atEnd:
		return date && a.colon && (a.opens && (a.wrote && (a.clock || a.name || a.address) || a.address && a.clock) || a.wrote && a.address)
	default:
		return date && (a.opens && a.wrote && a.colon && (a.address || a.name) ||
			a.wrote && a.address && a.clock && a.colon ||
			a.opens && a.address && a.clock && a.colon)
	}
}

// suffices tells whether marked lines make up for what is lacking.
func (a attribution) suffices(follows surrounding) bool {
	if follows != marked || a.tokens > 30 {
		return false
	}
	return a.wrote && (a.colon || a.tokens <= 8) || a.colon && a.address && a.numbers > 0 || a.colon && a.clock && a.numbers >= 4
}

// readAttribution looks for what speaks for an attribution.
func readAttribution(line string) attribution {
	p := parseProse(line)
	a := attribution{colon: endsInColon(line), clock: hasClock(line) || strings.Contains(line, "GMT"), tokens: len(p.tokens)}
	if !a.colon && introduces(line) && len(line) < 120 {
		a.colon = true // "2026-11-03 17:21 GMT+01:00 Joe Doe" stands without
		a.opens = true
		a.address = true
	}
	wrote := phrases("wrote")
	from, size := -1, 0
	for i, t := range p.tokens {
		if t.address {
			a.address = true
		}
		if t.word != "" && !t.address && unicode.IsDigit(firstRune(t.word)) {
			a.numbers++
		}
		if n := wrote.at(p.tokens, i); n > 0 {
			a.wrote = true
			from, size = i, n
		}
	}
	if len(p.tokens) == 0 {
		return a
	}
	a.opens = a.opens || isDigit(p.tokens[0].word) || phrases("opener").at(p.tokens, 0) > 0 ||
		len(p.tokens) > 1 && isDigit(p.tokens[1].word) && len(p.tokens[0].word) <= 12
	if from > 0 {
		a.name = isNameBeside(p.text, p.tokens[from-1])
	}
	if from >= 0 && from+size < len(p.tokens) && !a.name {
		a.name = isNameBeside(p.text, p.tokens[from+size])
	}
	return a
}

// isNameBeside tells whether a word beside "wrote" may be a name: no pronoun, no
// number.
func isNameBeside(text string, t token) bool {
	if t.address {
		return true
	}
	r, size := utf8.DecodeRuneInString(text[t.start:t.end])
	if unicode.IsDigit(r) || t.word == "" || t.end-t.start == size && size == 1 {
		return false
	}
	return unicode.IsUpper(r) || !unicode.IsLower(r)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func isDigit(word string) bool { return word != "" && unicode.IsDigit(firstRune(word)) }
