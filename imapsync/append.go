package imapsync

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"thrice/imapsync/wire"
)

// Append stores a message in a folder, on a connection of its own. Flags are
// those of IMAP (`\Seen`); at becomes its INTERNALDATE.
func (s *Syncer) Append(ctx context.Context, folder string, raw []byte, flags []string, at time.Time) error {
	ctx, cancel := s.within(ctx)
	defer cancel()
	session, err := s.account.dial(ctx)
	if err != nil {
		return fmt.Errorf("store a message in %q: %w", folder, err)
	}
	defer session.logout(ctx)
	name, err := session.rawName(ctx, folder)
	if err == nil {
		_, _, err = session.conn.Append(ctx, name, flags, at, int64(len(raw)), bytes.NewReader(raw))
		err = session.told("APPEND", err)
	}
	if err != nil {
		return fmt.Errorf("store a message in %q: %w", folder, err)
	}
	return nil
}

// rawName is a folder's name as the server has it. What it does not list is
// called what it would be.
func (s *session) rawName(ctx context.Context, name string) (string, error) {
	if name == inbox {
		return inbox, nil
	}
	if s.folders == nil {
		if err := s.list(ctx, false, nil); err != nil {
			return "", err
		}
	}
	for _, f := range s.folders {
		if f.name == name {
			return f.raw, nil
		}
	}
	return wire.EncodeMailbox(name), nil
}
