package reading

import "time"

// How strongly a day is named for an answer or a need.
const (
	unnamed      = iota
	inSentence   // its sentence promises, needs or asks
	inClause     // its clause does
	withDeadline // "by", "no later than" stands before it
)

// namedDate finds the day by which the writer will answer or needs something.
// Days that have passed, or that are merely told of, are none.
func (s *signs) namedDate(c calendar) *Day {
	const most = 200 // days that are looked at: what names more is a table
	var best time.Time
	strength, days := unnamed, 0
	for i := 0; i < len(s.tokens) && strength < withDeadline && days < most; {
		day, size := c.at(i)
		if size == 0 {
			i++
			continue
		}
		days++
		if now := s.naming(c, i); now > strength && !day.Before(c.today) {
			best, strength = day, now
		}
		i += size
	}
	if strength == unnamed {
		return nil
	}
	return dayOf(best)
}

// naming judges the day at token i.
func (s *signs) naming(c calendar, i int) int {
	switch {
	case c.behind("deadline", i):
		return withDeadline
	case c.behind("told", i):
		return unnamed
	}
	from, to := s.sentenceAround(i)
	start, end := i, i
	for start > from && !s.divides(start-1) {
		start--
	}
	for end+1 < to && !s.divides(end) {
		end++
	}
	switch {
	case s.awaits(start, end+1):
		return inClause
	case s.awaits(from, to):
		return inSentence
	}
	return unnamed
}

// divides tells whether a clause ends behind token i.
func (s *signs) divides(i int) bool {
	for _, c := range s.between(i) {
		if c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == '、' || c == '，' {
			return true
		}
	}
	return i+1 < len(s.tokens) && phrases("lead").position(s.tokens[i+1].word) > 0
}

// awaits tells whether something is promised, needed or asked between two
// tokens. A question about what has been names no day.
func (s *signs) awaits(from, to int) bool {
	for _, k := range []kind{kindPromise, kindNeed, kindAsk, kindPlease} {
		for _, found := range s.from(k, from) {
			if found.at >= to {
				break
			}
			if k == kindPromise && s.stated(found, kindNoPromise) || k == kindNeed && s.own(found) && !s.denied(found) ||
				(k == kindAsk || k == kindPlease) && s.asking(found.at) && !s.has(kindPast, from, to) {
				return true
			}
		}
	}
	return false
}
