package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a configuration file.
type Problem struct {
	File   string
	Line   int    // from 1; 0 is the file as a whole
	Column int    // from 1; 0 unless the file is no TOML
	Key    string // "account.poll"; empty if no key is to blame
	What   string // what is wrong
	Remedy string // what to do; empty if What says it
}

// String writes "config.toml:3: lookback: what is wrong; what to do".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	if p.Column > 0 {
		fmt.Fprintf(&b, ":%d", p.Column)
	}
	for _, part := range []string{p.Key, p.What} {
		if part != "" {
			b.WriteString(": " + part)
		}
	}
	if p.Remedy != "" {
		b.WriteString("; " + p.Remedy)
	}
	return b.String()
}

// Problems is everything that is wrong with a file, in the order of its lines.
type Problems []Problem

// Error writes one line for each problem.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// flaw is an error of a value that knows its remedy.
type flaw struct{ what, remedy string }

func (f flaw) Error() string { return f.what }

func wrong(remedy, format string, args ...any) error {
	return flaw{fmt.Sprintf(format, args...), remedy}
}

// problem turns the error of a value into one with its place.
func problem(file string, line int, key string, err error) Problem {
	p := Problem{File: file, Line: line, Key: key, What: err.Error()}
	var f flaw
	if errors.As(err, &f) {
		p.What, p.Remedy = f.what, f.remedy
	}
	return p
}
