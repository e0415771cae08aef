package rules

import "time"

// Decide says where a conversation stands at now, what there is to do, and why.
// It is pure: the same facts, calendar and instant give the same decision. A
// task whose Opened is zero is to be opened; once the opening is among the
// facts, the decision stays as it is until Next or until the facts change.
func Decide(f Facts, cal Calendar, now time.Time) Decision {
	s := fold(f, cal.filled())
	d := s.decide(f.Read, now)
	d.Cycle, d.Last, d.Touches = s.cycle, s.last, s.touches
	if s.us != nil {
		d.Reason = s.us.reason
	}
	if l := s.waits(); l != nil {
		d.Since = l.since
	}
	return d
}

// waits is the clock on them that runs, or that a task interrupts.
func (s *standing) waits() *ladder {
	if s.them == nil && s.errand != nil {
		return s.errand.them
	}
	return s.them
}

func (s *standing) decide(read, now time.Time) Decision {
	switch {
	case s.us != nil && (s.them != nil || s.errand != nil):
		return sooner(s.decideLadder(Us, s.us, read, now), s.decideThem(read, now))
	case s.us != nil:
		return s.decideLadder(Us, s.us, read, now)
	case s.them != nil || s.errand != nil:
		return s.decideThem(read, now)
	}
	w := s.end.why
	if w == "" {
		w = becauseIdle()
	}
	return Decision{State: s.end.state, WaitingOn: Nobody, Why: w, Rests: s.end.ref, At: s.end.at}
}

// decideThem decides on all but what we owe.
func (s *standing) decideThem(read, now time.Time) Decision {
	switch {
	case s.errand != nil:
		return s.decideErrand(now)
	case len(s.doubts) > 0:
		return s.decideDoubt(now)
	}
	return s.decideLadder(Them, s.them, read, now)
}

// sooner joins the decisions of two open clocks into one: what we owe comes
// first, then what is due, and a conversation never has two tasks at once.
func sooner(us, them Decision) Decision {
	switch {
	case us.Task != nil:
		return us
	case them.Task != nil:
		them.Next = earliest(them.Next, us.Next)
		return them
	}
	us.Next = earliest(us.Next, them.Next)
	return us
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func (s *standing) decideErrand(now time.Time) Decision {
	e := s.errand
	d := Decision{State: Due, WaitingOn: Us, Why: e.why, Rests: e.ref, At: e.at}
	if e.do == Check {
		d.State, d.WaitingOn = Held, Them
	}
	if now.Before(e.snooze.until) {
		return d.paused(e.snooze)
	}
	d.Task = &Task{Do: e.do, Side: d.WaitingOn, Cycle: e.ref, Due: later(e.at, e.snooze.until), Opened: e.opened}
	return d
}

func (s *standing) decideDoubt(now time.Time) Decision {
	doubt := s.doubts[0]
	d := Decision{State: Held, WaitingOn: Them, Why: doubt.why, Rests: doubt.ref, At: doubt.at}
	if now.Before(s.them.snooze.until) {
		return d.paused(s.them.snooze)
	}
	d.Task = &Task{Do: Check, Side: Them, Cycle: doubt.ref, Due: later(doubt.at, s.them.snooze.until), Opened: doubt.opened}
	return d
}

func (d Decision) paused(p pause) Decision {
	d.State, d.Paused, d.Next, d.Why = Waiting, true, p.until, p.why
	if p.ref != "" {
		d.Rests = p.ref
	}
	return d
}

// decideLadder evaluates an open cycle at now.
func (s *standing) decideLadder(side Side, l *ladder, read, now time.Time) Decision {
	d := Decision{State: Waiting, WaitingOn: side, Rests: l.ref, At: l.since}
	if p := l.pausedUntil(); now.Before(p.until) {
		return d.paused(p)
	}
	due, shown := l.due(s.cal), !l.shown.IsZero()
	next, more := l.nextDue(s.cal)
	switch {
	case !shown && now.Before(due), !mayOpen(l.action(), due, read):
		d.Next = due
		d.Why = becauseWaiting(s.cal, side, l, due, now)
		return d
	case shown && more && !now.Before(next) && mayOpen(l.cadence.Steps[l.step].Do, next, read):
		// One step further, never two: the step after this one waits until
		// this one has been shown.
		up := *l
		up.step, up.do, up.opened, up.shown = l.step+1, "", time.Time{}, time.Time{}
		l, due, shown, more = &up, next, false, false
	}
	d.State = Due
	d.Task = &Task{Do: l.action(), Side: side, Step: l.step, Cycle: l.ref, Due: due, Opened: l.opened}
	d.Why = becauseDue(s.cal, side, l, due)
	if shown && more {
		d.Next = next
	}
	return d
}

// mayOpen says whether a step that fell due at due may be shown: a reminder or
// a call only if everything was read after it fell due, so that an answer that
// is already in the mailbox is never overlooked.
func mayOpen(do Action, due, read time.Time) bool {
	return do != Remind && do != Call || !read.Before(due)
}
