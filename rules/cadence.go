package rules

import (
	"time"
)

// Action is what the person has to do: the "do" of a step and of a task.
type Action string

// The actions. Remind, Call and Answer may stand in a cadence; the
// others are opened by what a mail says.
const (
	Remind     Action = "remind"      // write to the customer again
	Call       Action = "call"        // the phone, not another mail
	Answer     Action = "answer"      // the customer waits for us
	Update     Action = "update"      // tell the customer about a delay
	Confirm    Action = "confirm"     // confirm an order
	Survey     Action = "survey"      // ask how we did
	FixAddress Action = "fix_address" // the mail cannot be delivered
	NewContact Action = "new_contact" // the person has left
	Check      Action = "check"       // a doubt that a person must settle
)

// Side is whom a conversation waits on.
type Side string

// The sides of a conversation.
const (
	Them   Side = "them"
	Us     Side = "us"
	Nobody Side = "nobody"
)

// Clock says which hours a cadence counts.
type Clock string

// The clocks of a cadence.
const (
	Elapsed  Clock = "elapsed"  // every hour counts
	Weekdays Clock = "weekdays" // 24-hour days, weekends and holidays cut out
	Hours    Clock = "hours"    // working hours only
)

// Step is one rung of a cadence: After is counted from the step before, on the
// cadence's clock.
type Step struct {
	After time.Duration
	Do    Action
}

// Cadence is a named list of steps for one side. Steps count from 1.
type Cadence struct {
	Name  string
	On    Side
	Clock Clock
	Steps []Step
}

// Sales is the built-in cadence for waiting on them: two reminders, then the
// phone.
func Sales() Cadence {
	return Cadence{Name: "sales", On: Them, Clock: Elapsed, Steps: []Step{
		{48 * time.Hour, Remind}, {72 * time.Hour, Remind}, {48 * time.Hour, Call},
	}}
}

// Inquiry is the built-in cadence for waiting on us, in working hours.
func Inquiry() Cadence {
	return Cadence{Name: "inquiry", On: Us, Clock: Hours, Steps: []Step{
		{4 * time.Hour, Answer}, {4 * time.Hour, Answer}, {16 * time.Hour, Call},
	}}
}
