package rules

import (
	"fmt"
	"time"
)

// Date is a civil day in the calendar's zone. It is comparable and may key a
// map; fields out of range (the 31st of June) are not valid.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the civil day of t in zone; nil is UTC.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(orUTC(zone)).Date()
	return Date{y, m, d}
}

// ParseDate reads a day written YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, time.UTC)
	if err != nil {
		return Date{}, fmt.Errorf("%q is no date of the form YYYY-MM-DD", s)
	}
	return DateOf(t, time.UTC), nil
}

// String writes the day as YYYY-MM-DD.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// AddDays returns the day n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date {
	d.Day += n
	return DateOf(d.midnight(), time.UTC)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Before says that d is an earlier day than o.
func (d Date) Before(o Date) bool {
	if d.Year != o.Year {
		return d.Year < o.Year
	}
	if d.Month != o.Month {
		return d.Month < o.Month
	}
	return d.Day < o.Day
}

// Start returns the first instant of the day in zone; nil is UTC. Where clocks
// are put forward at midnight that is 01:00, and a day that a zone left out
// altogether starts with the next one.
func (d Date) Start(zone *time.Location) time.Time { return d.at(0, orUTC(zone)) }

func (d Date) midnight() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// at returns the first instant at which the wall clock in zone shows the given
// minutes after midnight of the day, or a later time. So a time that is skipped
// gives the instant of the change and one that is repeated gives the first of
// the two, which time.Date does not promise. It never decreases when day or
// minutes grow.
func (d Date) at(minutes int, zone *time.Location) time.Time {
	want := d.midnight().Unix() + int64(minutes)*60
	// No zone is a day away from UTC: a day before, the time is not reached yet.
	t := time.Unix(want, 0).Add(-24 * time.Hour).In(zone)
	for {
		_, offset := t.Zone()
		_, change := t.ZoneBounds()
		at := time.Unix(want-int64(offset), 0).In(zone)
		switch {
		// A change that is not ahead is none: the zero time is "never", and in the
		// far future ZoneBounds ends a leap year on the 31st of December.
		case change.After(t) && !at.Before(change):
			t = change
		case at.Before(t):
			return t
		default:
			return at
		}
	}
}

func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
