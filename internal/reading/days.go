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
	today  time.Time // midnight in UTC of the civil day; zero: unknown
	dmy    bool      // "3/4" is the third of April
	absent bool      // the text tells of an absence: a day just over is one too

	ordered dayOrder // of an absence
}

// dayOrder is what is known of the order in which a text writes numbers of days
// and months.
type dayOrder struct {
	known bool        // it shows, or its language has only one
	plain []time.Time // days of the text that can be read in one way only
}

// moment is a day, or a period, as a text names it.
type moment struct {
	day   time.Time // the day, or the last of a period
	first time.Time // of a period; zero for a day
	other time.Time // the day if its numbers stand the other way round; zero: they cannot
	size  int       // in tokens; 0: there is none
	week  bool      // a day of the week without a date
	month bool      // a month without a day
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
// it shows, else its language.
func dayFirst(p *prose) bool {
	if order := (calendar{prose: p}).shownOrder(); order != 0 {
		return order > 0
	}
	return !isEnglish(p)
}

// shownOrder tells by a date that can be read in one way only whether days
// stand before months, 1, or behind them, -1; 0 if none shows.
func (c calendar) shownOrder() int {
	for i := range c.tokens {
		a, first := c.number(i)
		if !first || a > 31 {
			continue
		}
		b, second := c.number(i + 1)
		if gap := c.gap(i); !second || b > 31 || gap != "/" && gap != "-" || max(a, b) < 13 || min(a, b) > 12 {
			continue
		}
		if c.gap(i) == "-" {
			if y, ok := c.number(i + 2); !ok || y < 1990 || c.gap(i+1) != "-" {
				continue
			}
		}
		if a > 12 {
			return 1
		}
		return -1
	}
	return 0
}

// isEnglish tells the language by its commonest words.
func isEnglish(p *prose) bool {
	n := 0
	for _, t := range p.tokens {
		switch t.word {
		case "the", "and", "of", "will", "is", "you", "my":
			if n++; n == 2 {
				return true
			}
		}
	}
	return false
}

// order looks for what tells how the text writes dates.
func (c calendar) order() dayOrder {
	o := dayOrder{known: c.shownOrder() != 0 || !isEnglish(c.prose)}
	for i := range c.tokens {
		if m := c.moment(i); m.size > 1 && m.other.IsZero() && !m.week {
			o.plain = append(o.plain, m.day)
		}
	}
	const enough = 20
	o.plain = o.plain[:min(len(o.plain), enough)]
	return o
}

// phrase returns how many tokens a phrase of the section takes at token i.
func (c calendar) phrase(section string, i int) int {
	if i < 0 || i >= len(c.tokens) {
		return 0
	}
	return phrases(section).at(c.tokens, i)
}

// at reads a day that begins at tokens[i] and returns how many tokens it takes;
// 0 if there is none.
func (c calendar) at(i int) (day time.Time, size int) {
	m := c.moment(i)
	if !m.first.IsZero() {
		return m.first, m.size
	}
	return m.day, m.size
}

// moment reads a day that begins at tokens[i].
func (c calendar) moment(i int) moment {
	if i >= len(c.tokens) || c.tokens[i].word == "" || c.tokens[i].address {
		return moment{}
	}
	first := c.tokens[i].word[0]
	if first >= 'a' && first <= 'z' && !c.mayBegin(i) {
		return moment{}
	}
	if n, ok := c.number(i); ok {
		if m := c.ideographic(i, n); m.size > 0 {
			return m
		}
		if m := c.yearFirst(i, n); m.size > 0 {
			return m
		}
		if m := c.numeric(i, n); m.size > 0 {
			return m
		}
		return c.dayMonth(i, n)
	}
	t := c.tokens[i]
	if c.absent && isDigit(t.word) {
		return c.compact(i)
	}
	if first < 0x80 && !c.mayBegin(i) {
		return moment{}
	}
	if m := c.era(i); m.size > 0 {
		return m
	}
	if m, size := c.month(i); size > 0 {
		return c.monthDay(i, size, m)
	}
	if w, size := c.find(termWeekday, i); size > 0 {
		return c.weekday(i, size, time.Weekday(w%7))
	}
	if c.today.IsZero() {
		return moment{}
	}
	if _, n := c.find(termAfterTomorrow, i); n > 0 {
		return moment{day: c.today.AddDate(0, 0, 2), size: n}
	}
	if _, n := c.find(termTomorrow, i); n > 0 {
		return moment{day: c.today.AddDate(0, 0, 1), size: n}
	}
	if _, n := c.find(termNextWeek, i); n > 0 {
		monday := c.next(time.Monday)
		return moment{day: monday.AddDate(0, 0, 4), first: monday, size: n}
	}
	return moment{}
}

// mayBegin tells whether a phrase of a day may begin with a word of ASCII.
func (c calendar) mayBegin(i int) bool {
	t := &c.tokens[i]
	return allPhrases().begins[t.id].days != 0 || strings.IndexByte(t.word, '\'') >= 0 || c.lostLetter(i)
}

// number reads a token of digits, perhaps with an ordinal or a case ending.
func (c calendar) number(i int) (int, bool) {
	if i < 0 || i >= len(c.tokens) {
		return 0, false
	}
	word := c.tokens[i].word
	if word == "" || word[0] < 0x80 && (word[0] < '0' || word[0] > '9') || !isDigit(word) {
		return 0, false
	}
	ending := strings.TrimLeft(word, "0123456789")
	switch ending {
	case "", "st", "nd", "rd", "th", "er", "ro", "de", "ste", "te", "e", "º", "ª", "o", "a":
	default:
		if ending[0] != '\'' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(word[:len(word)-len(ending)])
	return n, err == nil && n < 10000
}

// gap is the text between a token and the next.
func (c calendar) gap(i int) string {
	if i < 0 || i+1 >= len(c.tokens) || c.tokens[i+1].start < c.tokens[i].end {
		return "\n"
	}
	return c.text[c.tokens[i].end:c.tokens[i+1].start]
}

// weekday reads "Tuesday", and takes the date that may follow it instead:
// "Tuesday, 14 November". If the two contradict each other the date counts.
func (c calendar) weekday(i, size int, w time.Weekday) moment {
	for skip := size; skip <= size+2 && i+skip < len(c.tokens); skip++ {
		j := i + skip
		_, number := c.number(j)
		if _, month := c.month(j); number || month > 0 {
			if m := c.moment(j); m.size > 0 && m.first.IsZero() {
				m.size += skip
				return m
			}
			break
		}
		if c.phrase("day article", j) == 0 {
			break
		}
	}
	if c.today.IsZero() {
		return moment{}
	}
	return moment{day: c.next(w), size: size, week: true}
}

// next is the next day of the week after today.
func (c calendar) next(w time.Weekday) time.Time {
	days := (int(w)-int(c.today.Weekday())+6)%7 + 1
	return c.today.AddDate(0, 0, days)
}

// yearless is the next such day from today on, within the horizon; zero if
// there is none. A notice left standing names a day just over.
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
	const recent = 21 * 24 * time.Hour
	for year := c.today.Year(); c.absent && year >= c.today.Year()-1; year-- {
		if day := civil(year, int(m), d); !day.IsZero() && day.Before(c.today) && c.today.Sub(day) <= recent {
			return day
		}
	}
	return time.Time{}
}

// dayOfMonth is the next such day of a month.
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
	for from < to {
		n := c.phrase("day article", from)
		if _, size := c.find(termWeekday, from); size > n {
			n = size
		}
		if n == 0 {
			return false
		}
		from += n
	}
	return from == to
}
