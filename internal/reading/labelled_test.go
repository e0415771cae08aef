package reading

import (
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// The labelled mails lie in testdata/mails, a folder for each topic. Each is an
// archive whose comment says what is hard about it, with the files
//
//	mail       as it lies in the mailbox; "\r\n" is not needed
//	want       lines "key: value", the keys of wanted
//	new_text, signature   if given, the whole text expected
//
// The key language is required: it is counted.
func TestLabelledMails(t *testing.T) {
	languages := make(map[string]int)
	archives := labelledArchives(t)
	for _, path := range slices.Sorted(maps.Keys(archives)) {
		name := strings.TrimSuffix(filepath.ToSlash(strings.TrimPrefix(path, "testdata/mails/")), ".txtar")
		t.Run(name, func(t *testing.T) { languages[labelled(t, archives[path])]++ })
	}
	t.Logf("%d mails in %d languages: %v", len(archives), len(languages), languages)
}

// labelledArchives returns all labelled mails by path.
func labelledArchives(t *testing.T) map[string]*txtar.Archive {
	t.Helper()
	archives := make(map[string]*txtar.Archive)
	err := filepath.WalkDir("testdata/mails", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		archives[path], err = txtar.ParseFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return archives
}

// labelled reads one archive, reports what is read wrongly and returns the
// language.
func labelled(t *testing.T, archive *txtar.Archive) (language string) {
	t.Helper()
	if strings.TrimSpace(string(archive.Comment)) == "" {
		t.Error("no comment says what is hard about this mail")
	}
	var r Reading
	for i, f := range archive.Files {
		text := strings.TrimRight(string(f.Data), "\n")
		switch {
		case i == 0 && f.Name == "mail":
			r = Read(f.Data, Hints{})
		case i == 0:
			t.Fatalf("the first file is %s, not mail", f.Name)
		case f.Name == "new_text":
			differ(t, f.Name, r.NewText, text)
		case f.Name == "signature":
			differ(t, f.Name, r.Signature, text)
		case f.Name == "want":
			for line := range strings.SplitSeq(text, "\n") {
				key, want, _ := strings.Cut(line, ":")
				if key == "language" {
					language = strings.TrimSpace(want)
					continue
				}
				got, ok := wanted()[key]
				if !ok {
					t.Fatalf("%q is no key", key)
				}
				differ(t, key, got(&r), strings.TrimSpace(want))
			}
		default:
			t.Fatalf("%s is no file of a labelled mail", f.Name)
		}
	}
	if language == "" {
		t.Error("want names no language")
	}
	return language
}

func differ(t *testing.T, key, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", key, got, want)
	}
}

// wanted are the keys that a labelled mail may name. What is absent is "none".
func wanted() map[string]func(*Reading) string {
	order := func(get func(*Order) string) func(*Reading) string {
		return func(r *Reading) string {
			if r.Order == nil {
				return "none"
			}
			return orNone(get(r.Order))
		}
	}
	bounce := func(get func(*Failure) string) func(*Reading) string {
		return func(r *Reading) string {
			if r.Bounce == nil {
				return "none"
			}
			return orNone(get(r.Bounce))
		}
	}
	return map[string]func(*Reading) string{
		"nature":         func(r *Reading) string { return string(r.Nature) },
		"why":            func(r *Reading) string { return r.Why },
		"subject":        func(r *Reading) string { return r.Subject },
		"from":           func(r *Reading) string { return orNone(r.From.Address) },
		"quoted":         func(r *Reading) string { return strconv.FormatBool(r.Quoted) },
		"asks":           func(r *Reading) string { return strconv.FormatBool(r.Asks) },
		"courtesy":       func(r *Reading) string { return strconv.FormatBool(r.Courtesy) },
		"promises":       func(r *Reading) string { return strconv.FormatBool(r.Promises) },
		"confirms":       func(r *Reading) string { return strconv.FormatBool(r.Confirms) },
		"stop":           func(r *Reading) string { return strconv.FormatBool(r.Stop) },
		"forward":        func(r *Reading) string { return strconv.FormatBool(r.Forward) },
		"complaint":      func(r *Reading) string { return orNone(string(r.Complaint)) },
		"call_request":   func(r *Reading) string { return strconv.FormatBool(r.CallRequest) },
		"call_phone":     func(r *Reading) string { return callPhone(r.Call) },
		"call_when":      func(r *Reading) string { return callWhen(r.Call) },
		"named_date":     func(r *Reading) string { return dayText(r.NamedDate) },
		"until":          func(r *Reading) string { return dayText(r.Until) },
		"stand_in":       func(r *Reading) string { return orNone(r.StandIn.Address) },
		"stand_in_name":  func(r *Reading) string { return orNone(r.StandIn.Name) },
		"stand_in_phone": func(r *Reading) string { return phoneText(r.StandIn.Phone) },
		"phones":         phoneList,
		"number":         order(func(o *Order) string { return o.Number }),
		"stage":          order(func(o *Order) string { return string(o.Stage) }),
		"carrier":        order(func(o *Order) string { return o.Carrier }),
		"tracking":       order(func(o *Order) string { return strings.Join(o.Tracking, " ") }),
		"promised":       order(func(o *Order) string { return dayText(o.Promised) }),
		"delivered":      order(func(o *Order) string { return dayText(o.Delivered) }),
		"order":          func(r *Reading) string { return strconv.FormatBool(r.Order != nil) },
		"bounce_status":  bounce(func(f *Failure) string { return f.Status }),
		"bounce_address": bounce(func(f *Failure) string { return f.Address }),
		"bounce_message": bounce(func(f *Failure) string { return f.OriginalMessageID }),
		"permanent":      bounce(func(f *Failure) string { return strconv.FormatBool(f.Permanent) }),
		"errors":         func(r *Reading) string { return orNone(strings.Join(r.Errors, "; ")) },
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func dayText(d *Day) string {
	if d == nil {
		return "none"
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

func callPhone(c *Call) string {
	if c == nil {
		return "none"
	}
	return phoneText(c.Phone)
}

func callWhen(c *Call) string {
	if c == nil {
		return "none"
	}
	return orNone(c.When)
}

func phoneText(p *Phone) string {
	if p == nil {
		return "none"
	}
	return p.E164
}

// phoneList writes the numbers in order, each with its label behind "/".
func phoneList(r *Reading) string {
	var list []string
	for _, p := range r.Phones {
		text := p.E164
		if p.Label != "" {
			text += "/" + strings.ReplaceAll(p.Label, " ", "_")
		}
		list = append(list, text)
	}
	return orNone(strings.Join(list, " "))
}
