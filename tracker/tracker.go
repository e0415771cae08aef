package tracker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"thrice/rules"
)

// Tracker is the use cases. It reads the clock once in each and hands that
// instant to everything below.
type Tracker struct {
	store    Store
	policies map[string]Policy
	read     ReadHeader
	now      func() time.Time
	log      *slog.Logger
}

// New makes a Tracker for the accounts of the policies. read reads the headers of
// history when they turn out to matter.
func New(store Store, policies []Policy, read ReadHeader, now func() time.Time, log *slog.Logger) *Tracker {
	t := &Tracker{store: store, policies: map[string]Policy{}, read: read, now: now, log: log}
	for _, p := range policies {
		t.policies[p.Account] = p
	}
	return t
}

// clock is now as the store keeps it: whole milliseconds, UTC.
func (t *Tracker) clock() time.Time { return t.now().UTC().Truncate(time.Millisecond) }

// Accounts are the names of the accounts, in order.
func (t *Tracker) Accounts() []string { return slices.Sorted(maps.Keys(t.policies)) }

// Configure has every conversation decided anew if the configuration is another
// than last time. fingerprint stands for the configuration.
func (t *Tracker) Configure(ctx context.Context, fingerprint string) error {
	var old string
	err := t.store.View(ctx, func(r Reader) (err error) {
		old, err = r.Note(ctx, "configuration")
		return err
	})
	if err == nil && old != fingerprint {
		err = t.store.Update(ctx, func(tx Tx) error {
			return errors.Join(tx.TouchAll(ctx), tx.SetNote(ctx, "configuration", fingerprint))
		})
	}
	if err != nil {
		return fmt.Errorf("compare the configuration with the last one: %w", err)
	}
	return nil
}

// policy is the account's policy with the authserv-id that was learnt, unless
// one is configured.
func (t *Tracker) policy(ctx context.Context, r Reader, account string) (Policy, error) {
	p, ok := t.policies[account]
	if !ok {
		return p, fmt.Errorf("account %q is not in the configuration", account)
	}
	if p.AuthServer == "" {
		var err error
		if p.AuthServer, err = r.Note(ctx, authServerNote(account)); err != nil {
			return p, err
		}
	}
	return p, nil
}

// judged is a conversation with the decision on it.
type judged struct {
	*Conversation
	policy   Policy
	account  Account
	facts    rules.Facts
	decision rules.Decision
}

// judge loads a conversation and decides on it. It changes nothing.
func (t *Tracker) judge(ctx context.Context, r Reader, id string, now time.Time) (*judged, error) {
	c, err := r.Conversation(ctx, id)
	if err != nil {
		return nil, err
	}
	j := &judged{Conversation: c}
	if j.policy, err = t.policy(ctx, r, c.Account); err != nil {
		return nil, err
	}
	if j.account, err = r.Account(ctx, c.Account); err != nil {
		return nil, err
	}
	// Alone first: what others wrote elsewhere matters only while it waits.
	if j.decide(now); j.decision.Since.IsZero() {
		return j, nil
	}
	if err := c.relate(ctx, r, j.policy, j.decision.Since); err != nil {
		return nil, err
	}
	if len(c.Related) > 0 {
		j.decide(now)
	}
	return j, nil
}

// decide makes the decision anew from the conversation as it is.
func (j *judged) decide(now time.Time) {
	if j.history() {
		j.facts, j.decision = rules.Facts{}, rules.Decide(rules.Facts{}, j.policy.Calendar, now)
		return
	}
	j.facts = j.Facts(j.policy, j.account.Started)
	j.decision = rules.Decide(j.facts, j.policy.Calendar, now)
}

// history says that the conversation ended before the first run looked back.
func (j *judged) history() bool {
	return len(j.Rulings) == 0 && j.Newest().Before(j.account.Horizon)
}

