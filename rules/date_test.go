package rules

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, s := range []string{"2026-02-28", "2028-02-29", "0999-12-31"} {
		if d, err := ParseDate(s); err != nil || d.String() != s {
			t.Errorf("ParseDate(%q) = %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2026-2-3", "2026-02-29", "28.02.2026", "2026-02-28T00:00:00Z"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", s, d)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	newYearsEve := Date{2027, 12, 31}
	if got, want := newYearsEve.AddDays(60), (Date{2028, 2, 29}); got != want {
		t.Errorf("60 days on: %s, want %s", got, want)
	}
	if got, want := newYearsEve.AddDays(-365), (Date{2026, 12, 31}); got != want {
		t.Errorf("365 days back: %s, want %s", got, want)
	}
	if got := newYearsEve.Weekday(); got != time.Friday {
		t.Errorf("31 December 2027 is a %s", got)
	}
	ascending := []Date{{2026, 12, 31}, {2027, 1, 30}, {2027, 2, 1}, {2027, 2, 2}}
	for i, a := range ascending {
		for j, b := range ascending {
			if a.Before(b) != (i < j) {
				t.Errorf("%s before %s: %v", a, b, a.Before(b))
			}
		}
	}
}

func TestDateOfDependsOnTheZone(t *testing.T) {
	at := time.Date(2026, 3, 6, 20, 0, 0, 0, time.UTC)
	if got, want := DateOf(at, zone(t, "Asia/Kathmandu")), (Date{2026, 3, 7}); got != want {
		t.Errorf("in Kathmandu: %s, want %s", got, want)
	}
	if got, want := DateOf(at.In(zone(t, "Asia/Kathmandu")), nil), (Date{2026, 3, 6}); got != want {
		t.Errorf("without a zone: %s, want %s", got, want)
	}
}

func TestStartOfDay(t *testing.T) {
	tests := []struct {
		name, zone string
		day        Date
		want       time.Time
	}{
		{"an ordinary day begins at midnight", "Europe/Berlin", Date{2026, 3, 29}, time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC)},
		{"without midnight the day begins an hour later", "Africa/Cairo", Date{2026, 4, 24}, time.Date(2026, 4, 23, 22, 0, 0, 0, time.UTC)},
		{"midnight twice: the day begins with the first", "America/Havana", Date{2026, 11, 1}, time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)},
		{"the eve repeats its last hour", "Africa/Cairo", Date{2026, 10, 30}, time.Date(2026, 10, 29, 22, 0, 0, 0, time.UTC)},
		{"the last day of a far leap year", "Europe/Berlin", Date{2040, 12, 31}, time.Date(2040, 12, 30, 23, 0, 0, 0, time.UTC)},
		{"and the day after it", "America/New_York", Date{2041, 1, 1}, time.Date(2041, 1, 1, 5, 0, 0, 0, time.UTC)},
		{"a day that never was begins with the next", "Pacific/Apia", Date{2011, 12, 30}, time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.day.Start(zone(t, tt.zone)); !got.Equal(tt.want) {
				t.Errorf("%s begins %s, want %s", tt.day, got.UTC(), tt.want)
			}
		})
	}
}

func TestTimesOfDayWhereTheClockChanges(t *testing.T) {
	tests := []struct {
		name, zone   string
		day          Date
		hour, minute int
		want         time.Time
	}{
		{"skipped in Berlin: when the clock is put forward", "Europe/Berlin", Date{2026, 3, 29}, 2, 30, time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)},
		{"repeated in Berlin: the first", "Europe/Berlin", Date{2026, 10, 25}, 2, 30, time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)},
		{"skipped in New York", "America/New_York", Date{2026, 3, 8}, 2, 30, time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC)},
		{"repeated in New York", "America/New_York", Date{2026, 11, 1}, 1, 30, time.Date(2026, 11, 1, 5, 30, 0, 0, time.UTC)},
		{"a quarter to six ahead in Kathmandu", "Asia/Kathmandu", Date{2026, 3, 29}, 8, 0, time.Date(2026, 3, 29, 2, 15, 0, 0, time.UTC)},
		{"the skipped half hour of Lord Howe", "Australia/Lord_Howe", Date{2026, 10, 4}, 2, 15, time.Date(2026, 10, 3, 15, 30, 0, 0, time.UTC)},
		{"the repeated half hour of Lord Howe", "Australia/Lord_Howe", Date{2026, 4, 5}, 1, 45, time.Date(2026, 4, 4, 14, 45, 0, 0, time.UTC)},
		{"winter time in Casablanca is the fast", "Africa/Casablanca", Date{2026, 3, 2}, 8, 0, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)},
		{"skipped in Casablanca", "Africa/Casablanca", Date{2026, 3, 22}, 2, 30, time.Date(2026, 3, 22, 2, 0, 0, 0, time.UTC)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.day.at(tt.hour*60+tt.minute, zone(t, tt.zone)); !got.Equal(tt.want) {
				t.Errorf("%s, want %s", got.UTC(), tt.want)
			}
		})
	}
}
