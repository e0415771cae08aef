package reading

import "time"

// ending is a last day away that a text names, and how surely it does.
type ending struct {
	day   time.Time
	back  bool // it is the day before a return
	score int
}

// absence reads the days of an absence in a text.
type absence struct {
	calendar
	cues   []found
	ends   map[int]found // the longest cue of time that ends before a token
	inside map[int]found // and that goes on at one: "until Monday, 3 August"
	begins map[int]found // and that begins at one, of those that stand behind days
	away   map[int]bool  // sentences that speak of the absence
}

// until finds the last day away: the day that "until" names, the end of a span,
// the day before the one "back on" names. Days farther away than the horizon
// are none: who leaves for longer has left.
func (c calendar) until() *Day {
	c.absent = true
	const most = 2 * maxCovered // words; notices are short
	if len(c.tokens) > most {
		short := *c.prose
		short.tokens = short.tokens[:most]
		c.prose = &short
	}
	c.ordered = c.order()
	a := absence{calendar: c, cues: cuesIn(c.prose, most), ends: make(map[int]found), inside: make(map[int]found), begins: make(map[int]found), away: make(map[int]bool)}
	for _, f := range a.cues {
		switch f.cue {
		case cueUntil, cueBack, cueFrom:
			if old, ok := a.ends[f.to]; !ok || f.to-f.from > old.to-old.from {
				a.ends[f.to] = f
			}
			for i := f.from + 1; i < f.to; i++ {
				a.inside[i] = f
			}
		case cueUntilAfter, cueBackAfter, cueFromAfter:
			if old, ok := a.begins[f.from]; !ok || f.to-f.from > old.to-old.from {
				a.begins[f.from] = f
			}
		case cueAway, cueLater:
			a.away[a.tokens[f.from].sentence] = true
		}
	}
	return a.best(a.endings())
}

// best chooses among the days named.
func (a absence) best(list []ending) *Day {
	var best *ending
	for i := range list {
		e := &list[i]
		if !a.today.IsZero() && (e.day.Sub(a.today) > horizon || a.today.Sub(e.day) > horizon) {
			continue
		}
		if best == nil || a.before(e, best) {
			best = e
		}
	}
	if best == nil {
		return nil
	}
	for _, e := range list {
		// "Away until the 3rd, back on the 3rd": the return is the surer word.
		if e.back && !best.back && e.day.Equal(best.day.AddDate(0, 0, -1)) && !e.day.Before(a.today) {
			return dayOf(e.day)
		}
	}
	return dayOf(best.day)
}

// before tells whether an ending is to be believed rather than another that
// stands before it in the text.
func (a absence) before(e, other *ending) bool {
	over, otherOver := e.day.Before(a.today.AddDate(0, 0, -1)), other.day.Before(a.today.AddDate(0, 0, -1))
	switch {
	case over != otherOver:
		return otherOver
	case e.score != other.score:
		return e.score > other.score
	}
	return other.back && !e.back
}

// endings collects the last days away that the text names.
func (a absence) endings() []ending {
	var list []ending
	begun := a.today
	for i := 0; i < len(a.tokens); {
		s, ok := a.stretch(i)
		if !ok {
			if days, size := a.duration(i); size > 0 {
				if e, ok := a.lasting(i, size, days, begun); ok {
					list = append(list, e)
				}
				i += size
				continue
			}
			i++
			continue
		}
		e, told := a.ending(i, s)
		if told {
			list = append(list, e)
		} else if a.relation(i, s.to) == cueFrom && !s.last.Before(a.today) {
			begun = s.last
		}
		i = max(s.to, i+1)
	}
	return list
}

// What a day named is worth: beside the absence, with a word of time, or alone.
const (
	scoreAlone = 1 + iota
	scoreTimed
	scoreAway
)