// settle decides on a conversation, opens and ends its tasks, and saves that.
func (t *Tracker) settle(ctx context.Context, tx Tx, id string, now time.Time) (*judged, error) {
	j, err := t.judge(ctx, tx, id, now)
	if err == nil {
		j, err = t.judgeWithHistory(ctx, tx, j, now)
	}
	if err != nil {
		return nil, fmt.Errorf("conversation %s: %w", id, err)
	}
	changed := Reconcile(j.Tasks, j.decision, j.ID, now)
	for _, task := range changed {
		if err := tx.SaveTask(ctx, j.ID, task); err != nil {
			return nil, fmt.Errorf("conversation %s: %w", id, err)
		}
		t.report(ctx, j, task)
	}
	if len(changed) > 0 {
		// That a task is shown is a fact, too: it starts the wait for the next step.
		j.Tasks = merge(j.Tasks, changed)
		j.decide(now)
	}
	s := Standing{State: j.decision.State, Next: j.decision.Next, At: j.learnt()}
	// One that ended lately still counts among those that waited when something
	// came that might have been for either.
	ended := (s.State == rules.Cleared || s.State == rules.Closed) && now.Sub(s.At) < subjectWindow
	if !j.decision.Since.IsZero() || ended || j.restsElsewhere() {
		for _, p := range j.narrate(j.policy).contacts {
			s.Contacts = append(s.Contacts, p.Address)
		}
	}
	if err := tx.SaveStanding(ctx, j.ID, s); err != nil {
		return nil, fmt.Errorf("conversation %s: %w", id, err)
	}
	return j, nil
}

// judgeWithHistory brings back what those we wait for wrote elsewhere before the
// horizon, if we have waited since before it, and decides again.
func (t *Tracker) judgeWithHistory(ctx context.Context, tx Tx, j *judged, now time.Time) (*judged, error) {
	since := j.decision.Since
	if since.IsZero() || !since.Before(j.account.Horizon) {
		return j, nil
	}
	in, err := t.intake(ctx, tx, j.Account, now)
	if err != nil {
		return nil, err
	}
	var addresses []string
	for _, c := range j.narrate(j.policy).contacts {
		addresses = append(addresses, c.Address)
	}
	recalled, err := in.recallFrom(ctx, addresses, since)
	if err != nil || !recalled {
		return j, err
	}
	return t.judge(ctx, tx, j.ID, now)
}

// restsElsewhere says that the decision rests on a message of another
// conversation. Then this one still counts among those that waited for its
// author, whatever the message did to it: two cannot both be the only one.
func (j *judged) restsElsewhere() bool {
	return slices.ContainsFunc(j.Related, func(m Message) bool { return m.Key == j.decision.Rests })
}

// learnt is when the state began, or when we learnt of it: an answer that was
// read after a digest belongs into the next one, however early it was sent.
func (j *judged) learnt() time.Time {
	at := j.decision.At
	for _, m := range slices.Concat(j.Messages, j.Related) {
		if m.Key == j.decision.Rests && m.Seen.After(at) && m.Seen.After(j.account.Imported) {
			at = m.Seen
		}
	}
	return at
}

func (t *Tracker) report(ctx context.Context, j *judged, task Task) {
	event := "task opened"
	if !task.Open() {
		event = "task ended"
	}
	t.log.InfoContext(ctx, event, "conversation", j.ID, "do", task.Do, "step", task.Step)
	t.log.DebugContext(ctx, event, "conversation", j.ID, "why", j.decision.Why)
}

// merge puts changed tasks in the place of those with their ids, new ones last.
func merge(tasks, changed []Task) []Task {
	out := slices.Clone(tasks)
	for _, c := range changed {
		if i := slices.IndexFunc(out, func(t Task) bool { return t.ID == c.ID }); i >= 0 {
			out[i] = c
		} else {
			out = append(out, c)
		}
	}
	return out
}

// relate loads what bears on the conversation from outside it: notices of
// absence of those it waits for, and new threads that they began, since it does.
func (c *Conversation) relate(ctx context.Context, r Reader, p Policy, since time.Time) error {
	n := c.narrate(p)
	if len(n.contacts) == 0 {
		return nil
	}
	addresses := make([]string, 0, len(n.contacts))
	for _, contact := range n.contacts {
		addresses = append(addresses, contact.Address)
	}
	placed, err := r.From(ctx, c.Account, addresses, since, c.ID)
	if err != nil {
		return err
	}
	for _, m := range placed {
		if m.Nature == OutOfOffice || m.Nature == Gone {
			c.Related = append(c.Related, m.Message)
			continue
		}
		other, err := r.Conversation(ctx, m.Conversation)
		if err != nil {
			return err
		}
		if other.begunBy(&m.Message, p.Identity) {
			c.Related = append(c.Related, m.Message)
		}
	}
	return c.findAlone(ctx, r, p)
}
