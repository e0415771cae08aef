package reading

import (
	"strings"
	"time"
)

// until finds the last day away in an out-of-office: the day before the one
// "back on" names, the day "until" names, or the end of a span. "Not back until
// Monday" may mean either; the later day is taken, since a reminder a day late
// does no harm.
func (c calendar) until() *Day {
	var end time.Time
	for i := 0; i < len(c.tokens); {
		day, size := c.at(i)
		if size == 0 {
			i++
			continue
		}
		switch {
		case c.behind("until", i):
			return dayOf(day)
		case c.behind("back", i):
			return dayOf(day.AddDate(0, 0, -1))
		case end.IsZero() && (c.ends(i) || size > 2 && isDash(c.gap(i+1))):
			end = day
		}
		i += size
	}
	if end.IsZero() {
		return nil
	}
	return dayOf(end)
}

// ends tells whether the day at token i ends a span: another day, or the number
// of one, stands before it with "to" or a dash between.
func (c calendar) ends(i int) bool {
	if i == 0 {
		return false
	}
	if dash := strings.Trim(c.gap(i-1), ". "); isDash(dash) {
		return c.isDayEnd(i - 1)
	}
	for back := 1; back <= 4 && i-back > 0; back++ {
		start := i - back
		if n := phrases("range").at(c.tokens, start); n > 0 && c.articles(start+n, i) {
			return c.isDayEnd(start - 1)
		}
	}
	return false
}

// isDayEnd tells whether a token is the last of a day: a number or the name of
// a month or weekday.
func (c calendar) isDayEnd(i int) bool {
	_, number := c.number(i)
	word := c.tokens[i].word
	return number || phrases("months").position(word) > 0 || phrases("weekdays").position(word) > 0
}

// standIn finds the address that a notice names after "contact" or its like:
// the first within the next thirty words that is not the sender's own.
func standIn(p *prose, own string) string {
	cues, near := phrases("contact"), -1
	for i, t := range p.tokens {
		if t.address && near >= 0 && i-near <= 30 && t.word != own {
			return t.word
		}
		if cues.at(p.tokens, i) > 0 {
			near = i
		}
	}
	return ""
}
