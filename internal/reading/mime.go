package reading

import (
	"bytes"
	"strings"
)

// Bounds on the structure of a message (RFC 2046). Beyond them the rest is one
// piece nobody looks into.
const (
	maxDepth    = 50
	maxParts    = 1000
	maxBoundary = 200 // RFC 2046 §5.1.1 allows 70
)

// contentType is a Content-Type field: the type in lower case and its
// parameters with names in lower case.
type contentType struct {
	typ    string
	params map[string]string
}

// part is a piece of a message that holds no others.
type part struct {
	contentType
	header   header
	body     []byte  // as transferred
	attached bool    // Content-Disposition: attachment, or a file of its own
	decoded  *markup // of a part of HTML: several readers look at it
}

// walker goes through a message once, line by line, with the boundaries of all
// open multiparts at hand, so that nesting does not cost a further look.
type walker struct {
	raw        []byte
	pos        int
	parts      []part
	entities   int
	boundaries map[string]int // to the level of their multipart
}

// walk returns the leaves of a message in order. The message may end anywhere.
func walk(h header, body []byte) []part {
	w := &walker{raw: body, boundaries: make(map[string]int)}
	w.entity(h, 0, "text/plain")
	if lost := len(w.parts) == 0 || len(w.parts) == 1 && strings.HasPrefix(w.parts[0].typ, "multipart/"); !lost || len(body) == 0 {
		return w.parts
	}
	// The boundary that the header names never comes, or it names none.
	typ := "text/plain"
	if boundary := boundaryIn(body); boundary != "" {
		typ = `multipart/mixed; boundary="` + boundary + `"`
	}
	w = &walker{raw: body, boundaries: make(map[string]int)}
	w.entity(header{{name: "content-type", value: typ}}, 0, "text/plain")
	return w.parts
}

// boundaryIn guesses the boundary of a body: the first line that begins with two
// dashes and has a field about content below it. It returns "" if there is none.
func boundaryIn(body []byte) string {
	for n := 0; n < 1000; n++ {
		line, rest, more := bytes.Cut(body, []byte("\n"))
		if !more {
			break
		}
		body = rest
		name, ok := bytes.CutPrefix(bytes.TrimRight(line, " \t\r"), []byte("--"))
		const field = "content-"
		if ok && len(name) > 0 && len(name) <= maxBoundary && !bytes.ContainsAny(name, "\"\\") &&
			len(body) > len(field) && strings.EqualFold(string(body[:len(field)]), field) {
			return string(name)
		}
	}
	return ""
}

// outside is the level of a walk that came to the end of the message.
const outside = -1

// entity reads one entity whose header is h and whose body begins at w.pos. It
// returns the level of the boundary that ended it and whether that closed its
// multipart; w.pos is behind the boundary then.
func (w *walker) entity(h header, level int, fallback string) (ended int, closed bool) {
	w.entities++
	ct := parseContentType(h.get("content-type"), fallback)
	boundary := ct.params["boundary"]
	if !strings.HasPrefix(ct.typ, "multipart/") || level >= maxDepth ||
		boundary == "" || len(boundary) > maxBoundary || w.entities > maxParts {
		return w.leaf(h, ct)
	}
	outer, shadows := w.boundaries[boundary]
	w.boundaries[boundary] = level
	defer func() {
		delete(w.boundaries, boundary)
		if shadows {
			w.boundaries[boundary] = outer
		}
	}()
	inner := "text/plain"
	if ct.typ == "multipart/digest" {
		inner = "message/rfc822"
	}
	_, ended, closed = w.next()
	for ended == level && !closed && w.entities < maxParts {
		ph, size, _ := splitHeader(w.raw[w.pos:], func(line []byte) bool {
			_, _, ok := w.boundary(line)
			return ok
		})
		w.pos += size
		ended, closed = w.entity(ph, level+1, inner)
	}
	for ended == level { // the epilogue, or parts beyond the bound
		_, ended, closed = w.next()
	}
	return ended, closed
}

func (w *walker) leaf(h header, ct contentType) (ended int, closed bool) {
	start := w.pos
	end, ended, closed := w.next()
	disposition, params := parseParams(h.get("content-disposition"))
	_, named := params["filename"]
	one := part{
		contentType: ct,
		header:      h,
		body:        w.raw[start:end],
		attached:    disposition == "attachment" || named && disposition != "inline",
	}
	if ct.typ == "text/html" {
		one.decoded = new(markup)
	}
	w.parts = append(w.parts, one)
	return ended, closed
}

