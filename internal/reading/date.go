package reading

import (
	netmail "net/mail"
	"strconv"
	"strings"
	"time"
)

// readDate reads a Date field: RFC 5322 §3.3 first, then whatever has a day, a
// month, a year and a time of day in some order. The time is in the writer's
// zone; one that says nothing is UTC. Dates before mail existed, and beyond four
// digits, are unreadable.
func readDate(value string) (time.Time, bool) {
	if t, ok := strictDate(value); ok {
		return t, t.Year() >= 1971
	}
	t, err := netmail.ParseDate(value)
	// A zone with a name means to ParseDate what it means on this machine.
	if name, _ := t.Zone(); err != nil || name != "" && name != "UTC" {
		var ok bool
		if t, ok = looseDate(value); !ok {
			return time.Time{}, false
		}
	}
	if t.Year() < 1971 || t.Year() > 9999 {
		return time.Time{}, false
	}
	return t, true
}

// strictDate reads a date as RFC 5322 §3.3 writes it. Most are.
func strictDate(s string) (t time.Time, ok bool) {
	t, offset, ok := civilDate(s)
	location := time.UTC
	if offset != 0 {
		location = time.FixedZone("", offset)
	}
	return t.Add(-time.Duration(offset) * time.Second).In(location), ok
}

// civilDate reads "Mon, 2 Nov 2026 09:12:00 +0100", perhaps with a comment behind
// it. t is what the writer's clock shows, as if it were UTC, and offset what that
// clock is ahead of UTC, in seconds.
func civilDate[T octets](s T) (t time.Time, offset int, ok bool) {
	if len(s) > 5 && s[3] == ',' && s[4] == ' ' {
		s = s[5:]
	}
	day, s, ok := cutDigits(trimSpaces(s), 1, 2)
	if !ok || len(s) < 5 || s[0] != ' ' || s[4] != ' ' {
		return t, 0, false
	}
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", string(s[1:4]))
	if month < 0 || month%3 != 0 {
		return t, 0, false
	}
	year, s, ok := cutDigits(s[5:], 4, 4)
	if !ok || len(s) < 1 || s[0] != ' ' {
		return t, 0, false
	}
	hour, s, ok := cutDigits(s[1:], 1, 2)
	if !ok || hour > 23 || len(s) < 1 || s[0] != ':' {
		return t, 0, false
	}
	minute, s, ok := cutDigits(s[1:], 2, 2)
	second := 0
	if ok && len(s) > 0 && s[0] == ':' {
		second, s, ok = cutDigits(s[1:], 2, 2)
	}
	if !ok || minute > 59 || second > 60 {
		return t, 0, false
	}
	offset, ok = zoneOffset(s)
	t = time.Date(year, time.Month(month/3+1), day, hour, minute, second, 0, time.UTC)
	return t, offset, ok && (t.Day() == day || second == 60)
}

