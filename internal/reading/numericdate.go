package reading

import (
	"strings"
	"time"
)

// numeric reads 2026-11-14, 14.11.2026, 14.11., 14/11/2026, 11/14/2026.
func (c calendar) numeric(i, a int) moment {
	b, ok := c.number(i + 1)
	sep := strings.TrimSpace(c.gap(i))
	if !ok || len(sep) != 1 || !strings.ContainsAny(sep, "-./") || c.goesOn(i) {
		return moment{}
	}
	third, ok := c.number(i + 2)
	if second := strings.TrimSpace(c.gap(i + 1)); ok && second == sep && !strings.Contains(c.gap(i+1), "\n") {
		year, ok := fullYear(third, c.tokens[i+2].word)
		switch {
		case a > 1000:
			return day(civil(westernYear(a), b, third), 3)
		case ok:
			m := c.numbered(a, b, year, sep)
			m.size = sized(m.day, 3)
			return m
		}
	}
	if sep == "-" || sep == "." && !strings.HasPrefix(c.gap(i+1), ".") && len(c.tokens[i+1].word) < 2 && !c.absent {
		return moment{} // a range, or a number with decimals
	}
	if a > 31 || b > 31 {
		return moment{}
	}
	m := c.numbered(a, b, 0, sep)
	m.size = sized(m.day, 2)
	return m
}

// goesOn tells that a number is part of a longer one: a telephone number, an
// address on the net, a file number.
func (c calendar) goesOn(i int) bool {
	if start := c.tokens[i].start; start > 0 && strings.IndexByte("+#_", c.text[start-1]) >= 0 {
		return true
	}
	if _, ok := c.number(i - 1); !ok {
		return false
	}
	gap := c.gap(i - 1)
	return gap == "." || gap == "/" || gap == "-" && c.gap(i) == "-"
}

// fullYear reads a year of four digits, or of two.
func fullYear(n int, written string) (int, bool) {
	switch {
	case n >= 1990 && n < 2200:
		return n, true
	case n > 2500 && n < 2743: // of the Buddhist era
		return n - 543, true
	case len(written) == 2:
		return n + 2000, true
	}
	return 0, false
}

// westernYear turns a year of the Buddhist era into ours.
func westernYear(n int) int {
	if n > 2500 && n < 2743 {
		return n - 543
	}
	return n
}

func day(t time.Time, size int) moment {
	return moment{day: t, size: sized(t, size)}
}

func sized(day time.Time, size int) int {
	if day.IsZero() {
		return 0
	}
	return size
}

// numbered decides which of two numbers is the month. With points it is the
// second; with slashes the language tells if the numbers do not.
func (c calendar) numbered(a, b, year int, sep string) moment {
	dated := func(d, m int) time.Time {
		if year == 0 {
			return c.yearless(time.Month(m), d)
		}
		return civil(year, m, d)
	}
	switch {
	case b > 12:
		return moment{day: dated(b, a)}
	case a > 12 || sep == "." || a == b:
		return moment{day: dated(a, b)}
	}
	m := moment{day: dated(a, b), other: dated(b, a)}
	if sep == "/" && !c.dmy {
		m.day, m.other = m.other, m.day
	}
	if m.day.IsZero() || sep == "/" && c.isSoon(m.other) && !c.isSoon(m.day) {
		m.day, m.other = m.other, m.day // the only order that makes sense today
		if year == 0 || m.other.IsZero() {
			m.other = time.Time{}
		}
	}
	return m
}

// isSoon tells whether a day lies within the horizon.
func (c calendar) isSoon(day time.Time) bool {
	return !day.IsZero() && !c.today.IsZero() && !day.Before(c.today) && day.Sub(c.today) <= horizon
}

// ideographic reads 2026年8月14日, 8月14日, 2026년 8월 14일.
func (c calendar) ideographic(i, n int) moment {
	year, j := 0, i
	if c.isWord(i+1, "年", "년") {
		year, j = westernYear(n), i+2
		n, _ = c.number(j)
	}
	if !c.isWord(j+1, "月", "월") {
		return moment{}
	}
	d, ok := c.number(j + 2)
	if !ok || !c.isWord(j+3, "日", "号", "號", "일") {
		return moment{}
	}
	size := j + 4 - i
	if c.isWord(i+size+1, "曜", "요") { // a day of the week in brackets
		size += 3
	} else if strings.ContainsAny(c.gap(i+size-1), "(（") {
		size++
	}
	if i+size > len(c.tokens) {
		size = len(c.tokens) - i
	}
	if year == 0 {
		return day(c.yearless(time.Month(n), d), size)
	}
	return day(civil(year, n, d), size)
}

// era reads a year counted from the beginning of a reign or a republic:
// 令和8年8月14日, 民國115年8月14日.
func (c calendar) era(i int) moment {
	base := 0
	switch {
	case c.isWord(i, "令") && c.isWord(i+1, "和"):
		base = 2018
	case c.isWord(i, "平") && c.isWord(i+1, "成"):
		base = 1988
	case c.isWord(i, "民") && c.isWord(i+1, "國", "国"):
		base = 1911
	default:
		return moment{}
	}
	n, ok := c.number(i + 2)
	if c.isWord(i+2, "元") {
		n, ok = 1, true
	}
	month, second := c.number(i + 4)
	d, third := c.number(i + 6)
	if !ok || !second || !third || !c.isWord(i+3, "年") || !c.isWord(i+5, "月") {
		return moment{}
	}
	return day(civil(base+n, month, d), min(8, len(c.tokens)-i))
}

// isWord tells whether a token is one of the words.
func (c calendar) isWord(i int, words ...string) bool {
	if i < 0 || i >= len(c.tokens) {
		return false
	}
	for _, w := range words {
		if c.tokens[i].word == w {
			return true
		}
	}
	return false
}
