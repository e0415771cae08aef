package compose

import (
	"fmt"
	"strings"
	"time"

	"thrice/tracker"
)

// LastRead says how well an account has been read, in one sentence.
func LastRead(h tracker.Health, zone *time.Location) string {
	var s string
	switch {
	case h.Ended.IsZero() && h.Failed.IsZero():
		return h.Name + `: not read yet; "thrice once" reads it.`
	case h.Ended.IsZero():
		s = fmt.Sprintf("%s: never read in full; it failed on %s: %s", h.Name, Moment(h.Failed, zone), Plain(h.Trouble))
	case !h.Failed.IsZero():
		s = fmt.Sprintf("%s: last read %s; reading fails since %s: %s", h.Name, Moment(h.Ended, zone), Moment(h.Failed, zone), Plain(h.Trouble))
	default:
		s = fmt.Sprintf("%s: last read %s, %s", h.Name, Moment(h.Ended, zone), Count(len(h.Folders), "folder", "folders"))
	}
	s = strings.TrimRight(s, ". ")
	if n := len(h.Unreadable); n > 0 {
		s += fmt.Sprintf(`; %s could not be understood, "thrice check" lists them`, Count(n, "mail", "mails"))
	}
	return s + "."
}

// Count is a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
