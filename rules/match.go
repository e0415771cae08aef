package rules

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Mail is what a rule can match: a few strings of one message. Addresses are
// lower case and bare, folders are names as the server shows them, flags are
// IMAP flags ("\Flagged").
type Mail struct {
	Outbound bool
	From     string
	To, Cc   []string
	Subject  string
	Folders  []string
	Flags    []string
}

// Pattern matches one string of a mail: a case-insensitive substring, a suffix
// if it begins with "@", or an RE2 expression between slashes.
type Pattern struct {
	text   string // lower case; empty if re is set
	suffix bool
	re     *regexp.Regexp
}

// maxPattern bounds a pattern, so that a mistyped file cannot become a slow rule.
const maxPattern = 1000

// ParsePattern reads one pattern as it stands in the configuration.
func ParsePattern(s string) (Pattern, error) {
	switch {
	case strings.TrimSpace(s) == "":
		return Pattern{}, errors.New("an empty pattern matches everything; leave the key out instead")
	case len(s) > maxPattern:
		return Pattern{}, fmt.Errorf("a pattern of %d characters; at most %d", len(s), maxPattern)
	case len(s) > 2 && s[0] == '/' && s[len(s)-1] == '/':
		re, err := regexp.Compile("(?i)" + s[1:len(s)-1])
		if err != nil {
			return Pattern{}, fmt.Errorf("%q is not a valid RE2 expression: %w", s, err)
		}
		return Pattern{re: re}, nil
	}
	return Pattern{text: strings.ToLower(s), suffix: s[0] == '@'}, nil
}

func (p Pattern) matches(s string) bool {
	if p.re != nil {
		return p.re.MatchString(s)
	}
	s = strings.ToLower(s)
	if p.suffix {
		return strings.HasSuffix(s, p.text)
	}
	return strings.Contains(s, p.text)
}

// Match is one side of a rule, "match" or "unless": within a key any pattern
// may match, and every key that is given must.
type Match struct {
	Direction string // "in", "out", or empty for both
	From      []Pattern
	To        []Pattern
	Cc        []Pattern
	Subject   []Pattern
	Folder    []Pattern
	Flag      []Pattern
}

// empty says that no key is given.
func (m Match) empty() bool {
	return m.Direction == "" && len(m.From)+len(m.To)+len(m.Cc)+len(m.Subject)+len(m.Folder)+len(m.Flag) == 0
}

func (m Match) matches(mail Mail) bool {
	if m.Direction == "in" && mail.Outbound || m.Direction == "out" && !mail.Outbound {
		return false
	}
	return anyOf(m.From, mail.From) && anyOf(m.To, mail.To...) && anyOf(m.Cc, mail.Cc...) &&
		anyOf(m.Subject, mail.Subject) && anyOf(m.Folder, mail.Folders...) && anyOf(m.Flag, mail.Flags...)
}

// anyOf says whether some pattern matches some value; no patterns match all.
func anyOf(patterns []Pattern, values ...string) bool {
	for _, p := range patterns {
		for _, v := range values {
			if p.matches(v) {
				return true
			}
		}
	}
	return len(patterns) == 0
}
