package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thrice/tracker"
)

// Message returns a message with its conversation; ok says whether there is one.
func (t *tx) Message(ctx context.Context, key string) (m tracker.Message, conversation string, ok bool, err error) {
	all, err := t.messages(ctx, withText+`WHERE m.id = $1`, key)
	if err != nil {
		return tracker.Message{}, "", false, fmt.Errorf("load message %s: %w", key, err)
	}
	if len(all) == 0 {
		return tracker.Message{}, "", false, nil
	}
	return all[0].Message, all[0].Conversation, true, nil
}

// BySubject returns the messages of an account with this base subject and a
// time from from to to, both included, without their texts and where they lie,
// oldest first.
func (t *tx) BySubject(ctx context.Context, account, base string, from, to time.Time) ([]tracker.Placed, error) {
	all, err := collect(ctx, t.reader, scanMessage, withoutText+`
		WHERE m.account = $1 AND m.base = $2 AND m.at BETWEEN $3 AND $4`+oldestFirst,
		account, base, millis(from), millis(to))
	if err != nil {
		return nil, fmt.Errorf("find messages of %s with subject %q: %w", account, base, err)
	}
	return all, nil
}

// Orphans returns those of BySubject that are responses and refer to nothing.
func (t *tx) Orphans(ctx context.Context, account, base string, from, to time.Time) ([]tracker.Placed, error) {
	all, err := collect(ctx, t.reader, scanMessage, withoutText+`
		WHERE m.account = $1 AND m.base = $2 AND m.at BETWEEN $3 AND $4 AND m.orphan`+oldestFirst,
		account, base, millis(from), millis(to))
	if err != nil {
		return nil, fmt.Errorf("find responses of %s with subject %q: %w", account, base, err)
	}
	return all, nil
}

// From returns the messages of an account whose From is one of the addresses,
// not before since, outside of the conversation except, oldest first.
func (r *reader) From(ctx context.Context, account string, addresses []string, since time.Time, except string) ([]tracker.Placed, error) {
	var found []tracker.Placed
	for list, args := range lists(addresses, account, millis(since), except) {
		some, err := r.messages(ctx, withText+`
			WHERE m.account = $1 AND m.at >= $2 AND m.conversation <> $3 AND m.from_address IN `+list+oldestFirst, args...)
		if err != nil {
			return nil, fmt.Errorf("find messages of %s by %d addresses: %w", account, len(addresses), err)
		}
		found = append(found, some...)
	}
	slices.SortStableFunc(found, func(a, b tracker.Placed) int { return a.At.Compare(b.At) })
	return found, nil
}

// Faulty returns messages of an account that were read with errors, newest
// first, without their texts, at most limit.
func (r *reader) Faulty(ctx context.Context, account string, limit int) ([]tracker.Placed, error) {
	all, err := r.messages(ctx, withoutText+`
		WHERE m.account = $1 AND m.errors <> '' AND m.is_real ORDER BY m.at DESC, m.id LIMIT $2`, account, limit)
	if err != nil {
		return nil, fmt.Errorf("find faulty messages of %s: %w", account, err)
	}
	return all, nil
}

// Wanted returns the messages whose text was not read though a decision may
// rest on it, newest first: not those that were sent to many, those that are
// only drafts, nor those that lie nowhere any more.
func (r *reader) Wanted(ctx context.Context, account string, horizon time.Time, limit int) ([]tracker.Wanted, error) {
	keys, err := collect(ctx, r, itself[string], `
		SELECT m.id FROM messages m
		WHERE m.account = $1 AND NOT m.text_read AND m.is_real AND m.nature <> $2
			AND EXISTS (SELECT 1 FROM messages n WHERE n.conversation = m.conversation AND n.at >= $3)
			AND EXISTS (SELECT 1 FROM locations l WHERE l.message = m.id)
		ORDER BY m.at DESC, m.id LIMIT $4`, account, string(tracker.Bulk), millis(horizon), limit)
	if err != nil {
		return nil, fmt.Errorf("find texts of %s to read: %w", account, err)
	}
	locations, err := r.locations(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("find where texts of %s lie: %w", account, err)
	}
	var wanted []tracker.Wanted
	for _, key := range keys {
		wanted = append(wanted, tracker.Wanted{Key: key, Locations: locations[key]})
	}
	return wanted, nil
}
