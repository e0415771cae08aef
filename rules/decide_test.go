package rules

import (
	"strings"
	"testing"
	"time"
)

// t0 is a Monday, 09:00 UTC.
var t0 = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func h(hours float64) time.Time { return t0.Add(time.Duration(hours * float64(time.Hour))) }

func sent(at float64, change ...func(*Event)) Event {
	return event(Event{At: h(at), What: Sent, Ref: "out", Who: "Anna", Opens: true, Reaches: true}, change)
}

func received(at float64, change ...func(*Event)) Event {
	return event(Event{At: h(at), What: Received, Ref: "in", Who: "Anna", Answers: true}, change)
}

func event(e Event, change []func(*Event)) Event {
	e.Them, e.Us = Sales(), Inquiry()
	e.Ref += e.At.Format("02T15")
	for _, c := range change {
		c(&e)
	}
	return e
}

func noAsk(e *Event)    { e.Opens = false }
func asks(e *Event)     { e.Opens = true }
func courtesy(e *Event) { e.Opens, e.Courtesy = false, true }

func doubtful(e *Event) { e.Doubt = "its sender is not verified" }

func on(y int, m time.Month, d int) func(*Event) {
	return func(e *Event) { e.Day = Date{y, m, d} }
}

func what(w What) func(*Event) { return func(e *Event) { e.What = w } }

func shown(at float64, side Side, step int) Event {
	return Event{At: h(at), What: Shown, Side: side, Step: step, Ref: "task"}
}

func ruling(at float64, w What, change ...func(*Event)) Event {
	return event(Event{At: h(at), What: w, Ref: "ruling"}, change)
}

func until(at float64) func(*Event) { return func(e *Event) { e.Until = h(at) } }

func outcome(o Outcome) func(*Event) { return func(e *Event) { e.Outcome = o } }

func wrong(number, next string) func(*Event) {
	return func(e *Event) { e.Outcome, e.Number, e.Next = WrongNumber, number, next }
}

// wishes asks for a call, on a day of March if that is not 0.
func wishes(when, number string, day int) func(*Event) {
	return func(e *Event) {
		e.Call, e.When, e.Number = true, when, number
		if day > 0 {
			e.CallDay = Date{2026, time.March, day}
		}
	}
}

// office is every hour of every day, so that the ladder's own hours show.
func office() Calendar {
	w, err := ParseWorkingHours("Mon-Sun 00:00-24:00")
	if err != nil {
		panic(err)
	}
	return Calendar{Zone: time.UTC, Hours: w}
}

