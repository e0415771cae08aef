package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestRunTellsGoodFaultsFromBadOnes runs the whole tool on a small module,
// testdata/module.txtar, whose faults carry the verdict they must get in
// their names.
func TestRunTellsGoodFaultsFromBadOnes(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/module.txtar")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	names := regexp.MustCompile(`^testdata/faults/((caught|missed|broken)-.*)\.txt$`)
	faults := make(map[string]string) // by name, the verdict
	for _, f := range archive.Files {
		name, data := f.Name, f.Data
		if m := names.FindStringSubmatch(name); m != nil {
			faults[m[1]] = m[2]
			// An archive in an archive: its section marks are written with "==".
			name = strings.TrimSuffix(name, ".txt") + ".txtar"
			data = []byte(strings.NewReplacer("== old ==", "-- old --", "== new ==", "-- new --").Replace(string(data)))
		}
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	var out strings.Builder
	err = run(t.Context(), []string{"-module", root}, &out)
	if err == nil || err.Error() != "6 of 8 faults not caught" {
		t.Errorf("got %v, want 6 of 8 not caught", err)
	}
	for name, verdict := range faults {
		line := regexp.MustCompile(`(?im)^` + verdict + ` +[0-9.]+s  ` + name + `$`)
		if !line.MatchString(out.String()) {
			t.Errorf("%s is not reported as %s", name, verdict)
		}
	}
	for _, want := range []string{
		"TestDouble passes", "stand 2 times", "does not compile", "has no test TestNobody",
		"fails without the fault", "why it matters: Everything would cost twice as much.",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if t.Failed() {
		t.Logf("report:\n%s", out.String())
	}

	src, err := os.ReadFile(filepath.Join(root, "sum.go"))
	if err != nil || !strings.Contains(string(src), "return a + b") {
		t.Errorf("the work tree was written to: %v\n%s", err, src)
	}
}

func TestRunFailsWhenThereIsNoFaultToTry(t *testing.T) {
	if err := run(t.Context(), []string{"-module", t.TempDir()}, &strings.Builder{}); err == nil {
		t.Error("a module without faults passes")
	}
}
