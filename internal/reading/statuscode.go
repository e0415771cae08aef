package reading

import (
	"regexp"
	"strings"
)

// statusCode is an enhanced status code (RFC 3463), alone or behind the reply of
// SMTP (RFC 5321 §4.2) that carries it.
var statusCode = regexp.MustCompile(`(?:\b([245]\d\d)[ \-]['"(<\[#]?)?([245]\.\d{1,3}\.\d{1,3})\b`)

// smtpCode is a reply of SMTP that refuses.
var smtpCode = regexp.MustCompile(`(?m)(?:^|[\s:;(#<>\["'])([45])[0-5]\d(?:[ \-:]+\D|\r?$)`)

// foundCode is an enhanced status code in a text.
type foundCode struct {
	code  string
	reply bool // it stands behind a reply of SMTP
}

// codesIn finds the enhanced status codes of a text. Part of an IP address or of
// a version is none.
func codesIn(text string) []foundCode {
	var found []foundCode
	for _, m := range statusCode.FindAllStringSubmatchIndex(text, 100) {
		start, end := m[4], m[5]
		code := text[start:end]
		if start > 0 && (text[start-1] == '.' || isWord(rune(text[start-1])) || text[start-1] == '/') {
			continue
		}
		if end+1 < len(text) && text[end] == '.' && text[end+1] >= '0' && text[end+1] <= '9' {
			continue
		}
		if _, subject, _ := strings.Cut(code, "."); leadingZero(subject) {
			continue
		}
		reply := m[2] >= 0 && text[m[2]] == code[0]
		if !reply && behindVersion(text[:start]) {
			continue
		}
		found = append(found, foundCode{code, reply})
	}
	return found
}

// leadingZero tells whether a number of "subject.detail" has one, which RFC 3463
// §2 forbids and dates and versions have.
func leadingZero(numbers string) bool {
	subject, detail, _ := strings.Cut(numbers, ".")
	return len(subject) > 1 && subject[0] == '0' || len(detail) > 1 && detail[0] == '0'
}

// behindVersion tells whether the text ends with what stands before the version
// of a program.
func behindVersion(before string) bool {
	before = strings.ToLower(strings.TrimRight(before[max(0, len(before)-12):], " ("))
	return strings.HasSuffix(before, "version") || strings.HasSuffix(before, " v") || strings.HasSuffix(before, "mta")
}

// preferred returns the code that says most; of two that say as much the first.
func preferred(codes []string) string {
	best := ""
	for _, c := range codes {
		if c != "" && (best == "" || specificity(c) > specificity(best)) {
			best = c
		}
	}
	return best
}

// specificity tells how much a code says: "5.0.0" nothing, "5.1.0" and "4.4.7"
// (it took too long) not why.
func specificity(code string) int {
	switch {
	case strings.HasSuffix(code, ".0.0"):
		return 0
	case strings.HasSuffix(code, ".0"), strings.HasSuffix(code, ".4.7"):
		return 1
	}
	return 2
}

// classOf is the class of the first refusal of SMTP in a text, '4' or '5'; 0 if
// there is none.
func classOf(text string) byte {
	if m := smtpCode.FindStringSubmatch(text); m != nil {
		return m[1][0]
	}
	return 0
}
