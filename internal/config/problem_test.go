package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The file of each test begins with one good account, of five lines.
func TestProblems(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string // without the "config.toml:"
	}{
		{"a known key far from its name", "[digset]\nto = \"inbox\"", []string{
			`6: digset: there is no such key; did you mean "digest"?`}},
		{"a word that is like none", "[digest]\nxylophone = true", []string{
			`7: digest.xylophone: there is no such key; delete it`}},
		{"a password in the file", `password = "hunter2"`, []string{
			`6: account.password: there is no such key; secrets do not stand in this file: use password_cmd, password_file, password_env or keyring`}},
		{"every wrong type", "keyring = \"yes\"\nsent = 4\nfolders = true\npoll = 5.5\nca_file = 1979-05-27\ndeliver = [\"task\"]\ncolleagues = [\"acme.example\",\n  7, {a = 1}]", []string{
			`6: account.keyring: true or false is expected, found "yes"`,
			`7: account.sent: a text in quotes is expected, found the number 4`,
			`8: account.folders: a list of texts is expected, found true`,
			`9: account.poll: a duration such as "5m" is expected, found the number 5.5`,
			`10: account.ca_file: a path in quotes is expected, found the date or time 1979-05-27`,
			`11: account.deliver: one of "task", "draft", "send" is expected, found a list`,
			`13: account.colleagues: a domain such as "acme.example" is expected, found the number 7`,
			`13: account.colleagues: a domain such as "acme.example" is expected, found a table`}},
		{"a number that is none, too small, too large or no whole one", "connections = \"2\"\n[[account]]\nname = \"a\"\nme = [\"a@acme.example\"]\nimap = \"imaps://a.example\"\npassword_env = \"P\"\nconnections = 0\n" +
			"[[account]]\nname = \"b\"\nme = [\"b@acme.example\"]\nimap = \"imaps://b.example\"\npassword_env = \"P\"\nconnections = 0x6\n" +
			"[[account]]\nname = \"c\"\nme = [\"c@acme.example\"]\nimap = \"imaps://c.example\"\npassword_env = \"P\"\nconnections = 1.5", []string{
			`6: account.connections: a number from 1 to 5 is expected, found "2"`,
			`12: account.connections: a number from 1 to 5 is expected, found the number 0`,
			`18: account.connections: a number from 1 to 5 is expected, found the number 0x6`,
			`24: account.connections: a number from 1 to 5 is expected, found the number 1.5`}},
		{"bad durations", "poll = \"-5m\"\n[cadence.sales]\nsteps = [\n  {after = \"200y\", do = \"call\"},\n  {after = \"0h\", do = \"call\"},\n  {after = \"99999999w\", do = \"call\"},\n]", []string{
			`6: account.poll: "-5m" is negative; write it without the minus sign`,
			`9: cadence.sales.steps.after: a duration such as "48h" is expected, found "200y"`,
			`10: cadence.sales.steps.after: "0h" is too short; write at least "1s"`,
			`11: cadence.sales.steps.after: "99999999w" is longer than a hundred years; shorten it`}},
		{"bad steps and sides", "[cadence.sales]\nwaiting_on = \"us\"\nsteps = [{after = \"1h\"}, {do = \"survey\"}]\n[cadence.vip]\nclock = \"tea\"\nsteps = []\n[cadence.empty]\nwaiting_on = \"them\"", []string{
			`7: cadence.sales.waiting_on: cadence "sales" is for waiting on them; give a cadence for the other side another name`,
			`8: cadence.sales.steps.do: it is missing; write what to do then, as in do = "remind"`,
			`8: cadence.sales.steps.do: one of "remind", "call", "answer" is expected, found "survey"`,
			`8: cadence.sales.steps.after: it is missing; write how long to wait, as in after = "48h"`,
			`9: cadence.vip.waiting_on: it is missing; write "them" or "us"`,
			`10: cadence.vip.clock: one of "elapsed", "weekdays", "hours" is expected, found "tea"`,
			`11: cadence.vip.steps: it is empty; add a step, or set track = "never" in a rule`,
			`12: cadence.empty.steps: it is missing; write steps = [ { after = "48h", do = "remind" } ]`}},
		{"bad rules", "[[rule]]\nmatch = { subject = [\"/(/\", \"\"], form = [\"x\"] }\ncadence = \"sale\"\ndeliver = \"send\"\nassign = \"Anna\"\n[[rule]]\ncadence = \"somethingelse\"\nmatch = 3", []string{
			"7: rule.match.subject: \"/(/\" is not a valid RE2 expression: error parsing regexp: missing closing ): `(?i)(`",
			`7: rule.match.subject: an empty pattern matches everything; leave the key out instead`,
			`7: rule.match.form: there is no such key; did you mean "from"?`,
			`8: rule.cadence: there is no cadence "sale"; did you mean "sales"?`,
			`9: rule.deliver: no account can send mail; give the account smtp = "smtps://HOST"`,
			`10: rule.assign: "Anna" is no address; write it bare, as in "joe@acme.example"`,
			`12: rule.cadence: there is no cadence "somethingelse"; add [cadence.somethingelse], or use one of sales, inquiry`,
			`13: rule.match: a table is expected, found the number 3`}},
		{"bad order patterns", "[[order_pattern]]\nfrom = \"/shop/\"\nnumber = [\"4711\", \"/(/\"]\nstages = { shiped = \"sent\", delivered = 3, returned = \"\" }\n[[order_pattern]]\nstages = {}\n[[order_pattern]]\nsubject = \"order\"\ncarier = \"DHL\"", []string{
			`7: order_pattern.from: "/shop/" is no part of an address; write a part of the address, or "@shop.example"`,
			`8: order_pattern.number: "4711" is no RE2 expression; write it between slashes, as in "/order ([0-9]+)/"`,
			"8: order_pattern.number: \"/(/\" is not a valid RE2 expression: error parsing regexp: missing closing ): `(`; correct it",
			`9: order_pattern.stages.delivered: a list of texts is expected, found the number 3`,
			`9: order_pattern.stages.returned: it is empty; leave the key out`,
			`9: order_pattern.stages.shiped: there is no such key; did you mean "shipped"?`,
			`10: order_pattern.from: it is missing; name the sender, as in from = ["@shop.example"], or the subject`,
			`11: order_pattern.stages: it is empty; name a stage, as in stages = { shipped = "on its way" }`,
			`12: order_pattern.number: it is missing; write what to look for, as in number = "/order ([0-9]+)/"`,
			`14: order_pattern.carier: there is no such key; did you mean "carrier"?`}},
		{"a bad schedule and no way to send", "[digest]\nschedule = \"8:30\"\nto = \"smtp\"", []string{
			`7: digest.schedule: "8:30" is no cron expression: expected exactly 5 fields, found 1: [8:30]; write five fields: minute hour day month weekday, as in "30 8 * * MON-FRI"`,
			`8: digest.to: no account can send mail; give an account smtp = "smtps://HOST"`}},
		{"a schedule with a zone", "[digest]\nschedule = \"CRON_TZ=0\"", []string{
			`7: digest.schedule: a time zone does not belong into the schedule; set timezone at the top of the file instead`}},
		{"a second account like the first", "[[account]]\nname = \"work\"\nme = [\"JOE@acme.example\"]\nimap = \"imaps://a.example\"\npassword_env = \"P\"", []string{
			`7: account.name: there is an account "work" already; give each account its own`,
			`8: account.me: joe@acme.example stands here twice, or in another account; delete one`}},
		{"an account with nothing", "[[account]]", []string{
			`6: account.name: it is missing; write name = "work"`,
			`6: account.me: it is missing; write me = ["ADDRESS"]: without it nobody knows which mail is yours`,
			`6: account.imap: it is missing; write imap = "imaps://HOST"`,
			`6: account.password_cmd: it is not said where the password is; write one of password_cmd, password_file, password_env, keyring = true or oauth`}},
		{"OAuth that does not fit", "[[account]]\nname = \"a\"\nme = [\"a@acme.example\"]\nimap = \"imaps://a.example\"\noauth = \"google\"\noauth_client_id = \"1\"\noauth_tenant = \"a/b\"\noauth_client_secret_cmd = \"x\"\noauth_client_secret_env = \"X\"\npassword_env = \"P\"", []string{
			`12: account.oauth_tenant: "a/b" is no tenant; write a domain, a number, "organizations" or "consumers"`,
			`14: account.oauth_client_secret_env: the client secret has more than one source: oauth_client_secret_cmd, oauth_client_secret_env; keep one`,
			`15: account.password_env: the password has more than one source: oauth, password_env; keep one`}},
		{"OAuth's settings without OAuth", "[[account]]\nname = \"a\"\nme = [\"a@acme.example\"]\nimap = \"imaps://a.example\"\npassword_env = \"P\"\noauth_client_id = \"1\"\noauth_client_secret = \"hunter2\"", []string{
			`11: account.oauth_client_id: it means nothing without oauth; add oauth = "google" or "microsoft", or delete it`,
			`12: account.oauth_client_secret: there is no such key; secrets do not stand in this file: use oauth_client_secret_cmd, oauth_client_secret_file or oauth_client_secret_env`}},
		{"two ways to know a server", "[[account]]\nname = \"a\"\nme = [\"a@acme.example\"]\nimap = \"imaps://a.example\"\npassword_env = \"P\"\nca_file = \"x\"\npin = [\"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\", \"x\"]", []string{
			`12: account.pin: it does not begin with "sha256/"; write what "thrice check" shows: pin = "sha256/..." with 44 characters behind the slash`,
			`12: account.pin: a pin is believed without ca_file; keep one`}},
		{"an account with bad values", "[[account]]\nname = \" \"\nme = []\nimap = \"imap://a.example\"\noauth = \"google\"\nkeyring = true\ncolleagues = [\"ann@acme.example\"]\nfolders = [\"-Spam\"]\ndeliver = \"send\"", []string{
			`7: account.name: it is empty; say something, or leave the key out`,
			`8: account.me: it is empty; name your addresses, the main one first`,
			`9: account.imap: it begins with "imap://", not with one of imaps://, imap+starttls://, imap+insecure://; write "imaps://HOST"`,
			`10: account.oauth_client_id: it is missing; docs/login.md says how to get one; an app password with password_cmd is the easier way`,
			`10: account.oauth_client_secret_cmd: Google gives a client secret along with the client id, and wants it; say where it is: oauth_client_secret_cmd, _file or _env`,
			`12: account.colleagues: "ann@acme.example" is no domain; write what follows the "@"`,
			`13: account.folders: no folder is left to read; begin with "*"`,
			`14: account.deliver: without smtp nothing can be sent; add smtp = "smtps://HOST"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check(t, account+tt.file+"\n", tt.want)
		})
	}
}

func check(t *testing.T, file string, want []string) {
	t.Helper()
	_, err := Parse([]byte(file), "config.toml", joe(), now())
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("no problems but %v", err)
	}
	got := strings.Split(strings.ReplaceAll(problems.Error(), "config.toml:", ""), "\n")
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestProblemsAtTheTopOfTheFile(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string
	}{
		{"an unknown key, a number and a bad duration are three problems", "lokback = \"1d\"\nlookback = 14\n" + account + `poll = "soon"`, []string{
			`1: lokback: there is no such key; did you mean "lookback"?`,
			`2: lookback: a duration such as "14d" is expected, found the number 14`,
			`8: account.poll: a duration such as "5m" is expected, found "soon"`}},
		{"no account", "# nothing yet\n", []string{
			`1: account: it is missing; add an [[account]]`}},
		{"an account in single brackets", "[account]\nname = \"work\"", []string{
			`1: account: [[account]] is expected, found a table`}},
		{"bad time", "timezone = \"Berlin\"\nworking_hours = \"9-17\"\nholidays = [\"./none.ics\"]\ndata_dir = \"$NOWHERE/x\"\n" + account, []string{
			`1: timezone: "Berlin" is no time zone; write a name such as "Europe/Berlin", or leave the key out for the system's`,
			`2: working_hours: working hours "9-17": days and spans are expected, as in "Mon-Fri 08:00-18:00"`,
			`3: holidays: the calendar cannot be read: stat none.ics: no such file or directory; check the path`,
			`4: data_dir: the variable NOWHERE is not set; set it, or write the path in full`}},
		{"no TOML", "lookback = \"14d\"\nhistory = = 3\npoll = soon", []string{
			"2:11: toml: unexpected character U+003D '=' at start of value; correct the TOML"}},
		{"a key twice", "lookback = \"14d\"\n\nlookback = \"15d\"", []string{
			"3:1: toml: key lookback is already defined; correct the TOML"}},
		{"text that is not UTF-8", "a = \"\xff\"", []string{
			"1:6: toml: invalid UTF-8 character in basic string; correct the TOML"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.file, tt.want) })
	}
}

