package imapsync

import (
	"context"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Append stores a message in a folder, on a connection of its own. Flags are
// those of IMAP (`\Seen`); at becomes its INTERNALDATE.
func (s *Syncer) Append(ctx context.Context, folder string, raw []byte, flags []string, at time.Time) error {
	ctx, cancel := s.within(ctx)
	defer cancel()
	session, err := s.account.dial(ctx, &watch{})
	if err != nil {
		return fmt.Errorf("store a message in %q: %w", folder, err)
	}
	defer session.logout(ctx)
	options := &imap.AppendOptions{Time: at}
	for _, f := range flags {
		options.Flags = append(options.Flags, imap.Flag(f))
	}
	err = session.do(ctx, fmt.Sprintf("APPEND to %q", folder), fetchCommand(), func() error {
		command := session.client.Append(folder, int64(len(raw)), options)
		_, err := command.Write(raw)
		if closed := command.Close(); err == nil {
			err = closed
		}
		if _, answered := command.Wait(); answered != nil {
			return answered
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("store a message in %q: %w", folder, err)
	}
	return nil
}
