package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"thrice/rules"
)

// event is an all-day event of an iCalendar file (RFC 5545 §3.6.1). Its dates
// are midnights in UTC.
type event struct {
	name       string
	start, end time.Time // end does not belong to it
	every      int       // years between occurrences; 0: it happens once
	count      int       // occurrences; 0: no limit
	until      time.Time // last day of an occurrence; zero: no limit
	month, day int       // what the recurrence says again of start; 0: nothing
	cancelled  bool
}

// maxEvent bounds how long a holiday lasts, so that a mistyped end does not
// close the office for ever.
const maxEvent = 366

// parseEvents reads the all-day events; those with a time of day are no
// holidays and are left out.
func parseEvents(text string) ([]event, error) {
	// Long lines are folded: RFC 5545 §3.1.
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text)
	var events []event
	var e *event
	begun := false
	for i, line := range strings.Split(text, "\n") {
		property, value, _ := strings.Cut(line, ":")
		name, _, _ := strings.Cut(strings.ToUpper(property), ";")
		value = strings.TrimSpace(value)
		var err error
		switch {
		case name == "BEGIN" && strings.EqualFold(value, "VCALENDAR"):
			begun = true
		case name == "BEGIN" && strings.EqualFold(value, "VEVENT"):
			e = &event{}
		case e == nil:
		case name == "END" && strings.EqualFold(value, "VEVENT"):
			if !e.start.IsZero() && !e.cancelled {
				events, err = append(events, *e), e.check()
			}
			e = nil
		default:
			err = e.set(name, value)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d or one folded into it: %w", i+1, err)
		}
	}
	if !begun {
		return nil, errors.New("it is no iCalendar file")
	}
	return events, nil
}

// set takes one property of the event.
func (e *event) set(name, value string) (err error) {
	switch name {
	case "SUMMARY":
		e.name = strings.NewReplacer(`\,`, ",", `\;`, ";", `\\`, `\`, `\n`, " ", `\N`, " ").Replace(value)
	case "STATUS":
		e.cancelled = strings.EqualFold(value, "CANCELLED")
	case "DTSTART":
		if len(value) == len("20060102") {
			e.start, err = parseDay(value)
		}
	case "DTEND":
		if len(value) == len("20060102") {
			e.end, err = parseDay(value)
		}
	case "RRULE":
		err = e.rule(value)
	}
	return err
}

// rule reads a yearly recurrence (RFC 5545 §3.3.10). What would be another day
// each year is refused rather than got wrong.
func (e *event) rule(value string) error {
	e.every = 1
	yearly := false
	for part := range strings.SplitSeq(strings.ToUpper(value), ";") {
		name, v, _ := strings.Cut(part, "=")
		var err error
		switch name {
		case "FREQ":
			yearly = v == "YEARLY"
		case "INTERVAL":
			e.every, err = strconv.Atoi(v)
		case "COUNT":
			e.count, err = strconv.Atoi(v)
		case "UNTIL":
			e.until, err = parseDay(v[:min(len(v), len("20060102"))])
		case "WKST":
		case "BYMONTH":
			e.month, err = strconv.Atoi(v)
		case "BYMONTHDAY":
			e.day, err = strconv.Atoi(v)
		default:
			err = errors.New("unknown part")
		}
		if err != nil || e.every < 1 || e.every > 1000 || e.count < 0 {
			return fmt.Errorf("the recurrence %q is not understood", value)
		}
	}
	if !yearly {
		return fmt.Errorf("the recurrence %q is not yearly", value)
	}
	return nil
}

// check refuses a recurrence on another day than the first.
func (e *event) check() error {
	if e.month != 0 && e.month != int(e.start.Month()) || e.day != 0 && e.day != e.start.Day() {
		return fmt.Errorf("%s recurs on another day than it begins, which is not understood", e.name)
	}
	return nil
}

// days hands over the days of the event in the years from first to last.
func (e *event) days(first, last int, yield func(rules.Date)) {
	length := min(max(int(e.end.Sub(e.start).Hours())/24, 1), maxEvent)
	for n, year := 0, e.start.Year(); year <= last; n, year = n+1, year+e.every {
		if n > 0 && e.every == 0 || e.count > 0 && n >= e.count {
			return
		}
		day := time.Date(year, e.start.Month(), e.start.Day(), 0, 0, 0, 0, time.UTC)
		if !e.until.IsZero() && day.After(e.until) {
			return
		}
		if day.Month() != e.start.Month() { // the 29th of February
			continue
		}
		for i := range length {
			if d := rules.DateOf(day.AddDate(0, 0, i), time.UTC); d.Year >= first && d.Year <= last {
				yield(d)
			}
		}
	}
}

func parseDay(s string) (time.Time, error) {
	t, err := time.ParseInLocation("20060102", s, time.UTC)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no date of the form 20261225", s)
	}
	return t, nil
}
