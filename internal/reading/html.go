package reading

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// htmlText turns a mail's HTML into text, a line for each block. What mail
// programs quote comes out as lines beginning with ">", what they mark as
// signature below a line "-- ". It reads the markup once and trusts nothing in it
// to be closed.
func htmlText(markup string) string {
	p := page{markup: markup}
	p.out.Grow(min(len(markup)/2, maxText))
	for p.pos < len(markup) && p.out.Len() <= maxText {
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
	bullet string // stands before the next text
	lists  []int  // the open lists: the last number, or -1 without numbers
	blank  int    // blank lines wanted before the next text
	pre    int    // depth of preformatted text
	marks  []mark // the elements that mean something, from outside in
	hidden bool   // one of them is not shown
	rest   bool   // everything that follows is quoted
	header bool   // what follows is quoted if it begins as a header does
}

// write adds text to the line, white space folded.
func (p *page) write(s string) {
	if s == "" || p.hidden {
		return
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if p.pre > 0 {
		for i := 0; ; i++ {
			piece, rest, more := strings.Cut(s, "\n")
			if i > 0 {
				p.newline()
			}
			p.line.WriteString(strings.TrimSuffix(piece, "\r"))
			if !more {
				return
			}
			s = rest
		}
	}
	for len(s) > 0 {
		n := 0
		for n < len(s) && s[n] > ' ' && !strings.HasPrefix(s[n:], "\u00a0") {
			n++
		}
		p.line.WriteString(s[:n])
		for n < len(s) {
			r, size := utf8.DecodeRuneInString(s[n:])
			if r > ' ' && r != '\u00a0' {
				break
			}
			p.space()
			n += size
		}
		s = s[n:]
	}
}

func (p *page) space() {
	if s := p.line.String(); s != "" && s[len(s)-1] != ' ' {
		p.line.WriteByte(' ')
	}
}

// newline ends the line, if there is anything on it.
func (p *page) newline() {
	if p.line.Len() == 0 {
		if p.pre > 0 {
			p.blank = 1
		}
		return
	}
	line := strings.TrimRight(p.line.String(), " ")
	p.line.Reset()
	if line == "" || line[0] >= 0x80 && strings.Trim(line, "\u200b\u200c\u200d\u034f\u00ad\u2007\ufeff ") == "" {
		if p.pre > 0 {
			p.blank = 1
		}
		return
	}
	if p.header {
		p.header = false
		p.rest = labelOf(line) != 0
	}
	prefix := ""
	if p.quoted(line) {
		prefix = "> "
	}
	if p.out.Len() > 0 && p.blank > 0 {
		p.out.WriteString(strings.TrimSpace(prefix) + "\n")
	}
	p.blank = 0
	p.out.WriteString(prefix)
	p.out.WriteString(p.bullet)
	p.bullet = ""
	p.out.WriteString(line)
	p.out.WriteByte('\n')
}

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
	case "script", "style", "title", "template", "xml", "svg":
		if !strings.HasSuffix(attributes, "/") {
			p.skipElement(name)
		}
		return
	case "br":
		p.lineBreak()
		return
	case "hr":
		p.newline()
		p.blank = 1
		p.ruleMark(attributes)
		return
	case "pre", "textarea":
		p.newline()
		p.pre++
	case "td", "th":
		p.space()
	case "li":
		p.newline()
		p.bullet = p.nextBullet()
	case "ul":
		p.lists = append(p.lists[:min(len(p.lists), maxDepth)], -1)
	case "ol":
		p.lists = append(p.lists[:min(len(p.lists), maxDepth)], 0)
	}
	if isBlock(name) {
		p.newline()
		p.paragraph(name)
	}
	p.mark(name, attributes)
}

func (p *page) lineBreak() {
	if p.line.Len() == 0 {
		p.blank = 1
	}
	p.newline()
}

// paragraph wants a blank line around an element that has a margin.
func (p *page) paragraph(name string) {
	switch name {
	case "p", "h1", "h2", "h3", "h4", "table":
		p.blank = 1
	case "ul", "ol":
		if len(p.lists) <= 1 {
			p.blank = 1
		}
	}
}

func (p *page) nextBullet() string {
	n := len(p.lists) - 1
	if n < 0 || p.lists[n] < 0 {
		return "- "
	}
	p.lists[n]++
	return strconv.Itoa(p.lists[n]) + ". "
}

func (p *page) close(name string) {
	switch name {
	case "pre", "textarea":
		p.newline()
		p.pre = max(p.pre-1, 0)
	}
	if isBlock(name) {
		p.newline()
		p.paragraph(name)
	}
	if name == "ul" || name == "ol" {
		p.lists = p.lists[:max(len(p.lists)-1, 0)]
	}
	p.unmark(name)
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