// zoneOffset reads the zone of a date, " +0100" or the name of UTC.
func zoneOffset[T octets](s T) (seconds int, ok bool) {
	switch string(s) {
	case " GMT", " UT", " UTC":
		return 0, true
	}
	if len(s) < 6 || s[0] != ' ' || s[1] != '+' && s[1] != '-' {
		return 0, false
	}
	zone, rest, ok := cutDigits(s[2:], 4, 4)
	if rest = trimSpaces(rest); !ok || zone%100 > 59 || zone >= 1400 || len(rest) > 0 && rest[0] != '(' {
		return 0, false
	}
	seconds = zone/100*3600 + zone%100*60
	if s[1] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// trimSpaces removes spaces and tabs from the beginning.
func trimSpaces[T octets](s T) T {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	return s
}

// cutDigits reads a number of least to most digits at the beginning of s.
func cutDigits[T octets](s T, least, most int) (n int, rest T, ok bool) {
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		n = 10*n + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= least
}

// dateParts is what the words of a loose date have told so far.
type dateParts struct {
	numbers []int // day, year, or month, in their order
	month   time.Month
	clock   [3]int
	timed   bool
	zone    int // seconds east of UTC
	pm, am  bool
}

func looseDate(value string) (time.Time, bool) {
	if len(value) > 200 {
		return time.Time{}, false
	}
	if t, err := time.Parse(time.RFC3339, strings.TrimSpace(value)); err == nil {
		return t, true
	}
	var p dateParts
	for _, word := range strings.FieldsFunc(value, func(r rune) bool {
		return r <= ' ' || r == ',' || r == '(' || r == ')' || r == ';' || r == '"'
	}) {
		p.take(word)
	}
	year, month, day, ok := p.civil()
	if !ok {
		return time.Time{}, false
	}
	hour := p.clock[0]
	switch {
	case p.pm && hour < 12:
		hour += 12
	case p.am && hour == 12:
		hour = 0
	}
	zone := time.FixedZone("", p.zone)
	t := time.Date(year, month, day, hour, p.clock[1], p.clock[2], 0, zone)
	return t, t.Day() == day || hour >= 24
}

func (p *dateParts) take(word string) {
	lower := strings.ToLower(strings.Trim(word, "."))
	switch {
	case lower == "":
	case strings.ContainsRune(lower, ':') && !p.timed:
		p.timed = p.setClock(lower)
	case (lower[0] == '+' || lower[0] == '-') && p.timed:
		p.setOffset(lower)
	case lower == "pm":
		p.pm = true
	case lower == "am":
		p.am = true
	case lower[0] >= '0' && lower[0] <= '9':
		p.takeNumbers(lower)
	default:
		if m := englishMonth(lower); m != 0 && p.month == 0 {
			p.month = m
			return
		}
		p.setZone(lower)
	}
}

// takeNumbers reads "14", "2026-11-14", "14.11.2026", "14-Nov-2026", "14th".
func (p *dateParts) takeNumbers(word string) {
	for _, piece := range strings.FieldsFunc(word, func(r rune) bool { return r == '-' || r == '/' || r == '.' || r == 't' }) {
		if n, err := strconv.Atoi(strings.TrimRight(piece, "hndrs")); err == nil && len(p.numbers) < 4 {
			p.numbers = append(p.numbers, n)
		} else if m := englishMonth(piece); m != 0 {
			p.month = m
		}
	}
}

func (p *dateParts) setClock(word string) bool {
	zoneAt := strings.IndexAny(word, "+-")
	if zoneAt > 0 {
		p.setOffset(word[zoneAt:])
		word = word[:zoneAt]
	}
	for i, piece := range strings.SplitN(word, ":", 3) {
		digits := len(piece)
		for j := range len(piece) {
			if piece[j] < '0' || piece[j] > '9' {
				digits = j
				break
			}
		}
		switch piece[digits:] {
		case "pm":
			p.pm = true
		case "am":
			p.am = true
		}
		n, err := strconv.Atoi(piece[:digits])
		if err != nil || n > 60 {
			return false
		}
		p.clock[i] = n
	}
	return p.clock[0] <= 24
}

// setOffset reads "+0200" and "+02:00". An offset beyond a day says nothing.
func (p *dateParts) setOffset(word string) {
	n, err := strconv.Atoi(strings.ReplaceAll(word[1:], ":", ""))
	if err != nil || n > 2359 {
		return
	}
	p.zone = (n/100*60 + n%100) * 60
	if word[0] == '-' {
		p.zone = -p.zone
	}
}

// setZone knows the names of RFC 5322 §4.3 and the commonest of Europe.
func (p *dateParts) setZone(name string) {
	if sign := strings.IndexAny(name, "+-"); sign > 0 { // GMT+0200
		p.setOffset(name[sign:])
		return
	}
	hours := map[string]int{
		"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
		"bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3,
	}
	if h, ok := hours[name]; ok && p.zone == 0 {
		p.zone = h * 3600
	}
}

// civil decides which number is the year and which the day.
func (p *dateParts) civil() (year int, month time.Month, day int, ok bool) {
	n := p.numbers
	if p.month != 0 && len(n) >= 2 {
		day, year = n[0], n[1]
		if day > 31 {
			day, year = year, day
		}
		month = p.month
	} else if len(n) >= 3 {
		day, month, year = n[0], time.Month(n[1]), n[2]
		if n[0] > 31 {
			day, year = n[2], n[0]
		} else if n[1] > 12 {
			day, month = n[1], time.Month(n[0])
		}
	}
	switch {
	case year < 0 || day < 1 || day > 31 || month < 1 || month > 12:
		return 0, 0, 0, false
	case year < 50:
		year += 2000
	case year < 1000: // two digits, or years since 1900 of old software
		year += 1900
	}
	return year, month, day, true
}

func englishMonth(word string) time.Month {
	if len(word) < 3 {
		return 0
	}
	i := strings.Index("jan feb mar apr may jun jul aug sep oct nov dec", word[:3])
	if i < 0 || i%4 != 0 {
		return 0
	}
	return time.Month(i/4 + 1)
}
