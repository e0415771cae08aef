package reading

import (
	"strconv"
	"strings"
	"time"
)

// horizon is how far ahead a day without a year is looked for. Beyond it the
// writer more likely meant a day that has passed.
const horizon = 180 * 24 * time.Hour

// calendar reads days in a text, seen from the day on which it was written.
type calendar struct {
	*prose
	today time.Time // midnight in UTC of the civil day; zero: unknown
	dmy   bool      // "3/4" is the third of April
}

func newCalendar(p *prose, at time.Time, zone *time.Location) calendar {
	c := calendar{prose: p, dmy: dayFirst(p)}
	if !at.IsZero() {
		if zone != nil {
			at = at.In(zone)
		}
		y, m, d := at.Date()
		c.today = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return c
}

// dayFirst tells whether "3/4" is the third of April in a text: another date of
// it shows, else its language, English by its commonest words.
func dayFirst(p *prose) bool {
	n := 0
	c := calendar{prose: p}
	for i, t := range p.tokens {
		a, first := c.number(i)
		if b, second := c.number(i + 1); first && second && c.gap(i) == "/" && a <= 31 && b <= 31 {
			if a > 12 || b > 12 {
				return a > 12
			}
		}
		switch t.word {
		case "the", "and", "of", "will", "is", "you", "my":
			n++
		}
	}
	return n < 2
}

// at reads a day that begins at tokens[i] and returns how many tokens it takes;
// 0 if there is none. numeric says that the order of day and month was guessed.
func (c calendar) at(i int) (day time.Time, size int) {
	if i >= len(c.tokens) || c.tokens[i].word == "" {
		return day, 0
	}
	if n, ok := c.number(i); ok {
		if day, size = c.numeric(i, n); size > 0 {
			return day, size
		}
		if day, size = c.dayMonth(i, n); size > 0 {
			return day, size
		}
		return time.Time{}, 0
	}
	if m := phrases("months").position(c.tokens[i].word); m > 0 {
		return c.monthDay(i, time.Month(m))
	}
	if w := phrases("weekdays").position(c.tokens[i].word); w > 0 {
		return c.weekday(i, time.Weekday(w%7))
	}
	if c.today.IsZero() {
		return day, 0
	}
	if n := phrases("tomorrow").at(c.tokens, i); n > 0 {
		return c.today.AddDate(0, 0, 1), n
	}
	if n := phrases("next week").at(c.tokens, i); n > 0 {
		return c.next(time.Monday), n
	}
	return day, 0
}

// number reads a token of digits, perhaps with an ordinal ending.
func (c calendar) number(i int) (int, bool) {
	if i >= len(c.tokens) {
		return 0, false
	}
	word := c.tokens[i].word
	digits := strings.TrimLeft(word, "0123456789")
	switch digits {
	case "", "st", "nd", "rd", "th", "er", "ro", "de", "e", "º", "o":
	default:
		return 0, false
	}
	n, err := strconv.Atoi(word[:len(word)-len(digits)])
	return n, err == nil && n < 10000
}

// gap is the text between a token and the next.
func (c calendar) gap(i int) string {
	if i < 0 || i+1 >= len(c.tokens) || c.tokens[i+1].start < c.tokens[i].end {
		return "\n"
	}
	return c.text[c.tokens[i].end:c.tokens[i+1].start]
}

// numeric reads 2026-11-14, 14.11.2026, 14.11., 14/11/2026, 11/14/2026.
func (c calendar) numeric(i, a int) (time.Time, int) {
	b, ok := c.number(i + 1)
	sep := strings.TrimSpace(c.gap(i))
	if !ok || len(sep) != 1 || !strings.ContainsAny(sep, "-./") {
		return time.Time{}, 0
	}
	third, ok := c.number(i + 2)
	if second := strings.TrimSpace(c.gap(i + 1)); ok && (second == sep || sep == "." && second == ".") {
		switch {
		case a > 1000:
			return civil(a, b, third), sized(civil(a, b, third), 3)
		case third < 100:
			third += 2000
		}
		day := c.ordered(a, b, third, sep)
		return day, sized(day, 3)
	}
	if sep == "-" || sep == "." && !strings.HasPrefix(c.gap(i+1), ".") && len(c.tokens[i+1].word) < 2 {
		return time.Time{}, 0 // a range, or a number with decimals
	}
	if a > 31 || b > 31 {
		return time.Time{}, 0
	}
	day := c.ordered(a, b, 0, sep)
	return day, sized(day, 2)
}

// ordered decides which of two numbers is the month. With points it is the
// second; with slashes the language tells if the numbers do not.
func (c calendar) ordered(a, b, year int, sep string) time.Time {
	if b > 12 || sep == "/" && a <= 12 && !c.dmy {
		a, b = b, a
	}
	if other := civil(year, a, b); sep == "/" && c.isSoon(other) && !c.isSoon(civil(year, b, a)) {
		return other // the only order that makes sense today
	}
	if year == 0 {
		return c.yearless(time.Month(b), a)
	}
	return civil(year, b, a)
}

// isSoon tells whether a day lies within the horizon.
func (c calendar) isSoon(day time.Time) bool {
	return !day.IsZero() && !c.today.IsZero() && !day.Before(c.today) && day.Sub(c.today) <= horizon
}

// dayMonth reads "14 November 2026", "14. November", "14th of November", "14 de
// noviembre", and "14th" alone behind an article.
func (c calendar) dayMonth(i, d int) (time.Time, int) {
	if d < 1 || d > 31 {
		return time.Time{}, 0
	}
	j := i + 1
	if j < len(c.tokens) && (c.tokens[j].word == "of" || c.tokens[j].word == "de") {
		j++
	}
	if j < len(c.tokens) && !strings.Contains(c.gap(j-1), "\n\n") {
		if m := phrases("months").position(c.tokens[j].word); m > 0 {
			day, size := c.withYear(j, time.Month(m), d)
			return day, sized(day, size-i)
		}
	}
	word := c.tokens[i].word
	if strings.HasSuffix(word, "th") || strings.HasSuffix(word, "st") || strings.HasSuffix(word, "nd") || strings.HasSuffix(word, "rd") {
		return c.dayOfMonth(d), sized(c.dayOfMonth(d), 1)
	}
	return time.Time{}, 0
}

// monthDay reads "November 14, 2026".
func (c calendar) monthDay(i int, m time.Month) (time.Time, int) {
	d, ok := c.number(i + 1)
	if !ok || d < 1 || d > 31 || len(strings.TrimSpace(c.gap(i))) > 1 {
		return time.Time{}, 0
	}
	last := i + 1
	if end, ok := c.number(i + 2); ok && isDash(c.gap(i+1)) && end > d && end <= 31 {
		d, last = end, i+2 // "November 3-7": its end
	}
	day, end := c.withYear(last, m, d)
	return day, sized(day, end-i)
}

func isDash(gap string) bool {
	gap = strings.TrimSpace(gap)
	return gap == "-" || gap == "–" || gap == "—"
}

// withYear adds the year that may follow the token last.
func (c calendar) withYear(last int, m time.Month, d int) (day time.Time, end int) {
	j := last + 1
	if j < len(c.tokens) && (c.tokens[j].word == "de" || c.tokens[j].word == "del") {
		j++
	}
	if y, ok := c.number(j); ok && y > 1990 && y < 2200 && len(strings.TrimSpace(c.gap(j-1))) <= 1 {
		return civil(y, int(m), d), j + 1
	}
	return c.yearless(m, d), last + 1
}

// weekday reads "Tuesday", and takes the date that may follow it instead:
// "Tuesday, 14 November".
func (c calendar) weekday(i int, w time.Weekday) (time.Time, int) {
	for skip := 1; skip <= 3 && i+skip < len(c.tokens); skip++ {
		word := c.tokens[i+skip].word
		if word != "the" && word != "den" && word != "dem" && word != "feira" {
			if _, ok := c.number(i + skip); ok || phrases("months").position(word) > 0 {
				if day, size := c.at(i + skip); size > 0 {
					return day, size + skip
				}
			}
			break
		}
	}
	if c.today.IsZero() {
		return time.Time{}, 0
	}
	return c.next(w), 1
}

// next is the next day of the week after today.
func (c calendar) next(w time.Weekday) time.Time {
	days := (int(w)-int(c.today.Weekday())+6)%7 + 1
	return c.today.AddDate(0, 0, days)
}

// yearless is the next such day from today on, within the horizon; zero if
// there is none.
func (c calendar) yearless(m time.Month, d int) time.Time {
	if c.today.IsZero() {
		return time.Time{}
	}
	for year := c.today.Year(); year <= c.today.Year()+1; year++ {
		day := civil(year, int(m), d)
		if !day.IsZero() && !day.Before(c.today) && day.Sub(c.today) <= horizon {
			return day
		}
	}
	return time.Time{}
}

func (c calendar) dayOfMonth(d int) time.Time {
	if c.today.IsZero() {
		return time.Time{}
	}
	for ahead := range 3 {
		month := time.Date(c.today.Year(), c.today.Month()+time.Month(ahead), 1, 0, 0, 0, 0, time.UTC)
		if day := civil(month.Year(), int(month.Month()), d); !day.IsZero() && !day.Before(c.today) {
			return day
		}
	}
	return time.Time{}
}

// civil is a day that exists, or zero.
func civil(year, month, day int) time.Time {
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return time.Time{}
	}
	return t
}

func sized(day time.Time, size int) int {
	if day.IsZero() {
		return 0
	}
	return size
}

func dayOf(t time.Time) *Day {
	y, m, d := t.Date()
	return &Day{Year: y, Month: m, Day: d}
}

// behind tells whether a phrase of the section ends just before token i, with
// no more than articles between.
func (c calendar) behind(section string, i int) bool {
	set := phrases(section)
	for back := 1; back <= 7 && i-back >= 0; back++ {
		start := i - back
		if n := set.at(c.tokens, start); n > 0 && c.articles(start+n, i) {
			return true
		}
	}
	return false
}

// articles tells whether the tokens in between are articles and the like.
func (c calendar) articles(from, to int) bool {
	if from > to {
		return false
	}
	for _, t := range c.tokens[from:to] {
		switch t.word {
		case "the", "on", "this", "next", "den", "dem", "zum", "am", "einschliesslich", "le", "el", "al", "il", "dia", "de", "op", "o", "and", "including", "end", "of", "lunes":
		default:
			if phrases("weekdays").position(t.word) == 0 {
				return false
			}
		}
	}
	return true
}
