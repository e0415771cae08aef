package reading

import "strings"

// writing is the text of a mail taken apart.
type writing struct {
	text      string // newly written, closing formula and name included
	signature string // what stands below: particulars, footers, disclaimers
	quoted    bool   // something was quoted
	forwarded bool   // what was quoted was forwarded
}

// takeApart separates what the sender has written from what the mail repeats:
// quoted lines and the line that introduces them, the header block that mail
// programs put above an old mail and everything below it, forwarded mail. Answers
// between quoted lines stay. Signatures and footers are cut from the end of each
// stretch that is not quoted.
func takeApart(text string) writing {
	a := stretching{lines: strings.Split(dropMarks(text), "\n")}
	a.unquote()
	var w writing
	w.quoted, w.forwarded = a.quoted, a.forwarded
	var body, signature []string
	for i, stretch := range a.stretches {
		if i == 0 {
			stretch = dropBanner(stretch)
		}
		kept, cut := cutSignature(stretch)
		body = append(append(body, kept...), "")
		if cut = dropRuleBelow(cut); len(cut) > 0 {
			signature = append(append(signature, cut...), "")
		}
	}
	if body = trimBlank(body); len(body) == 0 && !a.tail && len(a.stretches) == 1 && isAnswer(a.stretches[0]) {
		// Somebody who writes nothing but particulars answers with them.
		body, signature = trimBlank(a.stretches[0]), nil
	}
	w.text = joinLines(body)
	w.signature = joinLines(signature)
	return w
}

// stretching is the state of taking a text apart.
type stretching struct {
	lines     []string
	kept      []string   // of the current stretch
	stretches [][]string // what lies between quotations
	quoted    bool
	forwarded bool
	tail      bool // it ends in an old mail that is not marked
	fenced    bool // within a block of code
	labelled  int  // the lines before it are known to begin no header
}

// unquote divides the lines into stretches that are newly written.
func (a *stretching) unquote() {
	for i := 0; i < len(a.lines); i++ {
		line := trimEnd(a.lines[i])
		if line == "" {
			a.kept = append(a.kept, line)
			continue
		}
		if strings.HasPrefix(line, "```") {
			a.fenced = !a.fenced && closesFence(a.lines[i+1:])
		}
		if a.fenced {
			a.kept = append(a.kept, line)
			continue
		}
		if isQuoted(line) {
			i = a.quotation(i)
			continue
		}
		if skip, end := a.oldMail(i, line); end {
			return
		} else if skip > 0 {
			i += skip - 1
			continue
		}
		if strings.HasPrefix(a.lines[i], "-- ") && line == "--" {
			line = "-- " // RFC 3676 §4.3: the space tells it from a rule
		}
		a.kept = append(a.kept, line)
	}
	if n := attributionAbove(a.kept, atEnd); n > 0 {
		a.quoted = true
		a.kept = a.kept[:len(a.kept)-n]
	}
	a.endStretch()
}

// oldMail looks for the beginning of an old mail at line i. It returns how many
// lines are passed over, or that everything below belongs to the old mail.
func (a *stretching) oldMail(i int, line string) (skip int, end bool) {
	start := trimStart(line)
	switch {
	case start[0] == 'b' || start[0] == '-' && strings.HasPrefix(start, "-----BEGIN PGP"):
		if n := armour(a.lines[i:]); n > 0 {
			return n, false
		}
	}
	const opening = 20 // lines, so that many blank ones cost nothing
	if len(a.stretches) == 0 && len(a.kept) < opening && isBlank(a.kept) && asksAbove(start) {
		return 1, false
	}
	if n, forward := separator(a.lines[i:], start); n > 0 {
		return a.beginOld(i, n+labelLines(a.lines[i+n:]), forward)
	}
	if i >= a.labelled {
		n, above, ok := headerBlock(a.lines[i:], a.kept)
		if ok {
			a.kept = dropRule(a.kept[:len(a.kept)-above])
			return a.beginOld(i, n, false)
		}
		a.labelled = i + n
	}
	if head := runOn(line); head != "" {
		a.kept = append(a.kept, head)
		n := attributionAbove(a.kept, unmarked)
		a.kept = a.kept[:len(a.kept)-max(n, 1)]
		if n > 0 {
			return a.beginOld(i, 1, false)
		}
	}
	if introduces(line) && !isMarked(a.lines[i+1:]) {
		return a.introduction(i, line)
	}
	return 0, false
}

