package reading

import (
	"strconv"
	"strings"
	"time"
)

// dayMonth reads "14 November 2026", "14. November", "14th of November", "14 de
// noviembre", "14.XI.2026", and "14th" alone.
func (c calendar) dayMonth(i, d int) moment {
	if d < 1 || d > 31 {
		return moment{}
	}
	j := i + 1
	for range 2 {
		_, n := c.find(termOf, j)
		j += n
	}
	if j < len(c.tokens) && !strings.Contains(c.gap(j-1), "\n\n") && !strings.ContainsAny(c.gap(j-1), ":;?!()") {
		if m, size := c.month(j); size > 0 {
			found, end := c.withYear(j+size-1, m, d)
			return day(found, end-i)
		}
		if m := c.roman(j); m > 0 && j == i+1 {
			if y, ok := c.number(j + 1); ok && y >= 1990 && y < 2200 {
				return day(civil(y, int(m), d), 3)
			}
		}
	}
	word := c.tokens[i].word
	if strings.HasSuffix(word, "th") || strings.HasSuffix(word, "st") || strings.HasSuffix(word, "nd") || strings.HasSuffix(word, "rd") {
		return day(c.dayOfMonth(d), 1)
	}
	return moment{}
}

// monthDay reads "November 14, 2026" and "November the 14th".
func (c calendar) monthDay(i, size int, m time.Month) moment {
	j := i + size
	if c.isWord(j, "the") {
		j++
	}
	d, ok := c.number(j)
	if !ok || d < 1 || d > 31 || len(strings.TrimSpace(c.gap(j-1))) > 1 || strings.Contains(c.gap(j-1), "\n\n") {
		return moment{}
	}
	if month, n := c.month(j + 1); n > 0 && c.gap(j) != "-" && month != m {
		return moment{} // "from August, 3 September": the number belongs to the next
	}
	last := j
	if end, ok := c.number(j + 1); ok && isDash(c.gap(j)) && end > d && end <= 31 && !c.isClock(j+1) && !c.absent {
		d, last = end, j+1 // "November 3-7": its end
	}
	found, end := c.withYear(last, m, d)
	return day(found, end-i)
}

// compact reads "14AUG2026", as travellers write it.
func (c calendar) compact(i int) moment {
	word := c.tokens[i].word
	letters := strings.TrimLeft(word, "0123456789")
	digits, name := word[:len(word)-len(letters)], strings.TrimRight(letters, "0123456789")
	d, err := strconv.Atoi(digits)
	month := phrases("months").position(name)
	if err != nil || len(digits) > 2 || month == 0 {
		return moment{}
	}
	if written := letters[len(name):]; written != "" {
		y, _ := strconv.Atoi(written)
		year, ok := fullYear(y, written)
		if !ok {
			return moment{}
		}
		return day(civil(year, month, d), 1)
	}
	return day(c.yearless(time.Month(month), d), 1)
}

// yearFirst reads "2026. november 14." and "2026 m. lapkričio 14".
func (c calendar) yearFirst(i, n int) moment {
	year, ok := fullYear(n, "")
	if !ok {
		return moment{}
	}
	j := i + 1
	if _, size := c.find(termOf, j); size > 0 {
		j += size
	}
	m, size := c.month(j)
	d, ok := c.number(j + size)
	if size == 0 || !ok {
		return moment{}
	}
	return day(civil(year, int(m), d), j+size+1-i)
}

func isDash(gap string) bool {
	switch strings.Trim(gap, " .\t\n)）,") {
	case "-", "–", "—", "‐", "‑", "−", "~", "〜", "～", "->", "→":
		return true
	}
	return false
}

// withYear adds the year that may follow the token last.
func (c calendar) withYear(last int, m time.Month, d int) (day time.Time, end int) {
	j := last + 1
	if c.isWord(j, "de", "del", "พ", "г", "р") {
		j++
	}
	if y, ok := c.number(j); ok && len(strings.TrimSpace(c.gap(j-1))) <= 1 && !strings.Contains(c.gap(j-1), "\n") {
		if year, ok := fullYear(y, ""); ok {
			return civil(year, int(m), d), j + 1
		}
	}
	return c.yearless(m, d), last + 1
}

// isClock tells whether the number at a token is a time of day.
func (c calendar) isClock(i int) bool {
	if gap := c.gap(i); strings.HasPrefix(gap, ":") {
		return true
	}
	_, n := c.find(termClock, i+1)
	return n > 0
}