func TestUnknownRegionsAreAnsweredWithTheKnownOnes(t *testing.T) {
	_, err := Parse([]byte("holidays = [\"US\",\n\"DE-XX\"]\n"+account), "config.toml", joe(), now())
	if err == nil {
		t.Fatal("DE-XX passed")
	}
	for _, want := range []string{`config.toml:2: holidays: there are no holidays for "DE-XX"`, "AT, AU-ACT/NSW/", ", DE, DE-BB/BE/", ", US, or the path"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
}

func TestAddressesOfServers(t *testing.T) {
	for s, want := range map[string]Server{
		"imaps://imap.acme.example":              {TLS, "imap.acme.example", 993},
		"imaps://imap.acme.example:10993/":       {TLS, "imap.acme.example", 10993},
		"imap+starttls://imap.acme.example":      {StartTLS, "imap.acme.example", 143},
		"imap+insecure://LOCALHOST":              {Insecure, "LOCALHOST", 143},
		"imap+insecure://127.3.2.1:1143":         {Insecure, "127.3.2.1", 1143},
		"imap+insecure://[::1]":                  {Insecure, "::1", 143},
		"IMAPS://xn--mller-kva.example":          {TLS, "xn--mller-kva.example", 993},
		"imap+starttls://mail.globex.example:25": {StartTLS, "mail.globex.example", 25},
	} {
		if got, err := parseServer(s, imapProtocols()); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", s, got, err, want)
		}
	}
	for s, want := range map[string]string{
		"imap.acme.example":                      "no address of a server",
		"":                                       "no address of a server",
		"imaps://":                               "has a host",
		"imaps://a.example/INBOX":                "has a host",
		"imaps://a.example?x=1":                  "has a host",
		"imaps://a.example:0":                    "is no port",
		"imaps://a.example:70000":                "is no port",
		"imaps://joe@a.example":                  "user name does not belong",
		"imaps://joe:hunter2@a.example":          "a password stands in the address",
		"smtps://joe:hunter2@a.example":          "a password stands in the address",
		"imaps://joe:hunter2@a.example:x":        "no address of a server",
		"imaps://joe:hun%ter2@a.example":         "no address of a server",
		"imap+insecure://a.example":              "goes to this machine only",
		"imap+insecure://localhost.evil.example": "goes to this machine only",
		"imap+insecure://128.0.0.1":              "goes to this machine only",
	} {
		_, err := parseServer(s, imapProtocols())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", s, err, want)
		} else if strings.Contains(err.Error(), "hun") {
			t.Errorf("the password is printed: %v", err)
		}
	}
}

func TestSchedules(t *testing.T) {
	for _, spec := range []string{"", "30 8 * * MON-FRI", "@daily", "@every 1h"} {
		if err := checkSchedule(spec); err != nil {
			t.Errorf("%q: %v", spec, err)
		}
	}
	for _, spec := range []string{"TZ=", "TZ=UTC 30 8 * * *", "CRON_TZ=0", "CRON_TZ=Asia/Tokyo 30 8 * * *", "* * * *", "60 8 * * *", "30 8 * * FUN", " TZ=", "@every", "@hourly x"} {
		if err := checkSchedule(spec); err == nil {
			t.Errorf("%q passed", spec)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"lookback", "history", "poll", "to"}
	for s, want := range map[string]string{"lokback": "lookback", "look_back": "lookback", "histroy": "history", "pol": "poll", "xylophone": "", "": ""} {
		if got := nearest(s, words); got != want {
			t.Errorf("nearest(%q) = %q, want %q", s, got, want)
		}
	}
}
