package scriptedtest

import (
	"fmt"
	"slices"
	"strings"
)

// list answers LIST "" "*" and its extended form (RFC 5258, RFC 5819, RFC 6154).
func (e *session) list(c command) *reply {
	_, returned, _ := strings.Cut(strings.ToUpper(c.args), "RETURN ")
	if returned != "" && !e.box.has("LIST-EXTENDED") {
		return bad("what is RETURN?")
	}
	options := words(returned)
	r := ok("listed")
	for _, f := range e.box.Folders {
		r.data = append(r.data, listed(f))
		if i := slices.Index(options, "STATUS"); i >= 0 && i+1 < len(options) && !slices.Contains(f.Attrs, `\Noselect`) {
			r.data = append(r.data, status(f, words(options[i+1])))
		}
	}
	return r
}

func listed(f *Folder) string {
	return fmt.Sprintf(`* LIST (%s) "/" %s`, strings.Join(f.Attrs, " "), sentName(f.Name))
}

// sentName is a folder's name as an astring or, where it must be, a literal.
func sentName(name string) string {
	plain := func(r rune) bool { return r > ' ' && r < 0x7f && !strings.ContainsRune(`(){%*"\]`, r) }
	switch {
	case name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !plain(r) }):
		return name
	case strings.ContainsAny(name, "\x00\r\n"):
		return fmt.Sprintf("{%d}\r\n%s", len(name), name)
	}
	return quote(name)
}

// status answers STATUS (RFC 9051 §6.3.11).
func (e *session) status(c command) *reply {
	name, rest := word(c.args)
	f := e.box.folder(name)
	if f == nil || slices.Contains(f.Attrs, `\Noselect`) {
		return no("[NONEXISTENT] no such folder")
	}
	items, _ := word(rest)
	return ok("done", status(f, words(strings.ToUpper(items))))
}

func status(f *Folder, items []string) string {
	var values []string
	for _, item := range items {
		n := uint64(0)
		switch item {
		case "MESSAGES":
			n = uint64(len(f.Messages))
		case "UIDNEXT":
			n = uint64(f.UIDNext)
		case "UIDVALIDITY":
			n = uint64(f.UIDValidity)
		case "HIGHESTMODSEQ":
			n = f.ModSeq
		case "RECENT", "UNSEEN":
		default:
			continue
		}
		values = append(values, fmt.Sprintf("%s %d", item, n))
	}
	return fmt.Sprintf("* STATUS %s (%s)", sentName(f.Name), strings.Join(values, " "))
}

// enable answers ENABLE (RFC 5161).
func (e *session) enable(c command) *reply {
	if !e.box.has("ENABLE") {
		return bad("unknown command")
	}
	var enabled []string
	for _, extension := range words(strings.ToUpper(c.args)) {
		if !e.box.has(extension) {
			continue
		}
		switch extension {
		case "QRESYNC":
			e.qresync, e.condstore = true, true
		case "CONDSTORE":
			e.condstore = true
		default:
			continue
		}
		enabled = append(enabled, extension)
	}
	return ok("enabled", strings.TrimSuffix("* ENABLED "+strings.Join(enabled, " "), " "))
}

// notified answers NOTIFY (RFC 5465): of folders that are not open STATUS tells
// what happens.
func (e *session) notified(c command) *reply {
	if !e.box.has("NOTIFY") {
		return bad("unknown command")
	}
	e.notify = strings.HasPrefix(strings.ToUpper(c.args), "SET")
	return ok("noted")
}

// append answers APPEND, with a UID where UIDPLUS is offered.
func (e *session) append(c command) *reply {
	args := words(c.args)
	if len(args) < 2 {
		return bad("append what?")
	}
	f := e.box.folder(args[0])
	if f == nil {
		return no("[TRYCREATE] no such folder")
	}
	m := newMessage(f.Name, f.UIDNext)
	header, body, _ := strings.Cut(args[len(args)-1], "\r\n\r\n")
	m.Header, m.Body = header+"\r\n\r\n", body
	f.add(m)
	e.tell(f, fmt.Sprintf("* %d EXISTS", len(f.Messages)), "")
	if e.box.has("UIDPLUS") {
		return ok(fmt.Sprintf("[APPENDUID %d %d] stored", f.UIDValidity, m.UID))
	}
	return ok("stored")
}
