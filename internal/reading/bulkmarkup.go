package reading

import (
	"bytes"
	"strings"
)

// maxBulkMarkup is how much of a page is looked at, at its begin and at its end,
// in bytes.
const maxBulkMarkup = 24 << 10

// markupClues looks at the HTML by counting what is in its tags, as it was
// transferred: quoted-printable leaves tags legible, base64 is undone in part.
func (m *mail) markupClues(e *evidence) {
	page := m.page()
	if page == nil {
		return
	}
	head, end := page.ends()
	count := countTags(head)
	if len(end) > 0 {
		rest := countTags(end)
		count.add(rest)
	}
	if m.onlyPage() {
		e.add(clueOnlyMarkup)
	}
	// A signature with a logo and icons is a table with images, too.
	e.grade(count.cells, graded{40, clueLayout}, graded{12, clueTables})
	e.grade(count.images, graded{6, clueLayout}, graded{2, clueImages})
	e.grade(count.links, graded{20, clueManyLinks}, graded{8, clueSomeLinks})
	if count.pixels > 0 {
		e.add(cluePixel)
	}
	if count.scripts > 0 {
		e.add(clueProgram)
	}
	if count.links > 0 {
		e.drop(clueShortText)
	}
	if words := len(m.prose.tokens); count.images > 0 && words < 15*count.images && words < 60 {
		e.add(clueFewWords)
	}
	if len(end) == 0 {
		end = head[max(0, len(head)-maxBulkMarkup/2):]
	}
	if !e.has(clueUnsubscribe) && page.linksAway(end) {
		e.add(clueUnsubscribeLink)
	}
}

// page returns the HTML that a mail shows, or nil.
func (m *mail) page() *part {
	for i := range m.parts {
		switch p := &m.parts[i]; {
		case p.typ == "message/rfc822":
			return nil
		case p.typ == "text/html" && !p.attached:
			return p
		}
	}
	return nil
}

// onlyPage tells whether there is no plain text beside the HTML.
func (m *mail) onlyPage() bool {
	for _, p := range m.parts {
		if p.typ == "text/plain" && !p.attached && len(bytes.TrimSpace(p.body)) > 0 {
			return false
		}
	}
	return true
}

// ends returns the begin of a page and, if that is not all, its end.
func (p *part) ends() (head, end []byte) {
	encoding, _ := parseParams(p.header.get("content-transfer-encoding"))
	limit := maxBulkMarkup
	if encoding == "base64" {
		limit = limit / 3 * 2 // undoing it takes longer
	}
	head, cut := clip(p.body, limit)
	if cut {
		end = p.body[max(limit, len(p.body)-limit/2):]
	}
	if encoding == "base64" {
		if eol := bytes.IndexByte(end, '\n'); eol >= 0 { // lines are whole groups of four
			end = end[eol:]
		}
		return decodeBase64(head), decodeBase64(end)
	}
	return head, end
}

// tagCount is how often a page has what mass mail is made of.
type tagCount struct{ cells, images, links, pixels, scripts int }

func (c *tagCount) add(other tagCount) {
	c.cells += other.cells
	c.images += other.images
	c.links += other.links
	c.pixels += other.pixels
	c.scripts += other.scripts
}

// countTags goes through a page from tag to tag.
func countTags(page []byte) (c tagCount) {
	for {
		open := bytes.IndexByte(page, '<')
		if open < 0 || open+4 > len(page) {
			return c
		}
		page = page[open+1:]
		switch {
		case startsTag(page, "td"):
			c.cells++
		case startsTag(page, "img"):
			tag := tagOf(page)
			if !bytes.Contains(tag, []byte("http")) {
				continue // part of the mail itself
			}
			c.images++
			if c.pixels == 0 && isPixel(tag) {
				c.pixels++
			}
		case startsTag(page, "a"):
			if bytes.Contains(tagOf(page), []byte("http")) {
				c.links++
			}
		case startsTag(page, "form"), startsTag(page, "script"), startsTag(page, "input"), startsTag(page, "iframe"):
			c.scripts++
		}
	}
}

// startsTag tells whether a tag of that name begins here, any case.
func startsTag(page []byte, name string) bool {
	if len(page) <= len(name) || page[0]|0x20 != name[0] {
		return false
	}
	switch page[len(name)] {
	case ' ', '>', '\n', '\r', '\t', '=':
		return strings.EqualFold(string(page[:len(name)]), name)
	}
	return false
}

// tagOf returns the tag that begins here, at most 600 bytes.
func tagOf(page []byte) []byte {
	page = page[:min(len(page), 600)]
	if end := bytes.IndexByte(page, '>'); end >= 0 {
		return page[:end]
	}
	return page
}

// isPixel tells an image of one point that no reader sees.
func isPixel(tag []byte) bool { return isPoint(tag, "width") && isPoint(tag, "height") }

// isPoint tells whether a measure of a tag is 0 or 1, as in width="1",
// width=3D"1" and "width: 1px".
func isPoint(tag []byte, name string) bool {
	at := bytes.Index(tag, []byte(name))
	if at < 0 {
		if at = bytes.Index(tag, bytes.ToUpper([]byte(name))); at < 0 {
			return false
		}
	}
	rest := bytes.TrimLeft(tag[at+len(name):], " =:\"'\r\n")
	rest = bytes.TrimLeft(bytes.TrimPrefix(rest, []byte("3D")), "\"'")
	return len(rest) > 0 && (rest[0] == '0' || rest[0] == '1') && (len(rest) == 1 || rest[1] < '0' || rest[1] > '9')
}

// linksAway tells whether an address in the page is one for unsubscribing.
func (p *part) linksAway(end []byte) bool {
	if encoding, _ := parseParams(p.header.get("content-transfer-encoding")); encoding == "quoted-printable" {
		end = decodeQuoted(end)
	}
	return needlesOf("farewell").in(end)
}
