package imapsync

import (
	"context"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// Find says whether a folder holds a message with this Message-ID, which is
// given without angle brackets. It uses a connection of its own and opens the
// folder for reading only.
func (s *Syncer) Find(ctx context.Context, folder, messageID string) (bool, error) {
	ctx, cancel := s.within(ctx)
	defer cancel()
	session, err := s.account.dial(ctx, &watch{})
	if err != nil {
		return false, fmt.Errorf("look for a message in %q: %w", folder, err)
	}
	defer session.logout(ctx)
	data, err := session.examine(ctx, folder)
	if err != nil {
		return false, fmt.Errorf("look for a message in %q: %w", folder, err)
	}
	if data.NumMessages == 0 {
		return false, nil
	}
	found, err := session.search(ctx, &imap.SearchCriteria{
		Header: []imap.SearchCriteriaHeaderField{{Key: "Message-Id", Value: "<" + messageID + ">"}},
	}, int(data.NumMessages))
	if err != nil {
		return false, fmt.Errorf("look for a message in %q: %w", folder, err)
	}
	return len(found) > 0, nil
}
