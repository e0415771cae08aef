package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thrice/tracker"
)

// Phones returns the numbers in mails of an account that a person wrote from one
// of these addresses, outside Junk, the newest mail first.
func (r *reader) Phones(ctx context.Context, account string, addresses []string) ([]tracker.FoundPhone, error) {
	type mail struct {
		from   string
		at     time.Time
		phones []tracker.Phone
	}
	var mails []mail
	for list, args := range lists(addresses, account, string(tracker.Human)) {
		some, err := collect(ctx, r, func(r *row, m *mail) error {
			return r.Scan(&m.from, instant{&m.at}, phones{&m.phones})
		}, `SELECT from_address, at, phones FROM messages
			WHERE account = $1 AND nature = $2 AND is_clean AND phones <> '' AND from_address IN `+list+`
			ORDER BY at DESC, id`, args...)
		if err != nil {
			return nil, fmt.Errorf("find phone numbers of %d addresses in %s: %w", len(addresses), account, err)
		}
		mails = append(mails, some...)
	}
	slices.SortStableFunc(mails, func(a, b mail) int { return b.at.Compare(a.at) })
	var found []tracker.FoundPhone
	for _, m := range mails {
		for _, p := range m.phones {
			found = append(found, tracker.FoundPhone{From: m.from, At: m.at, Phone: p})
		}
	}
	return found, nil
}
