package thrice_test

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// timeless are the packages that get now as an argument.
func timeless() []string {
	return []string{"rules", "tracker", "internal/reading", "internal/compose", "internal/store"}
}

func TestNoClockBelowTheEdges(t *testing.T) {
	for _, s := range sources(t) {
		if slices.ContainsFunc(timeless(), func(p string) bool { return below(s.dir, p) }) {
			for _, problem := range clockReads(s) {
				t.Error(problem)
			}
		}
	}
}

// clockReads lists where a file reads the clock, the machine's zone, or waits.
// Naming the function without calling it is reading it later.
func clockReads(s source) []string {
	banned := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local"}
	name := "time"
	for _, i := range s.ast.Imports {
		if i.Path.Value == `"time"` && i.Name != nil {
			name = i.Name.Name
		}
	}
	var problems []string
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && slices.Contains(banned, sel.Sel.Name) {
				problems = append(problems, s.at(sel)+": time."+sel.Sel.Name+": now is an argument here")
			}
		}
		return true
	})
	return problems
}

func TestNoStateAtPackageLevel(t *testing.T) {
	for _, s := range sources(t) {
		for _, problem := range packageState(s) {
			t.Error(problem)
		}
	}
}

// packageState lists the init functions and the variables of a file that hold
// something other than errors, embedded files and what is read from them once,
// compiled patterns and templates, assertions, and the version that the linker
// sets.
func packageState(s source) []string {
	var problems []string
	embedded := embeddedIn(s)
	for _, decl := range s.ast.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				problems = append(problems, s.at(d)+": func init: nobody sees it called; call it from main")
			}
		case *ast.GenDecl:
			if d.Tok != token.VAR {
				continue
			}
			for _, spec := range d.Specs {
				v := spec.(*ast.ValueSpec)
				if !fixed(s, v, embedded) {
					problems = append(problems, s.at(v)+": var "+v.Names[0].Name+": no state at package level; pass it in, or make it a function")
				}
			}
		}
	}
	return problems
}

// embeddedIn lists the names of a file's embedded variables.
func embeddedIn(s source) []string {
	directive := func(doc *ast.CommentGroup) bool {
		return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
			return strings.HasPrefix(c.Text, "//go:embed ")
		})
	}
	var names []string
	for _, decl := range s.ast.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			continue
		}
		for _, spec := range d.Specs {
			v := spec.(*ast.ValueSpec)
			if directive(v.Doc) || !d.Lparen.IsValid() && directive(d.Doc) {
				names = append(names, v.Names[0].Name)
			}
		}
	}
	return names
}

// fixed says whether a variable is one that nobody will ever set.
func fixed(s source, v *ast.ValueSpec, embedded []string) bool {
	switch name := v.Names[0].Name; {
	case slices.Contains(embedded, name):
		return true
	case name == "_":
		return v.Type != nil // an assertion that a type has the methods of another
	case name == "version" && len(v.Names) == 1 && below(s.dir, "cmd"):
		return true
	}
	return len(v.Values) > 0 && !slices.ContainsFunc(v.Values, func(e ast.Expr) bool {
		return !constantly(e, embedded)
	})
}

// constantly says whether an expression makes an error, a compiled pattern or
// template, a list of them, or once what an embedded file says.
func constantly(e ast.Expr, embedded []string) bool {
	switch e := e.(type) {
	case *ast.CallExpr:
		switch name := dotted(e.Fun); name {
		case "errors.New", "fmt.Errorf", "regexp.MustCompile":
			return true
		case "sync.OnceValue", "sync.OnceValues":
			return compiles(e) || mentions(e, embedded)
		default:
			return strings.HasSuffix(name, "emplate.Must") || isError(name)
		}
	case *ast.UnaryExpr:
		return e.Op == token.AND && constantly(e.X, embedded)
	case *ast.CompositeLit:
		return isError(dotted(e.Type)) || compiles(e) && inert(e)
	}
	return false
}

// compiles says whether a pattern or a template is compiled somewhere in a node.
func compiles(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			name := dotted(call.Fun)
			found = found || name == "regexp.MustCompile" || strings.HasSuffix(name, "emplate.Must")
		}
		return !found
	})
	return found
}

// mentions says whether a node uses one of the names.
func mentions(n ast.Node, names []string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && slices.Contains(names, id.Name)
		return !found
	})
	return found
}

