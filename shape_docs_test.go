package thrice_test

import (
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestEveryPackageSaysWhatItIsForInOneFile(t *testing.T) {
	names := make(map[string]string)  // by folder, the package's name
	docs := make(map[string][]string) // by folder, the files that say it
	for _, s := range sources(t) {
		names[s.dir] = s.ast.Name.Name
		if s.ast.Doc.Text() == "" {
			continue
		}
		docs[s.dir] = append(docs[s.dir], path.Base(s.path))
		if name := s.ast.Name.Name; name != "main" && !strings.HasPrefix(s.ast.Doc.Text(), "Package "+name+" ") {
			t.Errorf("%s: the comment does not begin with \"Package %s\"", s.path, name)
		}
	}
	for dir, name := range names {
		switch len(docs[dir]) {
		case 0:
			t.Errorf("%s: package %s has no comment that says what it is for", dir, name)
		case 1:
		default:
			t.Errorf("%s: package %s is described in %s; one is enough", dir, name, strings.Join(docs[dir], ", "))
		}
	}
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, s := range sources(t) {
		for _, problem := range undocumented(s) {
			t.Error(problem)
		}
	}
}

// undocumented lists the exported names of a file without a comment. For
// constants and variables the comment of their group or line counts.
func undocumented(s source) []string {
	var problems []string
	report := func(n ast.Node, name string) {
		problems = append(problems, s.at(n)+": "+name+" has no comment")
	}
	for _, decl := range s.ast.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && receiverExported(d) && d.Doc.Text() == "" {
				report(d, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch v := spec.(type) {
				case *ast.TypeSpec:
					alone := !d.Lparen.IsValid() && d.Doc.Text() != ""
					if v.Name.IsExported() && v.Doc.Text() == "" && !alone {
						report(v, v.Name.Name)
					}
				case *ast.ValueSpec:
					said := d.Doc.Text() + v.Doc.Text() + v.Comment.Text()
					if i := slices.IndexFunc(v.Names, (*ast.Ident).IsExported); i >= 0 && said == "" {
						report(v, v.Names[i].Name)
					}
				}
			}
		}
	}
	return problems
}

// receiverExported says whether a function has no receiver or one whose type is
// exported.
func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	switch generic := typ.(type) {
	case *ast.IndexExpr:
		typ = generic.X
	case *ast.IndexListExpr:
		typ = generic.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

func TestDocumentationRuleItself(t *testing.T) {
	for _, tt := range []struct {
		name, decl string
		fine       bool
	}{
		{"a function with a comment", "// F does.\nfunc F() {}", true},
		{"a function without", "func F() {}", false},
		{"a function nobody sees", "func f() {}", true},
		{"a function with a directive only", "//go:noinline\nfunc F() {}", false},
		{"a method without", "func (t *T) M() {}", false},
		{"a generic type's method without", "func (t *T[A]) M() {}", false},
		{"a method of a type nobody sees", "func (t *hidden) M() {}", true},
		{"a type with a comment", "// T is.\ntype T int", true},
		{"a type without", "type T int", false},
		{"a comment on a group of types says nothing of one", "// Two types.\ntype (\n\tT int\n\tU int\n)", false},
		{"a group of constants with one comment", "// The sides.\nconst (\n\tA = 1\n\tB = 2\n)", true},
		{"a constant with a comment behind it", "const (\n\tA = 1 // the first\n)", true},
		{"a constant without", "const A = 1", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := undocumented(parse(t, "x/x.go", "package x\n\n"+tt.decl+"\n")); (len(got) == 0) != tt.fine {
				t.Errorf("got %q", got)
			}
		})
	}
}
