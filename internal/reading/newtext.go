package reading

import "strings"

// writing is the text of a mail taken apart.
type writing struct {
	text      string // newly written
	signature string
	quoted    bool // something was quoted
	forwarded bool // what was quoted was forwarded
}

// takeApart separates what the sender has written from what the mail repeats:
// quoted lines and the line that introduces them, the header block that Outlook
// puts above an old mail and everything below it, forwarded mail. Answers
// between quoted lines stay. The signature is cut from the end.
func takeApart(text string) writing {
	var w writing
	lines := strings.Split(text, "\n")
	kept := make([]string, 0, len(lines))
	for i := 0; i < len(lines); i++ {
		line := strings.TrimRight(lines[i], " \t\u00a0")
		if isQuoted(line) {
			w.quoted = true
			if original, forward := separator(strings.TrimLeft(line, "> ")); original && forward && !strings.HasPrefix(line, ">>") {
				w.forwarded = true
			}
			kept = append(kept, "")
			continue
		}
		if original, forward := separator(line); original {
			w.quoted, w.forwarded = true, w.forwarded || forward
			break
		}
		if isHeaderBlock(lines[i:]) {
			w.quoted = true
			kept = dropRule(kept)
			break
		}
		if n, tail := attribution(lines[i:]); n > 0 {
			w.quoted = true
			if tail {
				break
			}
			i += n - 1
			continue
		}
		kept = append(kept, line)
	}
	body, signature := cutSignature(trimBlank(kept))
	w.text = joinLines(body)
	w.signature = joinLines(signature)
	return w
}

func isQuoted(line string) bool {
	line = strings.TrimLeft(line, " \t")
	return strings.HasPrefix(line, ">") && !strings.HasPrefix(line, ">From ")
}

// separator tells whether a line is "-----Original Message-----" or its like,
// and whether it introduces a forwarded mail.
func separator(line string) (original, forward bool) {
	if len(line) > 120 || line == "" {
		return false, false
	}
	bare := strings.Trim(line, "-_=*<> \t:")
	ruled := strings.Count(line, "-")+strings.Count(line, "_") >= 4
	if bare == "" || !ruled && !strings.HasSuffix(line, ":") {
		return false, false
	}
	tokens := parseProse(bare).tokens
	if len(tokens) == 0 {
		return false, false
	}
	if phrases("forwarded").at(tokens, 0) == len(tokens) || ruled && phrases("forwarded").at(tokens, 0) > 0 {
		return true, true
	}
	return ruled && phrases("original").at(tokens, 0) == len(tokens), false
}

// isHeaderBlock tells whether the lines begin with the header of an old mail:
// From, then within a few lines the time and another label.
func isHeaderBlock(lines []string) bool {
	if !isLabel("from label", lines[0]) {
		return false
	}
	when, others := false, 0
	for i, line := range lines[1:min(len(lines), 9)] {
		switch {
		case isLabel("from label", line) && !isLabel("header label", line):
			return false
		case isLabel("when label", line):
			when = true
			others++
		case isLabel("header label", line):
			others++
		case strings.TrimSpace(line) == "" && i > 1 && others == 0:
			return false
		}
	}
	return when && others >= 2 || others >= 3
}

// isLabel tells whether a line is "Label: value", the label in a section.
func isLabel(section, line string) bool {
	if len(line) > 500 {
		return false
	}
	label, _, ok := strings.Cut(line, ":")
	if !ok || len(label) > 30 {
		return false
	}
	return phrases(section).has(strings.Trim(label, "*_ \t\u00a0"))
}

// attribution reads a line such as "On Monday, Joe wrote:" that may run over
// four lines, and returns how many. tail tells that no marked quotation follows,
// so that everything below it is the old mail.
func attribution(lines []string) (n int, tail bool) {
	joined := ""
	for n < min(len(lines), 4) {
		line := strings.TrimSpace(lines[n])
		if line == "" || isQuoted(line) || len(line) > 300 {
			return 0, false
		}
		joined += " " + line
		n++
		if strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：") || strings.HasSuffix(line, ":*") {
			break
		}
	}
	trimmed := strings.TrimRight(joined, "*_ ")
	if !strings.HasSuffix(trimmed, ":") && !strings.HasSuffix(trimmed, "：") {
		return 0, false
	}
	p := parseProse(joined)
	digits, wrote := false, false
	for i, t := range p.tokens {
		if t.address || t.word != "" && t.word[0] >= '0' && t.word[0] <= '9' {
			digits = true
		}
		wrote = wrote || phrases("wrote").at(p.tokens, i) > 0
	}
	next := n
	for next < len(lines) && strings.TrimSpace(lines[next]) == "" {
		next++
	}
	marked := next < len(lines) && isQuoted(lines[next])
	switch {
	case wrote && (marked || next >= len(lines)) && (digits || n == 1):
	case wrote && introduces(p.tokens):
		tail = !marked
	case marked && digits && strings.Contains(joined, "@"):
		// A date, a name and an address, whatever the language.
	default:
		return 0, false
	}
	if n > 1 && !opens(p.tokens) {
		if below, _ := attribution(lines[1:]); below > 0 {
			return 0, false // it begins further down
		}
	}
	return n, tail
}

// opens tells whether the words begin as an attribution does: with a date, or
// with the word before one.
func opens(tokens []token) bool {
	if len(tokens) == 0 || tokens[0].word == "" {
		return false
	}
	c := tokens[0].word[0]
	return c >= '0' && c <= '9' || phrases("opener").at(tokens, 0) > 0
}

// introduces tells whether the words hold a date, as an attribution does.
func introduces(tokens []token) bool {
	numbers := 0
	for _, t := range tokens {
		if t.word != "" && t.word[0] >= '0' && t.word[0] <= '9' {
			numbers++
		}
	}
	return numbers >= 2
}

// dropRule removes the line of dashes or underscores above a header block.
func dropRule(lines []string) []string {
	for n := len(lines); n > 0; n-- {
		if strings.Trim(lines[n-1], "_-= \t*") != "" {
			return lines[:n]
		}
	}
	return lines[:0]
}

func trimBlank(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// joinLines makes a text of lines, one blank line where there were several.
func joinLines(lines []string) string {
	lines = trimBlank(lines)
	var b strings.Builder
	blank := false
	for i, line := range lines {
		if line == "" {
			blank = true
			continue
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		if blank {
			b.WriteByte('\n')
		}
		blank = false
		b.WriteString(line)
	}
	return b.String()
}
