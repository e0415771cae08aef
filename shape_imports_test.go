package thrice_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "thrice"

// mayImport names, for each package, the packages of ours that it may import.
// What stands below a package in the tree follows its rule, and may import it
// and what else stands below it. Adapters know the core and not one another.
func mayImport() map[string][]string {
	core := []string{"rules", "tracker"}
	return map[string][]string{
		"rules":                    {},
		"tracker":                  {"rules"},
		"internal/reading":         {},
		"internal/measure":         {"internal/reading"},
		"internal/reading/measure": {"internal/measure"},
		"imapsync":                 {"rules", "tracker", "internal/reading"},
		"imapsync/wire":            {},
		"internal/store":           core,
		"internal/store/storetest": core,
		"internal/compose":         core,
		"internal/deliver":         core,
		"internal/web":             core,
		"internal/config":          {"rules"},
		"internal/oauth":           {},
		"internal/faults":          {},
		"internal/dovecot":         {},
		"imapsync/dovecottest":     {"internal/dovecot"},
		"internal/interop":         {"rules", "tracker", "imapsync", "internal/reading", "internal/store", "internal/dovecot"},
		"internal/bench":           {"tracker", "imapsync", "internal/reading", "internal/store", "internal/config", "internal/dovecot"},
		"cmd":                      {"rules", "tracker", "imapsync", "internal", "cmd"},
	}
}

// standardOnly are the packages that import nothing but the standard library
// and ours.
func standardOnly() []string { return []string{"rules", "tracker", "imapsync/wire"} }

// A library belongs to the one package that hides it. A place is a folder, with
// what is below it, or a pattern for files.
func homes() map[string][]string {
	const imap = "github.com/emersion/go-imap"
	return map[string][]string{
		imap:                         {"imapsync/dovecottest", "cmd"},
		imap + "/v2/imapclient":      {"imapsync/dovecottest"},
		imap + "/v2/imapserver":      {"cmd/thrice/demo*.go", "cmd/thrice/internal"},
		"database/sql":               {"internal/store"},
		"modernc.org/sqlite":         {"internal/store"},
		"modernc.org/libc":           {"internal/store/sqlite"},
		"github.com/pressly/goose":   {"internal/store"},
		"github.com/alecthomas/kong": {"cmd"},
		"github.com/pelletier":       {"internal/config"},
		"github.com/nyaruka":         {"internal/reading"},
		"github.com/xdg-go":          {"imapsync/sasl"},
		"golang.org/x/oauth2":        {"internal/oauth"},
	}
}

// impure are the packages that reach outside the process or are never twice
// the same, and pure those that must give the same answer every time.
func impure() []string {
	return []string{
		"os", "os/exec", "os/signal", "os/user", "syscall", "net", "net/http", "net/smtp",
		"crypto/rand", "math/rand", "math/rand/v2",
	}
}

// programs are the commands of developers that lie below the package they serve.
func programs() []string {
	return []string{"internal/bench", "internal/faults", "internal/interop", "internal/reading/measure"}
}

func pure() []string { return []string{"rules", "internal/reading", "internal/compose"} }

func TestImportsRunOneWay(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports() {
			if problem := checkImport(s.dir, imported); problem != "" {
				t.Errorf("%s: %s", s.path, problem)
			}
		}
	}
}

// checkImport says what is wrong with a package of a folder importing another.
func checkImport(dir, imported string) string {
	allowed := mayImport()
	home := ""
	for _, p := range slices.Sorted(maps.Keys(allowed)) {
		if below(dir, p) { // sorted, so the longest comes last
			home = p
		}
	}
	if home == "" {
		return "a package of which no rule speaks; say in mayImport what it may import"
	}
	ours, isOurs := strings.CutPrefix(imported, module+"/")
	external := strings.Contains(strings.Split(imported, "/")[0], ".")
	switch {
	case external && slices.Contains(standardOnly(), home):
		return home + " imports the standard library and ours only, not " + imported
	case !isOurs || below(ours, home):
		return ""
	}
	for _, p := range allowed[home] {
		if ours == p || home == "cmd" && below(ours, p) {
			return ""
		}
	}
	return fmt.Sprintf("%s must not import %s", home, ours)
}

func TestLibrariesStayInThePackageThatHidesThem(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports() {
			if problem := checkHome(s.path, imported); problem != "" {
				t.Errorf("%s: %s", s.path, problem)
			}
		}
	}
}

// checkHome says whether a file may import a library.
func checkHome(file, imported string) string {
	for library, places := range homes() {
		if !below(imported, library) {
			continue
		}
		if !slices.ContainsFunc(places, func(place string) bool {
			matched, _ := path.Match(place, file)
			return matched || below(file, place)
		}) {
			return fmt.Sprintf("%s belongs into %s only", imported, strings.Join(places, ", "))
		}
	}
	return ""
}

