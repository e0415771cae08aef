package main

import (
	"context"
	"errors"
	"strings"

	"thrice/internal/config"
)

// The exit codes.
const (
	codeFine    = 0
	codeFailed  = 1
	codeUsage   = 2 // wrong usage or configuration
	codePartial = 3 // done, but something is held or an account could not be read
)

// exit is an error that knows its exit code. Without err there is nothing more
// to say: it was printed already.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exit) Unwrap() error { return e.err }

// codeOf is the exit code that an error means.
func codeOf(err error) int {
	var e exit
	var problems config.Problems
	switch {
	case err == nil:
		return codeFine
	case errors.As(err, &e):
		return e.code
	case errors.As(err, &problems):
		return codeUsage
	}
	return codeFailed
}

// complaint is an error as it is printed: problems of the configuration stand
// one a line, as editors read them.
func complaint(err error) string {
	var problems config.Problems
	switch {
	case errors.As(err, &problems):
		return problems.Error()
	case errors.Is(err, context.Canceled):
		return "thrice: interrupted"
	}
	return "thrice: " + strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "\nthrice: ")
}