// inert says whether a list or table holds nothing but patterns and constants.
func inert(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CompositeLit:
		return !slices.ContainsFunc(e.Elts, func(e ast.Expr) bool { return !inert(e) })
	case *ast.KeyValueExpr:
		return inert(e.Value)
	case *ast.CallExpr:
		return constantly(e, nil)
	case *ast.BasicLit, *ast.Ident, *ast.SelectorExpr:
		return true
	}
	return false
}

func isError(name string) bool {
	return strings.HasSuffix(strings.ToLower(name), "error") && !strings.Contains(name, "(")
}

// dotted is a name or a name in a package or type, or empty for anything else.
func dotted(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x := dotted(e.X); x != "" {
			return x + "." + e.Sel.Name
		}
	case *ast.IndexExpr: // a type argument
		return dotted(e.X)
	}
	return ""
}

func TestStateRulesThemselves(t *testing.T) {
	for _, tt := range []struct {
		name, decl string
		fine       bool
	}{
		{"an error", `var ErrGone = errors.New("gone")`, true},
		{"a group of errors", `var (ErrA = errors.New("a"); ErrB = fmt.Errorf("b: %w", ErrA))`, true},
		{"a value of an error type", `var ErrA = &StateError{Code: 1}`, true},
		{"a pattern", `var word = regexp.MustCompile("a")`, true},
		{"a list of patterns", `var words = []*regexp.Regexp{regexp.MustCompile("a"), regexp.MustCompile("b")}`, true},
		{"a table with patterns", `var words = []word{{re: regexp.MustCompile("a"), what: Human}}`, true},
		{"a table with a pattern and a call", `var words = []word{{re: regexp.MustCompile("a"), at: time.Now()}}`, false},
		{"a template", `var page = template.Must(template.ParseFS(files, "*.html"))`, true},
		{"a template of another name", `var page = texttemplate.Must(texttemplate.New("a").Parse("b"))`, true},
		{"patterns compiled at the first use", `var words = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("a") })`, true},
		{"something else made at the first use", `var db = sync.OnceValue(func() *DB { return open() })`, false},
		{"an embedded file", "//go:embed a.txt\nvar text string", true},
		{"a table read from an embedded file at the first use", "//go:embed a.txt\nvar text string\n\nvar table = sync.OnceValue(func() []string { return strings.Fields(text) })", true},
		{"an embedded file in a group", "var (\n//go:embed a.txt\ntext string\n)", true},
		{"a comment about embedding", "// go:embed a.txt\nvar text string", false},
		{"an assertion", `var _ io.Reader = (*Source)(nil)`, true},
		{"the version of a program", `var version = "dev"`, true},
		{"a map", `var zones = map[string]int{"a": 1}`, false},
		{"a number", `var limit = 3`, false},
		{"nothing yet", `var cache *Cache`, false},
		{"an error nobody made yet", `var err error`, false},
		{"one of two is state", `var a, b = errors.New("a"), 3`, false},
		{"an init function", `func init() {}`, false},
		{"a method named init", `func (s *Source) init() {}`, true},
		{"a constant", `const limit = 3`, true},
		{"a variable in a function", `func f() { var limit = 3; _ = limit }`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := parse(t, path.Join("cmd", "thrice", "x.go"), "package x\n\n"+tt.decl+"\n")
			if problems := packageState(s); (len(problems) == 0) != tt.fine {
				t.Errorf("got %q", problems)
			}
		})
	}
}

func TestClockRulesThemselves(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       int
	}{
		{"the clock is read", `import "time"; func f() { _ = time.Now() }`, 1},
		{"the clock is kept to be read later", `import "time"; func f() func() time.Time { return time.Now }`, 1},
		{"the clock under another name", `import clock "time"; func f() { _ = clock.Since(clock.Time{}) }`, 1},
		{"arithmetic needs no clock", `import "time"; func f(t time.Time) bool { return t.After(t.Add(time.Hour)) }`, 0},
		{"another package's Now", `import "x/y"; func f() { y.Now() }`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := clockReads(parse(t, "rules/x.go", "package rules; "+tt.text)); len(got) != tt.want {
				t.Errorf("got %q, want %d", got, tt.want)
			}
		})
	}
}
