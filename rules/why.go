package rules

import (
	"fmt"
	"time"
)

// The sentences that tell why. They name instants, never ages, so that one read
// tomorrow is still true.

// moment is an instant as a salesperson reads it, in the configured zone.
func moment(cal Calendar, t time.Time) string {
	return t.In(cal.Zone).Format("Mon 2 Jan 2006 15:04")
}

func dayText(d Date) string {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format("Mon 2 Jan 2006")
}

// somebody names the outside person, or the customer where nobody is named.
func somebody(who string) string {
	if who == "" {
		return "the customer"
	}
	return who
}

// upper begins a sentence: names keep their spelling, "the customer" does not.
func upper(s string) string {
	if s == "the customer" {
		return "The customer"
	}
	return s
}

// noted adds a remark to a sentence that has no full stop yet.
func noted(sentence, note string) string {
	if note != "" {
		sentence += "; " + note
	}
	return sentence + "."
}

func becauseIdle() string { return "Nobody waits for an answer here." }

func becauseAnswered(cal Calendar, e *Event) string {
	s := fmt.Sprintf("%s answered on %s", upper(somebody(e.Who)), moment(cal, e.said()))
	switch {
	case e.Confirms && !e.Opens:
		s += ": they say yes"
	case e.Courtesy:
		s += ", only with a courtesy: snooze sets your next date"
	case e.Promises && e.Day == (Date{}):
		s += " and promised an answer without a date: snooze sets your next date"
	case e.Promises && !e.Opens:
		s += fmt.Sprintf(" and promised an answer for %s: snooze sets your next date", dayText(e.Day))
	}
	return noted(s, e.Note)
}

func becauseDoubtful(cal Calendar, e *Event) string {
	return noted(fmt.Sprintf("%s wrote on %s, which may be the answer, but %s", upper(somebody(e.Who)), moment(cal, e.said()), e.Doubt), e.Note) +
		` "done" says it is, "track" says it is not.`
}

func becauseWeAnswered(cal Calendar, e *Event) string {
	return noted(fmt.Sprintf("We answered %s on %s", somebody(e.Who), moment(cal, e.said())), e.Note)
}

func becauseColleague(cal Calendar, e *Event) string {
	return noted(fmt.Sprintf("Your colleague %s answered on %s", e.Who, moment(cal, e.said())), e.Note)
}

func becausePromised(cal Calendar, e *Event, day Date) string {
	return fmt.Sprintf("on %s we promised an answer for %s", moment(cal, e.said()), dayText(day))
}

func becauseNeeded(e *Event) string { return "it is needed by " + dayText(e.Day) }

func becauseNamed(_ Calendar, e *Event) string {
	return noted(fmt.Sprintf("%s will come back to it on %s", upper(somebody(e.Who)), dayText(e.Day)), e.Note)
}

func becauseAway(cal Calendar, e *Event) string {
	if e.Day == (Date{}) {
		return noted(fmt.Sprintf("%s is out of office since %s and names no return date: paused for %d working days",
			upper(somebody(e.Who)), moment(cal, e.said()), awayWorkdays), e.Note)
	}
	return noted(fmt.Sprintf("%s is out of office until %s", upper(somebody(e.Who)), dayText(e.Day)), e.Note)
}

// What is said of a pause when it is over: without it, a reminder that comes
// later than usual, or in spite of what they wrote, looks like a mistake.

func hadNamed(cal Calendar, e *Event) string {
	return fmt.Sprintf("on %s they named %s", moment(cal, e.said()), dayText(e.Day))
}

func wasAway(cal Calendar, e *Event) string {
	if e.Day == (Date{}) {
		return fmt.Sprintf("out of office since %s", moment(cal, e.said()))
	}
	return fmt.Sprintf("out of office until %s", dayText(e.Day))
}

func becauseLeft(cal Calendar, e *Event) string {
	return noted(fmt.Sprintf("%s is no longer there, says a notice of %s: find a new contact", upper(somebody(e.Who)), moment(cal, e.said())), e.Note)
}

func becauseBounced(cal Calendar, e *Event) string {
	return noted(fmt.Sprintf("The mail to %s could not be delivered, says a notice of %s: correct the address, or call", somebody(e.Who), moment(cal, e.said())), e.Note)
}

func becauseReturned(cal Calendar, e *Event) string {
	return noted(fmt.Sprintf("The mail to %s did not arrive, says a notice of %s: send it again?", somebody(e.Who), moment(cal, e.said())), e.Note)
}

func becauseRefused(cal Calendar, e *Event) string {
	return noted(fmt.Sprintf("%s asked on %s not to be written to", upper(somebody(e.Who)), moment(cal, e.said())), e.Note)
}

func becauseDone(cal Calendar, e *Event, doubts []doubt) string {
	if len(doubts) > 0 {
		d := doubts[0]
		return fmt.Sprintf("You said on %s that the mail from %s of %s is the answer.", moment(cal, e.At), somebody(d.who), moment(cal, d.said))
	}
	return fmt.Sprintf("You ended this on %s.", moment(cal, e.At))
}

