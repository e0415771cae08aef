package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"thrice/imapsync"
	"thrice/imapsync/scriptedtest"
	"thrice/tracker"
)

// provider is a mail server that does as a big provider's does, and the program's
// parts that follow an account there by OAuth, in virtual time.
type provider struct {
	virtual
	*imapsync.Syncer
	server *scriptedtest.Server
	tokens *tokens
	manner string // a script: what it always does
}

// tokens are the access tokens of the account. A token is good for so many
// logins; 0: for ever.
type tokens struct {
	mu      sync.Mutex
	logins  int
	used    map[string]int
	serial  int
	renewed int
}

// give is an Account's Credential.
func (k *tokens) give(_ context.Context, refused bool) (imapsync.Credential, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if refused {
		k.serial++
		k.renewed++
	}
	return imapsync.Credential{Token: fmt.Sprintf("canary-%d", k.serial)}, nil
}

// takes is what the server thinks of a token.
func (k *tokens) takes(token string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.used == nil {
		k.used = map[string]int{}
	}
	k.used[token]++
	return k.logins == 0 || k.used[token] <= k.logins
}

// expire makes every token that was given out void for the next login.
func (k *tokens) expire() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.logins, k.used[fmt.Sprintf("canary-%d", k.serial)] = 1, 1
}

func (k *tokens) renewals() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.renewed
}

// atProvider lets play go on before a server of the box that follows the script
// manner.
func atProvider(t *testing.T, manner string, box func() *scriptedtest.Mailbox, play func(p *provider)) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("PASSWORD", "unused")
	synctest.Test(t, func(t *testing.T) {
		p := &provider{virtual: virtual{t: t, log: &bytes.Buffer{}}, tokens: &tokens{}, manner: manner}
		b := box()
		b.Scheme, b.Tokens.Takes = imapsync.SchemeTLS, p.tokens.takes
		p.server = scriptedtest.New(t, b, nil)
		p.follow("")
		path := filepath.Join(dir, "config.toml")
		p.must(os.WriteFile(path, fmt.Appendf(nil, virtualConfig, filepath.Join(dir, "data")), 0o600))
		env := func(name string) string { return map[string]string{"PASSWORD": "unused", "HOME": dir}[name] }
		a := &app{world: world{env: env, stdout: io.Discard, stderr: p.log, now: time.Now}, path: path, level: slog.LevelInfo}
		var err error
		p.desk, err = a.open(t.Context())
		p.must(err)
		defer func() { p.must(p.desk.store.Close()) }()
		p.Syncer = imapsync.New(imapsync.Account{
			Name: "work", Scheme: imapsync.SchemeTLS, Host: scriptedtest.Host, Username: "joe@acme.example", RootCAs: p.server.Roots,
			Credential: p.tokens.give, Hints: hintsOf(p.desk.Config), Poll: 5 * time.Minute, Dial: p.server.Dial,
		}, p.desk.tracker, a.log(), nil, time.Now)
		defer p.Close()
		p.began = time.Now()
		play(p)
		if strings.Contains(p.log.String(), "canary") {
			t.Error("a token is in the log")
		}
	})
}

// follow makes the server follow a script, and its manner otherwise.
func (p *provider) follow(script string) {
	p.t.Helper()
	s, err := scriptedtest.ParseScript(script + p.manner)
	p.must(err)
	p.server.Follow(s)
}

// put puts a mail into folders now, as one message with a UID in each of them.
func (p *provider) put(mail string, folders ...string) {
	for _, f := range folders {
		p.server.Put(f, fmt.Sprintf("Date: %s\n", time.Now().UTC().Format(time.RFC1123Z))+mail, time.Now())
	}
}

// offer is a mail of ours that asks a customer something; reply is the answer.
func offer(customer string) string {
	return fmt.Sprintf("From: joe@acme.example\nTo: %[1]s@globex-%[1]s.example\nSubject: Offer for %[1]s\n"+
		"Message-ID: <%[1]s@acme.example>\n\nCould you let me know whether this suits you?\n", customer)
}

