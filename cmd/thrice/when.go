package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"thrice/rules"
)

var (
	whenSpan  = regexp.MustCompile(`^(\d{1,3}) ?(min|h|d|w)$`)
	whenClock = regexp.MustCompile(`^(?:(.*) )?(\d{1,2}):(\d{2})$`)
)

// maxAhead bounds how far ahead a person may look: beyond it is a slip of the pen.
const maxAhead = 5 * 366

// parseWhen reads an instant as a person writes it: "4h", "3d", "2w", "mon",
// "tomorrow", "14:00", "2026-12-01", "1 Dec", a day also with a time behind it.
// A day alone is the beginning of working hours on it. The instant is always
// after now.
func parseWhen(s string, now time.Time, cal rules.Calendar) (time.Time, error) {
	text := strings.ToLower(strings.Join(strings.Fields(s), " "))
	today := rules.DateOf(now, cal.Location())
	if m := whenSpan.FindStringSubmatch(text); m != nil {
		return spanAhead(m[1], m[2], now, cal)
	}
	day, at := today, func(d rules.Date) time.Time { return cal.DayBegins(d) }
	alone := false // a time without a day
	if m := whenClock.FindStringSubmatch(text); m != nil {
		hour, _ := strconv.Atoi(m[2])
		minute, _ := strconv.Atoi(m[3])
		if hour > 23 || minute > 59 {
			return time.Time{}, fmt.Errorf("there is no %s:%s o'clock", m[2], m[3])
		}
		text, alone = m[1], m[1] == ""
		at = func(d rules.Date) time.Time {
			return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, cal.Location())
		}
	}
	if !alone {
		var ok bool
		if day, ok = parseDay(text, today); !ok {
			return time.Time{}, fmt.Errorf("%q is no time that I know: write 3d, 4h, 2w, mon, 14:00, tomorrow, 2026-12-01, 2026-12-01 14:00 or 1 Dec", s)
		}
	}
	t := at(day)
	switch {
	case alone && !t.After(now):
		t = at(day.AddDays(1))
	case !t.After(now):
		return time.Time{}, fmt.Errorf("%s is past: it was %s", s, t.In(cal.Location()).Format("Mon 2 Jan 2006 15:04"))
	case today.AddDays(maxAhead).Before(day):
		return time.Time{}, fmt.Errorf("%s is more than five years ahead", s)
	}
	return t, nil
}

// spanAhead is a number of minutes, hours, days or weeks ahead. Days and weeks
// end when work begins.
func spanAhead(number, unit string, now time.Time, cal rules.Calendar) (time.Time, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n == 0 {
		return time.Time{}, fmt.Errorf("%s%s is not in the future", number, unit)
	}
	today := rules.DateOf(now, cal.Location())
	switch unit {
	case "min":
		return now.Add(time.Duration(n) * time.Minute), nil
	case "h":
		return now.Add(time.Duration(n) * time.Hour), nil
	case "d":
		return cal.DayBegins(today.AddDays(n)), nil
	}
	return cal.DayBegins(today.AddDays(7 * n)), nil
}

// parseDay reads a day: a word, the next such day of the week, or a date. A date
// without a year is the next such day.
func parseDay(s string, today rules.Date) (rules.Date, bool) {
	switch s {
	case "today":
		return today, true
	case "tomorrow":
		return today.AddDays(1), true
	}
	for day := today.AddDays(1); day.Before(today.AddDays(8)); day = day.AddDays(1) {
		if name := strings.ToLower(day.Weekday().String()); s == name || len(s) >= 3 && strings.HasPrefix(name, s) {
			return day, true
		}
	}
	for _, layout := range []string{time.DateOnly, "2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006", "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return rules.DateOf(t, time.UTC), true
		}
	}
	for _, layout := range []string{"2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006"} {
		// A year at a time, for the 29th of February.
		for year := today.Year; year < today.Year+8; year++ {
			t, err := time.Parse(layout, fmt.Sprintf("%s %d", s, year))
			if day := rules.DateOf(t, time.UTC); err == nil && !day.Before(today) {
				return day, true
			}
		}
	}
	return rules.Date{}, false
}
