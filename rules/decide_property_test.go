package rules

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// history draws the events of a conversation in order of time: mails and
// decisions, no openings of tasks.
func history(t *rapid.T) []Event {
	kinds := []Event{
		{What: Sent, Opens: true, Reaches: true}, {What: Sent, Reaches: true}, {What: Sent, Courtesy: true, Reaches: true},
		{What: Received, Answers: true}, {What: Received, Answers: true, Opens: true},
		{What: Received, Answers: true, Doubt: "why not"}, {What: Received, Opens: true},
		{What: Received, Call: true, Opens: true}, {What: Colleague, Reaches: true},
		{What: Away}, {What: Away, Day: Date{2026, 3, 9}}, {What: Left}, {What: Bounced}, {What: Returned},
		{What: Done}, {What: Tracked}, {What: Called, Outcome: NoAnswer}, {What: Called, Outcome: Talked},
		{What: Snoozed, Until: h(90)}, {What: Ignored},
	}
	var events []Event
	at := 0.0
	for i := range rapid.IntRange(1, 8).Draw(t, "events") {
		e := rapid.SampledFrom(kinds).Draw(t, "event")
		e.At, e.Ref, e.Who = h(at), strconv.Itoa(i), "Anna"
		e.Them, e.Us = Sales(), Inquiry()
		events = append(events, e)
		at += float64(rapid.IntRange(1, 90*60).Draw(t, "minutes")) / 60
	}
	return events
}

func calendars(t *rapid.T) Calendar {
	zone, err := time.LoadLocation(rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"}).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	hours, err := ParseWorkingHours(rapid.SampledFrom([]string{"Mon-Fri 08:00-18:00", "Mon-Sun 00:00-24:00", "Mon-Thu 09:00-12:00 13:00-17:00"}).Draw(t, "hours"))
	if err != nil {
		t.Fatal(err)
	}
	return Calendar{Zone: zone, Hours: hours}
}

// settled decides at now and, if a task is to be opened, adds that to the facts.
func settled(events []Event, cal Calendar, now time.Time) ([]Event, Decision) {
	d := Decide(Facts{Events: events, Read: now}, cal, now)
	if d.Task != nil && d.Task.Opened.IsZero() {
		events = append(slices.Clone(events), Event{At: now, What: Shown, Side: d.Task.Side, Step: d.Task.Step, Of: d.Task.Cycle})
		d = Decide(Facts{Events: events, Read: now}, cal, now)
	}
	return events, d
}

func TestWaitingAlwaysHasANextAndOnlyThenSomethingChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events, cal := history(t), calendars(t)
		now := events[len(events)-1].At
		for range 6 {
			var d Decision
			events, d = settled(events, cal, now)
			if d.Task != nil && d.Task.Opened.IsZero() {
				t.Fatalf("opened, but not shown as opened: %+v", d.Task)
			}
			if d.State == Waiting && d.Next.IsZero() {
				t.Fatalf("waits for ever: %s", d.Why)
			}
			if d.Next.IsZero() {
				return
			}
			if !d.Next.After(now) {
				t.Fatalf("next %s is not after %s", d.Next, now)
			}
			just := d.Next.Add(-time.Millisecond)
			if _, before := settled(events, cal, just); !same(before, d) {
				t.Fatalf("changed before next:\n%+v\n%+v", d, before)
			}
			if _, then := settled(events, cal, d.Next); same(then, d) {
				t.Fatalf("nothing changed at next: %+v", d)
			}
			now = d.Next
		}
	})
}

func same(a, b Decision) bool {
	if (a.Task == nil) != (b.Task == nil) || a.Task != nil && *a.Task != *b.Task {
		return false
	}
	return a.State == b.State && a.WaitingOn == b.WaitingOn && a.Next.Equal(b.Next) && a.Why == b.Why
}

func TestTimeNeverLowersAStepNorSkipsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := calendars(t)
		events := []Event{sent(0)}
		if rapid.Bool().Draw(t, "ours") {
			events = []Event{received(0, asks)}
		}
		now, step, opened := h(0), 0, time.Time{}
		for range 12 {
			now = now.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours off")) * time.Hour)
			var d Decision
			events, d = settled(events, cal, now)
			if d.Task == nil {
				if step > 0 {
					t.Fatalf("the task of step %d is gone", step)
				}
				continue
			}
			switch {
			case d.Task.Step < step || d.Task.Step > step+1:
				t.Fatalf("step %d after step %d", d.Task.Step, step)
			case d.Task.Step == step+1 && step > 0 && d.Task.Opened.Sub(opened) < 4*time.Hour:
				t.Fatalf("step %d opened %s after step %d", d.Task.Step, d.Task.Opened.Sub(opened), step)
			}
			step, opened = d.Task.Step, d.Task.Opened
		}
	})
}

