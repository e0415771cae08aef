//go:build !race

package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDemoIsTheSameEachTime stands apart because the race detector, which makes
// the database ten times slower, would learn nothing from a second time.
func TestDemoIsTheSameEachTime(t *testing.T) {
	_, first, _ := runDemo(t.Context())
	_, second, _ := runDemo(t.Context())
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("-first +second:\n%s", diff)
	}
}
