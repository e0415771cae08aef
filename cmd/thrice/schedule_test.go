package main

import (
	"testing"
	"time"

	"thrice/rules"
)

func TestDigestIsDueOnceADayWithinWorkingHours(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	hours, err := rules.ParseWorkingHours("Mon-Fri 08:00-18:00")
	if err != nil {
		t.Fatal(err)
	}
	cal := rules.Calendar{Zone: zone, Hours: hours, Holidays: map[rules.Date]string{{Year: 2026, Month: 4, Day: 6}: "Easter Monday"}}
	const workdays = "30 8 * * MON-FRI"
	for _, tt := range []struct{ name, schedule, now, since string }{
		{"before its time", workdays, "2026-03-04 08:29", ""},
		{"at its time", workdays, "2026-03-04 08:30", "2026-03-04 08:30"},
		{"missed this morning", workdays, "2026-03-04 15:00", "2026-03-04 08:30"},
		{"missed, and work is over", workdays, "2026-03-04 18:30", ""},
		{"missed yesterday", workdays, "2026-03-05 08:00", ""},
		{"on Saturday", workdays, "2026-03-07 10:00", ""},
		{"before work it waits for it", "0 6 * * *", "2026-03-04 07:00", ""},
		{"and then it is due", "0 6 * * *", "2026-03-04 08:00", "2026-03-04 08:00"},
		{"of the evening, on the next workday", "0 20 * * *", "2026-03-05 08:10", "2026-03-05 08:00"},
		{"of the weekend, on Monday", "0 9 * * SAT", "2026-03-09 08:00", "2026-03-09 08:00"},
		{"of a holiday, on the day after", "0 9 * * MON", "2026-04-07 09:00", "2026-04-07 08:00"},
		{"at a time that does not exist that night", "30 2 * * *", "2026-03-30 08:00", "2026-03-30 08:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := parseSchedule(tt.schedule)
			if err != nil {
				t.Fatal(err)
			}
			now, err := time.ParseInLocation("2006-01-02 15:04", tt.now, zone)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if since, ok := digestDue(s, cal, now.UTC()); ok {
				got = since.In(zone).Format("2006-01-02 15:04")
			}
			if got != tt.since {
				t.Errorf("due since %q, want %q", got, tt.since)
			}
		})
	}
}

func TestScheduleThatTheLibraryPanicsOnIsAnError(t *testing.T) {
	for _, spec := range []string{"TZ=", "CRON_TZ=0", "", "61 * * * *"} {
		if _, err := parseSchedule(spec); err == nil {
			t.Errorf("%q was taken for a schedule", spec)
		}
	}
}
