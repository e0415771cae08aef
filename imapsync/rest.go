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

// lightBytes is how much a connection may have carried without having grown: a
// TLS connection keeps room for the largest record that it has seen, 16 KiB and
// more, for as long as it lives.
const lightBytes = 32 << 10

// lighten replaces a connection that carried a first import by another one, once:
// it will wait for months, and there may be hundreds.
func (s *Syncer) lighten(ctx context.Context) error {
	if s.session == nil || s.session.tls == nil || s.light {
		return nil
	}
	s.light = true
	if _, down := s.session.conn.Bytes(); down <= lightBytes {
		return nil
	}
	old := s.session
	s.session = nil
	old.logout(ctx)
	if err := s.connect(ctx); err != nil {
		return err
	}
	s.session.succeed(old)
	return nil
}
