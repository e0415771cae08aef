package tracker_test

import (
	"testing"
	"time"

	"thrice/imapsync"
	"thrice/tracker"
)

// readMail reads a mail as the syncer does.
func readMail(t *testing.T, raw []byte, at tracker.Location, internal time.Time, zone *time.Location) tracker.Arrival {
	t.Helper()
	return imapsync.Parse(raw, at, internal, internal, zone)
}