func TestDecide(t *testing.T) {
	type row struct {
		events []Event
		at     float64
		state  State
		do     Action
		step   int
		due    float64 // hours; -1: no task
		next   float64 // hours; -1: never
		why    string  // part of it
	}
	quiet := -1.0
	tests := map[string]row{
		"nothing ever happened":                     {nil, 1, Idle, "", 0, quiet, quiet, "Nobody waits"},
		"a question 47 hours old waits":             {[]Event{sent(0)}, 47, Waiting, "", 0, quiet, 48, "first reminder falls due on Wed 4 Mar 2026 09:00"},
		"a question 48 hours old is due":            {[]Event{sent(0)}, 48, Due, Remind, 1, 48, quiet, "No answer from Anna since Mon 2 Mar 2026 09:00"},
		"a mail that asks nothing starts nothing":   {[]Event{sent(0, noAsk)}, 400, Idle, "", 0, quiet, quiet, ""},
		"thanks starts nothing":                     {[]Event{sent(0, courtesy)}, 400, Idle, "", 0, quiet, quiet, ""},
		"a lone question 200 hours old is step one": {[]Event{sent(0)}, 200, Due, Remind, 1, 48, quiet, ""},
		"touches at 0 and 50 hours make step two":   {[]Event{sent(0), sent(50, noAsk)}, 130, Due, Remind, 2, 122, quiet, "2 mails"},
		"three touches make the call":               {[]Event{sent(0), sent(50, noAsk), sent(130, noAsk)}, 300, Due, Call, 3, 178, quiet, "3 mails"},
		"an addendum restarts the step":             {[]Event{sent(0), sent(23, noAsk)}, 48, Waiting, "", 0, quiet, 71, ""},
		"half due completes the step":               {[]Event{sent(0), sent(24, noAsk)}, 48, Waiting, "", 0, quiet, 96, "second reminder"},
		"thanks in an open cycle changes nothing":   {[]Event{sent(0), sent(47, courtesy)}, 48, Due, Remind, 1, 48, quiet, ""},
		"a further touch re-arms the call":          {[]Event{sent(0), sent(50), sent(130), sent(200)}, 230, Waiting, "", 0, quiet, 248, "the call"},
		"shown late, the second waits from then":    {[]Event{sent(0), shown(150, Them, 1)}, 151, Due, Remind, 1, 48, 222, "shown late"},
		"the second falls due after 72 hours":       {[]Event{sent(0), shown(48, Them, 1)}, 120, Due, Remind, 2, 120, quiet, ""},
		"after days off one step, not two":          {[]Event{sent(0), shown(48, Them, 1)}, 500, Due, Remind, 2, 120, quiet, ""},
		"a touch after the reminder completes it":   {[]Event{sent(0), shown(48, Them, 1), sent(50, noAsk)}, 51, Waiting, "", 0, quiet, 122, ""},
		"an opening that was too early is no step":  {[]Event{sent(0), sent(10, noAsk), shown(50, Them, 1)}, 60, Due, Remind, 1, 58, quiet, ""},
		"the call stays until it is settled":        {[]Event{sent(0), sent(50), sent(130), shown(178, Them, 3)}, 900, Due, Call, 3, 178, quiet, ""},

		"an answer clears":                             {[]Event{sent(0), received(10)}, 400, Cleared, "", 0, quiet, quiet, "Anna answered on Mon 2 Mar 2026 19:00"},
		"an answer that asks is ours to answer":        {[]Event{sent(0), received(10, asks)}, 400, Due, Answer, 1, 14, quiet, "answered on Mon 2 Mar 2026 19:00 and asks"},
		"a doubtful answer holds":                      {[]Event{sent(0), received(10, doubtful)}, 400, Held, Check, 0, 10, quiet, "not verified"},
		"proof turns held into cleared":                {[]Event{sent(0), received(10, doubtful), received(20)}, 400, Cleared, "", 0, quiet, quiet, ""},
		"doubt after the answer changes nothing":       {[]Event{sent(0), received(10), received(20, doubtful)}, 400, Cleared, "", 0, quiet, quiet, ""},
		"a reminder that asks nothing leaves it held":  {[]Event{sent(0), received(10, doubtful), sent(60, noAsk)}, 400, Held, Check, 0, 10, quiet, ""},
		"a new question of ours ends the doubt":        {[]Event{sent(0), received(10, doubtful), sent(60)}, 61, Waiting, "", 0, quiet, 108, ""},
		"a new question after the answer starts again": {[]Event{sent(0), received(10), sent(20)}, 30, Waiting, "", 0, quiet, 68, ""},
		"a date they name pauses": {[]Event{sent(0), received(10, on(2026, 3, 10), func(e *Event) { e.Promises = true })}, 100,
			Waiting, "", 0, quiet, 183, "will come back to it on Tue 10 Mar 2026"},
		"after their date the same reminder is due": {[]Event{sent(0), received(10, on(2026, 3, 10), func(e *Event) { e.Promises = true })}, 183,
			Due, Remind, 1, 183, quiet, ""},

		"out of office until Friday pauses":            {[]Event{sent(0), received(1, what(Away), on(2026, 3, 6))}, 60, Waiting, "", 0, quiet, 159, "out of office until Fri 6 Mar 2026"},
		"after the absence the reminder is due":        {[]Event{sent(0), received(1, what(Away), on(2026, 3, 6))}, 159, Due, Remind, 1, 159, quiet, ""},
		"absence without a date: five working days":    {[]Event{sent(0), received(1, what(Away))}, 100, Waiting, "", 0, quiet, 159, "names no return date"},
		"the newest absence counts":                    {[]Event{sent(0), received(1, what(Away), on(2026, 3, 20)), received(2, what(Away), on(2026, 3, 6))}, 159, Due, Remind, 1, 159, quiet, ""},
		"an absence that is over pauses nothing":       {[]Event{sent(0), received(1, what(Away), on(2026, 2, 20))}, 48, Due, Remind, 1, 48, quiet, ""},
		"absence hides the open task, then shows it":   {[]Event{sent(0), shown(48, Them, 1), received(50, what(Away), on(2026, 3, 6))}, 159, Due, Remind, 1, 159, 231, ""},
		"a bounce asks for the address at once":        {[]Event{sent(0), received(1, what(Bounced))}, 2, Due, FixAddress, 0, 1, quiet, "could not be delivered"},
		"a full mailbox asks whether to send again":    {[]Event{sent(0), received(1, what(Returned))}, 2, Held, Check, 0, 1, quiet, "send it again?"},
		"who has left needs a new contact":             {[]Event{sent(0), received(1, what(Left))}, 2, Due, NewContact, 0, 1, quiet, "no longer there"},
		"writing again after a bounce starts again":    {[]Event{sent(0), received(1, what(Bounced)), sent(2, noAsk)}, 60, Due, Remind, 1, 50, quiet, ""},
		"an answer after a bounce clears":              {[]Event{sent(0), received(1, what(Bounced)), received(3)}, 60, Cleared, "", 0, quiet, quiet, ""},
		"stop writing to me closes":                    {[]Event{sent(0), received(1, what(Refused))}, 400, Closed, "", 0, quiet, quiet, "not to be written to"},
		"a bounce without a wait is nothing":           {[]Event{sent(0, noAsk), received(1, what(Bounced))}, 60, Idle, "", 0, quiet, quiet, ""},
		"an inquiry is ours after four hours":          {[]Event{received(0, asks)}, 4, Due, Answer, 1, 4, quiet, ""},
		"an inquiry three hours old waits":             {[]Event{received(0, asks)}, 3, Waiting, "", 0, quiet, 4, ""},
		"the oldest unanswered inquiry counts":         {[]Event{received(0, asks), received(3, asks)}, 4, Due, Answer, 1, 4, quiet, ""},
		"our answer ends it":                           {[]Event{received(0, asks), sent(1, noAsk)}, 40, Idle, "", 0, quiet, quiet, "We answered Anna on Mon 2 Mar 2026 10:00"},
		"our answer that asks waits on them":           {[]Event{received(0, asks), sent(1)}, 49, Due, Remind, 1, 49, quiet, ""},
		"a mail to somebody else is no answer":         {[]Event{received(0, asks), sent(1, noAsk, func(e *Event) { e.Reaches = false })}, 40, Due, Answer, 1, 4, quiet, ""},
		"a colleague's answer ends it":                 {[]Event{received(0, asks), sent(1, what(Colleague), func(e *Event) { e.Who = "Ben" })}, 40, Idle, "", 0, quiet, quiet, "Your colleague Ben answered"},
		"a promise of ours moves the answer":           {[]Event{received(0, asks), sent(1, noAsk, on(2026, 3, 6), func(e *Event) { e.Promises = true })}, 40, Waiting, "", 0, quiet, 87, "we promised an answer for Fri 6 Mar 2026"},
		"a promise without a date: two working days":   {[]Event{received(0, asks), sent(1, noAsk, func(e *Event) { e.Promises = true })}, 40, Due, Answer, 1, 39, quiet, ""},
		"needed tomorrow shortens a slow answer":       {[]Event{received(0, asks, on(2026, 3, 3), func(e *Event) { e.Us.Steps = []Step{{40 * time.Hour, Answer}} })}, 15, Due, Answer, 1, 15, quiet, ""},
		"please call me opens a call at once":          {[]Event{received(0, func(e *Event) { e.Call = true })}, 0, Due, Call, 1, 0, quiet, "asked on Mon 2 Mar 2026 09:00 to be called"},
		"a wished call waits for the day they name":    {[]Event{received(0, wishes("tomorrow", "", 3))}, 1, Waiting, "", 0, quiet, 15, `to be called, in their words "tomorrow"; the call falls due on Tue 3 Mar 2026 00:00`},
		"and is due when that day begins":              {[]Event{received(0, wishes("tomorrow", "", 3))}, 15, Due, Call, 1, 15, quiet, ""},
		"a wished call for today is due at once":       {[]Event{received(0, wishes("today", "+493012345", 2))}, 1, Due, Call, 1, 0, quiet, `in their words "today", at +493012345`},
		"the newest wish that says when counts":        {[]Event{received(0, wishes("", "", 0)), shown(0, Us, 1), received(2, wishes("on Wednesday", "", 4))}, 3, Waiting, "", 0, quiet, 39, "asked on Mon 2 Mar 2026 11:00"},
		"a second wish that says nothing new is none":  {[]Event{received(0, wishes("tomorrow", "", 3)), received(2, wishes("", "", 0))}, 3, Waiting, "", 0, quiet, 15, "asked on Mon 2 Mar 2026 09:00"},
		"a mail alone does not close a wished call":    {[]Event{received(0, func(e *Event) { e.Call = true }), sent(1, noAsk)}, 2, Due, Call, 1, 0, quiet, ""},
		"what we owe comes before what they owe":       {[]Event{received(0, asks), sent(1, func(e *Event) { e.Reaches = false })}, 60, Due, Answer, 1, 4, quiet, ""},
		"two waits show the sooner change":             {[]Event{received(0, asks), sent(1, func(e *Event) { e.Reaches = false })}, 2, Waiting, "", 0, quiet, 4, ""},
		"a mail to somebody else leaves the wait":      {[]Event{sent(0), sent(40, func(e *Event) { e.Elsewhere = true })}, 48, Due, Remind, 1, 48, quiet, ""},
		"a second answer step comes after it is shown": {[]Event{received(0, asks), shown(4, Us, 1)}, 8, Due, Answer, 2, 8, quiet, "second reminder to answer"},

		"done ends the cycle":                         {[]Event{sent(0), ruling(1, Done)}, 400, Closed, "", 0, quiet, quiet, "You ended this"},
		"a new question after done starts again":      {[]Event{sent(0), ruling(1, Done), sent(2)}, 50, Due, Remind, 1, 50, quiet, ""},
		"their question after done is ours":           {[]Event{sent(0), ruling(1, Done), received(2, asks)}, 50, Due, Answer, 1, 6, quiet, ""},
		"ignore stays":                                {[]Event{sent(0), ruling(1, Ignored), sent(2), received(3, asks)}, 400, Closed, "", 0, quiet, quiet, "no clock"},
		"track ends ignore":                           {[]Event{sent(0), ruling(1, Ignored), ruling(2, Tracked)}, 49, Due, Remind, 1, 48, quiet, ""},
		"track starts a clock where none was":         {[]Event{sent(0, noAsk), ruling(1, Tracked)}, 48, Due, Remind, 1, 48, quiet, ""},
		"track of their mail is ours to answer":       {[]Event{received(0), ruling(1, Tracked)}, 4, Due, Answer, 1, 4, quiet, ""},
		"track settles a doubt: no answer":            {[]Event{sent(0), received(10, doubtful), ruling(11, Tracked)}, 48, Due, Remind, 1, 48, quiet, ""},
		"track after a returned mail waits on":        {[]Event{sent(0), received(1, what(Returned)), ruling(11, Tracked)}, 48, Due, Remind, 1, 48, quiet, ""},
		"done settles a doubt: an answer":             {[]Event{sent(0), received(10, doubtful), ruling(11, Done)}, 48, Closed, "", 0, quiet, quiet, ""},
		"snooze hides":                                {[]Event{sent(0), ruling(1, Snoozed, until(70))}, 60, Waiting, "", 0, quiet, 70, "You snoozed this"},
		"after the snooze it is due":                  {[]Event{sent(0), ruling(1, Snoozed, until(70))}, 70, Due, Remind, 1, 70, quiet, ""},
		"the end of a snooze shows the step again":    {[]Event{sent(0), shown(48, Them, 1), ruling(50, Snoozed, until(70))}, 100, Due, Remind, 1, 70, 142, ""},
		"a touch ends the snooze":                     {[]Event{sent(0), ruling(1, Snoozed, until(300)), sent(30, noAsk)}, 102, Due, Remind, 2, 102, quiet, ""},
		"their mail ends the snooze":                  {[]Event{received(0, asks), ruling(1, Snoozed, until(300)), received(2)}, 4, Due, Answer, 1, 4, quiet, ""},
		"snooze of a cleared one is the next date":    {[]Event{sent(0), received(5), ruling(6, Snoozed, until(100))}, 100, Due, Remind, 1, 100, quiet, "You wanted to come back to Anna"},
		"snooze of a doubt hides it":                  {[]Event{sent(0), received(10, doubtful), ruling(11, Snoozed, until(100))}, 50, Waiting, "", 0, quiet, 100, ""},
		"snooze of a bounce hides it":                 {[]Event{sent(0), received(1, what(Bounced)), ruling(2, Snoozed, until(100))}, 50, Waiting, "", 0, quiet, 100, ""},
		"a snoozed bounce comes back":                 {[]Event{sent(0), received(1, what(Bounced)), ruling(2, Snoozed, until(100))}, 100, Due, FixAddress, 0, 100, quiet, ""},
		"undo of an answer reminds again":             {[]Event{sent(0), received(10), ruling(11, TakenBack, func(e *Event) { e.Of = received(10).Ref })}, 48, Due, Remind, 1, 48, quiet, ""},
		"undo of done goes on":                        {[]Event{sent(0), ruling(1, Done), ruling(2, TakenBack, func(e *Event) { e.Of = ruling(1, Done).Ref })}, 48, Due, Remind, 1, 48, quiet, ""},
		"undo of a doubt goes on":                     {[]Event{sent(0), received(10, doubtful), ruling(11, TakenBack, func(e *Event) { e.Of = received(10).Ref })}, 48, Due, Remind, 1, 48, quiet, ""},
		"talked clears":                               {[]Event{sent(0), ruling(1, Called, outcome(Talked))}, 400, Cleared, "", 0, quiet, quiet, "You talked"},
		"not interested closes":                       {[]Event{sent(0), ruling(1, Called, outcome(NotInterested))}, 400, Closed, "", 0, quiet, quiet, "not interested"},
		"voicemail in the morning: next afternoon":    {[]Event{sent(0), ruling(0.5, Called, outcome(Voicemail))}, 10, Waiting, "", 0, quiet, 27, "1 call without"},
		"no answer in the afternoon: next morning":    {[]Event{sent(0), ruling(5, Called, outcome(NoAnswer))}, 10, Waiting, "", 0, quiet, 15, ""},
		"then it is a call":                           {[]Event{sent(0), ruling(5, Called, outcome(NoAnswer))}, 15, Due, Call, 3, 15, quiet, ""},
		"three calls in vain raise the question":      {[]Event{sent(0), ruling(1, Called, outcome(NoAnswer)), ruling(25, Called, outcome(NoAnswer)), ruling(50, Called, outcome(NoAnswer))}, 60, Held, Check, 0, 50, quiet, "close"},
		"call back then":                              {[]Event{sent(0), ruling(1, Called, outcome(CallBack), until(30))}, 30, Due, Call, 3, 30, quiet, ""},
		"a wrong number and no other: new contact":    {[]Event{sent(0), ruling(1, Called, outcome(WrongNumber))}, 2, Due, NewContact, 0, 1, quiet, "number was wrong"},
		"a wrong number names itself":                 {[]Event{sent(0), ruling(1, Called, wrong("+491", ""))}, 2, Due, NewContact, 0, 1, quiet, "The number +491 was wrong on Mon 2 Mar 2026 10:00 and no other is known"},
		"a wrong number goes on to the next at once":  {[]Event{sent(0), ruling(1, Called, wrong("+491", "+492"))}, 2, Due, Call, 3, 1, quiet, "the number +491 was wrong on Mon 2 Mar 2026 10:00: the next is +492"},
		"the call that is shown goes on with it":      {[]Event{received(0, wishes("", "", 0)), shown(0, Us, 1), ruling(1, Called, wrong("+491", "+492"))}, 2, Due, Call, 1, 0, quiet, "the next is +492"},
		"and from there to a new contact":             {[]Event{sent(0), ruling(1, Called, wrong("+491", "+492")), ruling(2, Called, wrong("+492", ""))}, 3, Due, NewContact, 0, 2, quiet, "+492"},
		"a wrong number counts as no try":             {[]Event{sent(0), ruling(1, Called, outcome(NoAnswer)), ruling(25, Called, wrong("+491", "+492"))}, 26, Due, Call, 3, 25, quiet, "1 call without"},
		"called without a clock changes nothing":      {[]Event{ruling(1, Called, outcome(NoAnswer))}, 2, Idle, "", 0, quiet, quiet, ""},
		"a tag on a reminder sets the next wait":      {[]Event{sent(0), sent(50, func(e *Event) { e.Steers = true; e.Them.Steps = []Step{{24 * time.Hour, Remind}} })}, 74, Due, Remind, 2, 74, quiet, ""},
		"a tag on a reminder asks for the phone":      {[]Event{sent(0), sent(50, func(e *Event) { e.Steers = true; e.Them.Steps = []Step{{24 * time.Hour, Call}} })}, 74, Due, Call, 3, 74, quiet, ""},
		"a tag on a reminder wants no clock":          {[]Event{sent(0), sent(50, noAsk, func(e *Event) { e.Steers = true })}, 90, Closed, "", 0, quiet, quiet, "wanted no clock"},
		"a bounce of our answer is told":              {[]Event{sent(0, noAsk), received(1, what(Bounced), func(e *Event) { e.Of = sent(0).Ref })}, 2, Due, FixAddress, 0, 1, quiet, ""},
		"a bounce of a mail to many is nothing":       {[]Event{sent(0, noAsk, func(e *Event) { e.Many = true }), received(1, what(Bounced), func(e *Event) { e.Of = sent(0).Ref })}, 2, Idle, "", 0, quiet, quiet, ""},
		"a colleague who leaves one out ends nothing": {[]Event{received(0, asks), sent(1, what(Colleague), func(e *Event) { e.Leaves = []string{received(0).Ref} })}, 40, Due, Answer, 1, 4, quiet, ""},
		"two asked and one is answered":               {[]Event{received(0, asks), received(1, asks), sent(2, noAsk, func(e *Event) { e.Leaves = []string{received(1).Ref} })}, 40, Due, Answer, 1, 4, quiet, ""},
		"a second doubt stays when one is settled":    {[]Event{sent(0), received(1, doubtful), received(2, doubtful), ruling(3, Tracked)}, 40, Held, Check, 0, 2, quiet, ""},
		"done on a doubt leaves its question open":    {[]Event{sent(0), received(1, doubtful, asks), ruling(2, Done)}, 40, Due, Answer, 1, 5, quiet, ""},
		"done on an answer leaves the other clock":    {[]Event{received(0, asks), sent(1, func(e *Event) { e.Reaches = false }), ruling(5, Done)}, 50, Due, Remind, 1, 49, quiet, ""},
		"track after done goes on where it was":       {[]Event{sent(0), shown(48, Them, 1), ruling(50, Done), ruling(51, Tracked)}, 60, Due, Remind, 1, 48, 120, ""},
		"keep after three calls calls again":          {[]Event{sent(0), ruling(1, Called, outcome(NoAnswer)), ruling(25, Called, outcome(NoAnswer)), ruling(50, Called, outcome(NoAnswer)), ruling(51, Tracked)}, 90, Due, Call, 3, 63, quiet, ""},
		"a promise of theirs for today clears":        {[]Event{sent(0), received(10, on(2026, 3, 2), func(e *Event) { e.Promises = true })}, 100, Cleared, "", 0, quiet, quiet, "promised an answer for Mon 2 Mar 2026"},
		"a promise without a date clears and says so": {[]Event{sent(0), received(10, func(e *Event) { e.Promises = true })}, 100, Cleared, "", 0, quiet, quiet, "without a date"},
		"a courtesy clears and says so":               {[]Event{sent(0), received(10, courtesy)}, 100, Cleared, "", 0, quiet, quiet, "only with a courtesy"},
		"yes and thanks is a yes":                     {[]Event{sent(0), received(10, courtesy, func(e *Event) { e.Confirms = true })}, 100, Cleared, "", 0, quiet, quiet, "Anna answered on Mon 2 Mar 2026 19:00: they say yes."},
		"a remark stands in why":                      {[]Event{sent(0), received(10, func(e *Event) { e.Note = "still silent: Ben" })}, 100, Cleared, "", 0, quiet, quiet, "; still silent: Ben."},
		"two calls in vain are counted":               {[]Event{sent(0), ruling(1, Called, outcome(NoAnswer)), ruling(25, Called, outcome(Voicemail))}, 60, Due, Call, 3, 51, quiet, "2 calls without"},
		"nobody named is the customer":                {[]Event{sent(0, func(e *Event) { e.Who = "" }), received(10, func(e *Event) { e.Who = "" })}, 100, Cleared, "", 0, quiet, quiet, "The customer answered"},
		"a longer cadence goes on by step":            {[]Event{sent(0, func(e *Event) { e.Them.Steps = append(e.Them.Steps, Step{24 * time.Hour, Remind}) }), sent(50), sent(130), sent(180)}, 300, Due, Remind, 4, 204, quiet, "step 4"},
		"a wished call is repeated as a call":         {[]Event{received(0, func(e *Event) { e.Call = true }), ruling(5, Called, outcome(NoAnswer))}, 15, Due, Call, 1, 15, quiet, ""},
		"a touch after a call goes on with the phone": {[]Event{sent(0), ruling(5, Called, outcome(NoAnswer)), sent(16)}, 64, Due, Call, 3, 64, quiet, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cal := office()
			cal.Hours, _ = ParseWorkingHours("Mon-Sun 00:00-24:00")
			if strings.Contains(name, "working days") || strings.Contains(name, "Friday") || strings.Contains(name, "absence") {
				cal.Hours, _ = ParseWorkingHours("Mon-Fri 00:00-24:00")
			}
			d := Decide(Facts{Events: tt.events, Read: h(tt.at)}, cal, h(tt.at))
			if d.State != tt.state {
				t.Fatalf("state %s, want %s (%s)", d.State, tt.state, d.Why)
			}
			if tt.due < 0 != (d.Task == nil) {
				t.Fatalf("task %+v", d.Task)
			}
			if d.Task != nil && (d.Task.Do != tt.do || d.Task.Step != tt.step || !d.Task.Due.Equal(h(tt.due))) {
				t.Errorf("task %s step %d due %s (%.0f h), want %s step %d due %.0f h", d.Task.Do, d.Task.Step, d.Task.Due, d.Task.Due.Sub(t0).Hours(), tt.do, tt.step, tt.due)
			}
			if tt.next < 0 != d.Next.IsZero() || tt.next >= 0 && !d.Next.Equal(h(tt.next)) {
				t.Errorf("next %s (%.1f h), want %.0f h", d.Next, d.Next.Sub(t0).Hours(), tt.next)
			}
			if !strings.Contains(d.Why, tt.why) {
				t.Errorf("why %q lacks %q", d.Why, tt.why)
			}
		})
	}
}