// ending judges a day or a span by the words around it.
func (a absence) ending(i int, s stretch) (ending, bool) {
	e := ending{day: s.last, score: scoreTimed}
	away := a.away[a.tokens[i].sentence] || a.away[a.tokens[s.to-1].sentence]
	if away {
		e.score = scoreAway
	}
	relation := a.relation(i, s.to)
	switch {
	case relation == cueBack, relation == cueFrom && a.comesBack(i, s):
		e.back = true
		first := s.last
		if !s.first.IsZero() {
			first = s.first
		}
		if s.days && away { // "back in the office from 3 to 7": rarely meant
			return e, false
		}
		e.day = first.AddDate(0, 0, -1)
		e.score = max(e.score, scoreAway)
		return e, true
	case relation == cueUntil:
		if !s.days && !s.first.IsZero() && !a.inclusive(i) && s.first.After(a.today) && s.first.Day() == 1 {
			e.day = s.first.AddDate(0, 0, -1) // "until September"
		} else if !s.days && !s.first.IsZero() && s.part.size > 0 && s.first.After(a.today) && s.last.Sub(s.first) == 4*24*time.Hour {
			e.day = s.first.AddDate(0, 0, -1) // "until next week"
		}
		return e, true
	case s.days:
		if s.part.week && !away {
			return e, false
		}
		if !away && a.weekdays(i) {
			return e, false
		}
		return e, true
	case relation == cueFrom, s.part.month && a.phrase("during", i-1) == 0:
		return e, false
	case away || len(a.away) == 0 && len(a.tokens) <= 8:
		e.score = scoreAlone
		return e, true
	}
	return e, false
}

// weekdays tells whether a day of the week stands at a token: "Monday to Friday"
// are hours of business.
func (a absence) weekdays(i int) bool { return a.moment(i).week }

// relation is the cue that a day from token i to before another stands with; the
// number of cues if there is none.
func (a absence) relation(i, to int) cue {
	for k := to; k <= to+1 && k < len(a.tokens); k++ {
		if f, ok := a.begins[k]; ok && a.tokens[k].sentence == a.tokens[to-1].sentence {
			switch f.cue {
			case cueUntilAfter:
				return cueUntil
			case cueBackAfter:
				if before, ok := a.cueBefore(i); ok && before == cueUntil {
					return cueUntil
				}
				return cueBack
			}
			if _, ok := a.cueBefore(i); !ok {
				return cueFrom
			}
		}
	}
	if before, ok := a.cueBefore(i); ok {
		return before
	}
	return cues
}

// cueBefore is the cue that ends before token i, articles between.
func (a absence) cueBefore(i int) (cue, bool) {
	if f, ok := a.inside[i]; ok {
		return f.cue, true
	}
	for j := i; j > 0 && j >= i-4; j-- {
		if f, ok := a.ends[j]; ok && a.tokens[j-1].sentence == a.tokens[i].sentence {
			return f.cue, true
		}
		if !a.articles(j-1, i) && !a.articles(j-1, j) {
			break
		}
	}
	return cues, false
}

// inclusive tells whether the period at token i is part of the absence:
// "through September".
func (a absence) inclusive(i int) bool {
	for back := 1; back <= 4 && i-back >= 0; back++ {
		if a.phrase("inclusive", i-back) > 0 {
			return true
		}
	}
	return false
}

// comesBack tells what begins with a day: the return, or the absence. The nearest
// word about it behind the day counts, else one before it.
func (a absence) comesBack(i int, s stretch) bool {
	if s.days {
		return false
	}
	sentence := a.tokens[i].sentence
	for k := s.to; k < len(a.tokens) && a.tokens[k].sentence == sentence; k++ {
		if _, ok := a.stretch(k); ok {
			if before, _ := a.cueBefore(k); before == cueBack {
				return false // the word of return belongs to the next day
			}
			break
		}
	}
	last := -1
	for _, f := range a.cues {
		again := f.cue == cueAgain || f.cue == cueBackAfter
		if !again && f.cue != cueAway || a.tokens[f.from].sentence != sentence {
			continue
		}
		if f.from >= s.to {
			return again
		}
		if f.to <= i {
			last = 0
			if again {
				last = 1
			}
		}
	}
	return last == 1
}

// lasting judges "for two weeks" and "back in two weeks".
func (a absence) lasting(i, size, days int, begun time.Time) (ending, bool) {
	if begun.IsZero() || days > 200 {
		return ending{}, false
	}
	e := ending{score: scoreAlone}
	switch before, _ := a.cueBefore(i); {
	case before == cueBack, a.relation(i, i+size) == cueBack:
		e.day, e.back = a.today.AddDate(0, 0, days-1), true
	case a.away[a.tokens[i].sentence] && before != cueUntil:
		e.day = begun.AddDate(0, 0, days-1)
	default:
		return e, false
	}
	return e, !a.today.IsZero()
}
