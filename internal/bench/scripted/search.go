package scripted

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// test says whether a message is wanted.
type test func(uid uint32) (bool, error)

// search answers SEARCH, in the form of RFC 4731 if RETURN asks for it.
func (c *session) search(args []arg, byUID bool) (string, error) {
	c.news()
	f, n := *c.selected, c.known
	var options []arg
	extended := false
	if len(args) > 1 && args[0].is("RETURN") && args[1].open {
		options, extended = args[1].list, true
		args = args[2:]
	}
	if len(args) > 1 && args[0].is("CHARSET") {
		args = args[2:]
	}
	var tests []test
	for len(args) > 0 {
		t, rest, err := c.criterion(f, n, args)
		if err != nil {
			return "", err
		}
		tests, args = append(tests, t), rest
	}
	var found []span
	total := 0
	for uid := uint32(1); uid <= n; uid++ {
		ok := true
		for _, t := range tests {
			var err error
			if ok, err = t(uid); err != nil {
				return "", err
			} else if !ok {
				break
			}
		}
		if !ok {
			continue
		}
		total++
		if last := len(found) - 1; last >= 0 && found[last].last == uid-1 {
			found[last].last = uid
		} else {
			found = append(found, span{uid, uid})
		}
	}
	if extended {
		c.tellFound(options, found, total, byUID)
		return "OK done.", nil
	}
	_, _ = c.w.WriteString("* SEARCH")
	for _, s := range found {
		for uid := s.first; uid <= s.last; uid++ {
			_, _ = c.w.WriteString(" " + strconv.Itoa(int(uid)))
		}
	}
	_, _ = c.w.WriteString("\r\n")
	return "OK done.", nil
}

// tellFound writes an ESEARCH response.
func (c *session) tellFound(options []arg, found []span, total int, byUID bool) {
	text := fmt.Sprintf("ESEARCH (TAG %q)", c.tag)
	if byUID {
		text += " UID"
	}
	if len(options) == 0 {
		options = []arg{{text: "ALL"}}
	}
	for _, o := range options {
		switch {
		case o.is("COUNT"):
			text += fmt.Sprintf(" COUNT %d", total)
		case total == 0:
		case o.is("MIN"):
			text += fmt.Sprintf(" MIN %d", found[0].first)
		case o.is("MAX"):
			text += fmt.Sprintf(" MAX %d", found[len(found)-1].last)
		case o.is("ALL"):
			text += " ALL " + setText(found)
		}
	}
	c.untagged(text)
}

func setText(set []span) string {
	var b strings.Builder
	for i, s := range set {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(int(s.first)))
		if s.last > s.first {
			b.WriteString(":" + strconv.Itoa(int(s.last)))
		}
	}
	return b.String()
}

// criterion reads one search key and returns what is left.
func (c *session) criterion(f folder, n uint32, args []arg) (test, []arg, error) {
	key, rest := args[0], args[1:]
	always := func(yes bool) test { return func(uint32) (bool, error) { return yes, nil } }
	if key.open {
		return c.all(f, n, key.list, rest)
	}
	next := ""
	if len(rest) > 0 {
		next = rest[0].text
	}
	name := strings.ToUpper(key.text)
	switch name {
	case "ALL", "SEEN", "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "OLD":
		return always(true), rest, nil
	case "UNSEEN", "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "RECENT", "NEW":
		return always(false), rest, nil
	case "NOT":
		if len(rest) == 0 {
			return nil, nil, bad("NOT what?")
		}
		inner, rest, err := c.criterion(f, n, rest)
		return func(uid uint32) (bool, error) { yes, err := inner(uid); return !yes, err }, rest, err
	}
	if len(rest) == 0 {
		rest = []arg{{}}
	}
	switch name {
	case "UID":
		set, err := spans(next, n)
		return func(uid uint32) (bool, error) { return within(set, uid), nil }, rest[1:], err
	case "MODSEQ":
		least, err := strconv.ParseUint(next, 10, 64)
		if err != nil {
			return nil, nil, bad("that is no mod-sequence")
		}
		return func(uid uint32) (bool, error) { return c.server.modseq(f, uid) >= least, nil }, rest[1:], nil
	case "SINCE", "SENTSINCE", "BEFORE", "SENTBEFORE", "ON", "SENTON":
		t, err := c.day(f, strings.TrimPrefix(name, "SENT"), next)
		return t, rest[1:], err
	case "HEADER":
		if len(rest) < 2 {
			return nil, nil, bad("HEADER wants a name and a text")
		}
		return c.headerHolds(f, next, rest[1].text), rest[2:], nil
	}
	set, err := spans(name, n) // message numbers are UIDs here
	if err != nil {
		return nil, nil, bad("unknown search key " + name)
	}
	return func(uid uint32) (bool, error) { return within(set, uid), nil }, args[1:], nil
}

// all is a list of keys of which all must hold.
func (c *session) all(f folder, n uint32, keys, rest []arg) (test, []arg, error) {
	var tests []test
	for len(keys) > 0 {
		t, left, err := c.criterion(f, n, keys)
		if err != nil {
			return nil, nil, err
		}
		tests, keys = append(tests, t), left
	}
	return func(uid uint32) (bool, error) {
		for _, t := range tests {
			if yes, err := t(uid); !yes || err != nil {
				return false, err
			}
		}
		return true, nil
	}, rest, nil
}

// day compares a message's day with another. INTERNALDATE and Date are the same
// here.
func (c *session) day(f folder, how, text string) (test, error) {
	begin, err := time.Parse("2-Jan-2006", text)
	if err != nil {
		return nil, bad("that is no day: " + text)
	}
	end := begin.AddDate(0, 0, 1)
	return func(uid uint32) (bool, error) {
		c.server.mu.RLock()
		at := c.server.mailbox.Time(c.server.number(f, uid))
		c.server.mu.RUnlock()
		switch how {
		case "SINCE":
			return !at.Before(begin), nil
		case "BEFORE":
			return at.Before(begin), nil
		}
		return !at.Before(begin) && at.Before(end), nil
	}, nil
}

// headerHolds looks for a text in a header field.
func (c *session) headerHolds(f folder, name, text string) test {
	only := map[string]bool{strings.ToLower(name): true}
	return func(uid uint32) (bool, error) {
		fields := c.fields(f, uid, only)
		return len(fields) > 2 && strings.Contains(strings.ToLower(string(fields)), strings.ToLower(text)), nil
	}
}
