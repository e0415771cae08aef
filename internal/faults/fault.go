package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// fault is one wrong edit of one file and the test that must notice it.
type fault struct {
	name     string // of its file, without the ending
	why      string // what a user would suffer
	file     string // the file to be made wrong, from the root, with slashes
	pkg      string // the package of the test, as the go command takes it
	test     string // a test, or a test and its subtest with a slash between
	old, new string // whole lines
}

// readFaults reads the faults of a folder whose names match, by name.
func readFaults(dir string, wanted *regexp.Regexp) ([]fault, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	var faults []fault
	var errs []error
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		if !wanted.MatchString(name) {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		f, err := parseFault(name, data)
		if err != nil {
			errs = append(errs, fmt.Errorf("fault %s: %w", name, err))
		}
		faults = append(faults, f)
	}
	return faults, errors.Join(errs...)
}

// parseFault reads one fault: an archive with the sections old and new, and
// before them a sentence and the lines "file:" and "test:".
func parseFault(name string, data []byte) (fault, error) {
	f := fault{name: name}
	archive := txtar.Parse(data)
	var why []string
	for line := range strings.Lines(string(archive.Comment)) {
		line = strings.TrimSpace(line)
		if file, ok := strings.CutPrefix(line, "file:"); ok {
			f.file = strings.TrimSpace(file)
		} else if test, ok := strings.CutPrefix(line, "test:"); ok {
			f.pkg, f.test, _ = strings.Cut(strings.TrimSpace(test), " ")
		} else if line != "" {
			why = append(why, line)
		}
	}
	f.why = strings.Join(why, " ")

	var sections []string
	for _, s := range archive.Files {
		sections = append(sections, s.Name)
		switch s.Name {
		case "old":
			f.old = string(s.Data)
		case "new":
			f.new = string(s.Data)
		}
	}
	switch {
	case strings.Join(sections, " ") != "old new":
		return f, fmt.Errorf("wants the sections old and new, has %q", sections)
	case f.why == "":
		return f, errors.New("no sentence says why it matters")
	case f.file == "":
		return f, errors.New(`no line "file: PATH"`)
	case !strings.HasPrefix(f.test, "Test") || !strings.HasPrefix(f.pkg, "."):
		return f, errors.New(`no line "test: ./PACKAGE TestName"`)
	case strings.TrimSpace(f.old) == "":
		return f, errors.New("the section old is empty")
	case f.old == f.new:
		return f, errors.New("old and new are the same")
	}
	return f, nil
}

// apply makes src wrong. The old lines must stand in it exactly once, so that a
// fault can never slip to another place when the code around it changes.
func (f fault) apply(src []byte) ([]byte, error) {
	var places []int
	for at := 0; at < len(src); {
		if bytes.HasPrefix(src[at:], []byte(f.old)) {
			places = append(places, at)
		}
		next := bytes.IndexByte(src[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	if len(places) != 1 {
		return nil, fmt.Errorf("the old lines stand %d times in the file, not once", len(places))
	}
	at := places[0]
	return slices.Concat(src[:at], []byte(f.new), src[at+len(f.old):]), nil
}

// pattern is what makes a test binary run this test and no other.
func (f fault) pattern() string {
	var parts []string
	for part := range strings.SplitSeq(f.testName(), "/") {
		parts = append(parts, "^"+regexp.QuoteMeta(part)+"$")
	}
	return strings.Join(parts, "/")
}

// testName is the test as the testing package prints it.
func (f fault) testName() string {
	return strings.ReplaceAll(f.test, " ", "_")
}
