package rules

import (
	"iter"
	"math"
	"time"
)

// Calendar is the person's working time. In the zero Calendar the zone is UTC
// and the working hours are Monday to Friday, 08:00-18:00, as wherever they are
// not set. A day off is one without working hours, or a holiday.
type Calendar struct {
	Zone     *time.Location
	Hours    WorkingHours
	Holidays map[Date]string // nil is none; the value is the name
}

// horizon bounds how far days off are cut out of a wait: after so long every
// hour counts. It keeps a mistyped calendar from looping for ever.
const horizon = 20 * 365 * 24 * time.Hour

// filled returns the calendar with zone and hours set.
func (c Calendar) filled() Calendar {
	c.Zone = orUTC(c.Zone)
	if !c.Hours.said() {
		for day := time.Monday; day <= time.Friday; day++ {
			c.Hours[day] = []Span{{8 * 60, 18 * 60}}
		}
	}
	return c
}

// Location is the calendar's zone, UTC where none is set.
func (c Calendar) Location() *time.Location { return orUTC(c.Zone) }

// Workday says that d has working hours and is no holiday.
func (c Calendar) Workday(d Date) bool { return c.filled().works(d) }

// works is Workday for a filled calendar.
func (c Calendar) works(d Date) bool {
	if len(c.Hours[d.Weekday()]) == 0 {
		return false
	}
	_, holiday := c.Holidays[d]
	return !holiday
}

// Add returns the first instant at which d has passed on the clock since from,
// in from's location. A wait that is over when work ends, ends on that Friday
// evening, not on Monday. A d of zero or less gives the first instant at or
// after from that counts on the clock: from itself where every hour counts. It
// never decreases when from or d grow, and Between is its inverse.
//
// Without any working hours, and from twenty years after from on, every hour
// counts on every clock. On days on which the local clock changes the hours
// that really pass count.
func (c Calendar) Add(clock Clock, from time.Time, d time.Duration) time.Time {
	d = max(d, 0)
	for begin, end := range c.counting(clock, from) {
		length := end.Sub(begin)
		if d <= length {
			return begin.Add(d).In(from.Location())
		}
		d -= length
	}
	return from.Add(d)
}

// Between returns the time that passes on the clock from from to to; 0 if to is
// not after from. See Add for what counts.
func (c Calendar) Between(clock Clock, from, to time.Time) time.Duration {
	var total time.Duration
	for begin, end := range c.counting(clock, from) {
		if !begin.Before(to) {
			break
		}
		if to.Before(end) {
			end = to
		}
		length := end.Sub(begin)
		if length > math.MaxInt64-total {
			return math.MaxInt64
		}
		total += length
	}
	return total
}

// counting yields, in order, the stretches of time from from on that count on
// the clock. The last one has no end that a duration could reach.
func (c Calendar) counting(clock Clock, from time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(begin, end time.Time) bool) {
		limit := from
		if clock == Weekdays || clock == Hours {
			limit = from.Add(horizon)
			if cal := c.filled(); cal.Hours.none() {
				limit = from
			} else if !cal.work(clock, from, limit, yield) {
				return
			}
		}
		yield(limit, limit.Add(math.MaxInt64))
	}
}

// work yields the working stretches between from and limit, and says whether
// the caller wants more. The calendar is filled and has working hours.
func (c Calendar) work(clock Clock, from, limit time.Time, yield func(begin, end time.Time) bool) bool {
	for d := DateOf(from, c.Zone); ; d = d.AddDays(1) {
		if !c.works(d) {
			if d.midnight().After(limit.Add(48 * time.Hour)) {
				return true
			}
			continue
		}
		spans := c.Hours[d.Weekday()]
		if clock == Weekdays {
			spans = []Span{{0, 24 * 60}}
		}
		for _, span := range spans {
			begin, end := d.at(span.From, c.Zone), d.at(span.To, c.Zone)
			if begin.Before(from) {
				begin = from
			}
			if end.After(limit) {
				end = limit
			}
			if begin.Before(end) && !yield(begin, end) {
				return false
			}
			if !end.Before(limit) {
				return true
			}
		}
	}
}

// NextWorking returns t itself if it is within working hours, else the
// beginning of the next span of them, in t's location. It is t if there are no
// working hours at all, or none in the next twenty years.
func (c Calendar) NextWorking(t time.Time) time.Time {
	next := c.Add(Hours, t, 0)
	if next.Sub(t) >= horizon {
		return t
	}
	return next
}

// DayBegins returns when working hours begin on d, in the calendar's zone. On a
// day off it is the time of day at which the first working span of the week
// begins; without any working hours, the start of the day.
func (c Calendar) DayBegins(d Date) time.Time {
	cal := c.filled()
	if cal.works(d) {
		return d.at(cal.Hours[d.Weekday()][0].From, cal.Zone)
	}
	for _, day := range week() {
		if spans := cal.Hours[day]; len(spans) > 0 {
			return d.at(spans[0].From, cal.Zone)
		}
	}
	return d.Start(cal.Zone)
}

// NextWorkday returns the first workday after d; if there is none within 366
// days, the day after d.
func (c Calendar) NextWorkday(d Date) Date {
	cal := c.filled()
	for n := 1; n <= 366; n++ {
		if next := d.AddDays(n); cal.works(next) {
			return next
		}
	}
	return d.AddDays(1)
}

// AddWorkdays returns the nth workday after d; d itself if n is not positive.
func (c Calendar) AddWorkdays(d Date, n int) Date {
	for ; n > 0; n-- {
		d = c.NextWorkday(d)
	}
	return d
}
