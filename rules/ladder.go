package rules

import (
	"slices"
	"time"
)

// pause hides a ladder's task until an instant.
type pause struct {
	until time.Time
	why   string
	past  string // what to say of it afterwards; empty: nothing
	ref   string
}

// ladder is one cycle: a run of a cadence, as far as the events have brought
// it. It keeps no counter that a fact does not give.
type ladder struct {
	cadence Cadence
	ref     string // what began it
	who     string
	since   time.Time // when it began
	last    time.Time // the last touch
	touches int

	step   int       // the current step, from 1
	do     Action    // instead of what the step says; empty: the step
	base   time.Time // its wait counts from here
	fixed  time.Time // due then, whatever the cadence says; zero: the cadence
	opened time.Time // when its task was opened; zero: not yet
	shown  time.Time // opened, moved into working hours

	snooze   pause    // the person's
	away     pause    // out of office, or a date they named
	byCall   bool     // they asked for a call: no mail ends it
	wish     string   // what they said of that call: when, at which number
	inAnswer bool     // they asked in their answer to us
	tries    int      // calls without success
	note     string   // a remark for why
	asks     []string // on us: the messages that wait for an answer

	reason    Reason // on us: that of a complaint; empty: there is none
	complaint string // the message with it
}

func newLadder(c Cadence, e Event, base time.Time) *ladder {
	return &ladder{cadence: c, ref: e.Ref, who: e.Who, since: base, last: base, base: base, step: 1}
}

func (l *ladder) current() Step { return l.cadence.Steps[l.step-1] }

func (l *ladder) action() Action {
	if l.do != "" {
		return l.do
	}
	return l.current().Do
}

func (l *ladder) lastStep() bool { return l.step == len(l.cadence.Steps) }

// fallsDue is when the current step is due, pauses apart.
func (l *ladder) fallsDue(cal Calendar) time.Time {
	if !l.fixed.IsZero() {
		return l.fixed
	}
	return cal.Add(l.cadence.Clock, l.base, l.current().After)
}

// pausedUntil is the end of the pauses, and the one that ends last.
func (l *ladder) pausedUntil() pause {
	if l.snooze.until.After(l.away.until) {
		return l.snooze
	}
	return l.away
}

// due is when the current step's task is due: never within a pause.
func (l *ladder) due(cal Calendar) time.Time {
	return later(l.fallsDue(cal), l.pausedUntil().until)
}

// seen is when the person saw the current step last: the end of a pause shows
// it again. Zero if it was not shown.
func (l *ladder) seen() time.Time {
	if l.shown.IsZero() {
		return l.shown
	}
	return later(l.shown, l.pausedUntil().until)
}

// nextDue is when the step after the current one falls due by time alone; ok
// is false if there is none or the current one was not shown.
func (l *ladder) nextDue(cal Calendar) (at time.Time, ok bool) {
	if l.shown.IsZero() || l.lastStep() || l.byCall {
		return time.Time{}, false
	}
	return cal.Add(l.cadence.Clock, l.seen(), l.cadence.Steps[l.step].After), true
}

// show records that the task of a step was opened. An opening that today's
// facts do not justify (an addendum seen late has restarted the step) counts
// for nothing: the step will be shown when it is really due.
func (l *ladder) show(e Event, cal Calendar) {
	switch next, ok := l.nextDue(cal); {
	case e.Step == l.step && l.shown.IsZero() && !e.At.Before(l.due(cal)):
	case ok && e.Step == l.step+1 && !e.At.Before(next):
		l.base, l.fixed, l.do = l.seen(), time.Time{}, ""
		l.step++
	default:
		return
	}
	l.opened, l.shown = e.At, cal.NextWorking(e.At)
}

// touch applies a further mail of ours. Before the current step is half due it
// is an addendum and restarts the step; later it completes the step.
func (l *ladder) touch(at time.Time, cal Calendar) {
	wait := cal.Between(l.cadence.Clock, l.base, l.fallsDue(cal))
	gone := cal.Between(l.cadence.Clock, l.base, at)
	if 2*gone < wait {
		l.base = at
	} else {
		l.base = later(at, l.seen())
		if !l.lastStep() {
			l.step++
		}
	}
	l.fixed, l.opened, l.shown, l.snooze, l.tries, l.do = time.Time{}, time.Time{}, time.Time{}, pause{}, 0, ""
	l.last = at
	l.touches++
}

// again makes the current task due once more at an instant: a call to repeat.
func (l *ladder) again(at time.Time) {
	l.fixed, l.opened, l.shown, l.snooze = at, time.Time{}, time.Time{}, pause{}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// leaves says that a mail answers some of those who asked, or none, and leaves
// others waiting.
func (l *ladder) leaves(e *Event) bool {
	left := slices.DeleteFunc(slices.Clone(l.asks), func(ref string) bool { return !slices.Contains(e.Leaves, ref) })
	if len(left) > 0 && !e.Promises {
		l.asks = left
		if !slices.Contains(left, l.complaint) {
			l.reason = ""
		}
	}
	return len(left) > 0
}
