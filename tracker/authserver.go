package tracker

import "context"

// How sure we must be that an authserv-id is the provider's own before its
// Authentication-Results are believed: enough messages carry it topmost, and
// almost none carries another. RFC 8601 §5: fields below the border's own may
// be forged.
const (
	learntMessages = 20
	learntShare    = 0.95
)

func authServerNote(account string) string { return "authserver/" + account }

// learnAuthServer remembers the provider's authserv-id, once it is clear.
func learnAuthServer(ctx context.Context, tx Tx, a Account) error {
	account := a.Name
	seen, err := headerServers(ctx, tx, account)
	if err != nil {
		return err
	}
	read, err := tx.AuthServers(ctx, account)
	if err != nil {
		return err
	}
	for server, n := range read {
		seen[server] += n
	}
	total, best := 0, ""
	for server, n := range seen {
		total += n
		if n > seen[best] || n == seen[best] && server < best {
			best = server
		}
	}
	if best == "" || seen[best] < learntMessages || float64(seen[best]) < learntShare*float64(total) {
		best = ""
	}
	before, err := tx.Note(ctx, authServerNote(account))
	if err != nil || before == best {
		return err
	}
	if err := tx.SetNote(ctx, authServerNote(account), best); err != nil || a.Imported.IsZero() {
		return err // nothing has been decided yet
	}
	// What was believed, or not, must be looked at again.
	return tx.TouchAll(ctx)
}
