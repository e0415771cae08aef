package main

import (
	"embed"
	"fmt"
	"net/mail"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"thrice/rules"
)

// The conversations of the demo, a file for each: what it is about, and then
// what happens when. The name of a section is a time and either the folder that
// a mail comes to or what the person tells Thrice, without the id.
//
//go:embed demo/*.txtar
var demoFiles embed.FS

// demoEvent is one thing that happens in the demo.
type demoEvent struct {
	at     time.Time
	story  string   // name of its file
	folder string   // where a mail comes to; empty: the person decides something
	mail   []byte   // as it lies on the server
	parsed demoMail // its header
	act    []string // the command's words, without the id
}

// demoMail is what is shown of a mail.
type demoMail struct {
	id, subject string // id without angle brackets
	from, to    *mail.Address
	text        string
}

// demoLayout is how a story writes an instant, in demoZone and demoYear.
const (
	demoLayout = "Mon 2 Jan 15:04"
	demoYear   = " 2026"
	demoZone   = "Europe/Berlin"
)

// readDemoStories returns what happens in the demo, in order.
func readDemoStories() ([]demoEvent, error) {
	zone, err := time.LoadLocation(demoZone)
	if err != nil {
		return nil, err
	}
	names, err := demoFiles.ReadDir("demo")
	if err != nil {
		return nil, err
	}
	var events []demoEvent
	for _, entry := range names {
		text, err := demoFiles.ReadFile(path.Join("demo", entry.Name()))
		if err != nil {
			return nil, err
		}
		story := strings.TrimSuffix(entry.Name(), ".txtar")
		for n, f := range txtar.Parse(text).Files {
			e, err := readDemoEvent(story, n, f, zone)
			if err != nil {
				return nil, fmt.Errorf("story %s, %q: %w", story, f.Name, err)
			}
			events = append(events, e)
		}
	}
	slices.SortStableFunc(events, func(a, b demoEvent) int { return a.at.Compare(b.at) })
	return events, nil
}

// readDemoEvent reads the nth section of a story.
func readDemoEvent(story string, n int, f txtar.File, zone *time.Location) (demoEvent, error) {
	words := strings.Fields(f.Name)
	if len(words) < 5 {
		return demoEvent{}, fmt.Errorf("want a time and what happens")
	}
	written := strings.Join(words[:4], " ") + demoYear
	at, err := time.ParseInLocation(demoLayout+" 2006", written, zone)
	if err != nil {
		return demoEvent{}, err
	}
	if got := at.Format(demoLayout + " 2006"); got != written {
		return demoEvent{}, fmt.Errorf("that day is a %s", at.Weekday())
	}
	e := demoEvent{at: at, story: story}
	if slices.Contains(demoActs(), rules.What(words[4])) {
		e.act = words[4:]
		return e, nil
	}
	e.folder = strings.Join(words[4:], " ")
	// Mail programs write these two; here they would only tell the time again.
	head := "Date: " + at.Format(time.RFC1123Z) + "\n"
	if !strings.Contains("\n"+string(f.Data), "\nMessage-ID:") {
		head += fmt.Sprintf("Message-ID: <%s-%d@mail.example>\n", story, n)
	}
	e.mail = []byte(strings.ReplaceAll(head+string(f.Data), "\n", "\r\n"))
	e.parsed, err = readDemoMail(head + string(f.Data))
	return e, err
}

// demoActs are the commands a person decides with.
func demoActs() []rules.What {
	return []rules.What{rules.Done, rules.Snoozed, rules.Called, rules.Tracked, rules.Ignored, rules.TakenBack}
}

// readDemoMail reads what is shown of a mail: of the text the first paragraph
// behind the salutation.
func readDemoMail(raw string) (demoMail, error) {
	head, body, _ := strings.Cut(raw, "\n\n")
	m, err := mail.ReadMessage(strings.NewReader(head + "\n\n"))
	if err != nil {
		return demoMail{}, err
	}
	d := demoMail{id: strings.Trim(m.Header.Get("Message-ID"), "<>"), subject: m.Header.Get("Subject")}
	if d.from, err = mail.ParseAddress(m.Header.Get("From")); err != nil {
		return d, fmt.Errorf("read From: %w", err)
	}
	if d.to, err = mail.ParseAddress(m.Header.Get("To")); err != nil {
		return d, fmt.Errorf("read To: %w", err)
	}
	if strings.HasPrefix(body, "--") {
		_, body, _ = strings.Cut(body, "\n\n") // the first part of several
	}
	for paragraph := range strings.SplitSeq(body, "\n\n") {
		if d.text = strings.Join(strings.Fields(paragraph), " "); d.text != "" && !strings.HasSuffix(d.text, ",") {
			break
		}
	}
	return d, nil
}
