package imapsync

import "context"

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
