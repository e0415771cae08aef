package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"thrice/rules"
)

// now is the year around which holidays are known.
func now() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func joe() func(string) string { return env("HOME", "/people/joe") }

// account is the least that an account needs.
const account = `[[account]]
name = "work"
me = ["joe@acme.example"]
imap = "imaps://imap.acme.example"
password_cmd = "pass show mail/work"
`

func mustParse(t *testing.T, text string) *Config {
	t.Helper()
	c, err := Parse([]byte(text), "/etc/thrice/config.toml", joe(), now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func diff(a, b any) string {
	return cmp.Diff(a, b,
		cmp.AllowUnexported(Account{}, OAuth{}, passwordSource{}, rules.Pattern{}),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
		cmp.Comparer(func(a, b *regexp.Regexp) bool { return a == b || a != nil && b != nil && a.String() == b.String() }))
}

// exampleAccount is the account of config.example.toml.
func exampleAccount() Account {
	return Account{
		Name:       "work",
		Me:         []string{"joe@acme.example", "sales@acme.example"},
		Colleagues: []string{"acme.example"},
		IMAP:       Server{TLS, "imap.acme.example", 993},
		Username:   "joe@acme.example",
		Folders:    []string{"*"},
		Deliver:    "task",
		Poll:       5 * time.Minute,

		Connections: 2,
		password:    passwordSource{"password_cmd", "pass show mail/work"},
	}
}

func TestTheExampleShowsTheDefaults(t *testing.T) {
	data, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	want := Default(joe())
	want.Accounts = []Account{exampleAccount()}
	if d := diff(want, mustParse(t, string(data))); d != "" {
		t.Error(d)
	}
}

// Every commented setting of the example must be a valid one, too.
func TestTheExampleWithItsCommentedSettings(t *testing.T) {
	data, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`(?m)^# ([a-z_]+ = |\[\[(?:rule|order_pattern)\]\])`).ReplaceAllString(string(data), "$1")
	text = regexp.MustCompile(`(?m)^(password_file|password_env|keyring|oauth[a-z_]*|pin) = .*`).ReplaceAllString(text, "")
	c := mustParse(t, text)
	a := exampleAccount()
	a.SMTP, a.Sent = Server{TLS, "smtp.acme.example", 465}, "Sent"
	a.AuthServID, a.CAFile = "mx.acme.example", "/people/joe/.config/thrice/acme.pem"
	if d := diff([]Account{a}, c.Accounts); d != "" {
		t.Error(d)
	}
	if p := c.OrderPatterns; len(p) != 1 || p[0].Number.FindStringSubmatch("Your Order No. 471112")[1] != "471112" || len(p[0].Stages) != 2 {
		t.Errorf("order patterns %+v", p)
	}
	if len(c.Book.Rules) != 1 || c.Book.Rules[0].Assign != "anna@acme.example" || c.Calendar.Zone.String() != "Europe/Berlin" {
		t.Errorf("rules %+v, zone %s", c.Book.Rules, c.Calendar.Zone)
	}
}

// What the settings above leave out, because it excludes them.
func TestTheExampleWithALoginByOAuth(t *testing.T) {
	data, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`(?m)^# (oauth[a-z_]* = |pin = )`).ReplaceAllString(string(data), "$1")
	text = regexp.MustCompile(`(?m)^password_cmd = .*`).ReplaceAllString(text, "")
	if _, err := Parse([]byte(text), "config.toml", joe(), now()); err == nil || !strings.Contains(err.Error(), "only Microsoft has tenants") {
		t.Errorf("a tenant at Google: %v", err)
	}
	a := mustParse(t, strings.Replace(text, `oauth = "google"`, `oauth = "microsoft"`, 1)).Accounts[0]
	want := OAuth{Provider: Microsoft, ClientID: "1234.apps.googleusercontent.com", Tenant: "common",
		secret: passwordSource{"oauth_client_secret_cmd", "pass show mail/work-client"}}
	if a.OAuth != want || len(a.Pins) != 1 {
		t.Errorf("%+v, pins %v", a.OAuth, a.Pins)
	}
}

