package tracker

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"thrice/rules"
)

// History is a conversation with its timeline.
type History struct {
	Item
	Timeline []Entry `json:"timeline"`
}

// Entry is one line of a timeline.
type Entry struct {
	At        time.Time `json:"at"`
	What      string    `json:"what"` // "message", "task", "decision"
	Who       string    `json:"who"`
	Text      string    `json:"text"`
	MessageID string    `json:"message_id,omitempty"`
}

// Show returns the conversation whose id begins with prefix: where it stands,
// and everything that led there.
func (t *Tracker) Show(ctx context.Context, prefix string) (History, error) {
	now := t.clock()
	if err := t.bring(ctx, prefix); err != nil {
		return History{}, err
	}
	var h History
	err := t.store.View(ctx, func(r Reader) error {
		id, err := find(ctx, r, prefix)
		if err != nil {
			return err
		}
		j, err := t.judge(ctx, r, id, now)
		if err != nil {
			return err
		}
		items, err := numbered(ctx, r, []card{j.card()})
		if err != nil {
			return err
		}
		h = History{Item: items[0], Timeline: j.timeline()}
		return nil
	})
	if err != nil {
		return History{}, fmt.Errorf("show %s: %w", prefix, err)
	}
	return h, nil
}

// timeline lists messages, tasks and decisions in order of time.
func (j *judged) timeline() []Entry {
	meaning := map[string]rules.Event{}
	for _, e := range j.facts.Events {
		meaning[e.Ref] = e
	}
	var out []Entry
	for _, m := range inOrder(slices.Concat(j.Messages, j.Related), j.told(j.policy.Identity)) {
		e, ok := meaning[m.Key]
		out = append(out, Entry{At: m.at, What: "message", Who: j.policy.Author(m.Message).String(),
			Text: tells(m.Message, e, ok), MessageID: id(m.Message)})
	}
	for _, task := range j.Tasks {
		text := fmt.Sprintf("task %s", task.Do)
		if task.Step > 0 {
			text = fmt.Sprintf("task %s, step %d", task.Do, task.Step)
		}
		out = append(out, Entry{At: task.Opened, What: "task", Who: "Thrice", Text: text + " opened: " + task.Why})
		if !task.Open() {
			out = append(out, Entry{At: task.Ended, What: "task", Who: "Thrice", Text: text + " ended: " + task.EndWhy})
		}
	}
	for _, r := range j.Rulings {
		text := string(r.What)
		if r.Outcome != "" {
			text += " " + string(r.Outcome)
		}
		if r.Number != "" {
			text += " " + r.Number
		}
		if !r.Until.IsZero() {
			text += " until " + r.Until.In(j.policy.Calendar.Location()).Format("Mon 2 Jan 2006 15:04")
		}
		out = append(out, Entry{At: r.At, What: "decision", Who: "you", Text: text})
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return a.At.Compare(b.At) })
	return out
}

// tells says what a message is and what it means here.
func tells(m *Message, e rules.Event, ok bool) string {
	text := fmt.Sprintf("%q", m.Subject)
	switch {
	case m.Nature != Human:
		text += fmt.Sprintf(" (%s: %s)", strings.ReplaceAll(string(m.Nature), "_", " "), m.NatureWhy)
	case !ok:
		return text + ", starts and stops no clock"
	}
	switch {
	case e.What == rules.Sent && e.Opens:
		text += ", expects an answer"
	case e.What == rules.Sent && e.Courtesy:
		text += ", a courtesy"
	case e.What == rules.Sent:
		text += ", asks nothing"
	case e.Doubt != "":
		text += ", held: " + e.Doubt
	case e.What == rules.Received && e.Answers && e.Opens:
		text += ", answers and asks"
	case e.What == rules.Received && e.Answers:
		text += ", answers"
	case e.What == rules.Received && e.Opens:
		text += ", asks us"
	}
	if e.Reason != "" {
		text += ", " + e.Reason.Words()
	}
	if e.Call {
		text += ", wants to be called"
	}
	if e.Note != "" {
		text += " (" + e.Note + ")"
	}
	return text
}
