package scriptedtest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Script says where a Server departs from what is right.
type Script struct{ rules []*rule }

// rule is what to do on some commands.
type rule struct {
	text           string // its first line
	verbs          []string
	from, upTo     int // which of the commands that fit
	connection     int // 0: any
	match, unless  *regexp.Regexp
	opened         *regexp.Regexp // of the command that opened the folder
	may            bool
	actions        []action
	fitted, obeyed int
}

// action is one step of a rule.
type action struct {
	verb string
	n    int64
	d    time.Duration
	re   *regexp.Regexp
	text string
}

// Unused are the rules that nobody came upon, apart from those that say "may".
func (s *Script) Unused() []string {
	var all []string
	for _, r := range s.rules {
		if r.obeyed == 0 && !r.may {
			all = append(all, r.text)
		}
	}
	return all
}

// rule is the first one that fits a command on a connection where the folder was
// opened by the command opened.
func (s *Script) rule(c command, connection int, opened string) *rule {
	for _, r := range s.rules {
		if !r.fits(c, connection, opened) {
			continue
		}
		if r.fitted++; r.fitted < r.from || r.fitted > r.upTo {
			continue
		}
		r.obeyed++
		return r
	}
	return nil
}

func (r *rule) fits(c command, connection int, opened string) bool {
	switch {
	case r.opened != nil && !r.opened.MatchString(opened):
		return false
	case r.connection != 0 && r.connection != connection:
		return false
	case !slices.Contains(r.verbs, c.verb) && (c.tag == "" || !slices.Contains(r.verbs, "ANY")):
		return false
	case r.match != nil && !r.match.MatchString(c.line):
		return false
	}
	return r.unless == nil || !r.unless.MatchString(c.line)
}

// ParseScript reads a script. Empty lines and lines that begin with "#" say
// nothing.
func ParseScript(text string) (*Script, error) {
	s := &Script{}
	for number, l := range strings.Split(text, "\n") {
		line := strings.TrimLeft(l, " \t")
		var err error
		switch {
		case line == "" || line[0] == '#':
		case line == l:
			var r *rule
			r, err = parseRule(line)
			s.rules = append(s.rules, r)
		case len(s.rules) == 0:
			err = fmt.Errorf("an action without a rule")
		default:
			last := s.rules[len(s.rules)-1]
			var a action
			a, err = parseAction(line)
			last.actions = append(last.actions, a)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d, %q: %w", number+1, line, err)
		}
	}
	return s, nil
}

func parseRule(line string) (*rule, error) {
	const most = 1 << 30
	r := &rule{text: line, from: 1, upTo: most}
	on, rest, _ := strings.Cut(line, " ")
	verbs, rest, _ := strings.Cut(rest, " ")
	if on != "on" || verbs == "" {
		return nil, fmt.Errorf("a rule begins with on VERB")
	}
	r.verbs = strings.Split(strings.ToUpper(verbs), "|")
	for rest != "" {
		var key string
		var err error
		key, rest, _ = strings.Cut(rest, " ")
		switch key {
		case "may":
			r.may = true
		case "first":
			r.upTo = 1
		case "nth":
			r.from, rest, err = leadingInt(rest)
			r.upTo = r.from
		case "from":
			r.from, rest, err = leadingInt(rest)
		case "connection":
			r.connection, rest, err = leadingInt(rest)
		case "after":
			r.opened, rest, err = leadingRE(rest)
		case "matching":
			r.match, rest, err = leadingRE(rest)
		case "unless":
			r.unless, rest, err = leadingRE(rest)
		default:
			err = fmt.Errorf("unknown qualifier %q", key)
		}
		if err != nil {
			return nil, err
		}
		rest = strings.TrimLeft(rest, " ")
	}
	return r, nil
}

func parseAction(line string) (action, error) {
	verb, rest, _ := strings.Cut(line, " ")
	a := action{verb: verb}
	var err error
	switch verb {
	case "data", "answer", "reverse", "starttls", "close", "cut", "stall", "deaf":
		if rest != "" {
			err = fmt.Errorf("%s takes nothing", verb)
		}
	case "send", "raw", "done", "expect":
		a.text = unescape(rest)
	case "repeat", "fill":
		var n int
		n, rest, err = leadingInt(rest)
		a.n, a.text = int64(n), unescape(rest)
	case "cutafter":
		a.n, err = strconv.ParseInt(rest, 10, 64)
	case "delay", "slow":
		a.d, err = time.ParseDuration(rest)
	case "drip":
		var d string
		d, rest, _ = strings.Cut(rest, " ")
		if a.d, err = time.ParseDuration(d); err == nil {
			var n int
			n, rest, err = leadingInt(rest)
			a.n, a.text = int64(n), unescape(rest)
		}
	case "drop", "double", "replace", "before", "after", "cutat":
		a.re, rest, err = leadingRE(rest)
		a.text = unescape(rest)
	default:
		err = fmt.Errorf("unknown action %q", verb)
	}
	return a, err
}

func leadingInt(text string) (n int, rest string, err error) {
	word, rest, _ := strings.Cut(text, " ")
	n, err = strconv.Atoi(word)
	return n, rest, err
}

// leadingRE reads a regular expression between slashes. In it a dot stands for
// line ends as well.
func leadingRE(text string) (re *regexp.Regexp, rest string, err error) {
	body, ok := strings.CutPrefix(text, "/")
	pattern, rest, found := strings.Cut(body, "/")
	for found && strings.HasSuffix(pattern, `\`) {
		var more string
		more, rest, found = strings.Cut(rest, "/")
		pattern = strings.TrimSuffix(pattern, `\`) + "/" + more
	}
	if !ok || !found {
		return nil, "", fmt.Errorf("no /regular expression/ in %q", text)
	}
	re, err = regexp.Compile("(?s)" + pattern)
	return re, strings.TrimPrefix(rest, " "), err
}

// unescape replaces what stands for other bytes. Backslashes before anything
// else are left: IMAP's flags begin with one.
func unescape(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		digits := map[byte]int{'x': 2, 'u': 4}[text[i]]
		switch c := text[i]; {
		case c == 'r':
			b.WriteByte('\r')
		case c == 'n':
			b.WriteByte('\n')
		case c == 't':
			b.WriteByte('\t')
		case digits > 0 && i+digits < len(text):
			code, err := strconv.ParseUint(text[i+1:i+1+digits], 16, 32)
			if err != nil {
				b.WriteString(text[i-1 : i+1])
				continue
			}
			i += digits
			if digits == 2 {
				b.WriteByte(byte(code))
			} else {
				b.Write(utf8.AppendRune(nil, rune(code)))
			}
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
	return b.String()
}
