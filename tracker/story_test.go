package tracker_test

import (
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"thrice/internal/config"
	"thrice/internal/reading"
	"thrice/internal/store"
	"thrice/rules"
	"thrice/tracker"
)

var update = flag.Bool("update", false, "rewrite what the stories expect")

// defaultAccount is the account of every story that names none.
const defaultAccount = `
[[account]]
name = "work"
me = ["joe@acme.example", "sales@acme.example"]
colleagues = ["acme.example"]
imap = "imaps://imap.acme.example"
username = "joe"
password_env = "PASSWORD"
authserv_id = "mx.acme.example"
`

// layout is how a story writes an instant: in the configured zone.
const layout = "2006-01-02 15:04"

// TestStories plays each story through the real reader, store and rules. A
// story is a txtar file: a comment that tells it, an optional config, and then
// what happens, in order; see CONTRIBUTING.md.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			newStory(t, archive).play(archive)
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// story is a mailbox, a tracker and a clock under way.
type story struct {
	t       *testing.T
	tracker *tracker.Tracker
	zone    *time.Location
	hints   reading.Hints
	now     time.Time
	running bool // the program runs: it reads new mail at once and ticks
	blind   bool // rounds fail

	arrived []tracker.Arrival // in the mailbox, not yet read
	folders map[string]tracker.Folder
	mails   []tracker.Arrival // all copies that lie anywhere, in the order they came
}

func newStory(t *testing.T, archive *txtar.Archive) *story {
	t.Helper()
	text := "timezone = \"Europe/Berlin\"\n"
	if len(archive.Files) > 0 && archive.Files[0].Name == "config" {
		text = string(archive.Files[0].Data)
		if !strings.Contains(text, "timezone") {
			text = "timezone = \"Europe/Berlin\"\n" + text
		}
	}
	if !strings.Contains(text, "[[account]]") {
		text += defaultAccount
	}
	c, err := config.Parse([]byte(text), "config", func(string) string { return t.TempDir() }, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &story{t: t, zone: c.Calendar.Zone, hints: reading.Hints{Zone: c.Calendar.Zone, Region: c.Region}, running: true, folders: map[string]tracker.Folder{}}
	a := c.Accounts[0]
	policy := tracker.Policy{
		Identity: tracker.Identity{Account: a.Name, Me: a.Me, Colleagues: a.Colleagues, AuthServer: a.AuthServID},
		Book:     c.Book, Calendar: c.Calendar, Lookback: c.Lookback, History: c.History,
	}
	s.tracker = tracker.New(db, []tracker.Policy{policy}, readHeader, func() time.Time { return s.now }, slog.New(slog.DiscardHandler))
	return s
}

func (s *story) play(archive *txtar.Archive) {
	for i := range archive.Files {
		f := &archive.Files[i]
		if f.Name == "config" {
			continue
		}
		if len(f.Name) < len(layout)+2 {
			s.t.Fatalf("%q: want a time and what happens", f.Name)
		}
		at, err := time.ParseInLocation(layout, f.Name[:len(layout)], s.zone)
		if err != nil {
			s.t.Fatal(err)
		}
		if s.now.IsZero() {
			s.begin(at, strings.HasSuffix(f.Name, " off"))
		}
		s.advance(at)
		s.happen(f, strings.Fields(f.Name[len(layout):]))
	}
}

// begin is before the first thing that happens. A program that is off then has
// never run; else it has, and what comes is not "found".
func (s *story) begin(at time.Time, off bool) {
	s.now, s.running = at.Add(-time.Hour), !off
	if s.running {
		s.round()
	}
}

// happen lets one thing happen.
func (s *story) happen(f *txtar.File, words []string) {
	rest := strings.Join(words[1:], " ")
	switch words[0] {
	case "expect":
		got := s.stand()
		if *update {
			f.Data = []byte(got)
		} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
			s.t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	case "off":
		s.running = false
	case "on":
		s.running = true
		s.round()
	case "fail":
		s.blind = true
	case "mend":
		s.blind = false
		s.round()
	case "copy":
		s.copy(rest)
	case "renumber":
		s.renumber(rest)
	case "remove":
		s.remove(rest)
	case "snooze":
		subject, until, _ := strings.Cut(rest, " until ")
		s.choose(subject, tracker.Choice{What: rules.Snoozed, Until: s.time(until)})
	case "called":
		subject, outcome, _ := strings.Cut(rest, ": ")
		name, until, ok := strings.Cut(outcome, " ")
		c := tracker.Choice{What: rules.Called, Outcome: rules.Outcome(name)}
		if ok {
			c.Until = s.time(until)
		}
		s.choose(subject, c)
	case "done", "track", "ignore", "undo":
		s.choose(rest, tracker.Choice{What: rules.What(words[0])})
	default:
		s.arrive(readMail(s.t, s.mail(f), s.next(strings.Join(words, " ")), s.now, s.hints))
	}
}

func (s *story) time(text string) time.Time {
	at, err := time.ParseInLocation(layout, text, s.zone)
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}

// advance lets time pass; while the program runs it wakes whenever a
// conversation's time has come.
func (s *story) advance(to time.Time) {
	if to.Before(s.now) {
		s.t.Fatalf("%s lies before %s", to, s.now)
	}
	for s.running && !s.now.IsZero() {
		next := to
		for _, item := range s.items() {
			if item.Next != nil && item.Next.After(s.now) && item.Next.Before(next) {
				next = *item.Next
			}
		}
		if !next.Before(to) {
			break
		}
		s.now = next
		s.round()
	}
	s.now = to
	if s.running {
		s.round()
	}
}

// round reads what has arrived and decides, as the syncer would.
func (s *story) round() {
	s.t.Helper()
	ctx := s.t.Context()
	if s.blind {
		s.must(s.tracker.Fail(ctx, "work", "the server does not answer"))
		s.must(s.tracker.Tick(ctx))
		return
	}
	start, err := s.tracker.Begin(ctx, "work")
	s.must(err)
	names := slices.Sorted(maps.Keys(s.folders))
	for _, name := range names {
		b := tracker.Batch{Folder: s.folders[name]}
		for _, a := range s.arrived {
			if a.Location.Folder == name {
				b.Arrivals = append(b.Arrivals, a)
			}
		}
		if len(b.Arrivals) > 0 {
			s.must(s.tracker.Receive(ctx, b))
		}
	}
	s.arrived = nil
	s.must(s.tracker.Finish(ctx, "work", start.At, names))
}

func (s *story) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) items() []tracker.Item {
	s.t.Helper()
	items, err := s.tracker.List(s.t.Context(), true)
	s.must(err)
	return items
}

