package scripted

import (
	"fmt"
	"strconv"
	"strings"
)

// list answers LIST with the options of RFC 5258, 5819 and 6154.
func (c *session) list(args []arg) (string, error) {
	if len(args) > 0 && args[0].open { // options of what is selected: every folder is
		args = args[1:]
	}
	if len(args) < 2 {
		return "", bad("LIST wants a reference and a pattern")
	}
	var status []arg
	if len(args) == 4 && args[2].is("RETURN") {
		for i, o := range args[3].list {
			if o.is("STATUS") && i+1 < len(args[3].list) {
				status = args[3].list[i+1].list
			}
		}
	}
	patterns := args[1].list
	if !args[1].open {
		patterns = []arg{args[1]}
	}
	for _, p := range patterns {
		if p.text == "" {
			c.untagged(`LIST (\Noselect) "/" ""`)
		}
	}
	for _, f := range folders() {
		if !matches(patterns, args[0].text, f.name) {
			continue
		}
		attributes := `\HasNoChildren`
		if f.special != "" {
			attributes += " " + f.special
		}
		c.untagged(fmt.Sprintf(`LIST (%s) "/" %s`, attributes, f.name))
		if len(status) > 0 {
			if err := c.tellStatus(f, status); err != nil {
				return "", err
			}
		}
	}
	return "OK done.", nil
}

// matches says whether one of the patterns names a folder. There is one level
// only, so "%" is no other than "*".
func matches(patterns []arg, reference, name string) bool {
	for _, p := range patterns {
		pattern := strings.ReplaceAll(reference+p.text, "%", "*")
		head, tail, wild := strings.Cut(pattern, "*")
		if !wild && strings.EqualFold(pattern, name) || wild && strings.HasPrefix(name, head) && strings.HasSuffix(name, tail) {
			return true
		}
	}
	return false
}

func (c *session) status(args []arg) (string, error) {
	if len(args) != 2 || !args[1].open {
		return "", bad("STATUS wants a folder and a list")
	}
	f, ok := find(args[0].text)
	if !ok {
		return "", no("[NONEXISTENT] no such folder")
	}
	return "OK done.", c.tellStatus(f, args[1].list)
}

func (c *session) tellStatus(f folder, items []arg) error {
	n := c.server.count(f)
	var words []string
	for _, item := range items {
		name := strings.ToUpper(item.text)
		var value uint64
		switch name {
		case "MESSAGES":
			value = uint64(n)
		case "UIDNEXT":
			value = uint64(n) + 1
		case "UIDVALIDITY":
			value = validity
		case "HIGHESTMODSEQ":
			value, c.condstore = c.server.highest(f), true
		case "UNSEEN", "RECENT":
		default:
			return bad("unknown status item " + name)
		}
		words = append(words, name+" "+strconv.FormatUint(value, 10))
	}
	c.untagged(fmt.Sprintf("STATUS %s (%s)", f.name, strings.Join(words, " ")))
	return nil
}

// examine opens a folder for reading; SELECT does no other.
func (c *session) examine(args []arg) (string, error) {
	c.selected = nil
	if len(args) == 0 || len(args) > 2 {
		return "", bad("which folder?")
	}
	f, ok := find(args[0].text)
	if !ok {
		return "", no("[NONEXISTENT] no such folder")
	}
	var resync []arg
	if len(args) == 2 {
		for i, o := range args[1].list {
			switch {
			case o.is("CONDSTORE"):
				c.condstore = true
			case o.is("QRESYNC") && !c.qresync:
				return "", bad("QRESYNC is not enabled")
			case o.is("QRESYNC") && i+1 < len(args[1].list):
				resync = args[1].list[i+1].list
			}
		}
	}
	n := c.server.count(f)
	c.selected, c.known = &f, n
	c.untagged(`FLAGS (\Answered \Flagged \Deleted \Seen \Draft)`)
	c.untagged("OK [PERMANENTFLAGS ()] read-only.")
	c.untagged(fmt.Sprintf("%d EXISTS", n))
	c.untagged("0 RECENT")
	c.untagged(fmt.Sprintf("OK [UIDVALIDITY %d] valid.", validity))
	c.untagged(fmt.Sprintf("OK [UIDNEXT %d] next.", n+1))
	c.untagged(fmt.Sprintf("OK [HIGHESTMODSEQ %d] highest.", c.server.highest(f)))
	if err := c.resync(f, n, resync); err != nil {
		return "", err
	}
	return "OK [READ-ONLY] opened.", nil
}

// resync tells what has changed since a client last looked (RFC 7162 §3.2.5):
// never anything but new mail.
func (c *session) resync(f folder, n uint32, args []arg) error {
	if len(args) < 2 || args[0].text != strconv.Itoa(validity) {
		return nil
	}
	since, err := strconv.ParseUint(args[1].text, 10, 64)
	if err != nil {
		return bad("that is no mod-sequence")
	}
	known := []span{{1, n}}
	if len(args) > 2 && !args[2].open {
		if known, err = spans(args[2].text, n); err != nil {
			return err
		}
	}
	items := fetchItems{flags: true, modseq: true}
	return c.each(f, known, since, items)
}
