package store

import (
	"strings"
	"time"

	"thrice/rules"
)

// millis is how an instant is stored: unix milliseconds, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis reads what millis wrote, as UTC.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// day is how a date is stored: YYYY-MM-DD, empty for none. A day that no
// calendar has is none: a mail can say anything, and must not be unreadable later.
func day(d rules.Date) string {
	if d == (rules.Date{}) {
		return ""
	}
	s := d.String()
	if _, err := rules.ParseDate(s); err != nil {
		return ""
	}
	return s
}

// joined is how a list of short texts is stored: one a line. A line break
// within a text becomes a blank.
func joined(texts []string) string {
	all := strings.Join(texts, "\n")
	if strings.Count(all, "\n") < len(texts) {
		return all
	}
	lines := make([]string, len(texts))
	for i, text := range texts {
		lines[i] = strings.ReplaceAll(text, "\n", " ")
	}
	return strings.Join(lines, "\n")
}

// split is the texts that joined wrote; nil if there is none.
func split(all string) []string {
	if all == "" {
		return nil
	}
	return strings.Split(all, "\n")
}
