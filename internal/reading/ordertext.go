package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// orderNumber finds the number that a text gives an order; empty if none. Behind
// "order" alone stands much, so it must look like one there.
func orderNumber(p *prose) string {
	labels, behind := phrases("order number"), phrases("order before")
	for i := 0; i < len(p.tokens); {
		n := labels.at(p.tokens, i)
		if n == 0 {
			if behind.at(p.tokens, i) > 0 && i > 0 {
				if id := p.text[p.tokens[i-1].start:p.tokens[i-1].end]; isOrderNumber(id, true) {
					return id
				}
			}
			i++
			continue
		}
		last := i + n - 1
		if i > 0 && !p.asksOf(i) && (phrases("order verb").at(p.tokens, i-1) > 0 || i > 1 && phrases("order verb").at(p.tokens, i-2) > 2) ||
			phrases("order verb").at(p.tokens, i) > n {
			i += n
			continue
		}
		noun := phrases("order parcel").at(p.tokens, last) > 0
		if p.text[p.tokens[last].start:p.tokens[last].end] == "po" {
			noun = true // a label in English, "after" in Slavic languages
		}
		if id := p.idBehind(p.tokens[last].end, !noun); id != "" {
			return id
		}
		i += n
	}
	return ""
}

// asksOf tells whether "will order 4711" at token i is "when will order 4711
// arrive?", where the order is a thing and nobody orders.
func (p *prose) asksOf(i int) bool {
	t := p.tokens[i]
	if !p.questions[t.sentence] {
		return false
	}
	return i < 2 || p.tokens[i-2].sentence != t.sentence || phrases("order when").position(p.tokens[i-2].word) > 0
}

// idBehind reads the number that stands behind a label, a few words and marks
// between passed over. said: the label says that it is a number.
func (p *prose) idBehind(at int, said bool) string {
	rest := clipText(p.text[at:], 120)
	crossed := false
	for pieces := 0; pieces < 6; pieces++ {
		trimmed := strings.TrimLeft(rest, " \t\u00a0:：°º()（）[]【】「」<>\"'“”„*=|.,-–")
		if mark := rest[:len(rest)-len(trimmed)]; strings.ContainsAny(mark, ":：") {
			said = true
		}
		if line, ok := strings.CutPrefix(trimmed, "\n"); ok {
			// A label may stand above its number, once.
			if crossed || !said {
				return ""
			}
			crossed = true
			rest = line
			continue
		}
		if marked := strings.TrimLeft(trimmed, "#№＃ "); len(marked) < len(trimmed) {
			trimmed, said = marked, true
		}
		if trimmed == "" {
			return ""
		}
		id := idAt(trimmed)
		if isOrderNumber(id, said) && !isAmount(id, trimmed[len(id):], said) {
			return id
		}
		tokens := parseProse(clipText(trimmed, 24)).tokens
		if len(tokens) == 0 || tokens[0].start > 2 {
			return ""
		}
		n := phrases("order mark").at(tokens, 0)
		if n == 0 {
			return ""
		}
		if len(tokens[n-1].word) <= 6 && strings.HasPrefix(tokens[0].word, "n") || len([]rune(tokens[0].word)) == 1 {
			said = said || tokens[0].word != "x"
		}
		rest = trimmed[tokens[n-1].end:]
	}
	return ""
}

// idAt is the run of characters at the start of s that numbers are made of.
func idAt(s string) string {
	end := 0
	for end < len(s) && end < 40 {
		c := s[end]
		if !isLetter(c) && (c < '0' || c > '9') && strings.IndexByte("-_/.", c) < 0 {
			break
		}
		end++
	}
	return strings.TrimRight(s[:end], "-_/.")
}

// isOrderNumber tells whether a piece looks like an order's number. said: it is
// called one.
func isOrderNumber(id string, said bool) bool {
	digits, letters, points := 0, 0, 0
	for i := range len(id) {
		switch c := id[i]; {
		case c >= '0' && c <= '9':
			digits++
		case isLetter(c):
			letters++
		case c == '.' || c == '/':
			points++
		}
	}
	switch {
	case digits == 0 || len(id) < 2 || digits < 2 && letters < 2:
		return false
	case letters == 0 && points > 0 && (isDateLike(id) || strings.Contains(id, ".")):
		return false
	case letters > 0 && letters > 3 && digits < 3 && id == strings.ToLower(id):
		return false // "item2"
	case ordinal(id):
		return false
	case said:
		return true
	}
	return digits >= 4 && (letters > 0 || digits > 4 || !strings.HasPrefix(id, "20")) || letters > 0 && digits >= 3
}

func ordinal(id string) bool {
	digits := strings.TrimLeft(id, "0123456789")
	switch strings.ToLower(digits) {
	case "st", "nd", "rd", "th", "er", "pm", "am", "x", "h", "kg", "g", "mm", "cm", "m":
		return len(id)-len(digits) <= 3
	}
	return false
}

// isDateLike tells 02.11.2026, 2026-11-02 and 11/02/2026.
func isDateLike(id string) bool {
	f := strings.FieldsFunc(id, func(r rune) bool { return strings.ContainsRune("./-", r) })
	if len(f) != 3 || len(f[1]) > 2 {
		return false
	}
	return len(f[0]) <= 2 && (len(f[2]) == 2 || len(f[2]) == 4) || len(f[0]) == 4 && len(f[2]) <= 2
}

// isAmount tells whether what follows a figure makes it an amount or a time.
func isAmount(id, after string, said bool) bool {
	if strings.HasPrefix(after, ":") && len(after) > 1 && after[1] >= '0' && after[1] <= '9' ||
		strings.HasPrefix(after, ",") && len(after) > 1 && after[1] >= '0' && after[1] <= '9' {
		return true
	}
	after = strings.TrimLeft(after, " \u00a0")
	r, _ := utf8.DecodeRuneInString(after)
	if strings.ContainsRune("€$£¥%", r) && after != "" {
		return true
	}
	if said || !unicode.IsLetter(r) {
		return false
	}
	tokens := parseProse(clipText(after, 24)).tokens
	return len(tokens) > 0 && phrases("order amount").at(tokens, 0) > 0
}

// hashNumber finds "#4711" in a text, and numbers such as 123-1234567-1234567,
// which the largest of all shops writes.
func hashNumber(text string) string {
	for from := 0; from < len(text); {
		at := len(text)
		for _, mark := range [...]string{"#", "№", "＃"} {
			if i := strings.Index(text[from:], mark); i >= 0 {
				at = min(at, i)
			}
		}
		if at == len(text) {
			break
		}
		from += at
		rest := strings.TrimLeft(text[from:], "#№＃ ")
		if id := idAt(rest); isOrderNumber(id, true) && digitsOf(id) >= 3 {
			return id
		}
		from += 3
	}
	for from := 0; from < len(text); {
		at := strings.IndexByte(text[from:], '-')
		if at < 0 {
			break
		}
		from += at
		if start := from - 3; start >= 0 && len(text) >= start+19 && isTriple(text[start:start+19]) {
			return text[start : start+19]
		}
		from++
	}
	return ""
}

func isTriple(s string) bool {
	for i := range len(s) {
		if dash := i == 3 || i == 11; dash && s[i] != '-' || !dash && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}