func TestAPersonsAnswerAlwaysClearsTheWaitOnThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events, cal := history(t), calendars(t)
		last := events[len(events)-1].At
		events = append(events, Event{At: last.Add(time.Minute), What: Received, Answers: true, Ref: "answer", Who: "Anna", Them: Sales(), Us: Inquiry()})
		now := last.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "later")) * time.Hour)
		if d := Decide(Facts{Events: events, Read: now}, cal, now); d.WaitingOn == Them {
			t.Fatalf("still waiting on them after an answer: %s", d.Why)
		}
	})
}

func TestAMachineNeverClears(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := calendars(t)
		events := []Event{sent(0)}
		at := 0.0
		for i := range rapid.IntRange(1, 4).Draw(t, "notices") {
			at += float64(rapid.IntRange(1, 50).Draw(t, "hours"))
			e := rapid.SampledFrom([]Event{{What: Away}, {What: Away, Day: Date{2026, 3, 20}}, {What: Left}, {What: Bounced}, {What: Returned}}).Draw(t, "notice")
			e.At, e.Ref = h(at), strconv.Itoa(i)
			events = append(events, e)
		}
		now := h(at + float64(rapid.IntRange(0, 900).Draw(t, "later")))
		if d := Decide(Facts{Events: events, Read: now}, cal, now); d.State == Cleared || d.State == Closed || d.State == Idle {
			t.Fatalf("a machine made it %s: %s", d.State, d.Why)
		}
	})
}

func TestEvidenceTurnsHeldIntoClearedNeverClearedIntoReminding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events, cal := history(t), calendars(t)
		i := rapid.IntRange(0, len(events)-1).Draw(t, "which")
		if events[i].What != Received || events[i].Doubt == "" {
			return
		}
		now := events[len(events)-1].At.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "later")) * time.Hour)
		before := Decide(Facts{Events: events, Read: now}, cal, now)
		proven := slices.Clone(events)
		proven[i].Doubt = ""
		after := Decide(Facts{Events: proven, Read: now}, cal, now)
		if before.State == Cleared && after.Task != nil && after.Task.Do == Remind {
			t.Fatalf("proof turned cleared into a reminder: %s", after.Why)
		}
	})
}

func TestADecisionMovesWithItsFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := history(t)
		cal := office()
		week := 7 * 24 * time.Hour // whole weeks, so that days of the week stay
		shift := time.Duration(rapid.IntRange(1, 200).Draw(t, "weeks")) * week
		now := events[len(events)-1].At.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "later")) * time.Hour)
		moved := slices.Clone(events)
		for i := range moved {
			moved[i].At = moved[i].At.Add(shift)
			if !moved[i].Until.IsZero() {
				moved[i].Until = moved[i].Until.Add(shift)
			}
			if moved[i].Day != (Date{}) {
				moved[i].Day = moved[i].Day.AddDays(int(shift / (24 * time.Hour)))
			}
		}
		a := Decide(Facts{Events: events, Read: now}, cal, now)
		b := Decide(Facts{Events: moved, Read: now.Add(shift)}, cal, now.Add(shift))
		if a.State != b.State || !a.Next.IsZero() && !b.Next.Equal(a.Next.Add(shift)) || a.Task != nil && !b.Task.Due.Equal(a.Task.Due.Add(shift)) {
			t.Fatalf("not moved by %s:\n%+v\n%+v", shift, a, b)
		}
	})
}

func TestNothingIsOpenedBeforeEverythingWasRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := calendars(t)
		read := h(float64(rapid.IntRange(0, 400).Draw(t, "read")))
		now := read.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "later")) * time.Hour)
		d := Decide(Facts{Events: []Event{sent(0)}, Read: read}, cal, now)
		if d.Task != nil && d.Task.Due.After(read) {
			t.Fatalf("a reminder due %s opened, though the mailbox was read last at %s", d.Task.Due, read)
		}
		if d.Task == nil && !now.Before(h(48)) && d.Next.After(now) {
			t.Fatalf("held, but looked at again only at %s", d.Next)
		}
	})
}

func TestAStepThatFellDueWhileOffWaitsForARound(t *testing.T) {
	events := []Event{sent(0), shown(48, Them, 1)}
	d := Decide(Facts{Events: events, Read: h(100)}, office(), h(130))
	if d.Task == nil || d.Task.Step != 1 || !d.Next.Equal(h(120)) {
		t.Fatalf("want step 1 until a round after hour 120, got %+v", d)
	}
}
