package rules

import (
	"time"
)

// awayWorkdays is how long an out-of-office notice that names no day pauses.
const awayWorkdays = 5

// promiseWorkdays is when an answer promised without a date is due.
const promiseWorkdays = 2

// callTries is how many calls without success raise the question whether to go on.
const callTries = 3

// ending is how the last cycle ended, or that none ran.
type ending struct {
	state State
	ref   string
	at    time.Time
	why   string
}

// doubt is what might be an answer.
type doubt struct {
	ref    string
	who    string
	said   time.Time // when it was written
	at     time.Time
	why    string
	opened time.Time
}

// errand is a task that a mail demands at once, outside any cadence.
type errand struct {
	do     Action
	ref    string
	at     time.Time
	why    string
	opened time.Time
	snooze pause
	them   *ladder // what it ended, and goes on with if the person says so
	us     *ladder
}

// standing is a conversation as its events have left it. It is built anew from
// the facts each time and stored nowhere.
type standing struct {
	cal     Calendar
	numbers int // phone numbers not yet found wrong

	them, us *ladder
	doubts   []doubt // oldest first; each is to be settled
	errand   *errand
	end      ending
	was      *ladder // the clock on them that the person ended
	ignored  bool

	last    string // what undo takes back
	cycle   string // what began the newest cycle
	touches int    // of the newest cycle on them

	lastSent, lastReceived *Event
}

// fold runs through the events in order. What the person took back, and the
// taking back itself, are passed over.
func fold(f Facts, cal Calendar) *standing {
	s := &standing{cal: cal, numbers: f.Numbers, end: ending{state: Idle}}
	events := f.Events
	undone := map[string]bool{}
	for _, e := range events {
		if e.What == TakenBack {
			undone[e.Of] = true
		}
	}
	for i := range events {
		e := &events[i]
		if e.What != TakenBack && (e.What == Shown || !undone[e.Ref]) {
			s.apply(e)
		}
		// A message taken back is still the last one: "track" may begin from it.
		switch e.What {
		case Sent:
			s.lastSent = e
		case Received:
			if !e.Elsewhere {
				s.lastReceived = e
			}
		}
	}
	return s
}

func (s *standing) apply(e *Event) {
	switch e.What {
	case Sent:
		s.sent(e)
	case Received:
		s.received(e)
	case Colleague:
		if s.us != nil && !s.us.byCall && e.Reaches && !s.us.leaves(e) {
			s.us = nil
			s.finish(e, Idle, becauseColleague(s.cal, e))
		}
	case Away:
		s.awayUntil(e)
	case Left:
		s.demand(e, NewContact, becauseLeft(s.cal, e))
	case Bounced:
		s.undelivered(e)
		s.demand(e, FixAddress, becauseBounced(s.cal, e))
	case Returned:
		s.undelivered(e)
		s.demand(e, Check, becauseReturned(s.cal, e))
	case Refused:
		s.stop()
		s.finish(e, Closed, becauseRefused(s.cal, e))
	case Shown:
		s.shown(e)
	default:
		s.decided(e)
	}
}

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
	case e.Call && (s.us == nil || !s.us.byCall):
		s.us = newLadder(Cadence{Name: "call", On: Us, Clock: Elapsed, Steps: []Step{{0, Call}}}, *e, e.said())
		s.us.byCall = true
		s.cycle, s.last = e.Ref, e.Ref
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

// awayUntil pauses the clock on them until they are back.
func (s *standing) awayUntil(e *Event) {
	if s.them == nil {
		return
	}
	day := s.cal.AddWorkdays(s.date(e.At), awayWorkdays)
	if e.Day != (Date{}) {
		day = s.cal.NextWorkday(e.Day)
	}
	// The newest notice counts, also when it names an earlier day.
	s.them.away = pause{until: s.cal.DayBegins(day), ref: e.Ref, why: becauseAway(s.cal, e), past: wasAway(s.cal, e)}
	s.last = e.Ref
}

// demand ends the clock on them with something to do at once.
func (s *standing) demand(e *Event, do Action, because string) {
	if s.them == nil {
		return
	}
	s.errand = &errand{do: do, ref: e.Ref, at: e.At, why: because, them: s.them}
	s.them, s.doubts = nil, nil
	s.last = e.Ref
}

// undelivered takes a mail that awaits no answer, but did not arrive, for one
// that does, so that the failure is told: else a customer whom our answer never
// reached would be thought to have it.
func (s *standing) undelivered(e *Event) {
	last := s.lastSent
	if s.them == nil && s.us == nil && s.errand == nil && !s.ignored && s.end.state == Idle && last != nil && last.Ref == e.Of && !last.Courtesy && !last.Many {
		s.begin(last)
	}
}

func (s *standing) shown(e *Event) {
	switch {
	case e.Step == 0:
		s.shownErrand(e)
	case e.Side == Them && s.them != nil:
		s.them.show(*e, s.cal)
	case e.Side == Us && s.us != nil:
		s.us.show(*e, s.cal)
	}
}

// shownErrand records that a task outside the cadences was opened.
func (s *standing) shownErrand(e *Event) {
	switch {
	case len(s.doubts) > 0 && s.doubts[0].ref == e.Of && s.doubts[0].opened.IsZero():
		s.doubts[0].opened = e.At
	case s.errand != nil && s.errand.ref == e.Of && s.errand.opened.IsZero():
		s.errand.opened = e.At
	}
}

// stop ends whatever runs.
func (s *standing) stop() {
	if s.them != nil {
		s.was = s.them
	}
	s.them, s.us, s.doubts, s.errand = nil, nil, nil, nil
}

func (s *standing) finish(e *Event, state State, because string) {
	s.end = ending{state: state, ref: e.Ref, at: e.At, why: because}
	s.last = e.Ref
}

func (s *standing) date(t time.Time) Date { return DateOf(t, s.cal.Zone) }
