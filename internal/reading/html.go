package reading

import (
	"html"
	"strings"
)

// htmlText turns a mail's HTML into text, a line for each block. Containers in
// which mail programs quote come out as lines beginning with ">". It reads the
// markup once and trusts nothing in it to be closed.
func htmlText(markup string) string {
	p := page{markup: markup}
	for p.pos < len(markup) {
		open := strings.IndexByte(markup[p.pos:], '<')
		if open < 0 {
			p.write(markup[p.pos:])
			break
		}
		p.write(markup[p.pos : p.pos+open])
		p.pos += open
		p.tag()
	}
	p.newline()
	return p.out.String()
}

// page is the state of a reading of HTML.
type page struct {
	markup string
	pos    int
	out    strings.Builder
	line   strings.Builder
	blank  int      // blank lines wanted before the next text
	pre    int      // depth of preformatted text
	quotes []string // the elements that quote, with those inside of the same name
	rest   bool     // everything that follows is quoted
}

// write adds text to the line, white space folded.
func (p *page) write(s string) {
	if s == "" {
		return
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if p.pre > 0 {
		for i, piece := range strings.Split(s, "\n") {
			if i > 0 {
				p.newline()
			}
			p.line.WriteString(piece)
		}
		return
	}
	for i, word := range strings.FieldsFunc(s, isSpace) {
		if i > 0 || isSpace(rune(s[0])) || strings.HasPrefix(s, "\u00a0") {
			p.space()
		}
		p.line.WriteString(word)
	}
	if last := s[len(s)-1]; isSpace(rune(last)) || strings.HasSuffix(s, "\u00a0") {
		p.space()
	}
}

func (p *page) space() {
	if s := p.line.String(); s != "" && s[len(s)-1] != ' ' {
		p.line.WriteByte(' ')
	}
}

// newline ends the line, if there is anything on it.
func (p *page) newline() {
	line := strings.TrimRight(p.line.String(), " ")
	p.line.Reset()
	if line == "" {
		if p.pre > 0 {
			p.blank = 1
		}
		return
	}
	prefix := ""
	if p.quoted() {
		prefix = "> "
	}
	if p.out.Len() > 0 && p.blank > 0 {
		p.out.WriteString(strings.TrimSpace(prefix) + "\n")
	}
	p.blank = 0
	p.out.WriteString(prefix)
	p.out.WriteString(line)
	p.out.WriteByte('\n')
}

func (p *page) quoted() bool { return p.rest || len(p.quotes) > 0 }

// tag reads the tag, comment or declaration at p.pos.
func (p *page) tag() {
	rest := p.markup[p.pos:]
	if strings.HasPrefix(rest, "<!--") {
		p.skipTo("-->", 4)
		return
	}
	if len(rest) < 2 || !isLetter(rest[1]) && rest[1] != '/' && rest[1] != '!' && rest[1] != '?' {
		p.write("<")
		p.pos++
		return
	}
	end := tagEnd(rest)
	body := rest[1:end]
	p.pos += min(end+1, len(rest))
	closing := strings.HasPrefix(body, "/")
	body = strings.TrimPrefix(body, "/")
	nameEnd := strings.IndexAny(body, " \t\r\n/>")
	if nameEnd < 0 {
		nameEnd = len(body)
	}
	name := strings.ToLower(body[:min(nameEnd, 32)])
	if closing {
		p.close(name)
		return
	}
	p.open(name, body[nameEnd:])
}

// tagEnd finds the ">" of a tag, attributes in quotes passed over. A quote that
// does not end within reason is no quote.
func tagEnd(s string) int {
	const longest = 8 << 10
	var quote byte
	for i := 1; i < min(len(s), longest); i++ {
		switch c := s[i]; {
		case quote == 0 && c == '>':
			return i
		case quote == 0 && (c == '"' || c == '\'') && s[i-1] == '=':
			quote = c
		case quote == c:
			quote = 0
		}
	}
	if i := strings.IndexByte(s[:min(len(s), longest)], '>'); i >= 0 {
		return i
	}
	return min(len(s), longest) - 1
}

func (p *page) skipTo(end string, from int) {
	rest := p.markup[p.pos:]
	from = min(from, len(rest))
	if i := strings.Index(rest[from:], end); i >= 0 {
		p.pos += from + i + len(end)
		return
	}
	p.pos = len(p.markup)
}

func (p *page) open(name, attributes string) {
	switch name {
	case "script", "style", "title", "head", "template":
		if name != "head" {
			p.skipElement(name)
		}
		return
	case "br", "hr":
		if p.line.Len() == 0 {
			p.blank = 1
		}
		p.newline()
		return
	case "pre", "textarea":
		p.newline()
		p.pre++
	case "td", "th":
		p.space()
		return
	case "li":
		p.newline()
		p.line.WriteString("- ")
	case "p", "ul", "ol", "h1", "h2", "h3", "h4", "table":
		p.newline()
		p.blank = 1
	}
	if isBlock(name) {
		p.newline()
	}
	p.quote(name, attributes)
}

// quote notes where a mail program's quotation begins.
func (p *page) quote(name, attributes string) {
	if p.rest || len(p.quotes) > maxParts {
		return
	}
	if len(p.quotes) > 0 {
		if name == p.quotes[0] {
			p.quotes = append(p.quotes, name)
		}
		return
	}
	if attributes == "" || name != "blockquote" && name != "div" {
		return
	}
	lower := strings.ToLower(clipText(attributes, 1000))
	switch {
	case strings.Contains(lower, "divrplyfwdmsg"), strings.Contains(lower, "appendonsend"):
		p.newline()
		p.rest = true
	case name == "blockquote" && strings.Contains(lower, "cite"),
		strings.Contains(lower, "gmail_quote"), strings.Contains(lower, "yahoo_quoted"),
		strings.Contains(lower, "moz-cite-prefix"), strings.Contains(lower, "protonmail_quote"):
		p.newline()
		p.quotes = append(p.quotes, name)
	}
}

func (p *page) close(name string) {
	switch name {
	case "pre", "textarea":
		p.newline()
		p.pre = max(p.pre-1, 0)
	case "p", "ul", "ol", "h1", "h2", "h3", "h4", "table":
		p.newline()
		p.blank = 1
	}
	if isBlock(name) {
		p.newline()
	}
	if n := len(p.quotes); n > 0 && p.quotes[0] == name {
		p.newline()
		p.quotes = p.quotes[:n-1]
	}
}

// skipElement passes over an element that holds no text for the reader.
func (p *page) skipElement(name string) {
	rest := p.markup[p.pos:]
	for from := 0; ; {
		i := strings.Index(rest[from:], "</")
		if i < 0 {
			p.pos = len(p.markup)
			return
		}
		from += i + 2
		if len(rest) >= from+len(name) && strings.EqualFold(rest[from:from+len(name)], name) {
			p.pos += from + len(name)
			p.skipTo(">", 0)
			return
		}
	}
}

func isBlock(name string) bool {
	switch name {
	case "div", "p", "tr", "table", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6",
		"section", "article", "header", "footer", "body", "html", "center", "dl", "dt", "dd", "address", "form":
		return true
	}
	return false
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
