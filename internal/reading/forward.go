package reading

import "strings"

// separator tells whether lines begin with "-----Original Message-----" or its
// like: how many lines that takes, and whether it introduces a forwarded mail.
// start is the first line without the white space before it.
func separator(lines []string, start string) (n int, forward bool) {
	if start == "" || !mayRule(start) && !strings.HasSuffix(start, ":") && !strings.HasSuffix(start, "：") || len(start) > 1000 {
		return 0, false
	}
	name, opened, closed := ruledName(start)
	if name == "" || len(name) > 120 {
		return 0, false
	}
	ruled := opened || closed
	if !ruled && !endsInColon(start) {
		return 0, false
	}
	tokens := parseProse(name).tokens
	if len(tokens) == 0 || len(tokens) > 20 {
		return 0, false
	}
	if size := phrases("forwarded").at(tokens, 0); size == len(tokens) || ruled && size > 0 {
		return 1, true
	}
	if !ruled {
		return 0, false
	}
	if phrases("original").at(tokens, 0) == len(tokens) || phrases("answer above").at(tokens, 0) == len(tokens) {
		return 1, false
	}
	if opened && closed {
		if a := readAttribution(name); a.wrote && a.numbers >= 2 && (a.address || a.name) {
			return 1, false // "---- On Monday Joe wrote ----"
		}
	}
	// Whatever the language: words between dashes above the labels of a header.
	if opened && closed && len(tokens) <= 6 && hasLabels(lines[1:]) {
		return 1, true
	}
	return 0, false
}

// asksAbove tells whether a line is "##- Please type your reply above this line
// -##". Where it opens a text, nothing stands above it yet: the mail is below.
func asksAbove(start string) bool {
	if start == "" || !mayRule(start) || len(start) > 200 {
		return false
	}
	name, _, _ := ruledName(start)
	tokens := parseProse(name).tokens
	return len(tokens) > 0 && phrases("answer above").at(tokens, 0) == len(tokens)
}

func mayRule(start string) bool {
	switch start[0] {
	case '-', '_', '=', '*', '<', '~', '#', 0xe2:
		return true
	}
	return strings.HasSuffix(start, "---")
}

// ruledName takes the words from a line of dashes: "---- Forwarded by Joe ----".
// Some programs put the old header behind the dashes on the same line.
func ruledName(start string) (name string, opened, closed bool) {
	const marks = "-_=*<>~#\u2500\u2014 \t\u00a0"
	name = strings.TrimLeft(start, marks)
	lead := start[:len(start)-len(name)]
	opened = ruleLength(lead) >= 3
	if i := strings.Index(name, "---"); i >= 0 {
		name, closed = name[:i], true
	}
	return strings.Trim(name, marks+":："), opened, closed
}

// ruleLength is how many signs of a rule a text holds.
func ruleLength(s string) int {
	n := 0
	for _, r := range s {
		if strings.ContainsRune("#"+ruleMarks, r) {
			n++
		}
	}
	return n
}

func endsInColon(line string) bool {
	for line != "" && (line[len(line)-1] == '*' || line[len(line)-1] == '_' || line[len(line)-1] == ' ') {
		line = line[:len(line)-1]
	}
	return strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：")
}

// hasLabels tells whether lines are "Label: value" for the most part, with an
// address among them.
func hasLabels(lines []string) bool {
	labels, address, seen := 0, false, 0
	for _, line := range lines[:min(len(lines), 12)] {
		line = strings.TrimSpace(line)
		if line == "" {
			if seen > 0 {
				break
			}
			continue
		}
		seen++
		label, _, ok := cutLabel(line)
		if ok && len(strings.Fields(label)) <= 3 {
			labels++
		}
		address = address || strings.Contains(line, "@")
	}
	return labels >= 3 && address
}
