package rules

import (
	"cmp"
	"time"
)

// decided applies what the person decided.
func (s *standing) decided(e *Event) {
	s.last = e.Ref
	switch e.What {
	case Done:
		s.done(e)
	case Ignored:
		s.stop()
		s.ignored = true
		s.finish(e, Closed, becauseIgnored(s.cal, e))
	case Snoozed:
		s.snoozed(e)
	case Tracked:
		s.tracked(e)
	case Called:
		s.called(e)
	}
}

// done ends what was shown: of a doubt and a question in it, of two clocks, the
// one that the person saw. The other one goes on.
func (s *standing) done(e *Event) {
	because := becauseDone(s.cal, e, s.doubts)
	switch shown := s.decide(e.At, e.At); {
	case s.us == nil || s.them == nil && s.errand == nil:
		s.stop()
	case shown.WaitingOn == Us && (s.errand == nil || shown.Rests != s.errand.ref):
		because = becauseDone(s.cal, e, nil)
		s.us = nil
	default:
		s.them, s.doubts, s.errand = nil, nil, nil
	}
	s.finish(e, Closed, because)
}

// snoozed waits until a date. Where no clock runs it is the person's own next
// date: a reminder then.
func (s *standing) snoozed(e *Event) {
	p := pause{until: e.Until, ref: e.Ref, why: becauseSnoozed(s.cal, e)}
	if s.errand != nil {
		s.errand.snooze = p
		return
	}
	if s.them == nil && s.us == nil {
		s.begin(e)
		s.them.touches, s.touches = 0, 0
		s.them.fixed = e.Until
		if s.lastSent != nil {
			s.them.who = s.lastSent.Who
		} else if s.lastReceived != nil {
			s.them.who = s.lastReceived.Who
		}
	}
	for _, l := range []*ladder{s.them, s.us} {
		if l != nil {
			l.snooze, l.away = p, pause{} // what the person says counts, also if it is earlier
		}
	}
}

// tracked puts a clock here, or settles a doubt: it was no answer.
func (s *standing) tracked(e *Event) {
	s.ignored = false
	switch {
	case len(s.doubts) > 0:
		s.doubts = s.doubts[1:]
	case s.errand != nil && (s.errand.them != nil || s.errand.us != nil):
		s.goOn(e)
	case s.them != nil || s.us != nil:
	case s.lastReceived != nil && (s.lastSent == nil || s.lastSent.At.Before(s.lastReceived.At)):
		s.us = newLadder(e.Us, *s.lastReceived, s.lastReceived.At)
		s.cycle = s.lastReceived.Ref
	case s.was != nil && (s.lastSent == nil || !s.lastSent.At.After(s.was.last)):
		// What was shown in it stays shown: no step is told twice.
		s.them, s.was = s.was, nil
	case s.lastSent != nil:
		s.beginAt(e, s.lastSent)
	}
}

// goOn lets what a task ended go on where it was; calls in vain begin anew.
func (s *standing) goOn(e *Event) {
	s.them, s.us, s.errand = s.errand.them, cmp.Or(s.us, s.errand.us), nil
	if l := s.calling(); l.tries >= callTries {
		l.tries = 0
		l.again(otherHalf(s.cal, e.At))
	}
}

// beginAt starts a cycle on them from an earlier mail of ours, by decision of e.
func (s *standing) beginAt(e, from *Event) {
	s.begin(from)
	s.last = e.Ref
}

// called applies the outcome of a call.
func (s *standing) called(e *Event) {
	switch e.Outcome {
	case Talked:
		s.stop()
		s.finish(e, Cleared, becauseTalked(s.cal, e))
	case NotInterested:
		s.stop()
		s.finish(e, Closed, becauseNotInterested(s.cal, e))
	case Voicemail, NoAnswer, CallBack, WrongNumber:
		s.callAgain(e)
	}
}

// callAgain moves the call: to when they asked for, else to the next working
// day, in the other half of it.
func (s *standing) callAgain(e *Event) {
	l := s.calling()
	if l == nil {
		return
	}
	l.tries++
	switch {
	case e.Outcome == WrongNumber && e.Next != "":
		l.tries--
		l.note = becauseNextNumber(s.cal, e)
		if l.shown.IsZero() || l.action() != Call { // else it is the same call that goes on
			l.again(e.At)
		}
	case e.Outcome == CallBack:
		l.tries = 0
		l.again(e.Until)
	case e.Outcome == WrongNumber:
		s.errand = &errand{do: NewContact, ref: e.Ref, at: e.At, why: becauseWrongNumber(s.cal, e), them: s.them, us: s.us}
		s.them, s.us, s.doubts = nil, nil, nil
		return
	case l.tries >= callTries:
		s.errand = &errand{do: Check, ref: e.Ref, at: e.At, why: becauseUnreached(s.cal, e), them: s.them, us: s.us}
		s.them, s.us, s.doubts = nil, nil, nil
		return
	default:
		l.again(otherHalf(s.cal, e.At))
	}
	if !l.byCall {
		l.step, l.do = len(l.cadence.Steps), Call
	}
}

// calling is the ladder that a call belongs to: the one whose task is a call,
// else the one that waits for us, else the one on them, which then goes on
// with its last step.
func (s *standing) calling() *ladder {
	for _, l := range []*ladder{s.us, s.them} {
		if l != nil && l.action() == Call {
			return l
		}
	}
	if s.us != nil {
		return s.us
	}
	return s.them
}

// otherHalf is the beginning of the other half of the working time on the
// workday after t: a morning call is repeated in the afternoon.
func otherHalf(cal Calendar, t time.Time) time.Time {
	today := DateOf(t, cal.Zone)
	next := cal.NextWorkday(today)
	if begin, middle, ok := cal.halves(today); ok && !t.Before(begin) && t.Before(middle) {
		if _, m, ok := cal.halves(next); ok {
			return m
		}
	}
	return cal.DayBegins(next)
}

// halves is when working time begins on d and the middle of it; ok is false on
// a day off.
func (c Calendar) halves(d Date) (begin, middle time.Time, ok bool) {
	if !c.Workday(d) {
		return time.Time{}, time.Time{}, false
	}
	begin = c.DayBegins(d)
	return begin, c.Add(Hours, begin, c.Between(Hours, begin, d.AddDays(1).Start(c.Zone))/2), true
}
