package store

import (
	"context"
	"fmt"
	"slices"

	"thrice/tracker"
)

// savePhones inserts the numbers of a message that has none stored.
func (t *tx) savePhones(ctx context.Context, key string, phones []tracker.Phone) error {
	rows := make([][]any, 0, len(phones))
	for i, p := range phones {
		rows = append(rows, []any{key, i, p.Number, p.Label, p.Text, p.Signed})
	}
	return t.insertRows(ctx, `INSERT INTO phones (message, place, number, label, text, in_signature) VALUES `, rows, ``)
}

func (r *reader) fillPhones(ctx context.Context, keys []string, byKey map[string]*tracker.Message) error {
	type entry struct {
		message string
		tracker.Phone
	}
	for list, args := range lists(keys) {
		entries, err := collect(ctx, r, func(rows *row, e *entry) error {
			return rows.Scan(&e.message, &e.Number, &e.Label, &e.Text, &e.Signed)
		}, `SELECT message, number, label, text, in_signature FROM phones WHERE message IN `+list+` ORDER BY message, place`, args...)
		if err != nil {
			return err
		}
		for _, e := range entries {
			m := byKey[e.message]
			m.Phones = append(m.Phones, e.Phone)
		}
	}
	return nil
}

// Phones returns the numbers in mails of an account that a person wrote from one
// of these addresses, outside Junk, the newest mail first.
func (r *reader) Phones(ctx context.Context, account string, addresses []string) ([]tracker.FoundPhone, error) {
	var found []tracker.FoundPhone
	for list, args := range lists(addresses, account, string(tracker.Human)) {
		some, err := collect(ctx, r, func(rows *row, p *tracker.FoundPhone) error {
			return rows.Scan(&p.From, instant{&p.At}, &p.Number, &p.Label, &p.Text, &p.Signed)
		}, `SELECT m.from_address, m.at, p.number, p.label, p.text, p.in_signature
			FROM messages m JOIN phones p ON p.message = m.id
			WHERE m.account = $1 AND m.nature = $2 AND m.is_clean AND m.from_address IN `+list+`
			ORDER BY m.at DESC, m.id, p.place`, args...)
		if err != nil {
			return nil, fmt.Errorf("find phone numbers of %d addresses in %s: %w", len(addresses), account, err)
		}
		found = append(found, some...)
	}
	slices.SortStableFunc(found, func(a, b tracker.FoundPhone) int { return b.At.Compare(a.At) })
	return found, nil
}
