package tracker

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// keepHeaders stores what came from before the horizon, and notes for Recall
// that there is something new among it.
func (in *intake) keepHeaders(ctx context.Context, headers []Header) error {
	if len(headers) == 0 {
		return nil
	}
	if err := in.tx.SaveHeaders(ctx, headers); err != nil {
		return err
	}
	counts := map[string]int{}
	isNew := false
	for i := range headers {
		if headers[i].No == 0 {
			continue // known already
		}
		isNew = true
		if server := headers[i].AuthServer; server != "" {
			counts[server]++
		}
	}
	if !isNew {
		return nil
	}
	if err := countAuthServers(ctx, in.tx, in.policy.Account, counts); err != nil {
		return err
	}
	return in.tx.SetNote(ctx, newHeadersNote(in.policy.Account), "1")
}

// StoredUIDs returns the UIDs of a folder, at its present UIDVALIDITY, of which
// anything is stored, as ascending ranges.
func (t *Tracker) StoredUIDs(ctx context.Context, account, folder string) (uids [][2]uint32, err error) {
	err = t.store.View(ctx, func(r Reader) error {
		uids, err = r.StoredUIDs(ctx, account, folder)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look up what is stored of %s %q: %w", account, folder, err)
	}
	return uids, nil
}

// placeHeaders groups the headers and remembers into how many conversations.
func placeHeaders(ctx context.Context, tx Tx, account string) error {
	t, err := ThreadHeaders(ctx, tx, account)
	if err != nil {
		return err
	}
	return tx.SetNote(ctx, threadsNote(account), strconv.Itoa(t.Count()))
}

func threadsNote(account string) string { return "conversations in headers/" + account }

func headerServersNote(account string) string { return "authserver in headers/" + account }

// countAuthServers adds to how many headers carry each authserv-id topmost.
func countAuthServers(ctx context.Context, tx Tx, account string, more map[string]int) error {
	if len(more) == 0 {
		return nil
	}
	all, err := headerServers(ctx, tx, account)
	if err != nil {
		return err
	}
	for server, n := range more {
		all[server] += n
	}
	var lines []string
	for _, server := range slices.Sorted(maps.Keys(all)) {
		lines = append(lines, strconv.Itoa(all[server])+" "+server)
	}
	return tx.SetNote(ctx, headerServersNote(account), strings.Join(lines, "\n"))
}

// headerServers counts how many headers came with each authserv-id topmost.
func headerServers(ctx context.Context, r Reader, account string) (map[string]int, error) {
	text, err := r.Note(ctx, headerServersNote(account))
	all := map[string]int{}
	for line := range strings.Lines(text) {
		count, server, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n, err := strconv.Atoi(count); err == nil && len(all) < maxServers {
			all[server] = n
		}
	}
	return all, err
}

// maxServers bounds how many authserv-ids are counted: anybody can make one up.
const maxServers = 1000
