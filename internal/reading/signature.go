package reading

import "strings"

// maxSignature is how many lines a signature without its own mark may have.
const maxSignature = 40

// cutSignature separates the signature at the end of a text: from the line
// "-- " on (RFC 3676 §4.3), from the line a telephone adds, or from a closing
// formula that only a short block follows. The formula belongs to it, unless the
// mail says nothing else.
func cutSignature(lines []string) (body, signature []string) {
	for i, line := range lines {
		if line == "--" || line == "-- " || line == "—" && i > 0 {
			return cutClosing(trimBlank(lines[:i]), lines[i+1:])
		}
	}
	for i := len(lines) - 1; i >= max(0, len(lines)-maxSignature); i-- {
		if isDevice(lines[i]) && len(lines)-i <= 12 {
			return cutClosing(trimBlank(lines[:i]), lines[i:])
		}
	}
	return cutClosing(lines, nil)
}

// cutClosing moves a closing formula and what follows it from the end of the
// body to the front of the signature.
func cutClosing(body, signature []string) ([]string, []string) {
	for i := max(1, len(body)-maxSignature); i < len(body); i++ {
		if isClosing(body[i]) && hasText(body[:i]) && isSignatureBlock(body[i+1:]) {
			return trimBlank(body[:i]), append(body[i:len(body):len(body)], signature...)
		}
	}
	return body, signature
}

// hasText tells whether lines say more than a greeting.
func hasText(lines []string) bool {
	for _, line := range lines {
		if line == "" {
			continue
		}
		tokens := parseProse(line).tokens
		if len(tokens) > 4 || len(tokens) > 0 && phrases("greeting").at(tokens, 0) == 0 {
			return true
		}
	}
	return false
}

// isClosing tells whether a line is a closing formula and at most a name.
func isClosing(line string) bool {
	if line == "" || len(line) > 80 || strings.ContainsAny(line, "?") {
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
		c := line[t.start]
		if c >= 'a' && c <= 'z' {
			return false
		}
	}
	return true
}

func isDevice(line string) bool {
	if line == "" || len(line) > 120 {
		return false
	}
	tokens := parseProse(line).tokens
	return len(tokens) > 0 && phrases("device").at(tokens, 0) > 0
}

// isSignatureBlock tells whether lines after a closing formula are a name and
// its particulars: short at first, asking nothing, without an afterthought.
func isSignatureBlock(lines []string) bool {
	seen := 0
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		seen++
		if seen <= 2 && len(line) > 70 {
			return false
		}
		upper := strings.ToUpper(clipText(line, 4))
		if strings.HasPrefix(upper, "PS") || strings.HasPrefix(upper, "P.S") {
			return false
		}
		if strings.HasSuffix(line, "?") {
			return false
		}
	}
	return true
}
