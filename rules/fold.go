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
	cal Calendar

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
	s := &standing{cal: cal, end: ending{state: Idle}}
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