// next finds the next boundary line at or after w.pos and steps behind it. It
// returns where the content before it ends.
func (w *walker) next() (end, level int, closed bool) {
	if len(w.boundaries) == 0 {
		end, w.pos = len(w.raw), len(w.raw)
		return end, outside, false
	}
	for at := w.pos; at < len(w.raw); {
		if at > w.pos || !bytes.HasPrefix(w.raw[at:], []byte("--")) {
			next := bytes.Index(w.raw[at:], []byte("\n--"))
			if next < 0 {
				break
			}
			at += next + 1
		}
		line := w.raw[at:]
		size := len(line)
		if eol := bytes.IndexByte(line, '\n'); eol >= 0 {
			line, size = line[:eol], eol+1
		}
		if level, closed, ok := w.boundary(line); ok {
			end = at
			if end > w.pos { // the line break before a boundary belongs to it
				end--
			}
			if end > w.pos && w.raw[end-1] == '\r' {
				end--
			}
			w.pos = at + size
			return end, level, closed
		}
		at += max(size-1, 1)
	}
	end, w.pos = len(w.raw), len(w.raw)
	return end, outside, false
}

// boundary tells whether a line is one of the open boundaries.
func (w *walker) boundary(line []byte) (level int, closed, ok bool) {
	if len(line) < 3 || len(line) > maxBoundary+80 || line[0] != '-' || line[1] != '-' {
		return 0, false, false
	}
	name := bytes.TrimRight(line[2:], " \t\r")
	if level, ok = w.boundaries[string(name)]; ok {
		return level, false, true
	}
	if name, found := bytes.CutSuffix(name, []byte("--")); found {
		level, ok = w.boundaries[string(name)]
	}
	return level, true, ok
}

// parseContentType reads a Content-Type field; one that is missing or makes no
// sense means fallback (RFC 2045 §5.2).
func parseContentType(value, fallback string) contentType {
	typ, params := parseParams(value)
	if kind, sub, ok := strings.Cut(typ, "/"); !ok || kind == "" || sub == "" {
		typ = fallback
	}
	return contentType{typ: typ, params: params}
}

// parseParams reads a value with parameters (RFC 2045 §5.1). Continued
// parameters are joined (RFC 2231 §3); comments are dropped; of two parameters
// of one name the first counts. params is nil if there are none.
func parseParams(value string) (head string, params map[string]string) {
	head, rest, more := strings.Cut(value, ";")
	if comment := strings.IndexByte(head, '('); comment >= 0 {
		head = head[:comment]
	}
	head = strings.ToLower(strings.TrimSpace(head))
	for n := 0; more && n < 100; n++ {
		rest = skipBlank(rest)
		eq := strings.IndexAny(rest, "=;")
		if eq < 0 {
			break
		}
		if rest[eq] == ';' {
			rest = rest[eq+1:]
			continue
		}
		name := strings.ToLower(strings.TrimSpace(rest[:eq]))
		var text string
		text, rest = paramValue(skipBlank(rest[eq+1:]))
		name, section, continued := strings.Cut(name, "*")
		if strings.HasSuffix(name, " ") || name == "" {
			continue
		}
		if strings.HasSuffix(section, "*") || continued && section == "" {
			if _, tail, ok := strings.Cut(text, "''"); ok {
				text = tail
			}
		}
		if params == nil {
			params = make(map[string]string)
		}
		if old, ok := params[name]; !ok {
			params[name] = text
		} else if continued && len(old) < 1000 {
			params[name] = old + text
		}
	}
	return head, params
}

// paramValue reads a token or a quoted string and steps behind the semicolon
// after it.
func paramValue(s string) (value, rest string) {
	if strings.HasPrefix(s, `"`) {
		if end := skipQuoted(s, 0); end > 1 {
			_, rest, _ = strings.Cut(s[end:], ";")
			value = s[1 : end-1]
			if strings.IndexByte(value, '\\') >= 0 {
				value = strings.ReplaceAll(value, `\`, "")
			}
			return value, rest
		}
	}
	value, rest, _ = strings.Cut(s, ";")
	if comment := strings.IndexByte(value, '('); comment > 0 {
		value = value[:comment]
	}
	return strings.Trim(value, "\" \t"), rest
}

func skipBlank(s string) string {
	s = strings.TrimLeft(s, " \t")
	if strings.HasPrefix(s, "(") {
		s = strings.TrimLeft(s[skipComment(s, 0):], " \t")
	}
	return s
}
