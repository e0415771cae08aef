package scriptedtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fetch answers FETCH for the items that mail programs read with, and the
// modifiers CHANGEDSINCE and VANISHED (RFC 7162).
func (e *session) fetch(c command) *reply {
	args := words(c.args)
	if len(args) < 2 {
		return bad("fetch what?")
	}
	last := e.open.last()
	if !c.uid {
		last = uint32(len(e.open.Messages))
	}
	set, err := parseSet(args[0], last)
	if err != nil {
		return bad(err.Error())
	}
	items := words(args[1])
	r := ok("fetched")
	var since uint64
	if len(args) > 2 {
		modifiers := words(strings.ToUpper(args[2]))
		if i := slices.Index(modifiers, "CHANGEDSINCE"); i >= 0 && i+1 < len(modifiers) {
			if since, err = strconv.ParseUint(modifiers[i+1], 10, 64); err != nil || !e.box.has("CONDSTORE") {
				return bad("CHANGEDSINCE what?")
			}
			items = append(items, "MODSEQ")
		}
		if slices.Contains(modifiers, "VANISHED") {
			if !e.qresync {
				return bad("VANISHED needs QRESYNC")
			}
			r.data = e.vanished(set, since)
		}
	}
	if e.condstore && slices.Contains(items, "FLAGS") {
		items = append(items, "MODSEQ")
	}
	if c.uid {
		items = append(items, "UID")
	}
	for i, m := range e.open.Messages {
		n := uint32(i + 1)
		if c.uid {
			n = m.UID
		}
		if !inSet(set, n) || m.ModSeq <= since {
			continue
		}
		line, err := fetched(i+1, m, items)
		if err != nil {
			return bad(err.Error())
		}
		r.data = append(r.data, line)
	}
	return r
}

// fetched is one FETCH response, in the order that most servers use.
func fetched(n int, m *Message, items []string) (string, error) {
	var parts []string
	has := func(item string) bool {
		return slices.ContainsFunc(items, func(i string) bool { return strings.EqualFold(i, item) })
	}
	if has("UID") {
		parts = append(parts, fmt.Sprintf("UID %d", m.UID))
	}
	if has("FLAGS") {
		parts = append(parts, fmt.Sprintf("FLAGS (%s)", strings.Join(m.Flags, " ")))
	}
	if has("INTERNALDATE") {
		parts = append(parts, fmt.Sprintf("INTERNALDATE %q", m.Date.Format("_2-Jan-2006 15:04:05 -0700")))
	}
	if has("RFC822.SIZE") {
		parts = append(parts, fmt.Sprintf("RFC822.SIZE %d", len(m.Header)+len(m.Body)))
	}
	if has("MODSEQ") {
		parts = append(parts, fmt.Sprintf("MODSEQ (%d)", m.ModSeq))
	}
	for _, item := range items {
		upper := strings.ToUpper(item)
		switch {
		case slices.Contains([]string{"UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "MODSEQ"}, upper):
		case strings.HasPrefix(upper, "BODY.PEEK["), strings.HasPrefix(upper, "BODY["):
			section, err := section(m, item)
			if err != nil {
				return "", err
			}
			parts = append(parts, section)
		case upper == "X-GM-MSGID" || upper == "X-GM-THRID":
			parts = append(parts, fmt.Sprintf("%s %d", upper, uint64(m.UID)<<20))
		default:
			return "", fmt.Errorf("unknown item %.40q", item)
		}
	}
	return fmt.Sprintf("* %d FETCH (%s)", n, strings.Join(parts, " ")), nil
}

// section answers BODY[section]<offset.length> (RFC 9051 §6.4.5).
func section(m *Message, item string) (string, error) {
	open, end := strings.IndexByte(item, '['), strings.LastIndexByte(item, ']')
	if end < open {
		return "", fmt.Errorf("section %.40q", item)
	}
	name, partial := item[open+1:end], item[end+1:]
	text := ""
	switch upper := strings.ToUpper(name); {
	case name == "":
		text = m.Header + m.Body
	case upper == "HEADER":
		text = m.Header
	case upper == "TEXT":
		text = m.Body
	case strings.HasPrefix(upper, "HEADER.FIELDS "):
		text = fields(m.Header, words(name[len("HEADER.FIELDS "):])) + "\r\n"
	default:
		return "", fmt.Errorf("section %.40q", item)
	}
	origin := ""
	if partial != "" {
		var offset, length int
		if _, err := fmt.Sscanf(partial, "<%d.%d>", &offset, &length); err != nil {
			return "", fmt.Errorf("section %.40q: %w", item, err)
		}
		offset = min(offset, len(text))
		text = text[offset:min(len(text), offset+length)]
		origin = fmt.Sprintf("<%d>", offset)
	}
	return fmt.Sprintf("BODY[%s]%s {%d}\r\n%s", name, origin, len(text), text), nil
}

// fields are those fields of a header that have one of these names.
func fields(header string, names []string) string {
	wanted := make(map[string]bool, len(names))
	for _, n := range names {
		wanted[strings.ToLower(n)] = true
	}
	var b strings.Builder
	b.Grow(len(header))
	keep := false
	for l := range strings.Lines(header) {
		if l[0] != ' ' && l[0] != '\t' {
			name, _, _ := strings.Cut(l, ":")
			keep = wanted[strings.ToLower(strings.TrimSpace(name))]
		}
		if keep {
			b.WriteString(l)
		}
	}
	return b.String()
}