func reply(customer, to string) string {
	return fmt.Sprintf("From: %[1]s@globex-%[1]s.example\nTo: joe@acme.example\nSubject: Re: Offer for %[1]s\n"+
		"Message-ID: <%[1]s-re@globex.example>\nIn-Reply-To: <%[2]s>\n\nIt does, thank you. The order follows.\n", customer, to)
}

// round reads the account, which must succeed.
func (p *provider) round() {
	p.t.Helper()
	if err := p.Round(p.t.Context()); err != nil {
		p.t.Fatalf("the round fails: %v\n%s", err, p.log)
	}
}

// fails reads the account, which must fail in words of one line.
func (p *provider) fails() error {
	p.t.Helper()
	err := p.Round(p.t.Context())
	if err == nil {
		p.t.Fatal("the round does not fail")
	}
	if strings.ContainsAny(err.Error(), "\r\n") || len(err.Error()) > 600 {
		p.t.Errorf("the words are no line for a person: %q", err)
	}
	if told := p.health().Trouble; told != err.Error() {
		p.t.Errorf("told is %q, the error is %q", told, err)
	}
	return err
}

// run follows the account for a while, as the program does.
func (p *provider) run(d time.Duration) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), d)
	defer cancel()
	p.must(p.Run(ctx))
}

// while lets the program follow the account for a while, and play go on meanwhile.
func (p *provider) while(d time.Duration, play func()) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), d)
	defer cancel()
	ended := make(chan error)
	go func() { ended <- p.Run(ctx) }()
	play()
	p.must(<-ended)
}

// untroubled says that nobody was told of any trouble.
func (p *provider) untroubled() {
	p.t.Helper()
	if h := p.health(); !h.Fresh() || strings.Contains(p.log.String(), "round failed") {
		p.t.Errorf("trouble was told: %q\n%s", h.Trouble, p.log)
	}
}

func (p *provider) health() tracker.Health {
	p.t.Helper()
	all, err := p.desk.tracker.Health(p.t.Context())
	p.must(err)
	return all[0]
}

// stands compares how many messages are known, and where the conversations stand.
func (p *provider) stands(when string, messages int, want map[string]string) {
	p.t.Helper()
	if got := p.health().Messages; got != messages {
		p.t.Errorf("%s: %d messages, want %d", when, got, messages)
	}
	got := p.state()
	for customer, state := range want {
		if got[customer] != state {
			p.t.Errorf("%s: %s is %q, want %q", when, customer, got[customer], state)
		}
	}
	if len(got) != len(want) {
		p.t.Errorf("%s: the conversations are %q", when, got)
	}
	for _, u := range p.health().Unreadable {
		p.t.Errorf("%s: given up as unreadable: %v", when, u)
	}
}

// opened is how many tasks were ever opened, over all conversations.
func (p *provider) opened() int {
	p.t.Helper()
	items, err := p.desk.tracker.List(p.t.Context(), true)
	p.must(err)
	n := 0
	for _, i := range items {
		h, err := p.desk.tracker.Show(p.t.Context(), i.ID)
		p.must(err)
		for _, e := range h.Timeline {
			if e.What == "task" && strings.Contains(e.Text, " opened: ") {
				n++
			}
		}
	}
	return n
}

// texts is of how many messages the server was asked for the text.
func (p *provider) texts() int {
	n := 0
	command := regexp.MustCompile(`^UID FETCH (\S+) .*BODY\.PEEK\[\]`)
	for _, c := range p.server.Commands() {
		m := command.FindStringSubmatch(c)
		if m == nil {
			continue
		}
		for _, part := range strings.Split(m[1], ",") {
			first, last, ranged := strings.Cut(part, ":")
			if !ranged {
				last = first
			}
			a, _ := strconv.Atoi(first)
			b, _ := strconv.Atoi(last)
			n += b - a + 1
		}
	}
	return n
}

// sentAs says which folder is taken for Sent, and how it was found.
func (p *provider) sentAs(name, by string) {
	p.t.Helper()
	report, err := p.Check(p.t.Context())
	p.must(err)
	if report.Sent != name || report.SentBy != by {
		p.t.Errorf("Sent is %q by %q, want %q by %q", report.Sent, report.SentBy, name, by)
	}
}