func TestEverythingSaid(t *testing.T) {
	c := mustParse(t, `
data_dir = "data"
timezone = "Asia/Kathmandu"
working_hours = "Sun-Fri 10:00-17:00"
lookback = "2w"
history = "1d12h"

[[account]]
name = "home"
me = "Joe@Globex.Example"
colleagues = ["@Globex.Example"]
imap = "imap+insecure://127.0.0.1:3143"
smtp = "smtp+starttls://[::1]:1587"
username = "joe"
password_file = "secrets/home"
folders = ["*", "-Archive/*"]
deliver = "send"
poll = "90s"
connections = 5

[cadence.vip]
waiting_on = "them"
steps = [ { after = "1h", do = "call" } ]

[cadence.sales]
steps = [ { after = "1d", do = "remind" } ]

[cadence.order]
steps = [ { after = "1h", do = "confirm" }, { after = "5d", do = "update" }, { after = "3d", do = "survey" } ]

[[rule]]
match.subject = "/order [0-9]+/"
kind = "order"
cadence = "vip"
deliver = "send"
track = "never"

[[rule]]
name = "machines"
unless = { flag = ['\Flagged'] }

[digest]
schedule = ""
to = "smtp"
`)
	pattern, err := rules.ParsePattern("/order [0-9]+/")
	flagged, err2 := rules.ParsePattern(`\Flagged`)
	hours, err3 := rules.ParseWorkingHours("Sun-Fri 10:00-17:00")
	zone, err4 := time.LoadLocation("Asia/Kathmandu")
	if err := errors.Join(err, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	want := &Config{
		DataDir:  "/etc/thrice/data",
		Calendar: rules.Calendar{Zone: zone, Hours: hours, Holidays: map[rules.Date]string{}},
		Lookback: 14 * 24 * time.Hour,
		History:  14 * 24 * time.Hour,
		Accounts: []Account{{
			Name: "home", Me: []string{"joe@globex.example"}, Colleagues: []string{"globex.example"},
			IMAP: Server{Insecure, "127.0.0.1", 3143}, SMTP: Server{StartTLS, "::1", 1587}, Username: "joe",
			Folders: []string{"*", "-Archive/*"}, Deliver: "send", Poll: 90 * time.Second, Connections: 5,
			password: passwordSource{"password_file", "/etc/thrice/secrets/home"},
		}},
		Digest: Digest{To: "smtp"},
		Book: rules.Book{
			Rules: []rules.Rule{
				{Name: "rule 1", Match: rules.Match{Subject: []rules.Pattern{pattern}}, Kind: rules.KindOrder, Cadence: "vip", Deliver: "send", Track: rules.TrackNever},
				{Name: "machines", Unless: rules.Match{Flag: []rules.Pattern{flagged}}},
			},
			Cadences: []rules.Cadence{
				{Name: "sales", On: rules.Them, Clock: rules.Elapsed, Steps: []rules.Step{{After: 24 * time.Hour, Do: rules.Remind}}},
				rules.Inquiry(),
				{Name: "vip", On: rules.Them, Clock: rules.Elapsed, Steps: []rules.Step{{After: time.Hour, Do: rules.Call}}},
				{Name: "order", On: rules.Us, Clock: rules.Elapsed, Steps: []rules.Step{
					{After: time.Hour, Do: rules.Confirm}, {After: 5 * 24 * time.Hour, Do: rules.Update}, {After: 3 * 24 * time.Hour, Do: rules.Survey}}},
			},
		},
	}
	if d := diff(want, c); d != "" {
		t.Error(d)
	}
	if got := c.Accounts[0].SMTP.Addr(); got != "[::1]:1587" {
		t.Errorf("dials %s", got)
	}
}

func TestPathsExpandTheHomeDirectoryAndVariables(t *testing.T) {
	xdg := env("HOME", "/people/joe", "XDG_CONFIG_HOME", "/conf", "XDG_DATA_HOME", "relative/is/ignored", "RUN", "/run/thrice")
	if got := DefaultPath(joe()); got != filepath.FromSlash("/people/joe/.config/thrice/config.toml") {
		t.Errorf("default path %s", got)
	}
	if got := DefaultPath(xdg); got != filepath.FromSlash("/conf/thrice/config.toml") {
		t.Errorf("default path with XDG_CONFIG_HOME %s", got)
	}
	if got := DefaultPath(env()); got != "" {
		t.Errorf("default path without a home: %s", got)
	}
	for path, want := range map[string]string{
		"~/a": "/people/joe/a", "$XDG_DATA_HOME/a": "/people/joe/.local/share/a", "${RUN}/a": "/run/thrice/a", "a~/b": "a~/b", "~": "/people/joe",
	} {
		if got, err := expand(path, xdg); err != nil || got != want {
			t.Errorf("expand(%q) = %q, %v, want %q", path, got, err, want)
		}
	}
	if got, err := expand("$NOWHERE/a", xdg); err == nil {
		t.Errorf("an unset variable became %q", got)
	}
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if _, err := Load(path, joe(), now()); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "config.example.toml") {
		t.Errorf("no file: %v", err)
	}
	if _, err := Load("", joe(), now()); err == nil || !strings.Contains(err.Error(), "-c FILE") {
		t.Errorf("no path: %v", err)
	}
	if err := os.WriteFile(path, []byte(account), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, fine := range map[fs.FileMode]bool{0o600: true, 0o644: true, 0o664: false, 0o602: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		c, err := Load(path, joe(), now())
		if fine && (err != nil || len(c.Accounts) != 1) {
			t.Errorf("mode %o: %v", mode, err)
		}
		if !fine && (err == nil || !strings.Contains(err.Error(), "chmod go-w "+path)) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestLoadRefusesWhatIsNoConfiguration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, make([]byte, maxFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	var problems Problems
	if _, err := Load(path, joe(), now()); !errors.As(err, &problems) {
		t.Errorf("a megabyte of zeros: %v", err)
	}
	if _, err := Load(filepath.Join(path, "config.toml"), joe(), now()); err == nil {
		t.Error("a file below a file was read")
	}
}

func TestOpenDataDir(t *testing.T) {
	c := &Config{DataDir: filepath.Join(t.TempDir(), "new", "thrice")}
	for range 2 { // made, and found
		if err := c.OpenDataDir(); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(c.DataDir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("made with mode %v, %v", info.Mode(), err)
	}
	for _, mode := range []fs.FileMode{0o750, 0o704, 0o777} {
		if err := os.Chmod(c.DataDir, mode); err != nil {
			t.Fatal(err)
		}
		if err := c.OpenDataDir(); err == nil || !strings.Contains(err.Error(), "chmod 700 "+c.DataDir) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (&Config{DataDir: file}).OpenDataDir(); err == nil {
		t.Error("a file passed for a folder")
	}
}

func FuzzParse(f *testing.F) {
	example, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(example), account, "[[account]]\n[account.name]", "a.b.c = 1\n[a]\nd = {e.f = [1, {}]}",
		"[digest]\nschedule = \"TZ=\"", "lookback = 1979-05-27", "\uFEFFlookback = \"1d\"", "[[rule]]\nmatch = {subject=[\"/(/\"]}", "x = \"\"\"\n\n\"\"\"\ny=1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data, "config.toml", joe(), now())
		if err == nil {
			if len(c.Accounts) == 0 || slices.ContainsFunc(c.Accounts, func(a Account) bool { return a.password.from == "" && a.OAuth.ClientID == "" }) {
				t.Fatalf("an account without a name or password: %+v", c)
			}
			return
		}
		var problems Problems
		if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("no problems but %v", err)
		}
		for _, p := range problems {
			if p.What == "" || p.Line > strings.Count(string(data), "\n")+1 {
				t.Fatalf("problem %+v of %q", p, data)
			}
		}
	})
}