// choose applies a decision to the newest conversation with that subject.
func (s *story) choose(subject string, c tracker.Choice) {
	s.t.Helper()
	for _, item := range s.items() {
		if item.Subject == subject {
			_, err := s.tracker.Choose(s.t.Context(), item.ID, c)
			s.must(err)
			return
		}
	}
	s.t.Fatalf("no conversation %q", subject)
}

// stand tells where every conversation stands, in the words of the program.
func (s *story) stand() string {
	var b strings.Builder
	items := s.items()
	slices.SortFunc(items, func(a, b tracker.Item) int {
		return strings.Compare(a.Subject+a.Customer.Address, b.Subject+b.Customer.Address)
	})
	for _, i := range items {
		fmt.Fprintf(&b, "%s, %s: %s", i.Subject, i.Customer.Address, i.State)
		if i.Task != nil {
			fmt.Fprintf(&b, ", %s", i.Task.Do)
			if i.Task.Step > 0 {
				fmt.Fprintf(&b, " (step %d)", i.Task.Step)
			}
			fmt.Fprintf(&b, " due %s", i.Task.Due.In(s.zone).Format("Mon 2 Jan 15:04"))
			if i.Task.Late {
				b.WriteString(", late")
			}
			if i.Reason != nil {
				fmt.Fprintf(&b, ", [%s]", i.Reason.Words())
			}
		}
		if i.State == rules.Waiting {
			fmt.Fprintf(&b, " for %s until %s", i.WaitingOn, i.Next.In(s.zone).Format("Mon 2 Jan 15:04"))
		}
		if i.Found {
			b.WriteString(", found")
		}
		fmt.Fprintf(&b, "\n  %s\n", i.Why)
		if i.Task == nil || i.Task.Do != rules.Call && i.Task.Do != rules.NewContact && i.Task.Do != rules.FixAddress {
			continue
		}
		for _, n := range i.Customer.PhoneNotes {
			fmt.Fprintf(&b, "  %s (%s, %s of %s)\n", n.Number, n.Label, n.Found, n.Date.In(s.zone).Format("2 Jan"))
		}
	}
	return b.String()
}
