package main

import (
	"strings"
	"testing"
	"time"

	"thrice/rules"
)

func TestParseWhenReadsWhatAPersonWrites(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	hours, err := rules.ParseWorkingHours("Mon-Thu 08:00-17:00; Fri 09:00-13:00")
	if err != nil {
		t.Fatal(err)
	}
	cal := rules.Calendar{Zone: zone, Hours: hours}
	now := time.Date(2026, 3, 4, 13, 0, 0, 0, zone) // a Wednesday
	for _, tt := range []struct{ name, in, want string }{
		{"hours are counted from now", "4h", "2026-03-04 17:00"},
		{"minutes, too", "30min", "2026-03-04 13:30"},
		{"a day is the beginning of work on it", "1d", "2026-03-05 08:00"},
		{"which may be later on some days", "2d", "2026-03-06 09:00"},
		{"on a day off it is as on the first workday", "3d", "2026-03-07 08:00"},
		{"weeks", "2w", "2026-03-18 08:00"},
		{"over the change of clocks", "4w", "2026-04-01 08:00"},
		{"the next such day", "mon", "2026-03-09 08:00"},
		{"written out", "Friday", "2026-03-06 09:00"},
		{"today's day is in a week", "wed", "2026-03-11 08:00"},
		{"a day with a time", "mon 14:00", "2026-03-09 14:00"},
		{"a time today", "14:00", "2026-03-04 14:00"},
		{"a time that has passed is tomorrow's", "13:00", "2026-03-05 13:00"},
		{"with one digit", "9:30", "2026-03-05 09:30"},
		{"tomorrow", "tomorrow", "2026-03-05 08:00"},
		{"tomorrow at a time", "Tomorrow 10:15", "2026-03-05 10:15"},
		{"a date", "2026-12-01", "2026-12-01 08:00"},
		{"a date with a time", "2026-12-01 14:00", "2026-12-01 14:00"},
		{"a day and a month", "1 Dec", "2026-12-01 08:00"},
		{"the month first", "dec 1", "2026-12-01 08:00"},
		{"written out in full", "1 December 2026 15:30", "2026-12-01 15:30"},
		{"a month that has passed is next year's", "1 Feb", "2027-02-01 08:00"},
		{"a leap day is that of the next leap year", "29 Feb", "2028-02-29 08:00"},
		{"with points", "1.12.2026", "2026-12-01 08:00"},
		{"spaces do not matter", "  1   dec  ", "2026-12-01 08:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseWhen(tt.in, now, cal)
			if err != nil || got.In(zone).Format("2006-01-02 15:04") != tt.want {
				t.Errorf("parseWhen(%q) = %v, %v; want %s", tt.in, got.In(zone), err, tt.want)
			}
		})
	}
}

func TestParseWhenRefusesWhatItDoesNotUnderstand(t *testing.T) {
	now := time.Date(2026, 3, 4, 13, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "", "write 3d"},
		{"a word", "someday", "write 3d"},
		{"no time ahead", "0d", "not in the future"},
		{"a day without mercy", "m", "write 3d"},
		{"an hour that does not exist", "25:00", "no 25:00"},
		{"a day that does not exist", "30 Feb", "write 3d"},
		{"the past", "2026-03-03", "past"},
		{"earlier today", "today 09:00", "past"},
		{"a date behind us by a typing error", "2206-03-04", "five years"},
		{"a negative span", "-3d", "write 3d"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := parseWhen(tt.in, now, rules.Calendar{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("parseWhen(%q) = %v, %v; want an error with %q", tt.in, got, err, tt.want)
			}
		})
	}
}
