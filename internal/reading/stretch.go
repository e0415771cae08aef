package reading

import (
	"strings"
	"time"
)

// stretch is a day or several that a text names in one.
type stretch struct {
	first time.Time // zero: it names only the last
	last  time.Time
	to    int // the token behind
	days  bool
	part  moment // of a single day or period
}

// stretch reads a day, a period or a span that begins at token i.
func (c calendar) stretch(i int) (stretch, bool) {
	if s, ok := c.barePair(i); ok {
		return s, true
	}
	m := c.moment(i)
	if m.size == 0 {
		m = c.loose(i)
	}
	if m.size == 0 {
		m = c.bareDay(i)
	}
	if m.size == 0 {
		return stretch{}, false
	}
	end := i + m.size
	j, plain := c.joined(end)
	if j == 0 {
		return stretch{first: m.first, last: c.settle(m), to: end, part: m}, true
	}
	if next := c.moment(j); next.size > 0 && next.week == m.week {
		first, last := c.settlePair(m, next)
		if m.week && last.Before(first) {
			last = last.AddDate(0, 0, 7)
		}
		if !last.Before(first) {
			return stretch{first: first, last: last, to: j + next.size, days: true}, true
		}
	}
	first := c.settle(m)
	if d, ok := c.number(j); ok && d > first.Day() && !m.week && m.first.IsZero() && (plain || c.marksDay(j)) && !c.isClock(j) && !c.goesOn(j) {
		if last := civil(first.Year(), int(first.Month()), d); !last.IsZero() {
			to := j + 1
			if c.isWord(to, "日", "号", "號", "일") {
				to++
			}
			if y, ok := c.number(to); ok && y == first.Year()+1 && y >= 1990 {
				to++
			} else if ok && y >= 1990 && y < 2200 { // "August 3-14, 2026"
				first, last = civil(y, int(first.Month()), first.Day()), civil(y, int(first.Month()), d)
				to++
			}
			return stretch{first: first, last: last, to: to, days: true}, true
		}
	}
	return stretch{first: m.first, last: first, to: end, part: m}, true
}

// barePair reads "12. bis 23. Dezember", "3–14 августа": the month stands behind
// the second number only.
func (c calendar) barePair(i int) (stretch, bool) {
	d, ok := c.number(i)
	if !ok || d < 1 || d > 31 || c.goesOn(i) {
		return stretch{}, false
	}
	j, _ := c.joined(i + 1)
	if c.isWord(i+1, "日", "号", "號", "일") {
		j, _ = c.joined(i + 2)
	}
	if j == 0 {
		return stretch{}, false
	}
	if c.isClock(i) {
		return stretch{}, false
	}
	m := c.moment(j)
	if m.size < 2 || m.week || !m.first.IsZero() {
		return stretch{}, false
	}
	last := c.settle(m)
	first := civil(last.Year(), int(last.Month()), d)
	if first.IsZero() || first.After(last) {
		first = civil(last.AddDate(0, 0, -last.Day()).Year(), int(last.AddDate(0, 0, -last.Day()).Month()), d)
	}
	if first.IsZero() || last.IsZero() {
		return stretch{}, false
	}
	return stretch{first: first, last: last, to: j + m.size, days: true}, true
}

// bareDay reads the number of a day alone, if it is marked as one.
func (c calendar) bareDay(i int) moment {
	d, ok := c.number(i)
	if !ok || d < 1 || d > 31 || c.goesOn(i) || c.isClock(i) || !c.marksDay(i) {
		return moment{}
	}
	if i > 0 && c.isMonth(i-1) {
		return moment{} // a day that its month does not have
	}
	size := 1
	if c.isWord(i+1, "日", "号", "號", "일") {
		size = 2
	}
	return day(c.dayOfMonth(d), size)
}

// marksDay tells whether the number at a token is written as a day of the month.
func (c calendar) marksDay(i int) bool {
	t := c.tokens[i]
	if !isDigit(t.word[len(t.word)-1:]) || c.isWord(i+1, "日", "号", "號", "일", "ig", "го", "го", "én", "jen") {
		return true
	}
	if strings.HasPrefix(c.text[t.end:], ". ") || strings.HasPrefix(c.text[t.end:], ".\n") || strings.HasSuffix(c.text, c.text[t.start:t.end]+".") {
		_, number := c.number(i + 1)
		return !number
	}
	for back := 1; back <= 2 && i-back >= 0; back++ {
		if n := c.phrase("day article", i-back); n == back && !c.isWord(i-back, "and", "e", "y", "a", "o", "de", "of", "op", "on", "am", "in", "v", "i") {
			_, counted := c.duration(i)
			return counted == 0
		}
	}
	return false
}

// joined tells whether what ends before token i goes on to another day, and at
// which token; plain says that only a dash stands between.
func (c calendar) joined(i int) (next int, plain bool) {
	if i <= 0 || i >= len(c.tokens) {
		return 0, false
	}
	if isDash(c.gap(i-1)) && !strings.Contains(c.gap(i-1), "\n\n") {
		return i, true
	}
	n := c.phrase("range", i)
	if n == 0 {
		return 0, false
	}
	and := c.phrase("and", i) == n
	i += n
	for range 2 {
		n := c.phrase("day article", i)
		if n == 0 {
			break
		}
		if _, number := c.number(i); number {
			break
		}
		i += n
	}
	if i >= len(c.tokens) {
		return 0, false
	}
	return i, !and
}

// settle decides in which order the numbers of a day stand: as in another date
// of the text, else as in its language, else so that the day is the later one.
func (c calendar) settle(m moment) time.Time {
	if m.other.IsZero() {
		return m.day
	}
	if c.ordered.known {
		return m.day
	}
	for _, plain := range c.ordered.plain {
		switch {
		case plain.Equal(m.day):
			return m.day
		case plain.Equal(m.other):
			return m.other
		}
	}
	if m.other.After(m.day) == (m.other.Sub(c.today) <= horizon || c.today.IsZero()) && m.other.After(m.day) {
		return m.other
	}
	if m.day.Sub(c.today) > horizon && !m.other.Before(c.today) {
		return m.other
	}
	return m.day
}

// settlePair decides for both ends of a span, which are written alike: the order
// in which it is one, and holds the day of the notice if it can.
func (c calendar) settlePair(a, b moment) (first, last time.Time) {
	switch {
	case a.other.IsZero() && b.other.IsZero():
		return a.day, b.day
	case a.other.IsZero():
		return a.day, nearestAfter(a.day, b)
	case b.other.IsZero():
		if a.other.Before(b.day) && (a.day.After(b.day) || a.other.After(a.day)) {
			return a.other, b.day
		}
		return a.day, b.day
	}
	holds := func(first, last time.Time) bool {
		return !c.today.IsZero() && !first.After(c.today.AddDate(0, 0, 3)) && !last.Before(c.today)
	}
	switch {
	case a.day.After(b.day):
		return a.other, b.other
	case a.other.After(b.other), c.ordered.known:
		return a.day, b.day
	case holds(a.other, b.other) && !holds(a.day, b.day):
		return a.other, b.other
	case !holds(a.day, b.day) && b.other.After(b.day) && b.other.Sub(c.today) <= horizon:
		return a.other, b.other
	}
	return a.day, b.day
}

// nearestAfter is the reading of a day that comes first after another.
func nearestAfter(first time.Time, m moment) time.Time {
	day, other := m.day, m.other
	if day.Before(first) || !other.Before(first) && other.Before(day) {
		return other
	}
	return day
}
