package reading

import (
	"strings"
	"unicode/utf8"
)

// Bounds on what is decoded, in bytes: the text of a message, and the markup
// that carries it. Mail programs put tens of kilobytes of style before a line.
const (
	maxText   = 64 << 10
	maxMarkup = 256 << 10
)

// decode undoes the transfer encoding of a part, at most limit bytes.
func (p part) decode(limit int) (content []byte, cut bool) {
	raw := p.body
	encoding, _ := parseParams(p.header.get("content-transfer-encoding"))
	switch encoding {
	case "base64":
		raw, cut = clip(raw, limit/2*3) // line ends and padding included
		raw = decodeBase64(raw)
	case "quoted-printable":
		raw, cut = clip(raw, 3*limit)
		raw = decodeQuoted(raw)
	}
	raw, shorter := clip(raw, limit)
	return raw, cut || shorter
}

// text decodes a part to UTF-8 with "\n" line ends, at most limit bytes, and
// tells whether something was cut.
func (p part) text(limit int) (text string, cut bool) {
	raw, cut := p.decode(limit)
	label := strings.ToLower(p.params["charset"])
	if isMislabelled(label, raw) {
		label = "utf-8"
	}
	text = toText(label, raw)
	if len(text) > limit {
		text, cut = clipText(text, limit), true
	}
	return strings.ReplaceAll(unixLines(text), "\x00", ""), cut
}

// unixLines ends lines with "\n" that end with "\r\n" or "\r".
func unixLines(text string) string {
	at := strings.IndexByte(text, '\r')
	if at < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for ; at >= 0; at = strings.IndexByte(text, '\r') {
		b.WriteString(text[:at])
		b.WriteByte('\n')
		text = strings.TrimPrefix(text[at+1:], "\n")
	}
	b.WriteString(text)
	return b.String()
}

// isMislabelled tells whether content is UTF-8 although its label says otherwise.
// Two bytes that make a character in both are no proof in the charsets of East
// Asia; characters of three are.
func isMislabelled(label string, raw []byte) bool {
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "utf-7", "utf-16", "utf-16le", "utf-16be", "utf-32":
		return false
	}
	if strings.HasPrefix(label, "iso-2022") || !utf8.Valid(raw) {
		return false
	}
	long := 0
	for _, c := range raw {
		if c >= 0xe0 {
			long++
		}
	}
	return long >= 2
}

func clip(raw []byte, limit int) ([]byte, bool) {
	if len(raw) > limit {
		return raw[:limit], true
	}
	return raw, false
}

// clipText cuts a text at a limit in bytes, between characters.
func clipText(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// clipFront returns the end of a text, at most limit bytes.
func clipFront(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	s = s[len(s)-limit:]
	for s != "" && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}

// bodyText finds the text a person reads first: the first text/plain that says
// something and is no attachment, else the first text/html as text. Quoted parts
// of HTML come out as lines that begin with ">".
func bodyText(parts []part) (text string, cut bool) {
	html := -1
	for i, p := range parts {
		switch {
		case p.attached:
		case p.typ == "message/rfc822":
			return "", false // a forwarded message: what follows is not its sender's
		case p.typ == "text/plain" && text == "":
			text, cut = p.text(maxText)
			if strings.EqualFold(p.params["format"], "flowed") {
				text = unflow(text, strings.EqualFold(p.params["delsp"], "yes"))
			}
			if strings.TrimSpace(text) == "" {
				text = ""
			} else if isPage(text) {
				text, cut = pageText(p)
			}
		case p.typ == "text/html" && html < 0:
			html = i
		}
		if text != "" {
			return text, cut
		}
	}
	if html < 0 {
		return "", cut
	}
	return pageText(parts[html])
}

// markup is the text of a part of HTML, once it was decoded.
type markup struct {
	text      string
	cut, done bool
}

// markup decodes a part of HTML to UTF-8, at most maxMarkup bytes, and tells
// whether something was cut.
func (p part) markup() (text string, cut bool) {
	if p.decoded == nil {
		return p.text(maxMarkup)
	}
	if !p.decoded.done {
		p.decoded.done = true
		p.decoded.text, p.decoded.cut = p.text(maxMarkup)
	}
	return p.decoded.text, p.decoded.cut
}

// pageText reads a part as HTML.
func pageText(p part) (text string, cut bool) {
	markup, cut := p.markup()
	text = htmlText(markup)
	return clipText(text, maxText), cut || len(text) > maxText
}

// isPage tells whether a text is HTML although it is not labelled so.
func isPage(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n\ufeff")
	if len(text) < 16 || text[0] != '<' {
		return false
	}
	head := strings.ToLower(text[:15])
	return strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<!doctype html")
}

// unflow joins the lines that a format=flowed text has broken softly (RFC 3676
// §4): those that end with a space, within one depth of quoting.
func unflow(text string, delSp bool) string {
	var b strings.Builder
	b.Grow(len(text))
	depth, open := -1, false // of the paragraph being written
	for line := range strings.SplitSeq(text, "\n") {
		rest := strings.TrimLeft(line, ">")
		d := len(line) - len(rest)
		rest = strings.TrimPrefix(rest, " ")
		if !open || d != depth || rest == "-- " {
			if depth >= 0 {
				b.WriteByte('\n')
			}
			for range min(d, maxDepth) {
				b.WriteByte('>')
			}
			if d > 0 {
				b.WriteByte(' ')
			}
		}
		depth, open = d, strings.HasSuffix(rest, " ") && rest != "-- "
		if open && delSp {
			rest = rest[:len(rest)-1]
		}
		b.WriteString(rest)
	}
	return b.String()
}