func TestPurePackagesReachNothingOutside(t *testing.T) {
	for _, s := range sources(t) {
		if !slices.ContainsFunc(pure(), func(p string) bool { return below(s.dir, p) }) {
			continue
		}
		for _, imported := range s.imports() {
			if slices.Contains(impure(), imported) {
				t.Errorf("%s: a pure package must not import %s", s.path, imported)
			}
		}
	}
}

func TestEveryPackageIsPartOfAProgramOrServesTests(t *testing.T) {
	list := []string{"list", "-deps", "./cmd/..."}
	for _, p := range programs() {
		list = append(list, "./"+p)
	}
	used := strings.Fields(output(t, "go", list...))
	seen := make(map[string]bool)
	for _, s := range sources(t) {
		if pkg := module + "/" + s.dir; !seen[pkg] && !strings.HasSuffix(pkg, "test") && !slices.Contains(used, pkg) {
			seen[pkg] = true
			t.Errorf("%s: no program uses this package", s.dir)
		}
	}
}

func TestModuleReplacesNothing(t *testing.T) {
	var mod struct {
		Module  struct{ Path string }
		Replace []struct{ Old struct{ Path string } }
	}
	if err := json.Unmarshal([]byte(output(t, "go", "mod", "edit", "-json")), &mod); err != nil {
		t.Fatal(err)
	}
	if mod.Module.Path != module {
		t.Errorf("the module is %q, not %q", mod.Module.Path, module)
	}
	for _, r := range mod.Replace {
		t.Errorf("go.mod replaces %s: go install would not build what we test", r.Old.Path)
	}
}

func TestImportRulesThemselves(t *testing.T) {
	for _, tt := range []struct {
		name, dir, imported string
		fine                bool
	}{
		{"rules may import the standard library", "rules", "time", true},
		{"rules must not import a library", "rules", "github.com/google/go-cmp/cmp", false},
		{"rules must not import the tracker", "rules", "thrice/tracker", false},
		{"the tracker may import rules", "tracker", "thrice/rules", true},
		{"the tracker must not import an adapter", "tracker", "thrice/internal/store", false},
		{"reading may import a library", "internal/reading", "github.com/emersion/go-message", true},
		{"reading must import nothing of ours", "internal/reading", "thrice/rules", false},
		{"imapsync may import reading", "imapsync", "thrice/internal/reading", true},
		{"the store must not import reading", "internal/store", "thrice/internal/reading", false},
		{"an adapter must not import another", "internal/web", "thrice/internal/compose", false},
		{"an adapter may import what is below it", "internal/store", "thrice/internal/store/sqlite", true},
		{"what is below an adapter may import the adapter", "internal/store/sqlite", "thrice/internal/store", true},
		{"what is below an adapter follows its rule", "internal/store/sqlite", "thrice/internal/web", false},
		{"the store's suite knows the port and no engine", "internal/store/storetest", "thrice/internal/store", false},
		{"only a program may import config", "imapsync", "thrice/internal/config", false},
		{"a program may import config", "cmd/thrice", "thrice/internal/config", true},
		{"a program may import the core", "cmd/thrice", "thrice/tracker", true},
		{"nobody imports a program", "internal/web", "thrice/cmd/thrice", false},
		{"a package without a rule is refused", "internal/util", "time", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if problem := checkImport(tt.dir, tt.imported); (problem == "") != tt.fine {
				t.Errorf("got %q", problem)
			}
		})
	}
}

func TestHomeRulesThemselves(t *testing.T) {
	const imap = "github.com/emersion/go-imap/v2"
	for _, tt := range []struct {
		name, file, imported string
		fine                 bool
	}{
		{"SQL in the store", "internal/store/open.go", "database/sql", true},
		{"SQL below the store", "internal/store/storetest/suite.go", "database/sql", true},
		{"SQL elsewhere", "tracker/store.go", "database/sql", false},
		{"an SQL driver's package elsewhere", "cmd/thrice/main.go", "database/sql/driver", false},
		{"the library's IMAP client in what serves tests", "imapsync/dovecottest/mail.go", imap + "/imapclient", true},
		{"the library's IMAP client in imapsync, which has its own", "imapsync/dial.go", imap + "/imapclient", false},
		{"the IMAP client in a program", "cmd/thrice/check.go", imap + "/imapclient", false},
		{"IMAP's names in a program", "cmd/thrice/demo.go", imap, true},
		{"IMAP's names in the tracker", "tracker/message.go", imap, false},
		{"the IMAP server in the demo", "cmd/thrice/demo_server.go", imap + "/imapserver/imapmemserver", true},
		{"the IMAP server in imapsync", "imapsync/dial.go", imap + "/imapserver", false},
		{"any other library anywhere", "imapsync/dial.go", "github.com/emersion/go-message", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if problem := checkHome(tt.file, tt.imported); (problem == "") != tt.fine {
				t.Errorf("got %q", problem)
			}
		})
	}
}
