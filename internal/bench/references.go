package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"thrice/imapsync"
	"thrice/internal/reading"
	"thrice/tracker"
)

// placed takes what references alone hold together, as the program places what
// it keeps unread: it reads the mailbox anew with a look-back of a minute, so
// that all of it is kept. The time is that of the placing, the median of five.
func placed(ctx context.Context, l *lab, o office) (groups, time.Duration, error) {
	text, err := os.ReadFile(o.config())
	if err != nil {
		return nil, 0, err
	}
	again, err := newOffice(l.tmp)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, again.remove()) }()
	err = errors.Join(os.WriteFile(again.config(), append([]byte("lookback = \"1m\"\n"), text...), 0o600),
		os.WriteFile(again.dir+"/password", []byte(password+"\n"), 0o600))
	if err != nil {
		return nil, 0, err
	}
	if _, _, err := runProgram(ctx, l.program, again, "once", "--quiet"); err != nil {
		return nil, 0, err
	}
	d, err := again.open(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	var all groups
	var took time.Duration
	err = d.store.View(ctx, func(r tracker.Reader) (err error) {
		all, took, err = threadsOfHeaders(ctx, r)
		return err
	})
	return all, took, err
}

// threadsOfHeaders groups the headers of the one account.
func threadsOfHeaders(ctx context.Context, r tracker.Reader) (groups, time.Duration, error) {
	const account = "account0"
	var threads *tracker.Threads
	var times []time.Duration
	for range 5 {
		begin := time.Now()
		var err error
		if threads, err = tracker.ThreadHeaders(ctx, r, account); err != nil {
			return nil, 0, err
		}
		times = append(times, time.Since(begin))
	}
	slices.Sort(times)
	at := map[uint64]int{}
	var all groups
	err := r.EachHeader(ctx, account, func(h tracker.Header) error {
		root := threads.Root(h.No)
		if _, ok := at[root]; !ok {
			at[root], all = len(all), append(all, nil)
		}
		if m := imapsync.ReadHeader(h, reading.Hints{}); len(m.IDs) > 0 {
			all[at[root]] = append(all[at[root]], m.IDs[0])
		}
		return nil
	})
	return all, times[len(times)/2], err
}
