package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"thrice/imapsync"
	"thrice/internal/bench/mailbox"
	"thrice/internal/config"
	"thrice/internal/reading"
	"thrice/internal/store"
	"thrice/tracker"
)

// office is one person's Thrice: a configuration, and data that begin empty.
type office struct{ dir string }

func (o office) config() string { return filepath.Join(o.dir, "config.toml") }

// login is an account as the configuration has it.
type login struct {
	server string // with scheme and port
	user   string
	ca     string // PEM file; empty: none
}

// password logs in everywhere.
const password = "correct-horse"

// newOffice sets Thrice up in a new folder, which the caller removes.
func newOffice(within string, logins ...login) (office, error) {
	dir, err := os.MkdirTemp(within, "office")
	if err != nil {
		return office{}, err
	}
	o := office{dir}
	var b strings.Builder
	b.WriteString("data_dir = \"data\"\ntimezone = \"Europe/Berlin\"\nhistory = \"2100d\"\n[digest]\nschedule = \"\"\n")
	for i, l := range logins {
		me := mailbox.Owner
		if i > 0 {
			me = fmt.Sprintf("joe%d@acme.example", i)
		}
		fmt.Fprintf(&b, "\n[[account]]\nname = \"account%d\"\nme = [%q]\ncolleagues = [\"acme.example\"]\nimap = %q\nusername = %q\npassword_file = \"password\"\n",
			i, me, l.server, l.user)
		if l.ca != "" {
			fmt.Fprintf(&b, "ca_file = %q\n", l.ca)
		}
	}
	err = errors.Join(os.WriteFile(o.config(), []byte(b.String()), 0o600), os.WriteFile(filepath.Join(dir, "password"), []byte(password+"\n"), 0o600))
	return o, err
}

func (o office) remove() error { return os.RemoveAll(o.dir) }

// desk is an office opened in this process, with the reader of its one account.
type desk struct {
	store   *store.Store
	tracker *tracker.Tracker
	syncer  *imapsync.Syncer
	ends    chan struct{} // gets something when a round has ended well
}

// ending is a tracker that tells when a round has ended well.
type ending struct {
	*tracker.Tracker
	ends chan<- struct{}
}

// Finish ends a round.
func (e ending) Finish(ctx context.Context, account string, started time.Time, folders []string) error {
	err := e.Tracker.Finish(ctx, account, started, folders)
	if err == nil {
		select {
		case e.ends <- struct{}{}:
		default: // nobody waits
		}
	}
	return err
}

// open opens the data as the program does, but decides nothing anew.
func (o office) open(ctx context.Context) (*desk, error) {
	env := func(name string) string { return map[string]string{"HOME": o.dir}[name] }
	c, err := config.Load(o.config(), env, time.Now())
	if err != nil {
		return nil, err
	}
	if err := c.OpenDataDir(); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, c.DataDir)
	if err != nil {
		return nil, err
	}
	var policies []tracker.Policy
	for _, a := range c.Accounts {
		policies = append(policies, tracker.Policy{
			Identity: tracker.Identity{Account: a.Name, Me: a.Me, Colleagues: a.Colleagues, AuthServer: a.AuthServID},
			Book:     c.Book, Calendar: c.Calendar, Lookback: c.Lookback, History: c.History,
		})
	}
	log := slog.New(slog.DiscardHandler)
	a := c.Accounts[0]
	hints := reading.Hints{Zone: c.Calendar.Location(), Region: c.Region}
	read := func(h tracker.Header) tracker.Arrival { return imapsync.ReadHeader(h, hints) }
	d := &desk{store: s, tracker: tracker.New(s, policies, read, time.Now, log), ends: make(chan struct{}, 1)}
	d.syncer = imapsync.New(imapsync.Account{
		Name: a.Name, Scheme: imapsync.SchemeInsecure, Host: a.IMAP.Host, Port: a.IMAP.Port, Username: a.Username,
		Credential: func(context.Context, bool) (imapsync.Credential, error) {
			return imapsync.Credential{Password: password}, nil
		},
		Hints: hints,
	}, ending{d.tracker, d.ends}, log, nil, time.Now)
	return d, nil
}

// begin opens data that are to be read into from here, and nowhere else.
func (o office) begin(ctx context.Context) (*desk, error) {
	d, err := o.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.tracker.Configure(ctx, "bench"); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

func (d *desk) close() error {
	d.syncer.Close()
	return d.store.Close()
}

// known is how many messages of the office are known.
func (o office) known(ctx context.Context) (int, error) {
	d, err := o.open(ctx)
	if err != nil {
		return 0, err
	}
	n, err := d.known(ctx)
	return n, errors.Join(err, d.close())
}

func (d *desk) known(ctx context.Context) (n int, err error) {
	all, err := d.tracker.Health(ctx)
	for _, h := range all {
		n += h.Messages
	}
	return n, err
}

// complete returns an error unless so many messages are known.
func (o office) complete(ctx context.Context, want int) error {
	n, err := o.known(ctx)
	if err == nil && n != want {
		err = fmt.Errorf("%d messages are known, not %d: the figures would be of something else", n, want)
	}
	return err
}

// round lets one round pass and says how long it took.
func (d *desk) round(ctx context.Context) (time.Duration, error) {
	begin := time.Now()
	err := d.syncer.Round(ctx)
	return time.Since(begin), err
}
