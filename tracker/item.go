package tracker

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"thrice/rules"
)

// Item is a conversation as a person, or a script, sees it. The JSON names are
// part of the program's contract; times are RFC 3339 UTC, null where there is none.
type Item struct {
	ID           string        `json:"id"`
	Account      string        `json:"account"`
	Kind         rules.Kind    `json:"kind"`
	Subject      string        `json:"subject"`
	Customer     Customer      `json:"customer"`
	WaitingOn    rules.Side    `json:"waiting_on"`
	State        rules.State   `json:"state"`
	Found        bool          `json:"found"`
	Paused       bool          `json:"paused"` // it waits because of a pause, which ends at Next
	Task         *ItemTask     `json:"task"`
	Touches      int           `json:"touches"`
	LastOutbound *time.Time    `json:"last_outbound"`
	LastInbound  *time.Time    `json:"last_inbound"`
	Next         *time.Time    `json:"next"`
	Since        *time.Time    `json:"since"`
	Reason       *rules.Reason `json:"reason"` // of a complaint that awaits our answer
	Why          string        `json:"why"`
	Rests        string        `json:"rests_on"` // Message-ID of the message it rests on
	Messages     []ItemMessage `json:"messages"`
	Assign       string        `json:"assign,omitempty"`
	// Zone is the configured zone, for those who show times to a person.
	Zone *time.Location `json:"-"`
}

// Customer is the outside person of a conversation.
type Customer struct {
	Name         string `json:"name"`
	Address      string `json:"address"`
	Organisation string `json:"organisation"`
	// Phones are the numbers from their own mails, E.164, the one to call first;
	// PhoneNotes says of each where it was found.
	Phones     []string    `json:"phones"`
	PhoneNotes []PhoneNote `json:"phone_notes"`
}

// ItemTask is what there is to do now.
type ItemTask struct {
	Do     rules.Action `json:"do"`
	Step   int          `json:"step"`
	Due    time.Time    `json:"due"`
	Opened *time.Time   `json:"opened"`
	Late   bool         `json:"late"`
}

// ItemMessage is one message of a conversation.
type ItemMessage struct {
	MessageID string    `json:"message_id"`
	Direction string    `json:"direction"` // "out" or "in"
	Nature    Nature    `json:"nature"`
	Date      time.Time `json:"date"`
	From      string    `json:"from"`
	Subject   string    `json:"subject"`
}

// lateAfter is how long after its due time a task counts as shown late.
const lateAfter = 12 * time.Hour

// List returns the conversations as they stand now: those that wait, are due or
// held, or with all also those that are cleared, closed and idle. What is to be
// done first comes first. It records nothing.
func (t *Tracker) List(ctx context.Context, all bool) ([]Item, error) {
	states := []rules.State{rules.Waiting, rules.Due, rules.Held}
	if all {
		states = nil
	}
	return t.items(ctx, all, func(Summary) bool { return true }, states...)
}

