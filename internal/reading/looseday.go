package reading

import "time"

// loose reads what is no day of its own but bounds an absence: "mid-September",
// "the end of the week", "week 34", "September", "today".
func (c calendar) loose(i int) moment {
	if i >= len(c.tokens) || c.today.IsZero() {
		return moment{}
	}
	if c.tokens[i].id == 0 {
		return moment{}
	}
	if m := c.partOfMonth(i); m.size > 0 {
		return m
	}
	if m := c.namedPeriod(i); m.size > 0 {
		return m
	}
	if m := c.numberedWeek(i); m.size > 0 {
		return m
	}
	return c.wholeMonth(i)
}

// partOfMonth reads "mid-September", "the end of March". The beginning of a month
// is taken to last five days.
func (c calendar) partOfMonth(i int) moment {
	for _, part := range []dayWord{termEnd, termMiddle, termBeginning} {
		_, n := c.find(part, i)
		if n == 0 {
			continue
		}
		j := i + n
		for range 2 {
			_, of := c.find(termOf, j)
			j += of
		}
		month, size := c.month(j)
		if size == 0 {
			continue
		}
		first, end := c.monthOf(month, j+size-1)
		if first.IsZero() {
			return moment{}
		}
		last := first.AddDate(0, 1, -1)
		switch part {
		case termMiddle:
			last = first.AddDate(0, 0, 14)
		case termBeginning:
			last = first.AddDate(0, 0, 4)
		}
		return moment{day: last, size: end - i}
	}
	if n, ok := c.number(i); ok && c.isWord(i+1, "月", "월") { // 8月末
		first, _ := c.monthOf(time.Month(n), i+1)
		switch {
		case first.IsZero():
		case c.isWord(i+2, "末", "底", "말") || c.isWord(i+2, "下") && c.isWord(i+3, "旬"):
			return moment{day: first.AddDate(0, 1, -1), size: 3}
		case c.isWord(i+2, "中") && c.isWord(i+3, "旬"):
			return moment{day: first.AddDate(0, 0, 14), size: 4}
		case c.isWord(i+2, "上") && c.isWord(i+3, "旬"), c.isWord(i+2, "初", "초"):
			return moment{day: first.AddDate(0, 0, 4), size: 3}
		}
	}
	return moment{}
}

// monthOf is the first day of a month, the next one of that name if no year
// follows the token last, and the token behind it.
func (c calendar) monthOf(m time.Month, last int) (first time.Time, end int) {
	if y, ok := c.number(last + 1); ok {
		if year, ok := fullYear(y, ""); ok {
			return civil(year, int(m), 1), last + 2
		}
	}
	year := c.today.Year()
	if m < c.today.Month() {
		year++
	}
	return civil(year, int(m), 1), last + 1
}

// wholeMonth reads the name of a month alone.
func (c calendar) wholeMonth(i int) moment {
	month, size := c.month(i)
	if size == 0 {
		return moment{}
	}
	first, end := c.monthOf(month, i+size-1)
	if d, ok := c.number(i + size); first.IsZero() || ok && d <= 31 {
		return moment{}
	}
	return moment{day: first.AddDate(0, 1, -1), first: first, size: end - i, month: true}
}

// namedPeriod reads "today", "this week", "the end of the month" and their like.
// A week ends on Friday for those who say so at work.
func (c calendar) namedPeriod(i int) moment {
	friday := c.today.AddDate(0, 0, 5-int(c.today.Weekday()+6)%7-1)
	if friday.Before(c.today) {
		friday = friday.AddDate(0, 0, 2)
	}
	month := time.Date(c.today.Year(), c.today.Month(), 1, 0, 0, 0, 0, time.UTC)
	longest := moment{}
	for _, p := range []struct {
		word        dayWord
		first, last time.Time
	}{
		{termToday, time.Time{}, c.today},
		{termWeekEnd, time.Time{}, friday},
		{termNextWeekEnd, time.Time{}, friday.AddDate(0, 0, 7)},
		{termThisWeek, time.Time{}, friday},
		{termMonthEnd, time.Time{}, month.AddDate(0, 1, -1)},
		{termNextMonth, month.AddDate(0, 1, 0), month.AddDate(0, 2, -1)},
		{termYearEnd, time.Time{}, civil(c.today.Year(), 12, 31)},
	} {
		if _, n := c.find(p.word, i); n > longest.size {
			longest = moment{day: p.last, first: p.first, size: n}
		}
	}
	return longest
}

// numberedWeek reads "week 34" of ISO 8601, the next of that number, and
// "weeks 29-31".
func (c calendar) numberedWeek(i int) moment {
	_, n := c.find(termWeekNumber, i)
	week, ok := c.number(i + n)
	if n == 0 || !ok || week < 1 || week > 53 {
		return moment{}
	}
	size := n + 1
	last := week
	if end, ok := c.number(i + size); ok && isDash(c.gap(i+size-1)) && end >= week && end <= 53 {
		last, size = end, size+1
	}
	for ahead := range 2 {
		monday := firstMonday(c.today.Year()+ahead).AddDate(0, 0, 7*(week-1))
		sunday := monday.AddDate(0, 0, 7*(last-week)+6)
		if !sunday.Before(c.today) {
			return moment{day: sunday, first: monday, size: size}
		}
	}
	return moment{}
}

// firstMonday begins the first week of a year: the one with 4 January.
func firstMonday(year int) time.Time {
	fourth := civil(year, 1, 4)
	return fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
}

// duration reads "two weeks", in days from the first to the last.
func (c calendar) duration(i int) (days, size int) {
	count, n := c.number(i)
	size = 1
	if !n {
		count, size = c.find(termCount, i)
	} else if count > 60 {
		return 0, 0
	}
	if size == 0 || count == 0 {
		return 0, 0
	}
	for unit, length := range map[dayWord]int{termDays: 1, termWeeks: 7, termMonths: 30} {
		if _, n := c.find(unit, i+size); n > 0 {
			return count * length, size + n
		}
	}
	return 0, 0
}