func becauseTagged(cal Calendar, e *Event) string {
	return fmt.Sprintf("You wrote on %s and wanted no clock for it.", moment(cal, e.said()))
}

func becauseIgnored(cal Calendar, e *Event) string {
	return fmt.Sprintf("You said on %s that no clock is to run here.", moment(cal, e.At))
}

func becauseSnoozed(cal Calendar, e *Event) string {
	return fmt.Sprintf("You snoozed this on %s until %s.", moment(cal, e.At), moment(cal, e.Until))
}

func becauseTalked(cal Calendar, e *Event) string {
	return fmt.Sprintf("You talked to them on %s.", moment(cal, e.At))
}

func becauseNotInterested(cal Calendar, e *Event) string {
	return fmt.Sprintf("They said on the phone on %s that they are not interested.", moment(cal, e.At))
}

func becauseWrongNumber(cal Calendar, e *Event) string {
	number := "number"
	if e.Number != "" {
		number += " " + e.Number
	}
	return fmt.Sprintf("The %s was wrong on %s and no other is known: find a new contact.", number, moment(cal, e.At))
}

func becauseNextNumber(cal Calendar, e *Event) string {
	return fmt.Sprintf("the number %s was wrong on %s: the next is %s", e.Number, moment(cal, e.At), e.Next)
}

// wish is what they said of the call that they asked for.
func wish(e *Event) string {
	var s string
	if e.When != "" {
		s = fmt.Sprintf(", in their words %q", e.When)
	}
	if e.Number != "" {
		s += ", at " + e.Number
	}
	return s
}

func becauseUnreached(cal Calendar, e *Event) string {
	return fmt.Sprintf(`Nobody was reached in %d calls, the last on %s: close ("done") or keep ("track")?`, callTries, moment(cal, e.At))
}

// becauseWaiting tells what a cycle waits for and when that ends.
func becauseWaiting(cal Calendar, side Side, l *ladder, due, now time.Time) string {
	s := l.story(cal, side)
	if now.Before(due) {
		return fmt.Sprintf("%s; %s falls due on %s.", s, l.stepName(), moment(cal, due))
	}
	return fmt.Sprintf("%s; %s fell due on %s and is held until the whole mailbox has been read.", s, l.stepName(), moment(cal, due))
}

// becauseDue tells why a step's task stands.
func becauseDue(cal Calendar, side Side, l *ladder, due time.Time) string {
	s := l.story(cal, side)
	if !l.opened.IsZero() && l.opened.Sub(due) > lateAfter {
		return fmt.Sprintf("%s; %s was due on %s and is shown late.", s, l.stepName(), moment(cal, due))
	}
	return fmt.Sprintf("%s; %s was due on %s.", s, l.stepName(), moment(cal, due))
}

// lateAfter is how long after its due time a task counts as shown late.
const lateAfter = 12 * time.Hour

// story is the beginning of a sentence about a cycle: who waits since when.
func (l *ladder) story(cal Calendar, side Side) string {
	who := somebody(l.who)
	var s string
	switch {
	case l.byCall:
		s = fmt.Sprintf("%s asked on %s to be called%s", upper(who), moment(cal, l.since), l.wish)
	case l.inAnswer && l.reason != "":
		s = fmt.Sprintf("%s answered on %s and awaits our answer", upper(who), moment(cal, l.since))
	case l.inAnswer:
		s = fmt.Sprintf("%s answered on %s and asks", upper(who), moment(cal, l.since))
	case side == Us:
		s = fmt.Sprintf("%s has been waiting for our answer since %s", upper(who), moment(cal, l.since))
	case l.touches > 1:
		s = fmt.Sprintf("No answer from %s to %d mails, the last on %s", who, l.touches, moment(cal, l.last))
	case l.touches == 1:
		s = fmt.Sprintf("No answer from %s since %s", who, moment(cal, l.since))
	default:
		s = fmt.Sprintf("You wanted to come back to %s", who)
	}
	if l.reason != "" {
		s += "; " + l.reason.Words()
	}
	if l.note != "" {
		s += "; " + l.note
	}
	if l.away.until.After(l.last) {
		s += "; " + l.away.past
	}
	if l.tries > 0 {
		s += fmt.Sprintf("; %s", count(l.tries, "call", "calls")+" without reaching anybody")
	}
	return s
}

// stepName names the current step in words.
func (l *ladder) stepName() string {
	switch do := l.action(); {
	case do == Call:
		return "the call"
	case do == Answer && l.step == 1:
		return "the answer"
	case do == Answer && l.step == 2:
		return "the second reminder to answer"
	case do == Answer:
		return "a further reminder to answer"
	case l.step == 1:
		return "the first reminder"
	case l.step == 2:
		return "the second reminder"
	default:
		return fmt.Sprintf("step %d", l.step)
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
