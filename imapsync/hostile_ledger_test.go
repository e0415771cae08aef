package imapsync_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"thrice/imapsync/scriptedtest"
	"thrice/tracker"
)

// ledger is a sink that keeps cursors as the tracker does, and books what comes.
type ledger struct {
	mu         sync.Mutex
	folders    []tracker.Folder
	arrivals   []tracker.Arrival
	unreadable []tracker.Unreadable
	failures   []string
	received   int // arrivals, those included that are gone
	finished   int
}

// Begin returns the cursors.
func (l *ledger) Begin(context.Context, string) (tracker.Start, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return tracker.Start{At: time.Now(), Folders: slices.Clone(l.folders)}, nil
}

// Receive books a batch.
func (l *ledger) Receive(_ context.Context, b tracker.Batch) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, gone := range b.Gone {
		went := func(at tracker.Location) bool {
			return at.Folder == b.Folder.Name && at.UIDValidity == b.Folder.UIDValidity && gone[0] <= at.UID && at.UID <= gone[1]
		}
		l.arrivals = slices.DeleteFunc(l.arrivals, func(a tracker.Arrival) bool { return went(a.Location) })
		l.unreadable = slices.DeleteFunc(l.unreadable, func(u tracker.Unreadable) bool { return went(u.Location) })
	}
	l.arrivals = append(l.arrivals, b.Arrivals...)
	l.unreadable = append(l.unreadable, b.Unreadable...)
	l.received += len(b.Arrivals)
	l.folders = slices.DeleteFunc(l.folders, func(f tracker.Folder) bool { return f.Name == b.Folder.Name })
	l.folders = append(l.folders, b.Folder)
	return nil
}

// StoredUIDs are those of what came from a folder at its present UIDVALIDITY.
func (l *ledger) StoredUIDs(_ context.Context, _, folder string) ([][2]uint32, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.folders, func(f tracker.Folder) bool { return f.Name == folder })
	if i < 0 {
		return nil, nil
	}
	var out [][2]uint32
	add := func(at tracker.Location) {
		if at.Folder == folder && at.UIDValidity == l.folders[i].UIDValidity {
			out = append(out, [2]uint32{at.UID, at.UID})
		}
	}
	for _, a := range l.arrivals {
		add(a.Location)
	}
	for _, u := range l.unreadable {
		add(u.Location)
	}
	slices.SortFunc(out, func(a, b [2]uint32) int { return cmp.Compare(a[0], b[0]) })
	return out, nil
}

// Recall has nothing to bring back: all is within the horizon.
func (l *ledger) Recall(context.Context, string) error { return nil }

// Wanted are the texts that did not come with their messages.
func (l *ledger) Wanted(context.Context, string) ([]tracker.Wanted, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []tracker.Wanted
	for i := range l.arrivals {
		if a := &l.arrivals[i]; !a.Read {
			out = append(out, tracker.Wanted{Key: placeOf(a.Location), Locations: []tracker.Location{a.Location}})
		}
	}
	return out, nil
}

// ReceiveTexts books texts, and errors in their place.
func (l *ledger) ReceiveTexts(_ context.Context, _ string, texts []tracker.Text) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range texts {
		for i := range l.arrivals {
			a := &l.arrivals[i]
			switch {
			case placeOf(a.Location) != t.Key:
			case t.Content.Nature == "":
				a.Read, a.Errors = true, append(a.Errors, t.Content.Errors...)
			default:
				a.Content = t.Content
			}
		}
	}
	return nil
}

// placeOf names a location.
func placeOf(at tracker.Location) string {
	return fmt.Sprintf("%q %d %d", at.Folder, at.UIDValidity, at.UID)
}

// Finish counts.
func (l *ledger) Finish(context.Context, string, time.Time, []string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.finished++
	return nil
}

// Fail books why.
func (l *ledger) Fail(_ context.Context, _ string, why string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failures = append(l.failures, why)
	return nil
}

// holds says how often a message arrived, and whether it was found unreadable.
func (l *ledger) holds(subject string, validity, uid uint32) (arrived int, unreadable bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range l.arrivals {
		if at := a.Location; at.UIDValidity == validity && at.UID == uid && a.Subject == subject {
			arrived++
		}
	}
	return arrived, slices.ContainsFunc(l.unreadable, func(u tracker.Unreadable) bool {
		return u.Location.UIDValidity == validity && u.Location.UID == uid
	})
}

// problems lists arrivals that no server has, and those that came twice.
func (l *ledger) problems(s *scriptedtest.Server) []string {
	real := map[string]bool{}
	for name := range s.Folders() {
		for _, uid := range s.UIDs(name) {
			real[fmt.Sprintf("%d %s", uid, scriptedtest.Subject(name, uid))] = true
		}
	}
	validities := map[uint32]bool{}
	for _, v := range s.Folders() {
		validities[v] = true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var problems []string
	seen := map[string]bool{}
	for _, a := range l.arrivals {
		at := a.Location
		key := placeOf(at)
		if seen[key] {
			problems = append(problems, fmt.Sprintf("%.100s arrived twice", key))
		}
		seen[key] = true
		// What a server showed under another UIDVALIDITY is void.
		if validities[at.UIDValidity] && !real[fmt.Sprintf("%d %s", at.UID, a.Subject)] {
			problems = append(problems, fmt.Sprintf("%.100s arrived, which the server does not have: %.80q", key, a.Subject))
		}
	}
	return problems
}

// uids are those of a folder that arrived, ascending.
func (l *ledger) uids(folder string) []uint32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []uint32
	for _, a := range l.arrivals {
		if a.Location.Folder == folder {
			out = append(out, a.Location.UID)
		}
	}
	slices.Sort(out)
	return out
}

// quarantined lists "FOLDER UID" of what was found unreadable, sorted.
func (l *ledger) quarantined() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, u := range l.unreadable {
		out = append(out, fmt.Sprintf("%s %d", u.Location.Folder, u.Location.UID))
	}
	slices.Sort(out)
	return out
}

// textless lists "FOLDER UID" of messages whose text was not had, of folders at
// one of these UIDVALIDITYs, sorted.
func (l *ledger) textless(validities map[string]uint32) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, a := range l.arrivals {
		current := slices.Contains(slices.Collect(maps.Values(validities)), a.Location.UIDValidity)
		if current && !strings.Contains(a.Text, "what it would cost") {
			out = append(out, fmt.Sprintf("%s %d", a.Location.Folder, a.Location.UID))
		}
	}
	slices.Sort(out)
	return out
}

// count is how many messages were received so far.
func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.received
}

func (l *ledger) list() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, a := range l.arrivals {
		out = append(out, fmt.Sprintf("%.40s %d %d", a.Location.Folder, a.Location.UIDValidity, a.Location.UID))
	}
	return strings.Join(out, ", ")
}

// words are all that a person may come to read.
func (l *ledger) words() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	words := slices.Clone(l.failures)
	for _, u := range l.unreadable {
		words = append(words, u.Why)
	}
	for _, a := range l.arrivals {
		words = append(words, a.Errors...)
	}
	return words
}

// unfit says what is wrong with words that a person is to read.
func unfit(words string) string {
	switch {
	case strings.TrimSpace(words) == "":
		return "says nothing"
	case len(words) > 2000:
		return "is too long"
	case !utf8.ValidString(words):
		return "is no UTF-8"
	case strings.ContainsFunc(words, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
	}):
		return "holds control characters"
	}
	return ""
}
