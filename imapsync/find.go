package imapsync

import (
	"context"
	"fmt"
	"strings"

	"thrice/imapsync/wire"
)

// Find says whether a folder holds a message with this Message-ID, which is
// given without angle brackets. It uses a connection of its own and opens the
// folder for reading only.
func (s *Syncer) Find(ctx context.Context, folder, messageID string) (bool, error) {
	ctx, cancel := s.within(ctx)
	defer cancel()
	session, err := s.account.dial(ctx)
	if err != nil {
		return false, fmt.Errorf("look for a message in %q: %w", folder, err)
	}
	defer session.logout(ctx)
	found, err := session.find(ctx, folder, messageID)
	if err != nil {
		return false, fmt.Errorf("look for a message in %q: %w", folder, err)
	}
	return found, nil
}

func (s *session) find(ctx context.Context, folder, messageID string) (bool, error) {
	if strings.ContainsAny(messageID, "\"\\\r\n\x00") {
		return false, fmt.Errorf("a Message-ID cannot be %q", messageID)
	}
	name, err := s.rawName(ctx, folder)
	if err != nil {
		return false, err
	}
	data, err := s.examine(ctx, name, wire.ExamineOptions{})
	if err != nil || data.Messages == 0 {
		return false, err
	}
	found, err := s.search(ctx, fmt.Sprintf(`HEADER Message-ID "<%s>"`, messageID))
	return len(found) > 0, err
}
