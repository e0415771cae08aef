package reading

import (
	"strings"
	"unicode"
)

// particulars returns where name, position, company and numbers of the writer
// begin at the end of a text, or -1. A closing formula and the name below it
// stay above.
func particulars(lines []string) int {
	top := len(lines)
	seen := 0
	for top > 0 && seen < 25 {
		line := strings.TrimSpace(lines[top-1])
		if line != "" {
			if !isBlocky(line) || isClosing(line) {
				break
			}
			seen++
		}
		top--
	}
	if seen == 0 {
		return -1
	}
	closed := top > 0 && isClosing(lines[top-1]) && !isSalutation(lines, top-1)
	for top < len(lines) && lines[top] == "" {
		top++
	}
	if closed {
		// The name that closes the text.
		if top < len(lines) && isPersonName(lines[top]) {
			top++
		}
		for top < len(lines) && lines[top] == "" {
			top++
		}
		if top == len(lines) || !isTitles(lines[top:]) && !(isContact(lines[top:], 1) && (hasReach(lines[top:]) || !hasLabel(lines[top:]))) {
			return -1
		}
		return top
	}
	return nameBlock(lines, top)
}

// isSalutation tells whether a line that might close a text opens it: "Ciao Tom,"
// is the first of the mail and calls somebody by name.
func isSalutation(lines []string, at int) bool {
	for _, line := range lines[:at] {
		if line != "" {
			return false
		}
	}
	tokens := parseProse(lines[at]).tokens
	n := phrases("greeting").at(tokens, 0)
	return n > 0 && n < len(tokens)
}

// nameBlock looks, from line top on, for the paragraph in which a name stands
// above particulars, and returns its line or -1.
func nameBlock(lines []string, top int) int {
	for i := top; i < len(lines); i++ {
		if i > 0 && lines[i-1] != "" && !isRuleLine(lines[i-1]) {
			continue // within a paragraph
		}
		if isRuleLine(lines[i]) && isContact(lines[i+1:], 1) && hasReach(lines[i+1:]) {
			return i
		}
		if !isPersonName(lines[i]) {
			continue
		}
		if isContact(lines[i+1:], 2) && hasReach(lines[i+1:]) {
			return i
		}
		return -1
	}
	return -1
}

// ruleMarks are the signs that rules are made of.
const ruleMarks = "_-=*~\u2500\u2501\u2550\u2014\uff0a\uff1d\uff0d\u30fc\u2606"

func isRuleLine(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) >= 3 && strings.Trim(line, ruleMarks) == ""
}

// isBlocky tells whether a line may belong to particulars: short, and no
// sentence.
func isBlocky(line string) bool {
	if len(line) > 110 || endsSentence(line) && !strings.HasSuffix(line, ".") ||
		strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "[") || isQuoted(line) {
		return false
	}
	if upper := strings.ToUpper(clipText(line, 4)); strings.HasPrefix(upper, "PS:") || strings.HasPrefix(upper, "P.S") || strings.HasPrefix(upper, "PS ") {
		return false
	}
	words := strings.Fields(line)
	if len(words) > 14 {
		return false
	}
	if isTrait(line) {
		return true
	}
	small := 0
	for _, w := range words {
		if unicode.IsLower(firstRune(w)) && len(w) > 3 {
			small++
		}
	}
	return small*2 < len(words) || small <= 1 && len(words) <= 3
}

// isContact tells whether lines hold particulars: at least want of them tell a
// number, an address or a page, and they are a good part of all.
func isContact(lines []string, want int) bool {
	traits, all := 0, 0
	for _, line := range lines {
		if line = strings.TrimSpace(line); line == "" || isRuleLine(line) {
			continue
		}
		all++
		if isTrait(line) {
			traits++
		}
	}
	return traits >= want && traits*4 >= all && all <= 20
}

// hasReach tells whether one of the lines says how to reach somebody: by
// telephone, mail, or a page.
func hasReach(lines []string) bool {
	for _, line := range lines {
		if strings.IndexByte(line, '@') > 0 || strings.Contains(line, "http") || strings.Contains(line, "www.") || hasPhone(line) {
			return true
		}
	}
	return false
}

// hasLabel tells whether one of the lines is "Label: value", as what a shop writes
// about an order is.
func hasLabel(lines []string) bool {
	for _, line := range lines {
		if _, _, ok := cutLabel(line); ok {
			return true
		}
	}
	return false
}

// hasPhone tells whether a line holds digits in groups, as telephone numbers are
// written, and not much else.
func hasPhone(line string) bool {
	digits, groups, other := 0, 0, 0
	for i := range len(line) {
		switch c := line[i]; {
		case c >= '0' && c <= '9':
			if i > 0 && isLetter(line[i-1]) {
				return false // the number of a parcel
			}
			if digits++; i == 0 || line[i-1] < '0' || line[i-1] > '9' {
				groups++
			}
		case c == '+' || c == '(':
			groups++
		case c > ' ' && c != '-' && c != '.' && c != '/' && c != ')':
			other++
		}
	}
	return digits >= 8 && digits <= 30 && groups >= 2 && other <= 40
}

// isTitles tells whether lines are nothing but a few names of companies and
// positions.
func isTitles(lines []string) bool {
	all := 0
	for _, line := range lines {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if all++; all > 6 || len(words) > 7 || len(line) > 60 || endsSentence(strings.TrimSpace(line)) && !endsInAbbreviation(line) {
			return false
		}
		for _, w := range words {
			if r := firstRune(strings.TrimLeft(w, "\"'(*")); unicode.IsLower(r) && len(w) > 3 || unicode.IsDigit(r) {
				return false
			}
		}
	}
	return all > 0
}

func endsInAbbreviation(line string) bool {
	words := strings.Fields(line)
	last := words[len(words)-1]
	return len(last) <= 5 && len(words) > 1
}

// isPersonName tells whether a line is a name: up to five words that begin with
// capitals.
func isPersonName(line string) bool {
	line = strings.Trim(line, " \t*_-\u2013\u2014~/.,")
	if line == "" || len(line) > 60 || strings.ContainsAny(line, "@:?!0123456789;") {
		return false
	}
	words := strings.Fields(line)
	if len(words) > 5 || strings.HasSuffix(line, "。") {
		return false
	}
	capital := 0
	for _, w := range words {
		r := firstRune(strings.TrimLeft(w, "\"'("))
		if unicode.IsLower(r) && len(w) > 3 {
			return false
		}
		if !unicode.IsLower(r) && unicode.IsLetter(r) {
			capital++
		}
	}
	return capital > 0
}

// isTrait tells whether a line tells a telephone number, a mail or web address,
// or a place with its postal code.
func isTrait(line string) bool {
	if strings.IndexByte(line, '@') > 0 || strings.Contains(line, "http") || strings.Contains(line, "www.") {
		return true
	}
	digits, run, longest := 0, 0, 0
	for i := range len(line) {
		if line[i] >= '0' && line[i] <= '9' {
			digits++
			run++
			longest = max(longest, run)
			continue
		}
		run = 0
	}
	return digits >= 7 || longest >= 4 && len(line) < 60 && !endsSentence(line) || digits >= 3 && strings.Count(line, ",") > 0 && len(line) < 60 && !endsSentence(line)
}
