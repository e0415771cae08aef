package imapsync

import (
	"time"

	"thrice/internal/reading"
	"thrice/tracker"
)

// Parse turns a whole message, as it lies at a location, into what the tracker
// receives. internal is its INTERNALDATE, seen the moment of its arrival here.
func Parse(raw []byte, at tracker.Location, internal, seen time.Time, hints reading.Hints) tracker.Arrival {
	a := arrival(raw, at, internal, hints)
	addText(&a, raw, seen, hints)
	return a
}
