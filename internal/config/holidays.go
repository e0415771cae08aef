package config

import (
	"cmp"
	"os"
	"strings"
	"time"

	"thrice/rules"
)

// Holidays are known from two years before now to ten years after.
const (
	yearsBefore = 2
	yearsAfter  = 10
)

// holidays adds those of one entry to the calendar: a region or an .ics file.
func (r *reader) holidays(entry string) error {
	first, last := r.now.Year()-yearsBefore, r.now.Year()+yearsAfter
	days := r.config.Calendar.Holidays
	if strings.HasSuffix(strings.ToLower(entry), ".ics") {
		return r.calendarFile(entry, first, last)
	}
	region, known := regions()[strings.ToUpper(entry)]
	if !known {
		return wrong("use one of "+regionNames()+", or the path of an .ics file", "there are no holidays for %q", entry)
	}
	r.home = cmp.Or(r.home, country(entry))
	for _, h := range region {
		// A year more on each side: a day may be observed in the year before or after.
		for year := first - 1; year <= last+1; year++ {
			actual, observed := h.Calc(year)
			for _, at := range []time.Time{actual, observed} {
				if at.IsZero() {
					continue
				}
				// Midnight in the system's zone, which may be skipped there and then
				// come out as 23:00 of the eve.
				y, m, d := at.Add(3 * time.Hour).Date()
				if day := (rules.Date{Year: y, Month: m, Day: d}); y >= first && y <= last {
					days[day] = h.Name
				}
			}
		}
	}
	return nil
}

// calendarFile adds the all-day events of an .ics file.
func (r *reader) calendarFile(entry string, first, last int) error {
	path, err := r.path(entry)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return wrong("check the path", "the calendar cannot be read: %v", err)
	}
	if !info.Mode().IsRegular() || info.Size() > 16*maxFile {
		return wrong("check the path", "%s is no calendar of holidays", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return wrong("check the path", "the calendar cannot be read: %v", err)
	}
	events, err := parseEvents(string(data))
	if err != nil {
		return wrong("correct the file, or list its days singly", "%s: %v", path, err)
	}
	for _, e := range events {
		e.days(first, last, func(d rules.Date) { r.config.Calendar.Holidays[d] = e.name })
	}
	return nil
}
