package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// section reads the keys of one table of the document. A key that is asked for
// is known; close reports the others. What is wrong is noted and reading goes
// on, with the value that stood there before.
type section struct {
	*reader
	node  *node
	path  string // "account." before the keys
	known []string
}

// get returns the value of a key, or nil if it is absent.
func (s *section) get(key string) *node {
	s.known = append(s.known, key)
	return s.node.fields[key]
}

// fault notes what is wrong with the value of a key.
func (s *section) fault(line int, key string, err error) {
	s.problems = append(s.problems, problem(s.file, line, s.path+key, err))
}

// missing notes a key that must be there, on the line of its table.
func (s *section) missing(key, remedy string) {
	s.fault(s.node.line, key, wrong(remedy, "it is missing"))
}

// value hands the text of a key to a function that reads it.
func (s *section) value(key, expected string, read func(string) error) {
	n := s.get(key)
	if n == nil {
		return
	}
	s.judge(n, key, expected, read)
}

func (s *section) judge(n *node, key, expected string, read func(string) error) {
	if n.shape != text {
		s.fault(n.line, key, fmt.Errorf("%s is expected, found %s", expected, n.found()))
	} else if err := read(n.text); err != nil {
		s.fault(n.line, key, err)
	}
}

// text reads a text that must not be empty.
func (s *section) text(key string, into *string) {
	s.value(key, "a text in quotes", func(v string) error {
		if strings.TrimSpace(v) == "" {
			return wrong("say something, or leave the key out", "it is empty")
		}
		*into = v
		return nil
	})
}

// texts reads a list of texts, each by a function; a single text is a list of
// one. It says whether the key is there.
func (s *section) texts(key, expected string, read func(string) error) bool {
	n := s.get(key)
	switch {
	case n == nil:
		return false
	case n.shape == list:
		for _, item := range n.list {
			s.judge(item, key, expected, read)
		}
	case n.shape == text:
		s.judge(n, key, expected, read)
	default:
		s.fault(n.line, key, fmt.Errorf("a list of texts is expected, found %s", n.found()))
	}
	return true
}

// duration reads a duration that is at least the given one.
func (s *section) duration(key, example string, least time.Duration, into *time.Duration) {
	expected := "a duration such as " + strconv.Quote(example)
	s.value(key, expected, func(v string) error {
		d, err := parseDuration(v)
		if _, isFlaw := err.(flaw); err != nil && !isFlaw {
			return fmt.Errorf("%s is expected, %w", expected, err)
		}
		if err != nil {
			return err
		}
		if d < least {
			return wrong("write at least "+strconv.Quote(least.String()), "%q is too short", v)
		}
		*into = d
		return nil
	})
}

// between reads a whole number that is neither less than least nor more than
// most.
func (s *section) between(key string, least, most int, into *int) {
	n := s.get(key)
	if n == nil {
		return
	}
	v, err := strconv.ParseInt(n.text, 0, 32) // TOML writes 0x, 0o, 0b and _ as Go does
	if n.shape != number || err != nil || v < int64(least) || v > int64(most) {
		s.fault(n.line, key, fmt.Errorf("a number from %d to %d is expected, found %s", least, most, n.found()))
		return
	}
	*into = int(v)
}

// truth reads true or false.
func (s *section) truth(key string, into *bool) {
	if n := s.get(key); n != nil && n.shape == truth {
		*into = n.text == "true"
	} else if n != nil {
		s.fault(n.line, key, fmt.Errorf("true or false is expected, found %s", n.found()))
	}
}

// oneOf reads one of a few words.
func oneOf[T ~string](s *section, key string, into *T, words ...T) {
	expected := make([]string, len(words))
	for i, w := range words {
		expected[i] = strconv.Quote(string(w))
	}
	s.value(key, "one of "+strings.Join(expected, ", "), func(v string) error {
		if !slices.Contains(words, T(v)) {
			return fmt.Errorf("one of %s is expected, found %q", strings.Join(expected, ", "), v)
		}
		*into = T(v)
		return nil
	})
}

// table opens the table of a key; nil if it is absent or no table.
func (s *section) table(key string) *section {
	n := s.get(key)
	if n == nil {
		return nil
	}
	if n.shape != table {
		s.fault(n.line, key, fmt.Errorf("a table is expected, found %s", n.found()))
		return nil
	}
	return &section{reader: s.reader, node: n, path: s.path + key + "."}
}

// tables opens the tables in the list of a key.
func (s *section) tables(key, example string) []*section {
	n := s.get(key)
	if n == nil {
		return nil
	}
	if n.shape != list {
		s.fault(n.line, key, fmt.Errorf("%s is expected, found %s", example, n.found()))
		return nil
	}
	var all []*section
	for _, item := range n.list {
		if item.shape != table {
			s.fault(item.line, key, fmt.Errorf("%s is expected, found %s", example, item.found()))
			continue
		}
		all = append(all, &section{reader: s.reader, node: item, path: s.path + key + "."})
	}
	return all
}

// line is where a key stands, or its table if it is absent.
func (s *section) line(key string) int {
	if n := s.node.fields[key]; n != nil {
		return n.line
	}
	return s.node.line
}

// close notes the keys nobody asked for.
func (s *section) close() {
	for _, key := range s.node.order {
		if slices.Contains(s.known, key) {
			continue
		}
		remedy := "delete it"
		if key == "password" {
			remedy = "secrets do not stand in this file: use password_cmd, password_file, password_env or keyring"
		} else if key == clientSecret {
			remedy = "secrets do not stand in this file: use oauth_client_secret_cmd, oauth_client_secret_file or oauth_client_secret_env"
		} else if meant := nearest(key, s.known); meant != "" {
			remedy = fmt.Sprintf("did you mean %q?", meant)
		}
		s.fault(s.node.fields[key].line, key, wrong(remedy, "there is no such key"))
	}
}
