// Package thrice_test holds the shape of the program: who may import whom, what
// may be kept in variables, who may read the clock, what must be documented.
// A rule that no test holds is true for about a month.
package thrice_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is one Go file of the product: no test, no test data.
type source struct {
	path string // from the root, with slashes
	dir  string
	fset *token.FileSet
	ast  *ast.File
}

// files lists what git tracks or would track, without what has been deleted, by
// name. A file counts before it is committed, so that the mistake is seen first.
func files(t *testing.T) []string {
	t.Helper()
	// CI may check out as one user and test as another; git is told not to mind.
	out := output(t, "git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	var names []string
	for name := range strings.SplitSeq(out, "\x00") {
		if info, err := os.Lstat(name); name != "" && err == nil && info.Mode().IsRegular() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		t.Fatal("git lists no files")
	}
	return names
}

// sources parses the Go files of the product, those for other systems too.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, name := range files(t) {
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || isTestData(name) {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, parse(t, name, string(text)))
	}
	if len(all) == 0 {
		t.Fatal("no Go files")
	}
	return all
}

func parse(t *testing.T, name, text string) source {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return source{path: name, dir: path.Dir(name), fset: fset, ast: file}
}

// imports are the import paths of a file.
func (s source) imports() []string {
	var paths []string
	for _, i := range s.ast.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			p = i.Path.Value
		}
		paths = append(paths, p)
	}
	return paths
}

// at is the place of a node, as an editor opens it.
func (s source) at(n ast.Node) string {
	p := s.fset.Position(n.Pos())
	return s.path + ":" + strconv.Itoa(p.Line)
}

func isTestData(name string) bool {
	return slices.Contains(strings.Split(name, "/"), "testdata")
}

// below says whether a path is the folder or stands anywhere below it.
func below(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

// output runs a command at the root and returns what it prints. One that fails
// fails the test, with what it said.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, said.String())
	}
	return string(out)
}