// Unsettled returns the conversations that wait, are due or held, as they were
// decided on last.
func (t *Tracker) Unsettled(ctx context.Context) (found []Summary, err error) {
	err = t.store.View(ctx, func(r Reader) error {
		all, err := r.Conversations(ctx, "", rules.Waiting, rules.Due, rules.Held)
		for _, s := range all {
			if _, ok := t.policies[s.Account]; ok {
				found = append(found, s)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the conversations: %w", err)
	}
	return found, nil
}

// items loads and decides the conversations in the given states that keep lets
// through, and with past those of the history.
func (t *Tracker) items(ctx context.Context, past bool, keep func(Summary) bool, states ...rules.State) ([]Item, error) {
	now := t.clock()
	var items []Item
	err := t.store.View(ctx, func(r Reader) error {
		found, err := r.Conversations(ctx, "", states...)
		if err != nil {
			return err
		}
		var cards []card
		for _, s := range found {
			if _, ok := t.policies[s.Account]; !ok || !keep(s) {
				continue
			}
			j, err := t.judge(ctx, r, s.ID, now)
			if err != nil {
				return fmt.Errorf("conversation %s: %w", s.ID, err)
			}
			if j.concernsOutsiders() {
				cards = append(cards, j.card())
			}
		}
		for _, account := range t.Accounts() {
			if !past {
				break
			}
			more, err := t.pastCards(ctx, r, account, now)
			if err != nil {
				return err
			}
			cards = append(cards, more...)
		}
		items, err = numbered(ctx, r, cards)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the conversations: %w", err)
	}
	slices.SortStableFunc(items, byUrgency)
	return items, nil
}

// concernsOutsiders says that somebody outside took part: notes to ourselves,
// digests and mail among colleagues are no conversations with a customer.
func (j *judged) concernsOutsiders() bool { return len(j.narrate(j.policy).known) > 0 }

// item is the view of the decision.
func (j *judged) item() Item {
	d := j.decision
	n := j.narrate(j.policy)
	messages := j.counting(j.policy.Identity)
	item := Item{
		ID: j.ID, Account: j.Account, Kind: rules.KindInquiry, Customer: j.customer(n),
		WaitingOn: d.WaitingOn, State: d.State, Paused: d.Paused, Touches: d.Touches,
		Next: instant(d.Next), Since: instant(d.At), Why: d.Why, Messages: []ItemMessage{}, Zone: j.policy.Calendar.Location(),
	}
	if d.Reason != "" {
		item.Reason = &d.Reason
	}
	for i, m := range messages {
		j.describe(&item, m, i == 0)
	}
	for _, m := range inOrder(j.Related, j.told(j.policy.Identity)) {
		if m.Key == d.Rests { // a new thread that clears or holds this one
			j.describe(&item, m, false)
		}
	}
	if d.Task != nil {
		item.Task = &ItemTask{Do: d.Task.Do, Step: d.Task.Step, Due: d.Task.Due.UTC(), Opened: instant(d.Task.Opened),
			Late: !d.Task.Opened.IsZero() && d.Task.Opened.Sub(d.Task.Due) > lateAfter}
	}
	return item
}

// describe adds a message to the item.
func (j *judged) describe(item *Item, m timed, first bool) {
	out := j.policy.Outbound(m.Message)
	direction := "in"
	if out {
		direction = "out"
	}
	if first {
		v := j.policy.verdict(m.Message)
		item.Subject, item.Assign = m.Subject, v.Assign
		switch {
		case v.Kind != "":
			item.Kind = v.Kind
		case out:
			item.Kind = rules.KindSales
		}
	}
	if m.Key == j.decision.Rests {
		item.Rests = id(m.Message)
	}
	if m.Key == j.decision.Cycle {
		item.Found = !j.account.Imported.IsZero() && !m.Seen.After(j.account.Imported)
	}
	if m.Nature == Human {
		switch at := m.At.UTC(); {
		case out:
			item.LastOutbound = &at
		case !j.policy.Colleague(j.policy.Author(m.Message).Address):
			item.LastInbound = &at
		}
	}
	item.Messages = append(item.Messages, ItemMessage{MessageID: id(m.Message), Direction: direction, Nature: m.Nature,
		Date: m.At.UTC(), From: m.From.String(), Subject: m.Subject})
}

// customer is the person who waits for us, or whom we wait for, else the one who wrote last, else anybody
// outside.
func (j *judged) customer(n *narrator) Customer {
	var p Party
	switch {
	case j.owesAnswer() && len(n.asking) > 0:
		p = n.asking[0].author[0]
	case j.owesAnswer() && len(n.authors) > 0:
		p = n.authors[len(n.authors)-1]
	case len(n.contacts) > 0:
		p = n.contacts[0]
	case len(n.authors) > 0:
		p = n.authors[len(n.authors)-1]
	case len(n.known) > 0:
		p = n.known[0]
	}
	for _, q := range n.known {
		if q.Address == p.Address && p.Name == "" {
			p.Name = q.Name
		}
	}
	return Customer{Name: p.Name, Address: p.Address, Organisation: p.Organisation(), Phones: []string{}, PhoneNotes: []PhoneNote{}}
}

// owesAnswer says that somebody waits for us; an address to correct is none.
func (j *judged) owesAnswer() bool {
	return j.decision.WaitingOn == rules.Us && (j.decision.Task == nil || j.decision.Task.Step > 0)
}

func id(m *Message) string {
	if len(m.IDs) == 0 {
		return ""
	}
	return m.IDs[0]
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// byUrgency puts calls before answers before reminders, the later step first,
// then doubts, then what waits; of each a complaint first, then the soonest.
func byUrgency(a, b Item) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(calm(a), calm(b)), when(a).Compare(when(b)), cmp.Compare(a.ID, b.ID))
}

// calm is 0 for a complaint that is to be answered now, else 1.
func calm(i Item) int {
	if i.Task != nil && i.Reason != nil {
		return 0
	}
	return 1
}

func rank(i Item) int {
	if i.Task == nil {
		return map[rules.State]int{rules.Waiting: 10, rules.Cleared: 20, rules.Closed: 30, rules.Idle: 40}[i.State]
	}
	switch {
	case i.Task.Do == rules.Call:
		return 1
	case i.Task.Do == rules.Answer:
		return 2
	case i.Task.Do == rules.Remind && i.Task.Step > 1:
		return 3
	case i.Task.Do == rules.Remind:
		return 4
	case i.State != rules.Held:
		return 5
	}
	return 6
}

func when(i Item) time.Time {
	switch {
	case i.Task != nil:
		return i.Task.Due
	case i.Next != nil:
		return *i.Next
	case i.Since != nil:
		return *i.Since
	}
	return time.Time{}
}
