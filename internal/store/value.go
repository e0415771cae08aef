package store

import (
	"fmt"
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

// instant scans what millis wrote, as UTC.
type instant struct{ to *time.Time }

func (i instant) Scan(v any) error {
	ms, ok := v.(int64)
	if !ok {
		return fmt.Errorf("instant is a %T", v)
	}
	*i.to = fromMillis(ms)
	return nil
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

// date scans what day wrote.
type date struct{ to *rules.Date }

func (d date) Scan(v any) (err error) {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("date is a %T", v)
	}
	*d.to = rules.Date{}
	if s != "" {
		*d.to, err = rules.ParseDate(s)
	}
	return err
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

// lines scans what joined wrote; nil if there is none.
type lines struct{ to *[]string }

func (l lines) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("list is a %T", v)
	}
	*l.to = nil
	if s != "" {
		*l.to = strings.Split(s, "\n")
	}
	return nil
}
