package reading

import "strings"

// maxFooter is how many lines at the end of a text are searched for footers.
const maxFooter = 80

// maxGap is how many paragraphs in a row may stand in a footer that show no sign
// of one.
const maxGap = 3

// footer returns where what nobody has written begins: disclaimers, the lines of
// mailing lists, scanners and free mail, the imprint of a company; -1 if nothing
// does. The first paragraph of such lines counts if nothing below it reads as
// written, and if there is a text above it: a mail may begin as disclaimers do.
func footer(lines []string) int {
	at, gap := -1, 0
	for to := len(lines); to > 0 && len(lines)-to < maxFooter; {
		from := to
		for from > 0 && lines[from-1] != "" {
			from--
		}
		if to-from > maxFooter {
			return at
		}
		if from < to {
			paragraph := lines[from:to]
			i := footerLine(paragraph)
			if i < 0 && (at == to+1 || to == len(lines)) && isDisclaimer(paragraph) {
				i = 0
			}
			gap++
			switch {
			case from+i == 0:
				return at
			case i >= 0:
				gap = 0
				at = from + i
				for at > from && isRuleLine(lines[at-1]) {
					at--
				}
			case gap > maxGap || isWritten(paragraph):
				return at
			}
		}
		to = from - 1
	}
	return at
}

// footerLine returns the first line of a paragraph that begins a footer, or -1.
func footerLine(paragraph []string) int {
	if isListFooter(paragraph) {
		return 0
	}
	disclaimers, footers, imprints := phrases("disclaimer"), phrases("footer"), phrases("imprint")
	for i, line := range paragraph {
		if i > 0 && len(paragraph[i-1]) > 60 {
			continue // the line is the rest of a sentence
		}
		linked := strings.Contains(line, "http")
		if linked && strings.Contains(line, "/listinfo") && len(line) < 160 && i == 0 {
			return i // the page of a list of Mailman's
		}
		if len(line) < 8 || !linked && !mayLead(line, 2, disclaimers, footers, imprints) {
			continue
		}
		tokens := parseProse(clipText(strings.TrimLeft(line, " \t*_-#/|<("), 90)).tokens
		imprint := strings.ContainsAny(line, ":/") || strings.Contains(line, "HR")
		for j := range tokens[:min(len(tokens), 2)] {
			if disclaimers.at(tokens, j) > 0 || footers.at(tokens, j) > 0 ||
				imprint && j == 0 && imprints.at(tokens, j) > 0 {
				return i
			}
		}
		if j := min(len(tokens), 8); j > 3 && linked && footers.in(tokens[3:j]) {
			return i
		}
	}
	return -1
}

// isListFooter tells whether a paragraph is a rule above the name and the page of
// a mailing list.
func isListFooter(paragraph []string) bool {
	if len(paragraph) < 2 || len(paragraph) > 8 || len(paragraph[0]) < 30 || !isRuleLine(paragraph[0]) {
		return false
	}
	for _, line := range paragraph[1:] {
		if strings.Contains(line, "http") || strings.Contains(line, "www.") {
			return true
		}
	}
	return false
}

// isDisclaimer tells whether a long paragraph at the very end speaks as
// disclaimers do, wherever in it.
func isDisclaimer(paragraph []string) bool {
	const short, enough = 240, 800
	size := 0
	for _, line := range paragraph {
		size += len(line)
	}
	if size < short {
		return false
	}
	tokens := parseProse(clipText(strings.Join(paragraph, "\n"), enough)).tokens
	return phrases("disclaimer body").in(tokens)
}

// isWritten tells whether a paragraph reads as if somebody had written it here:
// a closing formula, a question, a greeting.
func isWritten(paragraph []string) bool {
	for _, line := range paragraph {
		if strings.HasSuffix(line, "?") || isClosing(line) {
			return true
		}
		if len(line) < 40 && strings.HasSuffix(line, ",") {
			return true
		}
	}
	return false
}

// dropBanner removes the warning that a mail server puts above a text that comes
// from outside.
func dropBanner(lines []string) []string {
	for range 2 {
		end, size := 0, 0
		for end < len(lines) && lines[end] != "" {
			size += len(lines[end])
			end++
		}
		if size > 700 || !isBanner(lines[:end]) {
			break
		}
		lines = trimBlank(lines[end:])
	}
	return lines
}

func isBanner(paragraph []string) bool {
	for _, line := range paragraph {
		if !mayLead(line, 3, phrases("banner")) {
			continue
		}
		tokens := parseProse(clipText(line, 90)).tokens
		for j := range tokens[:min(len(tokens), 3)] {
			if phrases("banner").at(tokens, j) > 0 {
				return true
			}
		}
	}
	return false
}
