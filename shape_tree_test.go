package thrice_test

import (
	"bytes"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const architecture = "ARCHITECTURE.md"

func TestArchitectureNamesEveryFolder(t *testing.T) {
	named := make(map[string]bool)
	for _, p := range pathsIn(read(t, architecture)) {
		named[path.Clean(p)] = true
	}
	folders := make(map[string]bool)
	for _, name := range files(t) {
		if dir := path.Dir(name); dir != "." && !isTestData(dir) {
			folders[dir] = true
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		if !named[dir] {
			t.Errorf("%s does not name the folder %s/", architecture, dir)
		}
	}
}

func TestDocumentsNameNoPathThatDoesNotExist(t *testing.T) {
	top := make(map[string]bool)
	for _, name := range files(t) {
		if first, _, ok := strings.Cut(name, "/"); ok {
			top[first] = true
		}
	}
	for _, document := range []string{"README.md", architecture, "CONTRIBUTING.md"} {
		for _, p := range pathsIn(read(t, document)) {
			first, _, _ := strings.Cut(p, "/")
			// Other documents also name folders of the reader's machine.
			if !top[first] && (document != architecture || !strings.HasSuffix(p, "/")) {
				continue
			}
			if found, err := filepath.Glob(filepath.FromSlash(path.Clean(p))); err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which does not exist", document, p)
			}
		}
	}
}

// pathsIn lists the relative paths in a text: the words with a slash in them
// that are no address, no variable and no place on somebody's machine.
func pathsIn(text string) []string {
	word := regexp.MustCompile(`[\w.*~$<>{}:@%+/-]+`)
	var paths []string
	for _, w := range word.FindAllString(text, -1) {
		w = strings.TrimPrefix(strings.TrimRight(w, ".:"), "./")
		if strings.Contains(w, "/") && !strings.HasPrefix(w, "/") && !strings.ContainsAny(w, "~$<>{}:@%") {
			paths = append(paths, w)
		}
	}
	return paths
}

func TestPathsInATextAreFound(t *testing.T) {
	text := "In `rules/` and internal/web. See ./scripts/test, `cmd/thrice/demo*.go` (all of cmd/...), " +
		"not ~/mail/x, /etc/passwd, https://acme.example/a, $HOME/x, `go test ./...` or rules."
	want := []string{"rules/", "internal/web", "scripts/test", "cmd/thrice/demo*.go", "cmd/"}
	if got := pathsIn(text); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whoever reads this on another machine must be able to follow it, and what is
// not done is not in the tree.
func TestNoFileHoldsWhatBelongsOnADesk(t *testing.T) {
	place := regexp.MustCompile(`(?:^|[^\w.~>}-])/(?:w[o]rk|r[o]ot|home/\w+|Users/\w+)/`)
	later := regexp.MustCompile(`\b(?:TO[D]O|FIX[M]E)\b`)
	skip := regexp.MustCompile(`\b(?:t|tb|b|f)\.Skip(?:f|Now)?\(`)
	for _, name := range files(t) {
		text := []byte(read(t, name))
		if bytes.IndexByte(text, 0) >= 0 {
			continue // no text
		}
		number := 0
		for line := range bytes.Lines(text) {
			number++
			switch {
			case place.Match(line):
				t.Errorf("%s:%d: a path of one machine: %s", name, number, bytes.TrimSpace(line))
			case !isTestData(name) && later.Match(line):
				t.Errorf("%s:%d: left for later: %s", name, number, bytes.TrimSpace(line))
			case path.Ext(name) == ".go" && skip.Match(line):
				t.Errorf("%s:%d: a test that is skipped proves nothing: %s", name, number, bytes.TrimSpace(line))
			}
		}
	}
}

func TestTheDocumentsOfARepositoryExist(t *testing.T) {
	for _, name := range []string{"README.md", architecture, "CONTRIBUTING.md", "LICENSE", "config.example.toml"} {
		if !slices.Contains(files(t), name) {
			t.Errorf("there is no %s", name)
		}
	}
}

// read returns a file's text; a file that cannot be read fails the test.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
