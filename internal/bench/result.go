package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// measurement is one thing to be measured; its name is what -run matches.
type measurement struct {
	name, title string
	run         func(context.Context, *lab) ([]row, error)
}

// measurements are all, in the order of the table.
func measurements() []measurement {
	return []measurement{
		{"first", "the first round, next to the cheapest client there can be", measureFirst},
		{"memory", "memory of the first round", measureMemory},
		{"nochange", "a round in which nothing is new", measureNoChange},
		{"folders", "such a round over many folders", measureFolders},
		{"idle", "many accounts at rest", measureIdle},
		{"placing", "which mails belong together", measurePlacing},
		{"notice", "an answer, from the server's notice to the list", measureNotice},
		{"growth", "one new mail, in small and large mailboxes", measureGrowth},
	}
}

// row is a line of the table.
type row struct {
	What   string
	Median string
	Range  string // from the least to the most
	Aim    string // what it should be; empty: nothing was laid down
}

// result is what came out of a measurement, and under which circumstances.
type result struct {
	At    time.Time
	State state
	Rows  []row
}

// results are all that were measured last, by name, and the file that keeps them.
type results struct {
	path string
	all  map[string]result
}

func readResults(path string) (*results, error) {
	r := &results{path, map[string]result{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r.all)
	}
	if err != nil {
		return nil, fmt.Errorf("read the last results: %w", err)
	}
	return r, nil
}

// keep adds a result to the file.
func (r *results) keep(name string, what result) error {
	r.all[name] = what
	text, err := json.MarshalIndent(r.all, "", "  ")
	if err == nil {
		err = os.WriteFile(r.path, text, 0o644)
	}
	return err
}

// series are values of the same kind.
type series[T cmp.Ordered] []T

// row makes a line of the table of values, each written by format.
func (s series[T]) row(what, aim string, format func(T) string) row {
	sorted := slices.Sorted(slices.Values(s))
	if len(sorted) == 0 {
		return row{What: what, Median: "-", Aim: aim}
	}
	r := row{What: what, Median: format(sorted[len(sorted)/2]), Aim: aim}
	if len(sorted) > 1 {
		r.Range = format(sorted[0]) + " to " + format(sorted[len(sorted)-1])
	}
	return r
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func millis(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}

func times(ratio float64) string { return fmt.Sprintf("%.2f", ratio) }

func mebi(kB int) string { return fmt.Sprintf("%.1f MiB", float64(kB)/1024) }

func rate(perSecond float64) string { return thousands(int64(perSecond)) + "/s" }

// thousands writes a number with commas.
func thousands[T int | int64](n T) string {
	digits := strconv.FormatInt(int64(n), 10)
	var parts []string
	for len(digits) > 3 {
		parts = append(parts, digits[len(digits)-3:])
		digits = digits[:len(digits)-3]
	}
	parts = append(parts, digits)
	slices.Reverse(parts)
	return strings.Join(parts, ",")
}

func bytesText(n int64) string { return thousands(n) + " bytes" }

// median is the value in the middle.
func (s series[T]) median() T { return slices.Sorted(slices.Values(s))[len(s)/2] }
