package reading

import (
	"strings"
	"unicode"
)

// maxSignature is how many lines a signature may have whose mark is no proof.
const maxSignature = 40

// cutSignature separates what stands below a text: from the line "-- " on (RFC
// 3676 §4.3), the line a telephone adds, footers and disclaimers, and the
// particulars below a closing formula or a name. The formula and the name are
// written anew each time and belong to the text.
func cutSignature(lines []string) (body, signature []string) {
	lines = trimBlank(lines)
	body = lines
	for range 3 { // a list adds one below that of the sender
		at := delimiter(body)
		if at < 0 {
			break
		}
		below := body[at+1:]
		if len(below) > 0 && isDelimiter(below[0]) {
			below = below[1:]
		}
		signature = join(trimBlank(below), signature)
		body = trimBlank(body[:at])
	}
	if at := footer(body); at >= 0 {
		signature = join(trimBlank(body[at:]), signature)
		body = trimBlank(body[:at])
	}
	top := len(body)
	for at := device(body); at >= 0; at = device(body[:top]) { // there may be several
		top = at
	}
	if top < len(body) {
		signature = join(trimBlank(body[top:]), signature)
		body = trimBlank(body[:top])
	}
	if at := particulars(body); at >= 0 {
		signature = join(trimBlank(body[at:]), signature)
		body = trimBlank(body[:at])
	}
	return dropRuleBelow(body), signature
}

func join(above, below []string) []string {
	if len(below) == 0 || len(above) == 0 {
		return append(above, below...)
	}
	return append(append(above[:len(above):len(above)], ""), below...)
}

// dropRuleBelow removes a rule that nothing follows any more.
func dropRuleBelow(lines []string) []string {
	for len(lines) > 0 {
		last := strings.TrimSpace(lines[len(lines)-1])
		if last != "" && (len(last) < 3 || strings.Trim(last, ruleMarks+"+#,\u1427 ") != "") {
			break
		}
		lines = lines[:len(lines)-1]
	}
	return lines
}

// delimiter returns where the signature's mark stands, or -1.
func delimiter(lines []string) int {
	for i, line := range lines {
		if line == "-- " {
			return i
		}
	}
	for i, line := range lines {
		if isDelimiter(line) && len(lines)-i <= maxSignature && (i > 0 || len(lines) <= 12) {
			return i
		}
	}
	return -1
}

func isDelimiter(line string) bool {
	switch strings.Trim(line, " \t\u00a0") {
	case "--", "—", "––", "- --", "__":
		return true
	}
	return false
}

// isAnswer tells whether particulars that stand alone are what the mail has to
// say: no mark stands above them, and no program has added them.
func isAnswer(lines []string) bool {
	return len(lines) > 0 && !isDelimiter(lines[0]) && !isDevice(lines[0]) && footer(lines) < 0
}

// device returns where the line stands that a telephone or a mail program adds,
// or -1. It is the last thing above the end, but for a few short lines.
func device(lines []string) int {
	below := 0
	for i := len(lines) - 1; i >= max(0, len(lines)-maxSignature); i-- {
		if lines[i] == "" {
			continue
		}
		if isDevice(lines[i]) {
			for i > 0 && lines[i-1] != "" && (isDevice(lines[i-1]) || below > 3) {
				i--
			}
			return i
		}
		if below++; below > 6 || len(lines[i]) > 90 || strings.HasSuffix(lines[i], "?") {
			return -1
		}
	}
	return -1
}

// isDevice tells whether a line is "Sent from my telephone" and no more.
func isDevice(line string) bool {
	if line == "" || len(line) > 200 || !mayLead(line, 4, phrases("device")) {
		return false
	}
	p := parseProse(strings.Trim(line, " \t*_<>()[]|"))
	tokens := p.tokens
	if len(tokens) == 0 {
		return false
	}
	at := -1
	size := 0
	for i := 0; i < min(len(tokens), 4) && at < 0; i++ {
		if n := phrases("device").at(tokens, i); n > 0 && (i == 0 || i+n >= len(tokens)-1) {
			at, size = i, n
		}
	}
	if at < 0 || !phrases("device word").in(tokens) && !strings.Contains(line, "http") {
		return false
	}
	rest := 0
	for _, t := range tokens[at+size:] {
		if t.word != "" && t.sentence == tokens[0].sentence && t.word[0] < 0x80 {
			rest++
		}
	}
	return rest <= 6 || phrases("apology").in(tokens) || // "my Blackberry 10 on the network of Globex"
		at+size < len(tokens) && phrases("device word").at(tokens, at+size) > 0 && rest <= 14
}

// isClosing tells whether a line is a closing formula and at most a name.
func isClosing(line string) bool {
	if line == "" || len(line) > 80 || strings.ContainsAny(line, "?@") || !mayLead(line, 1, phrases("closing")) {
		return false
	}
	tokens := parseProse(line).tokens
	if len(tokens) == 0 {
		return false
	}
	n := phrases("closing").at(tokens, 0)
	if n == 0 {
		return false
	}
	// "Best regards, Joe Doe" closes; "Thanks for the offer" does not.
	rest := tokens[n:]
	if len(rest) > 4 {
		return false
	}
	for _, t := range rest {
		if r := firstRune(line[t.start:]); unicode.IsLower(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
