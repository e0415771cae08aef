package reading

import (
	"bytes"
	"strings"
)

// linkedNumbers is the text of the links in the mail's HTML that dial, each
// with its words as the label: "Call my mobile". A mail that quotes may have
// them from the other.
func (m *mail) linkedNumbers() string {
	if m.Quoted || m.Forward {
		return ""
	}
	var b strings.Builder
	for _, p := range m.parts {
		if p.typ != "text/html" || p.attached || !bytes.Contains(p.body, []byte("tel:")) {
			continue
		}
		markup, _ := p.markup()
		for n := 0; n < maxPhones; n++ {
			_, rest, ok := strings.Cut(markup, "tel:")
			if !ok {
				break
			}
			end := strings.IndexAny(rest, "\"'>")
			if end < 0 || end > 40 {
				markup = rest
				continue
			}
			number, rest := rest[:end], rest[end:]
			_, rest, _ = strings.Cut(rest, ">")
			words, _, _ := strings.Cut(clipText(rest, 200), "</a")
			label := strings.Map(func(r rune) rune {
				if digitValue(r) >= 0 || r == '+' || r == '\n' {
					return -1
				}
				return r
			}, htmlText(words))
			b.WriteString(strings.TrimSpace(label) + " tel:" + strings.ReplaceAll(number, "%20", " ") + "\n")
			markup = rest
		}
	}
	return b.String()
}
