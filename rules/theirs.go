package rules

// received applies a human, or doubtful, message from outside.
func (s *standing) received(e *Event) {
	waited := s.them != nil
	s.answeredByThem(e)
	if s.them != nil {
		s.them.snooze = pause{}
	}
	if s.us != nil {
		s.us.snooze = pause{}
	}
	if s.ignored {
		return
	}
	switch {
	case e.Call && (s.us == nil || !s.us.byCall || e.When != "" || e.Number != ""):
		s.wished(e)
	case e.Opens && s.us == nil:
		s.us = newLadder(e.Us, *e, e.said())
		s.us.inAnswer = waited && s.them == nil
		s.us.asks = []string{e.Ref}
		s.cycle, s.last = e.Ref, e.Ref
		s.neededBy(e)
	case e.Opens:
		s.us.asks = append(s.us.asks, e.Ref)
		s.neededBy(e)
	}
	if e.Reason != "" && s.us != nil {
		s.us.reason, s.us.complaint = e.Reason, e.Ref
	}
}

// wished puts the call that they asked for on the list: at once, or when working
// hours begin on the day that they named. Of several wishes the newest counts
// that says when, or gives a number.
func (s *standing) wished(e *Event) {
	l := newLadder(Cadence{Name: "call", On: Us, Clock: Elapsed, Steps: []Step{{0, Call}}}, *e, e.said())
	l.byCall, l.wish = true, wish(e)
	if e.CallDay != (Date{}) {
		l.fixed = later(e.said(), s.cal.DayBegins(e.CallDay))
	}
	if s.us != nil {
		l.reason, l.complaint = s.us.reason, s.us.complaint
	}
	s.us = l
	s.cycle, s.last = e.Ref, e.Ref
}

// neededBy shortens the clock on us to the day they named.
func (s *standing) neededBy(e *Event) {
	if e.Day == (Date{}) || e.Promises || s.us.byCall {
		return
	}
	if by := s.cal.DayBegins(e.Day); by.Before(s.us.fallsDue(s.cal)) && by.After(e.At) {
		s.us.fixed, s.us.note = by, becauseNeeded(e)
	}
}

// answeredByThem clears, holds or pauses the clock on them.
func (s *standing) answeredByThem(e *Event) {
	waits := s.them != nil || s.errand != nil
	switch {
	case e.Answers && e.Doubt == "" && waits:
		if s.them != nil && e.Promises && !e.Opens && s.ahead(e) {
			s.doubts = nil
			s.them.away = pause{until: s.cal.DayBegins(e.Day), ref: e.Ref, why: becauseNamed(s.cal, e), past: hadNamed(s.cal, e)}
			s.last = e.Ref
			return
		}
		s.them, s.errand, s.doubts = nil, nil, nil
		s.finish(e, Cleared, becauseAnswered(s.cal, e))
	case e.Doubt != "" && s.them != nil:
		s.doubts = append(s.doubts, doubt{ref: e.Ref, who: e.Who, said: e.said(), at: e.At, why: becauseDoubtful(s.cal, e)})
		if len(s.doubts) == 1 {
			s.last = e.Ref
		}
	}
}

// ahead says that the message names a day that has not begun: one that has is
// no date to wait for.
func (s *standing) ahead(e *Event) bool {
	return e.Day != (Date{}) && s.cal.DayBegins(e.Day).After(e.At)
}
