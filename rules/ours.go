package rules

// sent applies a human message of ours to somebody outside.
func (s *standing) sent(e *Event) {
	s.answeredByUs(e)
	if s.us != nil {
		s.us.snooze = pause{}
	}
	switch {
	case s.ignored, e.Elsewhere && s.them != nil:
	case s.errand != nil && !e.Courtesy:
		// Whatever failed, the person has written again: the wait begins anew,
		// even if "sending this once more" asks nothing.
		s.begin(e)
	case len(s.doubts) > 0:
		// The doubt stays the person's to settle, unless this asks anew.
		switch {
		case e.Opens:
			s.begin(e)
		case s.them != nil && !e.Courtesy:
			s.them.touch(e.At, s.cal)
			s.touches = s.them.touches
		}
	case s.them != nil && !e.Courtesy:
		s.them.touch(e.At, s.cal)
		s.touches = s.them.touches
		if e.Who != "" {
			s.them.who = e.Who
		}
		if e.Steers {
			s.steered(e)
		}
	case s.them == nil && e.Opens:
		s.begin(e)
	}
}

// steered does within a cycle what the person said with a mail: no clock any
// more, or the next step after that wait.
func (s *standing) steered(e *Event) {
	if !e.Opens {
		s.them = nil
		s.finish(e, Closed, becauseTagged(s.cal, e))
		return
	}
	first := e.Them.Steps[0]
	s.them.fixed = s.cal.Add(e.Them.Clock, e.At, first.After)
	if first.Do == Call {
		s.them.step, s.them.do = len(s.them.cadence.Steps), Call
	}
}

// begin starts a cycle on them.
func (s *standing) begin(e *Event) {
	s.doubts, s.errand, s.was = nil, nil, nil
	s.them = newLadder(e.Them, *e, e.At)
	s.them.touches = 1
	s.cycle, s.last, s.touches = e.Ref, e.Ref, 1
}

// answeredByUs ends the clock on us, or moves it if we only promised.
func (s *standing) answeredByUs(e *Event) {
	if s.us == nil || s.us.byCall || !e.Reaches || s.us.leaves(e) {
		return
	}
	if e.Promises {
		day := e.Day
		if day == (Date{}) {
			day = s.cal.AddWorkdays(s.date(e.At), promiseWorkdays)
		}
		s.us.note = becausePromised(s.cal, e, day)
		s.last = e.Ref
		if at := s.cal.DayBegins(day); at.After(e.At) { // one for today leaves the answer due as it was
			s.us.again(at)
			s.us.step = 1
			s.us.base = e.At
		}
		return
	}
	s.us = nil
	s.finish(e, Idle, becauseWeAnswered(s.cal, e))
}
