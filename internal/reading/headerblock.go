package reading

import (
	"strings"
)

// labelKind is what a label of a header says: "From", "Von", "差出人".
type labelKind uint8

const (
	fromLabel labelKind = 1 << iota
	whenLabel
	toLabel
	subjectLabel
	otherLabel
)

// indexLabels maps each label, folded, to its kinds: "data" is a label of more
// than one language.
func (t *phraseTable) indexLabels() map[string]labelKind {
	table := make(map[string]labelKind)
	for section, kind := range map[string]labelKind{
		"from label": fromLabel, "when label": whenLabel, "to label": toLabel,
		"subject label": subjectLabel, "header label": otherLabel,
	} {
		for _, label := range t.sections[section].spelt {
			table[label.text] |= kind
		}
	}
	return table
}

// cutLabel divides "Label: value". Marks of bold type are removed.
func cutLabel(line string) (label, value string, ok bool) {
	const longest = 48 // bytes; labels in Thai and Japanese are long
	head := line[:min(len(line), longest)]
	i := strings.IndexByte(head, ':')
	size := 1
	if strings.IndexByte(head, 0xef) >= 0 {
		if j := strings.Index(head, "："); j >= 0 && (i < 0 || j < i) {
			i, size = j, len("：")
		}
	}
	if i <= 0 {
		return "", "", false
	}
	label = strings.Trim(line[:i], "*_| \t\u00a0")
	return label, strings.Trim(line[i+size:], "* \t\u00a0\r"), label != ""
}

// labelOf returns the kinds of the label a line begins with; 0 if it has none.
func labelOf(line string) labelKind {
	label, _, ok := cutLabel(line)
	if !ok || strings.Count(label, " ") > 3 {
		return 0
	}
	return allPhrases().labels[fold(label)]
}

// block is a header that is being read.
type block struct {
	kinds   labelKind
	labels  int
	lines   int
	shouted bool // all labels are in capitals, as in a memorandum
	address bool
}

// headerBlock tells whether lines begin with the header of an old mail: whether
// they do, and how many lines are labels and values. above is how many of the
// kept lines belong to it, as some programs put name and time above the first
// label.
func headerBlock(lines, kept []string) (n, above int, ok bool) {
	if labelOf(lines[0]) == 0 {
		return 0, 0, false
	}
	if isHeaderLine(lines[0]) {
		return 1, 0, true
	}
	b := readBlock(lines)
	above, ok = b.isHeader(lines[0], kept)
	return b.lines, above, ok
}

// isHeader tells whether a block is a header, below what is kept.
func (b block) isHeader(first string, kept []string) (above int, ok bool) {
	has := func(kinds labelKind) bool { return b.kinds&kinds == kinds }
	if b.labels < 2 || b.shouted && !b.address && isBlank(kept) {
		return 0, false
	}
	from, when, to, subject := has(fromLabel), has(whenLabel), has(toLabel), has(subjectLabel)
	switch {
	case b.labels >= 3 && from && subject && (when || to && b.address):
	case b.labels >= 3 && (from || subject) && when && to && endsInRule(kept):
	case b.labels >= 3 && from && when && to && b.address:
	case from && when && endsInRule(kept) && b.address:
	case to && subject || b.labels >= 3 && to:
		if above = dateAbove(kept); above == 0 && !(from && hasClock(first)) {
			return 0, false
		}
	default:
		return 0, false
	}
	return above, true
}

