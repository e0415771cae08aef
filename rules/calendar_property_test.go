package rules

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyCalendar draws a calendar: zones whose clocks change in odd ways, hours of
// which some days have none, and a few holidays.
func anyCalendar(t *rapid.T, zones []*time.Location) Calendar {
	cal := Calendar{Zone: rapid.SampledFrom(zones).Draw(t, "zone"), Holidays: map[Date]string{}}
	for day := range cal.Hours {
		cuts := rapid.SliceOfNDistinct(rapid.IntRange(0, 48), 0, 5, rapid.ID[int]).Draw(t, "cuts")
		slices.Sort(cuts)
		for i := 1; i < len(cuts); i += 2 {
			cal.Hours[day] = append(cal.Hours[day], Span{cuts[i-1] * 30, cuts[i] * 30})
		}
	}
	for range rapid.IntRange(0, 20).Draw(t, "holidays") {
		cal.Holidays[DateOf(anyInstant(t, "holiday"), time.UTC)] = "holiday"
	}
	return cal
}

// anyInstant draws an instant of 2026, in which all the zones change.
func anyInstant(t *rapid.T, label string) time.Time {
	seconds := rapid.Int64Range(0, 365*24*3600).Draw(t, label)
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
}

func anyWait(t *rapid.T, label string) time.Duration {
	return time.Duration(rapid.Int64Range(0, 1000*3600).Draw(t, label)) * time.Second
}

func anyClock(t *rapid.T) Clock {
	return rapid.SampledFrom([]Clock{Elapsed, Weekdays, Hours}).Draw(t, "clock")
}

func zones(t testing.TB) []*time.Location {
	var zs []*time.Location
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
		"Africa/Casablanca", "Africa/Cairo", "America/Havana", "Pacific/Apia"} {
		zs = append(zs, zone(t, name))
	}
	return zs
}

func TestBetweenIsTheInverseOfAdd(t *testing.T) {
	zs := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal, clock := anyCalendar(t, zs), anyClock(t)
		from, d := anyInstant(t, "from"), anyWait(t, "wait")
		at := cal.Add(clock, from, d)
		if at.Before(from) {
			t.Fatalf("%s after %s is %s", d, from, at)
		}
		if got := cal.Between(clock, from, at); got != d {
			t.Fatalf("%s from %s lead to %s, but between them are %s", d, from, at, got)
		}
	})
}

func TestBetweenAddsUp(t *testing.T) {
	zs := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal, clock := anyCalendar(t, zs), anyClock(t)
		at := []time.Time{anyInstant(t, "a"), anyInstant(t, "b"), anyInstant(t, "c")}
		slices.SortFunc(at, time.Time.Compare)
		parts := cal.Between(clock, at[0], at[1]) + cal.Between(clock, at[1], at[2])
		if whole := cal.Between(clock, at[0], at[2]); whole != parts {
			t.Fatalf("the whole is %s, its parts %s", whole, parts)
		}
	})
}

func TestAddIsMonotone(t *testing.T) {
	zs := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal, clock := anyCalendar(t, zs), anyClock(t)
		from, later := anyInstant(t, "from"), anyInstant(t, "later")
		if later.Before(from) {
			from, later = later, from
		}
		d, more := anyWait(t, "wait"), anyWait(t, "longer")
		if more < d {
			d, more = more, d
		}
		if a, b := cal.Add(clock, from, d), cal.Add(clock, later, d); b.Before(a) {
			t.Fatalf("from %s: %s; from %s: %s", from, a, later, b)
		}
		if a, b := cal.Add(clock, from, d), cal.Add(clock, from, more); b.Before(a) {
			t.Fatalf("after %s: %s; after %s: %s", d, a, more, b)
		}
	})
}

func TestNextWorkingIsIdempotent(t *testing.T) {
	zs := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal, at := anyCalendar(t, zs), anyInstant(t, "at")
		next := cal.NextWorking(at)
		if next.Before(at) {
			t.Fatalf("work after %s begins %s", at, next)
		}
		if again := cal.NextWorking(next); !again.Equal(next) {
			t.Fatalf("%s is working time, and so is %s", next, again)
		}
	})
}

func TestADayBeginsWithinItselfAndDaysFollowOneAnother(t *testing.T) {
	zs := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar(t, zs)
		d := DateOf(anyInstant(t, "day"), cal.Zone)
		begins, start, end := cal.DayBegins(d), d.Start(cal.Zone), d.AddDays(1).Start(cal.Zone)
		if begins.Before(start) || begins.After(end) || !start.Before(end) {
			t.Fatalf("%s runs from %s to %s and begins %s", d, start, end, begins)
		}
		if next := cal.NextWorkday(d); !d.Before(next) {
			t.Fatalf("the workday after %s is %s", d, next)
		}
	})
}

// time.Local is the process's; no test of this package runs in parallel.
func TestResultsDoNotDependOnTheLocalZone(t *testing.T) {
	zs, before := zones(t), time.Local
	t.Cleanup(func() { time.Local = before })
	rapid.Check(t, func(t *rapid.T) {
		cal, clock := anyCalendar(t, zs), anyClock(t)
		from, d := anyInstant(t, "from"), anyWait(t, "wait")
		var results []time.Time
		for _, z := range []*time.Location{time.UTC, zs[3], zs[8]} {
			time.Local = z
			results = append(results, cal.Add(clock, from.In(time.Local), d), cal.DayBegins(DateOf(from, cal.Zone)))
		}
		for i, at := range results {
			if !at.Equal(results[i%2]) {
				t.Fatalf("in different local zones: %s and %s", at, results[i%2])
			}
		}
	})
}
