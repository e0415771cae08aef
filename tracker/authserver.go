package tracker

import (
	"context"
	"errors"
)

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
func learnAuthServer(ctx context.Context, tx Tx, account string) error {
	seen, err := tx.AuthServers(ctx, account)
	if err != nil {
		return err
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
	// What was believed, or not, must be looked at again.
	return errors.Join(tx.TouchAll(ctx), tx.SetNote(ctx, authServerNote(account), best))
}