// readBlock reads labels from the first line on, values that run over several
// lines included. Each label may stand alone above its value, and a blank line
// may follow each.
func readBlock(lines []string) block {
	b := block{shouted: true}
	more := 0 // lines the last value may still take
	blank := false
	for i, line := range lines[:min(len(lines), 40)] {
		if trimEnd(line) == "" {
			if blank || b.kinds&(subjectLabel|toLabel|whenLabel) != 0 && b.labels >= 3 {
				break
			}
			blank = true
			continue
		}
		kind := labelOf(line)
		if kind == 0 {
			if blank && more < 6 || more == 0 || isQuoted(line) {
				break
			}
			more--
			blank = false
			b.address = b.address || strings.IndexByte(line, '@') >= 0
			continue
		}
		if blank && b.kinds&kind == kind && kind&(otherLabel) == 0 {
			break // another header
		}
		label, value, _ := cutLabel(line)
		more = 1
		switch {
		case value == "":
			more = 6
		case kind&(toLabel|otherLabel) != 0:
			more = 12
		}
		b.kinds |= kind
		b.labels++
		b.lines = i + 1
		b.shouted = b.shouted && len(label) > 1 && label == strings.ToUpper(label) && label != strings.ToLower(label)
		b.address = b.address || strings.IndexByte(value, '@') >= 0
		blank = false
	}
	return b
}

// labelLines returns how many lines the labels take that stand below a rule.
func labelLines(lines []string) int {
	for i, line := range lines[:min(len(lines), 3)] {
		if labelOf(line) != 0 {
			return i + readBlock(lines[i:]).lines
		}
	}
	return 0
}

// isHeaderLine tells whether a line holds a whole header: what was a table or a
// paragraph with breaks comes out as one line at times.
func isHeaderLine(line string) bool {
	if len(line) < 60 || len(line) > 3000 || strings.Count(line, ":") < 3 {
		return false
	}
	kinds := labelOf(line)
	from := kinds&fromLabel != 0
	for i := range len(line) {
		if line[i] != ':' {
			continue
		}
		head := line[max(0, i-24):i]
		if j := strings.LastIndexAny(head, " >\t*"); j >= 0 {
			head = head[j+1:]
		}
		kinds |= allPhrases().labels[fold(strings.Trim(head, "*_ "))]
	}
	return from && kinds&(whenLabel|toLabel|subjectLabel) == whenLabel|toLabel|subjectLabel && strings.Contains(line, "@")
}

// dateAbove returns how many of the last kept lines are the name and time that
// programs of the Notes kind put above "To:"; 0 if they are not.
func dateAbove(kept []string) int {
	n, seen, found := 0, 0, 0
	for n < len(kept) && seen < 5 {
		line := strings.TrimSpace(kept[len(kept)-1-n])
		if line == "" {
			if seen > 0 && found > 0 {
				break
			}
			n++
			continue
		}
		if found > 0 && (len(line) > 60 || endsSentence(line) || isClosing(line)) {
			break
		}
		n++
		seen++
		if hasClock(line) && len(line) < 160 {
			found = n
		}
		if found == 0 && seen == 3 {
			return 0
		}
		if found > 0 && n > found { // the name above the time
			return n
		}
	}
	return found
}

// hasClock tells whether a line holds a date and a time in digits: 03/20/2001
// 04:56.
func hasClock(line string) bool {
	digits, clock := 0, false
	for i := 0; i < len(line); i++ {
		if line[i] < '0' || line[i] > '9' {
			continue
		}
		j := i
		for j < len(line) && line[j] >= '0' && line[j] <= '9' {
			j++
		}
		digits++
		if j-i <= 2 && j+2 < len(line) && (line[j] == ':' || line[j] == '.' || line[j] == 'h') &&
			line[j+1] >= '0' && line[j+1] <= '5' && line[j+2] >= '0' && line[j+2] <= '9' {
			clock = true
		}
		i = j
	}
	return clock && digits >= 4
}

func endsSentence(line string) bool {
	for _, end := range []string{".", "?", "!", ",", "。", "？", "！", "、"} {
		if strings.HasSuffix(line, end) {
			return true
		}
	}
	return false
}

// endsInRule tells whether the last line is a rule.
func endsInRule(lines []string) bool {
	for i := len(lines) - 1; i >= max(0, len(lines)-4); i-- {
		if line := strings.TrimSpace(lines[i]); line != "" {
			return len(line) >= 4 && strings.Trim(line, ruleMarks+" ") == ""
		}
	}
	return false
}
