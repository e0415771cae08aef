package store

import (
	"context"
	"fmt"

	"thrice/tracker"
)

// SaveTask inserts or replaces a task. The same open task under a second id is
// an error.
func (t *tx) SaveTask(ctx context.Context, conversation string, task tracker.Task) error {
	_, err := t.exec(ctx, `
		INSERT INTO tasks (id, conversation, action, side, step, cycle, due, opened, ended, why, end_why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, action = excluded.action,
			side = excluded.side, step = excluded.step, cycle = excluded.cycle, due = excluded.due,
			opened = excluded.opened, ended = excluded.ended, why = excluded.why, end_why = excluded.end_why`,
		task.ID, conversation, string(task.Do), string(task.Side), task.Step, task.Cycle,
		millis(task.Due), millis(task.Opened), millis(task.Ended), task.Why, task.EndWhy)
	if err != nil {
		return fmt.Errorf("save task %s of conversation %s: %w", task.ID, conversation, err)
	}
	return nil
}

// tasks returns the tasks of a conversation, oldest first.
func (r *reader) tasks(ctx context.Context, conversation string) ([]tracker.Task, error) {
	return collect(ctx, r, func(rows *row, t *tracker.Task) error {
		return rows.Scan(&t.ID, &t.Do, &t.Side, &t.Step, &t.Cycle, instant{&t.Due}, instant{&t.Opened},
			instant{&t.Ended}, &t.Why, &t.EndWhy)
	}, `SELECT id, action, side, step, cycle, due, opened, ended, why, end_why
		FROM tasks WHERE conversation = $1 ORDER BY opened, id`, conversation)
}

// AddRuling adds a decision of the person.
func (t *tx) AddRuling(ctx context.Context, conversation string, r tracker.Ruling) error {
	_, err := t.exec(ctx, `
		INSERT INTO rulings (id, conversation, place, at, what, until, outcome, takes_back, wrong_number, next_number)
		VALUES ($1, $2, (SELECT COUNT(*) FROM rulings WHERE conversation = $2), $3, $4, $5, $6, $7, $8, $9)`,
		r.ID, conversation, millis(r.At), string(r.What), millis(r.Until), string(r.Outcome), r.Of, r.Number, r.Next)
	if err != nil {
		return fmt.Errorf("save decision %s on conversation %s: %w", r.ID, conversation, err)
	}
	return nil
}

// rulings returns the person's decisions on a conversation, oldest first.
func (r *reader) rulings(ctx context.Context, conversation string) ([]tracker.Ruling, error) {
	return collect(ctx, r, func(rows *row, r *tracker.Ruling) error {
		return rows.Scan(&r.ID, instant{&r.At}, &r.What, instant{&r.Until}, &r.Outcome, &r.Of, &r.Number, &r.Next)
	}, `SELECT id, at, what, until, outcome, takes_back, wrong_number, next_number
		FROM rulings WHERE conversation = $1 ORDER BY at, place, id`, conversation)
}
