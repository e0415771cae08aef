package scripted

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// fetchItems are what a FETCH asks for of each message.
type fetchItems struct {
	flags, internal, size, modseq bool
	sections                      []section
}

// section is a part of a message (RFC 3501 §6.4.5).
type section struct {
	label  string // as it stands in the answer
	kind   string // "", "HEADER", "TEXT" or "FIELDS"
	fields map[string]bool
	from   int
	count  int // -1: to the end
}

// fetch answers FETCH and UID FETCH: numbers are UIDs here, and the UID is
// always told.
func (c *session) fetch(args []arg) (string, error) {
	if len(args) < 2 {
		return "", bad("FETCH wants messages and items")
	}
	c.news()
	set, err := spans(args[0].text, c.known)
	if err != nil {
		return "", err
	}
	since := uint64(0)
	if len(args) > 2 {
		for i, m := range args[2].list {
			if m.is("CHANGEDSINCE") && i+1 < len(args[2].list) {
				if since, err = strconv.ParseUint(args[2].list[i+1].text, 10, 64); err != nil {
					return "", bad("that is no mod-sequence")
				}
				c.condstore = true
			}
		}
	}
	list := args[1].list
	if !args[1].open {
		list = []arg{args[1]}
	}
	var items fetchItems
	for _, a := range list {
		switch {
		case a.is("UID"):
		case a.is("FLAGS"):
			items.flags = true
		case a.is("INTERNALDATE"):
			items.internal = true
		case a.is("RFC822.SIZE"):
			items.size = true
		case a.is("MODSEQ"):
			items.modseq, c.condstore = true, true
		default:
			s, ok := parseSection(a.text)
			if !ok {
				return "", bad("this server does not tell " + a.text)
			}
			items.sections = append(items.sections, s)
		}
	}
	items.modseq = items.modseq || since > 0
	return "OK done.", c.each(*c.selected, set, since, items)
}

// parseSection reads BODY[...] and BODY.PEEK[...], with <from.count>.
func parseSection(text string) (section, bool) {
	s := section{count: -1}
	_, rest, ok := strings.Cut(text, "[")
	name, partial, closed := cutLast(rest, ']')
	if upper := strings.ToUpper(text); !ok || !closed || !strings.HasPrefix(upper, "BODY[") && !strings.HasPrefix(upper, "BODY.PEEK[") {
		return s, false
	}
	s.label = "BODY[" + name + "]"
	if partial != "" {
		from, count, _ := strings.Cut(strings.Trim(partial, "<>"), ".")
		a, err1 := strconv.Atoi(from)
		b, err2 := strconv.Atoi(count)
		if err1 != nil || err2 != nil {
			return s, false
		}
		s.from, s.count = a, b
		s.label += "<" + from + ">"
	}
	head, list, fields := strings.Cut(name, "(")
	switch s.kind = strings.ToUpper(strings.TrimSpace(head)); {
	case fields && s.kind == "HEADER.FIELDS":
		s.kind, s.fields = "FIELDS", map[string]bool{}
		for _, f := range strings.Fields(strings.NewReplacer(")", "", `"`, "").Replace(list)) {
			s.fields[strings.ToLower(f)] = true
		}
		return s, true
	case fields:
		return s, false
	}
	return s, s.kind == "" || s.kind == "HEADER" || s.kind == "TEXT"
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// each writes the FETCH responses of the messages of a set that have changed
// since a mod-sequence.
func (c *session) each(f folder, set []span, since uint64, items fetchItems) error {
	for _, s := range set {
		if s.first == 0 {
			continue
		}
		for uid := uint64(s.first); uid <= min(uint64(s.last), math.MaxUint32); uid++ {
			if since > 0 && c.server.modseq(f, uint32(uid)) <= since {
				continue
			}
			if err := c.tell(f, uint32(uid), items); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell writes one FETCH response.
func (c *session) tell(f folder, uid uint32, items fetchItems) error {
	head := c.w.AvailableBuffer()
	head = strconv.AppendUint(append(head, "* "...), uint64(uid), 10)
	head = strconv.AppendUint(append(head, " FETCH (UID "...), uint64(uid), 10)
	if items.flags {
		head = append(head, ` FLAGS (\Seen)`...)
	}
	c.server.mu.RLock()
	number := c.server.number(f, uid)
	if items.internal {
		head = c.server.mailbox.Time(number).AppendFormat(append(head, ` INTERNALDATE "`...), "02-Jan-2006 15:04:05 -0700")
		head = append(head, '"')
	}
	c.server.mu.RUnlock()
	if items.modseq {
		head = append(strconv.AppendUint(append(head, " MODSEQ ("...), c.server.modseq(f, uid), 10), ')')
	}
	if items.size {
		head = strconv.AppendInt(append(head, " RFC822.SIZE "...), int64(len(c.content(f, uid, section{count: -1}))), 10)
	}
	if _, err := c.w.Write(head); err != nil {
		return err
	}
	for _, s := range items.sections {
		raw := c.content(f, uid, s)
		_, _ = c.w.WriteString(" " + s.label + " {" + strconv.Itoa(len(raw)) + "}\r\n")
		if _, err := c.w.Write(raw); err != nil {
			return err
		}
	}
	_, err := c.w.WriteString(")\r\n")
	return err
}

// content is a section of a message, good until the next is asked for.
func (c *session) content(f folder, uid uint32, s section) []byte {
	var raw []byte
	switch s.kind {
	case "FIELDS":
		raw = c.fields(f, uid, s.fields)
	default:
		c.server.mu.RLock()
		number := c.server.number(f, uid)
		c.header = c.header[:0]
		if s.kind != "TEXT" {
			c.header = c.server.mailbox.AppendHeader(c.header, number)
		}
		if s.kind != "HEADER" {
			c.header = c.server.mailbox.AppendBody(c.header, number)
		}
		c.server.mu.RUnlock()
		raw = c.header
	}
	raw = raw[min(s.from, len(raw)):]
	if s.count >= 0 {
		raw = raw[:min(s.count, len(raw))]
	}
	return raw
}

// fields are the header fields of these names, in lower case, with the empty
// line at their end.
func (c *session) fields(f folder, uid uint32, names map[string]bool) []byte {
	c.server.mu.RLock()
	c.header = c.server.mailbox.AppendHeader(c.header[:0], c.server.number(f, uid))
	c.server.mu.RUnlock()
	out, rest := c.body[:0], c.header
	wanted := false
	for len(rest) > 0 {
		line := rest
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			line = rest[:i+1]
		}
		rest = rest[len(line):]
		if line[0] != ' ' && line[0] != '\t' {
			var lower [64]byte
			name := lower[:0]
			if colon := bytes.IndexByte(line, ':'); colon > 0 && colon < len(lower) {
				for _, b := range line[:colon] {
					if 'A' <= b && b <= 'Z' {
						b += 'a' - 'A'
					}
					name = append(name, b)
				}
			}
			wanted = names[string(name)]
		}
		if wanted {
			out = append(out, line...)
		}
	}
	c.body = append(out, "\r\n"...)
	return c.body
}
