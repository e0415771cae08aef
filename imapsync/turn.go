package imapsync

import (
	"context"
	"time"
)

// maxTurn is how long a round waits for its turn: a server that does not answer
// must not hold up the other accounts.
const maxTurn = 10 * time.Second

// turn waits until fewer rounds are under way than the account's Turns allow,
// and returns what ends this one's turn.
func (s *Syncer) turn(ctx context.Context) (end func()) {
	if s.account.Turns == nil {
		return func() {}
	}
	timer := time.NewTimer(maxTurn)
	defer timer.Stop()
	select {
	case s.account.Turns <- struct{}{}:
		return func() { <-s.account.Turns }
	case <-timer.C:
	case <-ctx.Done():
	}
	return func() {}
}
