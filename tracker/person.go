package tracker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"thrice/rules"
)

// ErrNothing is returned where a decision would change nothing; its wrapper
// says what to do instead.
var ErrNothing = errors.New("nothing to do")

// Choice is what the person decides about a conversation.
type Choice struct {
	What    rules.What // Done, Snoozed, Called, Tracked, Ignored or TakenBack
	Until   time.Time  // Snoozed, Called with CallBack
	Outcome rules.Outcome
}

// Choose applies the person's decision to the conversation whose id begins with
// prefix, at once, and returns the new state.
func (t *Tracker) Choose(ctx context.Context, prefix string, choice Choice) (Item, error) {
	now := t.clock()
	if err := t.bring(ctx, prefix); err != nil {
		return Item{}, err
	}
	var item Item
	err := t.store.Update(ctx, func(tx Tx) error {
		id, err := find(ctx, tx, prefix)
		if err != nil {
			return err
		}
		j, err := t.judge(ctx, tx, id, now)
		if err != nil {
			return err
		}
		r := Ruling{At: now, What: choice.What, Until: choice.Until.UTC(), Outcome: choice.Outcome}
		if choice.Until.IsZero() {
			r.Until = time.Time{}
		}
		if choice.Outcome == rules.WrongNumber {
			items, err := numbered(ctx, tx, []card{j.card()})
			if err != nil {
				return err
			}
			r.Number, r.Next = wrongNumber(items[0].Customer)
		}
		if choice.What == rules.TakenBack {
			r.Of = j.decision.Last
		}
		if err := j.possible(r); err != nil {
			return err
		}
		r.ID = digest([]string{j.ID, string(r.What), string(r.Outcome), r.Until.Format(time.RFC3339Nano), r.Of, now.Format(time.RFC3339Nano)}, 16)
		if err := tx.AddRuling(ctx, j.ID, r); err != nil {
			return err
		}
		if j, err = t.settle(ctx, tx, id, now); err != nil {
			return err
		}
		items, err := numbered(ctx, tx, []card{j.card()})
		if err != nil {
			return err
		}
		item = items[0]
		return nil
	})
	if err != nil {
		return Item{}, fmt.Errorf("%s %s: %w", choice.What, prefix, err)
	}
	return item, nil
}

// possible says whether the decision means anything where the conversation stands.
func (j *judged) possible(r Ruling) error {
	open := j.decision.State == rules.Waiting || j.decision.State == rules.Due || j.decision.State == rules.Held
	switch {
	case r.What == rules.TakenBack && r.Of == "":
		return fmt.Errorf("%w: no decision was made here that could be taken back", ErrNothing)
	case r.What == rules.Done && !open:
		return fmt.Errorf("%w: nobody waits here (%s)", ErrNothing, j.decision.State)
	case r.What == rules.Called && !open && r.Outcome != rules.Talked && r.Outcome != rules.NotInterested:
		return fmt.Errorf("%w: no clock runs here; start one with \"track\"", ErrNothing)
	case (r.What == rules.Snoozed || r.Outcome == rules.CallBack) && !r.Until.After(r.At):
		return fmt.Errorf("%s is not in the future", r.Until.In(j.policy.Calendar.Location()).Format("Mon 2 Jan 2006 15:04"))
	}
	return nil
}

// find resolves the beginning of an id.
func find(ctx context.Context, r Reader, prefix string) (string, error) {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	if prefix == "" {
		return "", ErrNotFound
	}
	ids, err := r.FindConversations(ctx, prefix, 5)
	switch {
	case err != nil:
		return "", err
	case len(ids) == 0:
		return "", fmt.Errorf("%w; \"thrice list --all\" shows what there is", ErrNotFound)
	case len(ids) > 1 && ids[0] != prefix:
		return "", fmt.Errorf("several conversations begin so: %s; give more letters", strings.Join(ids, ", "))
	}
	return ids[0], nil
}
