package rules

import (
	"math"
	"testing"
	"time"
	_ "time/tzdata"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func hours(t testing.TB, s string) WorkingHours {
	t.Helper()
	w, err := ParseWorkingHours(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// local reads "2026-03-27 17:00" in zone.
func local(t testing.TB, s string, zone *time.Location) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAdd(t *testing.T) {
	tests := []struct {
		name     string
		zone     string
		hours    string
		holidays []Date
		clock    Clock
		from     string
		d        time.Duration
		want     string
	}{
		{"elapsed hours run through a weekend", "Europe/Berlin", "", nil, Elapsed, "2026-03-06 09:00", 48 * time.Hour, "2026-03-08 09:00"},
		{"elapsed hours lose the hour skipped in Berlin", "Europe/Berlin", "", nil, Elapsed, "2026-03-28 09:00", 48 * time.Hour, "2026-03-30 10:00"},
		{"elapsed hours gain the hour repeated in New York", "America/New_York", "", nil, Elapsed, "2026-10-31 09:00", 48 * time.Hour, "2026-11-02 08:00"},
		{"an unknown clock counts every hour", "Europe/Berlin", "", nil, "", "2026-03-06 09:00", 48 * time.Hour, "2026-03-08 09:00"},

		{"weekdays cut the weekend out", "Europe/Berlin", "", nil, Weekdays, "2026-03-06 09:00", 48 * time.Hour, "2026-03-10 09:00"},
		{"a mail of Saturday begins on Monday", "Europe/Berlin", "", nil, Weekdays, "2026-03-07 09:00", 0, "2026-03-09 00:00"},
		{"a mail of Sunday is due two days after Monday began", "Europe/Berlin", "", nil, Weekdays, "2026-03-08 23:59", 48 * time.Hour, "2026-03-11 00:00"},
		{"weekdays cut a holiday out", "Europe/Berlin", "", []Date{{2026, 3, 9}}, Weekdays, "2026-03-06 09:00", 24 * time.Hour, "2026-03-10 09:00"},
		{"a clock change on a weekend does not move weekdays", "Europe/Berlin", "", nil, Weekdays, "2026-03-27 09:00", 24 * time.Hour, "2026-03-30 09:00"},
		{"a day of 23 hours passes sooner", "Europe/Berlin", "Mon-Sun 08:00-18:00", nil, Weekdays, "2026-03-28 09:00", 48 * time.Hour, "2026-03-30 10:00"},
		{"a day of 25 hours passes later", "America/New_York", "Mon-Sun 08:00-18:00", nil, Weekdays, "2026-10-31 09:00", 48 * time.Hour, "2026-11-02 08:00"},
		{"half an hour of change on Lord Howe counts", "Australia/Lord_Howe", "Mon-Sun 08:00-18:00", nil, Weekdays, "2026-04-04 09:00", 48 * time.Hour, "2026-04-06 08:30"},

		{"working hours stop in the evening", "Asia/Kathmandu", "", nil, Hours, "2026-03-06 16:00", 4 * time.Hour, "2026-03-09 10:00"},
		{"a wait over when work ends is over that evening", "Asia/Kathmandu", "", nil, Hours, "2026-03-06 16:00", 2 * time.Hour, "2026-03-06 18:00"},
		{"no wait after work is the next morning", "Asia/Kathmandu", "", nil, Hours, "2026-03-06 18:00", 0, "2026-03-09 08:00"},
		{"no wait within working hours is now", "Asia/Kathmandu", "", nil, Hours, "2026-03-06 17:59", 0, "2026-03-06 17:59"},
		{"a negative wait is none", "Asia/Kathmandu", "", nil, Hours, "2026-03-06 16:00", -time.Hour, "2026-03-06 16:00"},
		{"the lunch break is cut out", "Europe/Berlin", "Mon-Fri 08:00-12:00 13:00-17:30", nil, Hours, "2026-03-06 11:00", 2 * time.Hour, "2026-03-06 14:00"},
		{"a long wait passes weeks", "Europe/Berlin", "", nil, Hours, "2026-03-20 10:00", 100 * time.Hour, "2026-04-03 10:00"},
		{"working hours begin by the clock on a short day in Berlin", "Europe/Berlin", "Mon-Sun 09:00-17:00", nil, Hours, "2026-03-28 17:00", time.Hour, "2026-03-29 10:00"},
		{"working hours begin by the clock on a long day in New York", "America/New_York", "Mon-Sun 09:00-17:00", nil, Hours, "2026-10-31 17:00", time.Hour, "2026-11-01 10:00"},
		{"a span across the skipped hour is shorter", "Europe/Berlin", "Sun 01:00-04:00", nil, Hours, "2026-03-29 01:00", 2 * time.Hour, "2026-03-29 04:00"},
		{"a span begun in the skipped hour begins after it", "Europe/Berlin", "Sun 02:30-04:00", nil, Hours, "2026-03-28 12:00", 30 * time.Minute, "2026-03-29 03:30"},
		{"a span across the repeated hour is longer", "America/New_York", "Sun 00:00-04:00", nil, Hours, "2026-11-01 00:00", 5 * time.Hour, "2026-11-01 04:00"},
		{"a span across the repeated half hour is longer", "Australia/Lord_Howe", "Sun 01:00-03:00", nil, Hours, "2026-04-05 01:00", 150 * time.Minute, "2026-04-05 03:00"},
		{"clocks in Casablanca go back for the fast", "Africa/Casablanca", "Sun 00:00-06:00", nil, Hours, "2026-02-15 00:00", 7 * time.Hour, "2026-02-15 06:00"},
		{"clocks in Casablanca go forward after the fast", "Africa/Casablanca", "Sun 00:00-06:00", nil, Hours, "2026-03-22 00:00", 5 * time.Hour, "2026-03-22 06:00"},
		{"work until midnight goes on the next day", "Europe/Berlin", "Mon-Tue 22:00-24:00; Tue 00:00-02:00", nil, Hours, "2026-03-09 23:00", 2 * time.Hour, "2026-03-10 01:00"},
		{"without working hours every hour counts", "Europe/Berlin", "none", nil, Hours, "2026-03-07 09:00", 5 * time.Hour, "2026-03-07 14:00"},
		{"without working hours every day counts", "Europe/Berlin", "none", nil, Weekdays, "2026-03-07 09:00", 0, "2026-03-07 09:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			z := zone(t, tt.zone)
			cal := Calendar{Zone: z, Holidays: map[Date]string{}}
			if tt.hours != "" {
				cal.Hours = hours(t, tt.hours)
			}
			for _, d := range tt.holidays {
				cal.Holidays[d] = "holiday"
			}
			from, want := local(t, tt.from, z), local(t, tt.want, z)
			if got := cal.Add(tt.clock, from, tt.d); !got.Equal(want) {
				t.Errorf("Add(%s, %s, %s) = %s, want %s", tt.clock, from, tt.d, got, want)
			}
			if got := cal.Between(tt.clock, from, want); got != max(tt.d, 0) {
				t.Errorf("Between(%s, %s, %s) = %s, want %s", tt.clock, from, want, got, tt.d)
			}
		})
	}
}

func TestZeroCalendarIsUTCMondayToFriday(t *testing.T) {
	var cal Calendar
	if got, want := cal.NextWorking(local(t, "2026-03-07 09:00", time.UTC)), local(t, "2026-03-09 08:00", time.UTC); !got.Equal(want) {
		t.Errorf("after Saturday work begins %s, want %s", got, want)
	}
	if got, want := cal.Add(Hours, local(t, "2026-03-09 08:00", time.UTC), 10*time.Hour), local(t, "2026-03-09 18:00", time.UTC); !got.Equal(want) {
		t.Errorf("ten hours from Monday 08:00 end %s, want %s", got, want)
	}
	if !cal.Workday(Date{2026, 3, 6}) || cal.Workday(Date{2026, 3, 7}) {
		t.Error("Friday should be a workday and Saturday none")
	}
}

func TestBetweenIsZeroWhenTimeRunsBackwards(t *testing.T) {
	at := local(t, "2026-03-10 12:00", time.UTC)
	for _, clock := range []Clock{Elapsed, Weekdays, Hours} {
		if got := (Calendar{}).Between(clock, at, at.Add(-time.Hour)); got != 0 {
			t.Errorf("%s: %s, want 0", clock, got)
		}
	}
}

func TestACalendarOfHolidaysEnds(t *testing.T) {
	cal := Calendar{Holidays: map[Date]string{}}
	first := Date{2026, 1, 1}
	for n := range 10 * 366 {
		cal.Holidays[first.AddDays(n)] = "another holiday"
	}
	begin := first.Start(nil)
	got := cal.Add(Hours, begin, time.Hour)
	if got.Year() != 2036 {
		t.Errorf("ten years of holidays end %s", got)
	}
	if next := cal.NextWorkday(first); next != first.AddDays(1) {
		t.Errorf("no workday in a year: %s, want the next day", next)
	}
	for n := range 30 * 366 {
		cal.Holidays[first.AddDays(n)] = "another holiday"
	}
	if got := cal.Add(Weekdays, begin, time.Hour); got.Year() != 2045 {
		t.Errorf("thirty years of holidays: %s, want every hour to count after twenty", got)
	}
	if got := cal.NextWorking(begin); !got.Equal(begin) {
		t.Errorf("no working hours in twenty years: %s, want the instant itself", got)
	}
	if got := cal.Add(Hours, begin, math.MaxInt64); got.Before(begin) {
		t.Errorf("the longest wait ends %s", got)
	}
}

func TestDayBegins(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	tests := []struct {
		name, hours string
		day         Date
		want        string
	}{
		{"a workday begins with its first span", "Tue 07:30-09:00; Mon 10:00-12:00", Date{2026, 3, 10}, "2026-03-10 07:30"},
		{"a day off begins as the week does", "Tue 07:30-09:00; Mon 10:00-12:00", Date{2026, 3, 11}, "2026-03-11 10:00"},
		{"a holiday begins as the week does", "Tue 07:30-09:00; Mon 10:00-12:00", Date{2026, 3, 17}, "2026-03-17 10:00"},
		{"without working hours the day begins at midnight", "none", Date{2026, 3, 11}, "2026-03-11 00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cal := Calendar{Zone: berlin, Hours: hours(t, tt.hours), Holidays: map[Date]string{{2026, 3, 17}: "a holiday"}}
			if got, want := cal.DayBegins(tt.day), local(t, tt.want, berlin); !got.Equal(want) {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

func TestWorkdaysSkipWeekendsAndHolidays(t *testing.T) {
	cal := Calendar{Holidays: map[Date]string{{2026, 4, 3}: "Good Friday", {2026, 4, 6}: "Easter Monday"}}
	thursday := Date{2026, 4, 2}
	if got, want := cal.NextWorkday(thursday), (Date{2026, 4, 7}); got != want {
		t.Errorf("after Maundy Thursday: %s, want %s", got, want)
	}
	if got, want := cal.AddWorkdays(thursday, 5), (Date{2026, 4, 13}); got != want {
		t.Errorf("five workdays later: %s, want %s", got, want)
	}
	if got := cal.AddWorkdays(thursday, 0); got != thursday {
		t.Errorf("no workday later: %s", got)
	}
}

func BenchmarkAddTwentyWorkingHours(b *testing.B) {
	cal := Calendar{Zone: zone(b, "Europe/Berlin")}
	from := local(b, "2026-03-27 17:00", cal.Zone)
	for b.Loop() {
		cal.Add(Hours, from, 20*time.Hour)
	}
}
