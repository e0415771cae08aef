package scriptedtest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// search answers SEARCH, with RETURN where ESEARCH is offered (RFC 4731).
func (e *session) search(c command) *reply {
	args, extended := c.args, false
	var wanted []string
	if rest, found := strings.CutPrefix(strings.ToUpper(args), "RETURN "); found {
		if !e.box.has("ESEARCH") {
			return bad("what is RETURN?")
		}
		options, _ := word(rest)
		args, wanted, extended = args[len(args)-len(rest)+len(options):], words(options), true
	}
	if rest := strings.TrimLeft(args, " "); strings.HasPrefix(strings.ToUpper(rest), "CHARSET ") {
		_, args = word(rest[8:])
	}
	test, err := e.criteria(words(args))
	if err != nil {
		return bad(err.Error())
	}
	var found []uint32
	for i, m := range e.open.Messages {
		if n := uint32(i + 1); test(n, m) {
			if c.uid {
				n = m.UID
			}
			found = append(found, n)
		}
	}
	if extended {
		return ok("searched", extendedResult(c, wanted, found))
	}
	line := "* SEARCH"
	for _, n := range found {
		line += " " + strconv.Itoa(int(n))
	}
	return ok("searched", line)
}

func extendedResult(c command, wanted []string, found []uint32) string {
	line := fmt.Sprintf("* ESEARCH (TAG %q)", c.tag)
	if c.uid {
		line += " UID"
	}
	if len(wanted) == 0 {
		wanted = []string{"ALL"}
	}
	for _, w := range wanted {
		switch {
		case w == "COUNT":
			line += fmt.Sprintf(" COUNT %d", len(found))
		case len(found) == 0:
		case w == "MIN":
			line += fmt.Sprintf(" MIN %d", found[0])
		case w == "MAX":
			line += fmt.Sprintf(" MAX %d", found[len(found)-1])
		case w == "ALL":
			line += " ALL " + formatSet(found)
		}
	}
	return line
}

// test is a search key: the number of a message in its folder, and the message.
type test func(n uint32, m *Message) bool

// criteria reads the search keys that mail programs use (RFC 9051 §6.4.4). All of
// them must hold.
func (e *session) criteria(keys []string) (test, error) {
	var all []test
	for len(keys) > 0 {
		t, rest, err := e.key(keys)
		if err != nil {
			return nil, err
		}
		all, keys = append(all, t), rest
	}
	return func(n uint32, m *Message) bool {
		for _, t := range all {
			if !t(n, m) {
				return false
			}
		}
		return true
	}, nil
}

func (e *session) key(keys []string) (test, []string, error) {
	key, rest := strings.ToUpper(keys[0]), keys[1:]
	arguments := map[string]int{"UID": 1, "SINCE": 1, "BEFORE": 1, "NOT": 1, "OR": 2, "HEADER": 2, "MODSEQ": 1}[key]
	if len(rest) < arguments {
		return nil, nil, fmt.Errorf("%s needs more", key)
	}
	switch key {
	case "ALL", "UNDELETED":
		return func(uint32, *Message) bool { return true }, rest, nil
	case "UID":
		set, err := parseSet(rest[0], e.open.last())
		return func(_ uint32, m *Message) bool { return inSet(set, m.UID) }, rest[1:], err
	case "SINCE", "BEFORE":
		day, err := time.Parse("2-Jan-2006", rest[0])
		return func(_ uint32, m *Message) bool { return m.Date.Before(day) == (key == "BEFORE") }, rest[1:], err
	case "HEADER":
		return func(_ uint32, m *Message) bool {
			field := strings.ToLower(fields(m.Header, []string{rest[0]}))
			return strings.Contains(field, strings.ToLower(rest[1]))
		}, rest[2:], nil
	case "MODSEQ":
		modSeq, err := strconv.ParseUint(rest[0], 10, 64)
		return func(_ uint32, m *Message) bool { return m.ModSeq >= modSeq }, rest[1:], err
	case "NOT":
		t, rest, err := e.key(rest)
		return func(n uint32, m *Message) bool { return !t(n, m) }, rest, err
	case "OR":
		a, rest, err := e.key(rest)
		if err != nil || len(rest) == 0 {
			return nil, nil, fmt.Errorf("OR needs two")
		}
		b, rest, err := e.key(rest)
		return func(n uint32, m *Message) bool { return a(n, m) || b(n, m) }, rest, err
	}
	if strings.HasPrefix(key, "(") {
		t, err := e.criteria(words(keys[0]))
		return t, rest, err
	}
	set, err := parseSet(key, uint32(len(e.open.Messages)))
	return func(n uint32, _ *Message) bool { return inSet(set, n) }, rest, err
}
