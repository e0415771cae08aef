package reading

import (
	"strings"
	"time"
)

// dayWord names a section of the words that days are written with.
type dayWord uint8

const (
	termMonth dayWord = iota
	termWeekday
	termToday
	termTomorrow
	termAfterTomorrow
	termThisWeek
	termNextWeek
	termWeekEnd
	termNextWeekEnd
	termMonthEnd
	termNextMonth
	termYearEnd
	termWeekNumber // "week", before its number
	termDays
	termWeeks
	termMonths
	termCount // "two"
	termMiddle
	termBeginning
	termEnd
	termOf    // between a day and its month
	termClock // behind a time of day
	dayWords  // how many there are
)

func (w dayWord) section() string {
	return [dayWords]string{
		"months", "weekdays", "today", "tomorrow", "day after tomorrow", "this week", "next week", "week end", "next week end",
		"month end", "next month", "year end", "numbered week", "days", "weeks", "months unit", "counts", "middle", "beginning", "end", "of", "clock",
	}[w]
}

// find returns the line and the length of the longest phrase of a section that
// begins at token i; a length of 0 if none does.
func (c calendar) find(w dayWord, i int) (line, size int) {
	if i < 0 || i >= len(c.tokens) {
		return 0, 0
	}
	t := &c.tokens[i]
	first := t.id
	if first == 0 && strings.IndexByte(t.word, '\'') > 0 {
		first = stemNumber(t.word)
	} else if t.misses&(1<<(w.number()%64)) != 0 {
		return 0, 0
	}
	table := allPhrases()
	if table.begins[first].days&(1<<w) == 0 {
		return 0, 0
	}
	size, line = table.longest(w.number(), first, c.tokens, i)
	return line, size
}

// number is that of the section in the table of phrases.
func (w dayWord) number() uint8 { return kinds.number() + uint8(w) }

// lostLetter tells whether a letter is missing behind a token.
func (c calendar) lostLetter(i int) bool {
	if !c.absent || i < 0 || i >= len(c.tokens) { // only notices are read that closely
		return false
	}
	rest := c.text[c.tokens[i].end:]
	return strings.HasPrefix(rest, "?") || strings.HasPrefix(rest, "\uFFFD")
}

// stemNumber is the number of a word without what an apostrophe joins to it:
// "ağustos'a", "d'août".
func stemNumber(word string) int32 {
	before, after, ok := strings.Cut(word, "'")
	if !ok {
		return 0
	}
	words := &allPhrases().words
	if id := words.number(before); id > 0 && len(before) > 2 {
		return id
	}
	return words.number(after)
}

// month reads the name of a month, also one that lost its accented letter on the
// way: "ao?t".
func (c calendar) month(i int) (time.Month, int) {
	if line, size := c.find(termMonth, i); size > 0 {
		return time.Month(line), size
	}
	if !c.lostLetter(i) {
		return 0, 0
	}
	lost := c.gap(i)
	if strings.Trim(lost, "?\uFFFD") != "" {
		return 0, 0
	}
	before, after, found := c.tokens[i].word, c.tokens[i+1].word, 0
	for _, month := range phrases("months").spelt {
		line := int(month.line)
		rest, ok := strings.CutPrefix(month.text, before)
		if ok && len(rest) == len(after)+1 && strings.HasSuffix(rest, after) && (found == 0 || line < found) {
			found = line
		}
	}
	if found > 0 {
		return time.Month(found), 2
	}
	return 0, 0
}

func (c calendar) isMonth(i int) bool {
	_, size := c.month(i)
	return size > 0
}

// roman reads the number of a month in Roman numerals, as it stands behind a day.
func (c calendar) roman(i int) time.Month {
	if i >= len(c.tokens) {
		return 0
	}
	for m, numeral := range []string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"} {
		if c.tokens[i].word == numeral {
			return time.Month(m + 1)
		}
	}
	return 0
}
