// Package config reads the configuration: one strict TOML file.
//
// Everything that is wrong is said at once, each with its line, its key and
// what to do about it, so that nobody has to start the program five times to
// correct five mistakes. What comes out are final types, checked and complete.
// Secrets do not stand in the file; it says where they are. The package reads
// no clock and no environment: both are arguments.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"thrice/rules"
)

// Config is a valid configuration.
type Config struct {
	DataDir  string         // absolute, unless the file's own path was relative
	Calendar rules.Calendar // time zone, working hours, holidays
	Region   string         // ISO 3166-1 code of the country where the person lives, as in "DE"; empty: unknown
	Lookback time.Duration  // first run: how far back conversations are tracked
	History  time.Duration  // first run: how far back headers are read; never less than Lookback
	Accounts []Account      // at least one, unless it is the default
	Digest   Digest
	Book     rules.Book // rules of the file; the cadences "sales" and "inquiry" come first, then those of the file
	// OrderPatterns are how shops speak of orders; the first that matches counts.
	OrderPatterns []OrderPattern
}

// Digest says when and where the summary goes.
type Digest struct {
	Schedule string // cron expression of five fields, in the calendar's zone; empty is never
	To       string // "inbox", "smtp" or "none"
}

// maxFile bounds what is taken for a configuration.
const maxFile = 1 << 20

// Default returns the configuration of an empty file. It has no account, so it
// is not yet of use. The zone is the system's. The data directory stays empty
// if env knows no home directory.
func Default(env func(string) string) *Config {
	c := &Config{
		Calendar: rules.Calendar{Zone: time.Local, Holidays: map[rules.Date]string{}},
		Lookback: 14 * 24 * time.Hour,
		History:  365 * 24 * time.Hour,
		Digest:   Digest{Schedule: "30 8 * * MON-FRI", To: "inbox"},
		Book:     rules.Book{Cadences: []rules.Cadence{rules.Sales(), rules.Inquiry()}},
	}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Calendar.Hours[day] = []rules.Span{{From: 8 * 60, To: 18 * 60}}
	}
	c.DataDir, _ = expand("$XDG_DATA_HOME/thrice", env)
	return c
}

// Load reads the file at path; see Parse. A file that others can write is
// refused: it names commands to run. The error is a Problems if the file was
// read and is wrong, and wraps fs.ErrNotExist if there is none.
func Load(path string, env func(string) string, now time.Time) (*Config, error) {
	if path == "" {
		return nil, errors.New("no home directory is known to look for config.toml in; name the file with -c FILE")
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no configuration yet; config.example.toml is one to copy and fill in: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	if open(info.Mode(), groupOrOthersWrite) {
		what := fmt.Sprintf("others can write it (%s), and it names commands to run", info.Mode().Perm())
		return nil, Problems{{File: path, What: what, Remedy: "run: chmod go-w " + path}}
	}
	if info.Size() > maxFile {
		return nil, Problems{{File: path, What: fmt.Sprintf("%d bytes are no configuration", info.Size()), Remedy: "is it the right file?"}}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	return Parse(data, path, env, now)
}

// Parse reads a configuration from data. name is its path: it begins each
// problem, and relative paths in the file start at its folder. env gives the
// variables in paths; holidays are known for the years around now. The error is
// a Problems with everything that is wrong.
func Parse(data []byte, name string, env func(string) string, now time.Time) (*Config, error) {
	root, problems := document(data, name)
	if len(problems) > 0 {
		return nil, problems
	}
	r := &reader{file: name, env: env, now: now, config: Default(env)}
	r.read(&section{reader: r, node: root})
	if len(r.problems) > 0 {
		r.problems.sort()
		return nil, r.problems
	}
	return r.config, nil
}

// reader turns a document into a configuration and notes what is wrong.
type reader struct {
	file     string
	env      func(string) string
	now      time.Time
	config   *Config
	sends    bool   // some account has smtp
	home     string // the country whose holidays come first
	problems Problems
}

// path resolves a path of the file.
func (r *reader) path(s string) (string, error) {
	s, err := expand(s, r.env)
	if err != nil || filepath.IsAbs(s) {
		return s, err
	}
	return filepath.Join(filepath.Dir(r.file), s), nil
}

func (r *reader) read(s *section) {
	c := r.config
	s.value("data_dir", "a path in quotes", func(v string) (err error) {
		if v == "" {
			return wrong("leave the key out", "it is empty")
		}
		c.DataDir, err = r.path(v)
		return err
	})
	if c.DataDir == "" && s.node.fields["data_dir"] == nil {
		s.missing("data_dir", "there is no home directory to keep data in: name a folder")
	}
	s.value("timezone", `a time zone such as "Europe/Berlin"`, func(v string) error {
		zone, err := time.LoadLocation(v)
		if err != nil || v == "" {
			return wrong(`write a name such as "Europe/Berlin", or leave the key out for the system's`, "%q is no time zone", v)
		}
		c.Calendar.Zone = zone
		return nil
	})
	s.value("working_hours", `a text such as "Mon-Fri 08:00-18:00"`, func(v string) error {
		hours, err := rules.ParseWorkingHours(v)
		if err == nil {
			c.Calendar.Hours = hours
		}
		return err
	})
	s.texts("holidays", `a region such as "DE-BE"`, r.holidays)
	r.region(s)
	s.duration("lookback", "14d", 0, &c.Lookback)
	s.duration("history", "365d", 0, &c.History)
	c.History = max(c.History, c.Lookback)
	r.cadences(s)
	r.accounts(s)
	r.rules(s)
	r.orderPatterns(s)
	r.digest(s)
	s.close()
}

func (r *reader) digest(root *section) {
	s := root.table("digest")
	if s == nil {
		return
	}
	d := &r.config.Digest
	s.value("schedule", `a cron expression such as "30 8 * * MON-FRI"`, func(v string) error {
		d.Schedule = v
		return checkSchedule(v)
	})
	oneOf(s, "to", &d.To, "inbox", "smtp", "none")
	if d.To == "smtp" && !r.sends {
		s.fault(s.line("to"), "to", wrong(`give an account smtp = "smtps://HOST"`, "no account can send mail"))
	}
	s.close()
}
