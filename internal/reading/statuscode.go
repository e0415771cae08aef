package reading

import "strings"

// foundCode is an enhanced status code (RFC 3463) in a text.
type foundCode struct {
	code  string
	reply bool // it stands behind a reply of SMTP (RFC 5321 §4.2) that carries it
}

// maxCodes is how many codes of a text are looked at.
const maxCodes = 100

// codesIn finds the enhanced status codes of a text. Part of an IP address or of
// a version is none.
func codesIn(text string) (found []foundCode) {
	for at := 0; len(found) < maxCodes; {
		dot := strings.IndexByte(text[at:], '.')
		if dot < 0 {
			break
		}
		at += dot + 1
		start, end := at-2, codeEnd(text, at)
		if end == 0 || start < 0 || text[start] != '2' && text[start] != '4' && text[start] != '5' {
			continue
		}
		if start > 0 && (text[start-1] == '.' || isWord(rune(text[start-1])) || text[start-1] == '/') {
			continue
		}
		if end+1 < len(text) && text[end] == '.' && digitAt(text, end+1) {
			continue
		}
		at = end
		code := text[start:end]
		if leadingZero(code[2:]) {
			continue
		}
		reply := behindReply(text[:start], code[0])
		if !reply && behindVersion(text[:start]) {
			continue
		}
		found = append(found, foundCode{code, reply})
	}
	return found
}

// codeEnd returns where "subject.detail" of a code ends that begins at text[at];
// 0 if none does.
func codeEnd(text string, at int) int {
	for n := range 2 {
		digits := 0
		for at < len(text) && digits < 3 && digitAt(text, at) {
			at++
			digits++
		}
		if digits == 0 || n == 0 && (at >= len(text) || text[at] != '.') {
			return 0
		}
		if n == 0 {
			at++
		}
	}
	if at < len(text) && (wordByte(text[at]) || text[at] == '_') {
		return 0
	}
	return at
}

// behindReply tells whether a text ends with a reply of SMTP of a class, and
// perhaps a mark that opens what follows: "550 ", "550-(".
func behindReply(before string, class byte) bool {
	n := len(before)
	if n > 0 && strings.IndexByte("'\"(<[#", before[n-1]) >= 0 {
		n--
	}
	if n < 4 || before[n-1] != ' ' && before[n-1] != '-' || before[n-4] != class || !digitAt(before, n-3) || !digitAt(before, n-2) {
		return false
	}
	return n == 4 || !wordByte(before[n-5]) && before[n-5] != '_'
}

// digitAt tells whether s[i] is a digit of ASCII.
func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

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
// there is none: three digits apart from what stands before them, and behind
// them words or the end of the line.
func classOf(text string) byte {
	for i := 0; i+3 <= len(text); i++ {
		if c := text[i]; c != '4' && c != '5' || text[i+1] < '0' || text[i+1] > '5' || !digitAt(text, i+2) {
			continue
		}
		if i > 0 && strings.IndexByte(" \t\r\n\f\v:;(#<>[\"'", text[i-1]) < 0 {
			continue
		}
		rest := text[i+3:]
		words := strings.TrimLeft(rest, " -:")
		switch {
		case rest == "", rest[0] == '\n', strings.HasPrefix(rest, "\r\n"), rest == "\r":
			return text[i]
		case len(words) < len(rest) && words != "" && !digitAt(words, 0):
			return text[i]
		}
	}
	return 0
}
