package main

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"

	"thrice/rules"
)

// parseSchedule reads a cron expression of five fields. The parser panics on
// some that it should refuse.
func parseSchedule(spec string) (s cron.Schedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("schedule %q: %v", spec, r)
		}
	}()
	if s, err = cron.ParseStandard(spec); err != nil {
		return nil, fmt.Errorf("schedule %q: %w", spec, err)
	}
	return s, nil
}

// scheduledBack is how far back a time that fell outside the working hours may
// lie: over the longest holidays.
const scheduledBack = 8

// digestDue returns since when the digest of today is due: the last time of the
// schedule, moved to the next working hours. ok is false if none is due today;
// what was missed on an earlier day is not made up for.
func digestDue(s cron.Schedule, cal rules.Calendar, now time.Time) (since time.Time, ok bool) {
	zone := cal.Location()
	today := rules.DateOf(now, zone)
	for at := s.Next(today.AddDays(-scheduledBack).Start(zone).In(zone)); !at.IsZero() && !at.After(now); at = s.Next(at) {
		if told := cal.NextWorking(at); !told.After(now) && rules.DateOf(told, zone) == today {
			return told, cal.NextWorking(now).Equal(now)
		}
	}
	return time.Time{}, false
}