// runOn returns the first part of "On Monday, Joe<joe@acme.example> wrote:   Hello",
// as telephones write it, the old mail on the same line; empty if a line is none.
func runOn(line string) string {
	const longest = 400
	at := strings.Index(line, ":  ")
	if at < 0 || at > longest || !strings.Contains(line[:at], "@") {
		return ""
	}
	return line[:at+1]
}

// introduction looks whether line i introduces an old mail that is not marked, or
// marked with bars.
func (a *stretching) introduction(i int, line string) (skip int, end bool) {
	follows := unmarked
	bars := barred(a.lines[i+1:])
	if bars > 0 {
		follows = marked
	}
	a.kept = append(a.kept, line)
	n := attributionAbove(a.kept, follows)
	a.kept = a.kept[:len(a.kept)-max(n, 1)]
	switch {
	case n == 0:
		return 0, false
	case bars > 0:
		a.quoted = true
		a.endStretch()
		return 1 + bars, false
	case len(a.stretches) == 0 && isBlank(a.kept) && hasQuoted(a.lines[i+1:]):
		// Nothing above, and marked lines below: the text between them is new.
		a.quoted = true
		return 1, false
	}
	return a.beginOld(i, 1, false)
}

// beginOld ends the text before an old mail whose first n lines introduce it. If
// marked lines follow, what is unmarked among them is new nevertheless.
func (a *stretching) beginOld(i, n int, forward bool) (skip int, end bool) {
	a.quoted = true
	a.forwarded = a.forwarded || forward
	a.endStretch()
	a.tail = forward || !isMarked(a.lines[min(i+n, len(a.lines)):])
	return n, a.tail
}

// quotation passes over marked lines from line i on and takes the line that
// introduces them from what is kept. It returns the last one.
func (a *stretching) quotation(i int) int {
	a.quoted = true
	above := a.kept
	if n := len(above); n > 0 && breaksAddress(above[n-1], a.lines[i]) {
		a.kept = append(a.kept, strings.TrimSpace(a.lines[i]))
		n := attributionAbove(a.kept, marked)
		a.kept = a.kept[:len(a.kept)-max(n, 1)]
		if n > 1 && !isMarked(a.lines[i+1:]) {
			a.tail = true
			a.endStretch()
			return len(a.lines)
		}
	} else if n := attributionAbove(above, marked); n > 0 {
		a.kept = above[:len(above)-n]
	}
	a.endStretch()
	for ; i < len(a.lines); i++ {
		line := trimEnd(a.lines[i])
		if !isQuoted(line) {
			if isTail(a.lines[i-1:]) {
				continue
			}
			return i - 1
		}
		if once := strings.TrimLeft(line, " \t"); !strings.HasPrefix(once, ">>") && !strings.HasPrefix(once, "> >") {
			if n, forward := separator(a.lines[i:i+1], strings.TrimLeft(once, "> \t")); n > 0 && forward {
				a.forwarded = true
			}
		}
	}
	return i
}

func (a *stretching) endStretch() {
	if kept := trimBlank(a.kept); len(kept) > 0 {
		a.stretches = append(a.stretches, kept)
	}
	a.kept = nil
}

// closesFence tells whether a block of code that was opened is closed.
func closesFence(lines []string) bool {
	for _, line := range lines[:min(len(lines), 200)] {
		if strings.HasPrefix(line, "```") {
			return true
		}
	}
	return false
}
