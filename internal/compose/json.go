package compose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf16"

	"thrice/tracker"
)

// JSON writes v for a script: indented, with a newline at the end. Characters
// that cannot be seen are escaped, so that what a mail says cannot steer the
// terminal it is printed on.
func JSON(v any) ([]byte, error) { return encode(v, "  ") }

// JSONLine is JSON on one line, with a newline at its end.
func JSONLine(v any) ([]byte, error) { return encode(v, "") }

func encode(v any, indent string) ([]byte, error) {
	var raw bytes.Buffer
	e := json.NewEncoder(&raw)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	var out bytes.Buffer
	for _, r := range raw.String() {
		switch {
		case r == '\n' || !unseen(r):
			out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.Bytes(), nil
}

// account is how well an account was read, for scripts.
type account struct {
	Name       string     `json:"name"`
	Read       *time.Time `json:"read"` // end of the last round that read every folder
	Failed     *time.Time `json:"failed"`
	Trouble    string     `json:"trouble"`
	Folders    []string   `json:"folders"`
	Unreadable int        `json:"unreadable"`
}

// JSON is the digest for scripts: every section is there, empty ones, too.
func (d Digest) JSON() ([]byte, error) {
	out := struct {
		At       time.Time                `json:"at"`
		Since    time.Time                `json:"since"`
		Counts   map[place]int            `json:"counts"`
		Sections map[place][]tracker.Item `json:"sections"`
		Late     int                      `json:"late"`
		Accounts []account                `json:"accounts"`
	}{d.at.UTC(), d.since.UTC(), map[place]int{}, map[place][]tracker.Item{}, d.late, []account{}}
	for _, s := range told() {
		out.Counts[s.Place], out.Sections[s.Place] = 0, []tracker.Item{}
	}
	for _, s := range d.sections {
		out.Counts[s.Place], out.Sections[s.Place] = len(s.Items), s.Items
	}
	for _, h := range d.health {
		a := account{Name: h.Name, Read: stamp(h.Ended), Failed: stamp(h.Failed), Trouble: h.Trouble,
			Folders: []string{}, Unreadable: len(h.Unreadable)}
		for _, f := range h.Folders {
			a.Folders = append(a.Folders, f.Name)
		}
		out.Accounts = append(out.Accounts, a)
	}
	return JSON(out)
}

func stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
