package scriptedtest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Case is one behaviour of a server, from a file in txtar form. Before its
// sections stands what the server does, in words. "server" says what it serves,
// a line each (none of them is needed):
//
//	scheme SCHEME                    imap+insecure if there is none
//	caps NAME [+CAP|-CAP]...         "plain", "rich", or both one after the other
//	folder NAME UIDS [VALIDITY] [ATTR]...
//	field FOLDER UID N TEXT          puts TEXT before a header, over and over up to N bytes
//	nofolders
//
// "script" is a Script, and "want" what must come of it, for the test to read.
type Case struct {
	Name     string
	Says     string
	Profiles []string
	Want     []string // lines
	server   []string
	script   string
}

// Load reads all cases below a folder.
func Load(t testing.TB, folder string) []Case {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("cases in %s: %d, error %v", folder, len(files), err)
	}
	var all []Case
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Parse(strings.TrimSuffix(filepath.Base(file), ".txt"), text)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, c)
	}
	return all
}

// Parse reads one case.
func Parse(name string, text []byte) (Case, error) {
	a := txtar.Parse(text)
	c := Case{Name: name, Says: strings.Join(strings.Fields(string(a.Comment)), " "), Profiles: []string{"plain", "rich"}}
	for _, section := range a.Files {
		switch section.Name {
		case "server":
			c.server = lines(string(section.Data))
		case "script":
			c.script = string(section.Data)
		case "want":
			c.Want = lines(string(section.Data))
		default:
			return c, fmt.Errorf("unknown section %q", section.Name)
		}
	}
	if c.Says == "" || len(c.Want) == 0 {
		return c, fmt.Errorf("a case says what the server does, and what must come of it")
	}
	for _, l := range c.server {
		if caps, ok := strings.CutPrefix(l, "caps "); ok {
			if first, _, _ := strings.Cut(caps, " "); first == "plain" || first == "rich" {
				c.Profiles = []string{first}
			}
		}
	}
	if _, err := ParseScript(c.script); err != nil {
		return c, err
	}
	_, err := c.mailbox(c.Profiles[0])
	return c, err
}

// lines are those that say something.
func lines(text string) []string {
	var all []string
	for l := range strings.Lines(text) {
		if l = strings.TrimRight(l, "\r\n"); l != "" && l[0] != '#' {
			all = append(all, l)
		}
	}
	return all
}

// Server returns a server that behaves so, and its script. The profile is one of
// the case's.
func (c Case) Server(t testing.TB, profile string) (*Server, *Script) {
	t.Helper()
	box, err := c.mailbox(profile)
	if err != nil {
		t.Fatal(err)
	}
	script, err := ParseScript(c.script)
	if err != nil {
		t.Fatal(err)
	}
	return New(t, box, script), script
}

// Scheme is how to reach the server.
func (c Case) Scheme() string {
	for _, l := range c.server {
		if scheme, ok := strings.CutPrefix(l, "scheme "); ok {
			return scheme
		}
	}
	return "imap+insecure"
}

// Profile is what a server can do: "plain" is IMAP4rev1 and nothing else, "rich"
// what a modern server offers.
func Profile(name string) []string {
	caps := "IMAP4rev1"
	if name == "rich" {
		caps = "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS " +
			"CONDSTORE QRESYNC ESEARCH UIDPLUS UNSELECT AUTH=PLAIN"
	}
	return strings.Fields(caps)
}

// DefaultFolders are those of a case that names none.
func DefaultFolders() []*Folder {
	sent := NewFolder("Sent", 1, 2, 3)
	sent.Attrs = []string{`\Sent`}
	return []*Folder{NewFolder("INBOX", 1, 2, 3, 4, 5), NewFolder("Kunden", 1, 2), sent}
}

// mailbox makes what the case's server serves.
func (c Case) mailbox(profile string) (*Mailbox, error) {
	box := &Mailbox{Scheme: c.Scheme(), Caps: Profile(profile), Folders: DefaultFolders()}
	own := false
	for _, l := range c.server {
		args := words(unescape(l))
		var err error
		switch args[0] {
		case "scheme":
		case "caps":
			box.adjust(args[1:])
		case "nofolders":
			box.Folders = nil
		case "folder":
			if !own {
				own, box.Folders = true, nil
			}
			var f *Folder
			f, err = parseFolder(args[1:])
			box.Folders = append(box.Folders, f)
		case "field":
			err = box.field(l, args[1:])
		default:
			err = fmt.Errorf("unknown word %q", args[0])
		}
		if err != nil {
			return nil, fmt.Errorf("%q: %w", l, err)
		}
	}
	return box, nil
}

// adjust adds and takes away capabilities.
func (m *Mailbox) adjust(caps []string) {
	for _, c := range caps {
		if name, ok := strings.CutPrefix(c, "+"); ok {
			m.Caps = append(m.Caps, name)
		}
		if name, ok := strings.CutPrefix(c, "-"); ok {
			m.Caps = slices.DeleteFunc(m.Caps, func(have string) bool { return have == name })
		}
	}
}

func parseFolder(args []string) (*Folder, error) {
	if len(args) < 2 {
		return nil, fmt.Errorf("a folder has a name and UIDs")
	}
	var uids []uint32
	if args[1] != "-" {
		set, err := parseSet(args[1], 0)
		if err != nil {
			return nil, err
		}
		for _, s := range set {
			for uid := s.from; uid <= s.to; uid++ {
				uids = append(uids, uid)
			}
		}
	}
	f := NewFolder(args[0], uids...)
	for _, a := range args[2:] {
		if n, err := strconv.ParseUint(a, 10, 32); err == nil {
			f.UIDValidity = uint32(n)
		} else {
			f.Attrs = append(f.Attrs, a)
		}
	}
	return f, nil
}

// field puts text before a message's header: FOLDER UID N TEXT.
func (m *Mailbox) field(line string, args []string) error {
	parts := strings.SplitN(line, " ", 5)
	if len(parts) != 5 {
		return fmt.Errorf("field FOLDER UID N TEXT")
	}
	f := m.folder(args[0])
	uid, err := strconv.ParseUint(args[1], 10, 32)
	n, err2 := strconv.Atoi(args[2])
	if f == nil || err != nil || err2 != nil {
		return fmt.Errorf("field FOLDER UID N TEXT")
	}
	i := slices.IndexFunc(f.Messages, func(m *Message) bool { return m.UID == uint32(uid) })
	if i < 0 {
		return fmt.Errorf("no message %d", uid)
	}
	text := unescape(parts[4])
	f.Messages[i].Header = strings.Repeat(text, n/len(text)) + f.Messages[i].Header
	return nil
}
