package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"thrice/imapsync"
	"thrice/internal/config"
	"thrice/internal/oauth"
	"thrice/internal/store"
	"thrice/rules"
	"thrice/tracker"
)

// app is one run of the program: what every command gets.
type app struct {
	world
	path  string     // of the configuration; empty: its usual place
	level slog.Level // what is logged; subjects and addresses are at debug level
	dial  dialer     // how mail servers are reached; nil: over the network
	// provider is where an account logs in by OAuth; nil: at Google or Microsoft.
	provider func(config.Account) oauth.Provider
}

// dialer connects to an address as net.Dialer.DialContext does.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// log writes what an operator wants to know.
func (a *app) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: a.level}))
}

// desk is a configuration with the data that belongs to it.
type desk struct {
	*config.Config
	store   *store.Store
	tracker *tracker.Tracker
}

// zone is the configured zone: what a person is shown is shown in it.
func (d *desk) zone() *time.Location { return d.Calendar.Location() }

// load reads the configuration.
func (a *app) load() (*config.Config, []byte, error) {
	if a.path == "" {
		a.path = config.DefaultPath(a.env)
	}
	c, err := config.Load(a.path, a.env, a.now())
	if err != nil {
		return nil, nil, exit{codeUsage, err}
	}
	text, err := os.ReadFile(a.path)
	if err != nil {
		return nil, nil, exit{codeUsage, fmt.Errorf("read the configuration: %w", err)}
	}
	return c, text, nil
}

// with opens the data of the configuration for fn, and closes it afterwards.
func (a *app) with(ctx context.Context, fn func(d *desk) error) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(fn(d), d.store.Close())
}

// open reads the configuration and opens its data.
func (a *app) open(ctx context.Context) (*desk, error) {
	c, text, err := a.load()
	if err != nil {
		return nil, err
	}
	if err := c.OpenDataDir(); err != nil {
		return nil, exit{codeUsage, err}
	}
	s, err := store.Open(ctx, c.DataDir)
	if err != nil {
		return nil, err
	}
	d := &desk{Config: c, store: s, tracker: tracker.New(s, policies(c), headerReader(c), a.now, a.log())}
	if err := d.tracker.Configure(ctx, fingerprint(text, c.Calendar)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return d, nil
}

// headerReader reads headers that were kept unread.
func headerReader(c *config.Config) tracker.ReadHeader {
	hints := hintsOf(c)
	return func(h tracker.Header) tracker.Arrival { return imapsync.ReadHeader(h, hints) }
}

// policies are how the accounts of a configuration are followed.
func policies(c *config.Config) []tracker.Policy {
	var out []tracker.Policy
	for _, a := range c.Accounts {
		out = append(out, tracker.Policy{
			Identity: tracker.Identity{Account: a.Name, Me: a.Me, Colleagues: a.Colleagues, AuthServer: a.AuthServID},
			Book:     c.Book, Calendar: c.Calendar, Lookback: c.Lookback, History: c.History,
		})
	}
	return out
}

// fingerprint stands for all that decisions rest on besides the mail: the file,
// the days off it names (which change with the year), the zone, and the program.
func fingerprint(text []byte, cal rules.Calendar) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%v\n%s", version, cal.Location(), cal.Hours, cal.Holidays, text)
	return hex.EncodeToString(h.Sum(nil))
}
