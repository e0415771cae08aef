package rules

import "time"

// What says what an event is.
type What string

// The events of a conversation. Messages come first, then what the person
// decided, then the moments at which tasks were opened.
const (
	Sent      What = "sent"      // a human message of ours to somebody outside
	Received  What = "received"  // a human message (or a doubtful one) from outside
	Colleague What = "colleague" // a colleague's message to somebody outside
	Away      What = "away"      // an out-of-office notice
	Left      What = "left"      // the person is gone, the address retired
	Bounced   What = "bounced"   // cannot be delivered, ever
	Returned  What = "returned"  // was not delivered this time: mailbox full, expired
	Refused   What = "refused"   // "stop writing to me"

	Done      What = "done"   // the person ends the cycle
	Snoozed   What = "snooze" // the person waits until a date
	Called    What = "called" // the person called, see Outcome
	Tracked   What = "track"  // the person wants a clock here
	Ignored   What = "ignore" // the person wants no clock here again
	TakenBack What = "undo"   // the person takes Of back

	Shown What = "shown" // a task of Side and Step was opened
)

// Outcome is how a call went.
type Outcome string

// The outcomes of a call.
const (
	Talked        Outcome = "talked"
	Voicemail     Outcome = "voicemail"
	NoAnswer      Outcome = "no-answer"
	CallBack      Outcome = "call-back"
	NotInterested Outcome = "not-interested"
	WrongNumber   Outcome = "wrong-number"
)

// Event is one fact of a conversation, at an instant. Which fields count
// depends on What.
type Event struct {
	At   time.Time
	Said time.Time // when it was written, if At was moved behind what it answers
	What What
	Ref  string // identity of the message or of the person's decision
	Who  string // the outside person concerned, as the reader knows them

	// Sent: it expects an answer. Received: it awaits one from us.
	Opens bool
	// Sent: nothing but "thanks" or "noted". Received: likewise.
	Courtesy bool
	// Sent, Colleague: at least one of those who wrote to us is addressed.
	Reaches bool
	// Sent, Colleague: the Refs of what others asked before who are not addressed.
	Leaves []string
	// Sent: none of those we wait for is addressed, nor anybody of theirs.
	// Received: it stands in another conversation, which it asks something of.
	Elsewhere bool
	// Sent: to so many that nobody in particular is expected to answer.
	Many bool
	// Received: it is the customer's answer; Doubt, if set, says why it may not be.
	Answers bool
	Doubt   string
	// Received: "please call me". When is the wished time in the writer's words
	// and CallDay the day that it names; either may be missing.
	Call    bool
	When    string
	CallDay Date
	// Received with Call: the number they gave. Called with WrongNumber: the one
	// that was wrong, and in Next the one to call instead. Empty: none.
	Number, Next string
	// Received: "yes, correct".
	Confirms bool
	// Received: why they complain or want to return something. Empty: neither.
	Reason Reason
	// Away: last day away. Received: a day they named. Sent: a day we promised.
	// Zero: none.
	Day Date
	// Sent: an answer was promised for later, on Day or without a date.
	// Received: likewise by them.
	Promises bool
	// Sent: the person said with the mail itself whether and when to look again;
	// Opens and Them say what.
	Steers bool
	// A remark that belongs into why: "in a new thread", "Ben Roth is still silent".
	Note string
	// Sent, Received: the cadences that the rule book chose.
	Them, Us Cadence

	// Snoozed, Called with CallBack: the instant.
	Until   time.Time
	Outcome Outcome
	// TakenBack: the Ref that is taken back. Bounced, Returned: the mail of ours
	// that did not arrive.
	Of string

	// Shown: which step of which side; a task that is no step names in Of the
	// message that demands it.
	Side Side
	Step int
}

// said is the instant that the person knows of the event.
func (e *Event) said() time.Time {
	if e.Said.IsZero() {
		return e.At
	}
	return e.Said
}

// Facts is all that a decision about one conversation rests on.
type Facts struct {
	// Events in order of time; what answers stands after what it answers.
	Events []Event
	// Read is the start of the last round that read every watched folder; no
	// reminder and no call is opened for a step that fell due after it. Zero:
	// never.
	Read time.Time
}

// State is where a conversation stands.
type State string

// The states of a conversation.
const (
	Waiting State = "waiting" // a clock runs, or a pause
	Due     State = "due"     // there is something to do
	Held    State = "held"    // a doubt that the person must settle
	Cleared State = "cleared" // the customer answered
	Closed  State = "closed"  // the person, or the customer, ended it
	Idle    State = "idle"    // no clock ever ran, or our own answer ended it
)

// Task is what there is to do now.
type Task struct {
	Do   Action
	Side Side
	Step int // from 1; 0 for tasks that are no step of a cadence
	// Cycle is the Ref of what began the cycle, or of the message that demands
	// the task.
	Cycle string
	Due   time.Time
	// Opened is when the task was first shown; zero: it is to be opened now.
	Opened time.Time
}

// Decision is the state of a conversation at one instant, with its reason.
type Decision struct {
	State     State
	WaitingOn Side
	Task      *Task     // nil unless State is Due or Held
	Next      time.Time // when time alone will change the decision; zero: never
	Paused    bool      // waiting because of a pause: an open task is hidden, not ended
	Why       string    // in words, naming instants
	Rests     string    // Ref of the message, or of the person's decision, it rests on
	Cycle     string    // Ref of what began the cycle that runs or ran last
	At        time.Time // when the state began: of the event Rests names
	Last      string    // Ref of the last decision, Thrice's or the person's: what undo takes back
	Touches   int       // mails of ours to the customer in that cycle
	Since     time.Time // when the cycle on them began that runs, or that a task interrupts; zero: none
	Reason    Reason    // of a complaint that awaits our answer; it has priority
}
