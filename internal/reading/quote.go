package reading

import "strings"

// isQuoted tells whether a line is marked as quoted: with ">" after white space,
// or with the initials of its writer before it. "|" is too common in tables to
// count.
func isQuoted(line string) bool {
	i := 0
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++
	}
	if i == len(line) {
		return false
	}
	if line[i] == '>' {
		// An mbox writer puts ">" before a line that begins with "From ".
		return !strings.HasPrefix(line[i:], ">From ")
	}
	if strings.HasPrefix(line[i:], "＞") {
		return true
	}
	initials := i
	for i < len(line) && i-initials <= 3 && line[i] >= 'A' && line[i] <= 'Z' {
		i++
	}
	return i-initials >= 2 && strings.HasPrefix(line[i:], "> ")
}

// isMarked tells whether the next line that is not blank is quoted.
func isMarked(lines []string) bool {
	for _, line := range lines[:min(len(lines), 6)] {
		if trimEnd(line) != "" {
			return isQuoted(line)
		}
	}
	return false
}

// barred returns how many lines a quotation takes that is marked with "|".
func barred(lines []string) int {
	n := 0
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '|' || line == "" && n == 0 && i > 3 {
			break
		}
		if line != "" {
			n = i + 1
		}
	}
	return n
}

// hasQuoted tells whether one of the lines is marked as quoted.
func hasQuoted(lines []string) bool {
	for _, line := range lines[:min(len(lines), 400)] {
		if isQuoted(line) {
			return true
		}
	}
	return false
}

// isTail tells whether the second of three lines is the end of the first, a
// marked line that a program broke for its length.
func isTail(lines []string) bool {
	if len(lines) < 3 || !isQuoted(lines[2]) {
		return false
	}
	head, tail := strings.TrimRight(lines[0], " \r"), strings.TrimSpace(lines[1])
	return tail != "" && tail[0] >= 'a' && tail[0] <= 'z' && len(head) >= 60 && len(tail) <= 80 &&
		!endsSentence(strings.TrimRight(head, ","))
}

// breaksAddress tells whether a line that seems to be marked is the end of an
// address that was broken before its ">": "On Monday Joe <joe@acme.example", "> wrote:".
func breaksAddress(above, line string) bool {
	if strings.LastIndexByte(above, '<') > strings.LastIndexByte(above, '>') {
		return true
	}
	rest := strings.TrimLeft(line, " \t>")
	if len(rest) > 60 || !endsInColon(rest) {
		return false
	}
	tokens := parseProse(rest).tokens
	return len(tokens) > 0 && phrases("wrote").at(tokens, 0) == len(tokens)
}

// isBlank tells whether no line holds anything.
func isBlank(lines []string) bool {
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.TrimSpace(lines[i]) != "" {
			return false
		}
	}
	return true
}

// dropMarks removes characters without width, which programs put around names in
// scripts that run from right to left, and at the beginning of lines.
func dropMarks(text string) string {
	if strings.IndexByte(text, 0xe2) < 0 && strings.IndexByte(text, 0xef) < 0 {
		return text
	}
	found := false
	for _, r := range text {
		if isMark(r) {
			found = true
			break
		}
	}
	if !found {
		return text
	}
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, text)
}

func isMark(r rune) bool {
	return r == '\u200b' || r == '\u200e' || r == '\u200f' || r == '\ufeff' || r == '\u2060' ||
		r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// armour returns how many lines a block takes that is no writing: a uuencoded
// file, the header of a signed text, or its signature (RFC 4880 §7).
func armour(lines []string) int {
	first := strings.TrimSpace(lines[0])
	end := ""
	switch {
	case strings.HasPrefix(first, "-----BEGIN PGP SIGNED MESSAGE-----"):
		for i := 1; i < min(len(lines), 6); i++ {
			if strings.TrimSpace(lines[i]) == "" {
				return i + 1
			}
		}
		return 1
	case strings.HasPrefix(first, "-----BEGIN PGP "):
		end = "-----END PGP "
	case isUuencode(lines):
		end = "end"
	default:
		return 0
	}
	for i, line := range lines[1:] {
		if strings.HasPrefix(line, end) {
			return i + 2
		}
	}
	if end == "end" {
		return len(lines) // cut off
	}
	return 0
}

// isUuencode tells whether lines begin with "begin 644 name" and a line of 45
// bytes, as all but the last are.
func isUuencode(lines []string) bool {
	mode, name, ok := strings.Cut(strings.TrimPrefix(lines[0], "begin "), " ")
	if !ok || name == "" || !strings.HasPrefix(lines[0], "begin ") || len(mode) < 3 || len(mode) > 4 || len(lines) < 2 {
		return false
	}
	for _, c := range mode {
		if c < '0' || c > '7' {
			return false
		}
	}
	data := strings.TrimRight(lines[1], "\r")
	return data == "" || int(data[0]-' ')&0x3f <= 45 && (len(data)-1)*3/4 >= int(data[0]-' ')&0x3f && !strings.ContainsAny(data, "abcdefghijklmnopqrstuvwxyz")
}
