package imapsync_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thrice/imapsync"
	"thrice/imapsync/scriptedtest"
	"thrice/internal/reading"
)

// hostileCases are the behaviours of servers below testdata/hostile. What they
// want is read by readWant.
func hostileCases(t *testing.T, bombs bool) []scriptedtest.Case {
	t.Helper()
	return slices.DeleteFunc(scriptedtest.Load(t, "testdata/hostile"), func(c scriptedtest.Case) bool {
		return readWant(t, c).bomb != bombs
	})
}

// TestHostileServers puts the syncer before servers that do wrong. Time is that
// of a bubble: silence costs nothing.
func TestHostileServers(t *testing.T) {
	for _, c := range hostileCases(t, false) {
		for _, profile := range c.Profiles {
			t.Run(c.Name+"/"+profile, func(t *testing.T) {
				t.Parallel()
				began := time.Now()
				synctest.Test(t, func(t *testing.T) {
					h := newEncounter(t, c, profile)
					h.play()
				})
				if took := time.Since(began); took > 30*time.Second {
					t.Errorf("took %s of the processor's time", took)
				}
			})
		}
	}
}

// encounter is a syncer that meets a server.
type encounter struct {
	t      *testing.T
	c      scriptedtest.Case
	want   want
	server *scriptedtest.Server
	script *scriptedtest.Script
	sink   *ledger
	log    *bytes.Buffer
	syncer *imapsync.Syncer
	brief  bool // once all is there, look no further
}

func newEncounter(t *testing.T, c scriptedtest.Case, profile string) *encounter {
	t.Helper()
	h := &encounter{t: t, c: c, want: readWant(t, c), sink: &ledger{}, log: &bytes.Buffer{}}
	h.server, h.script = c.Server(t, profile)
	if h.want.bomb {
		h.server.Listen(t)
	}
	h.syncer = newHostileSyncer(t, h.server, c.Scheme(), h.sink, h.log)
	return h
}

// newHostileSyncer reads from the server into the sink until the test ends.
func newHostileSyncer(t *testing.T, server *scriptedtest.Server, scheme string, sink *ledger, log *bytes.Buffer) *imapsync.Syncer {
	t.Helper()
	a := imapsync.Account{
		Name: "work", Scheme: scheme, Host: scriptedtest.Host, Username: scriptedtest.User, RootCAs: server.Roots,
		Hints: reading.Hints{Zone: time.UTC}, Dial: server.Dial,
		Credential: func(context.Context, bool) (imapsync.Credential, error) {
			return imapsync.Credential{Password: scriptedtest.Password}, nil
		},
	}
	if scheme == imapsync.SchemeInsecure {
		a.Host = "localhost"
	}
	s := imapsync.New(a, sink, slog.New(slog.NewTextHandler(log, nil)), nil, time.Now)
	t.Cleanup(s.Close)
	return s
}

// play lets them meet, looks at what came of it, and then at whether all is well
// once the server is.
func (h *encounter) play() {
	h.t.Helper()
	began := time.Now()
	switch err := h.meet(); {
	case h.want.run > 0:
	case time.Since(began) > h.want.within:
		h.t.Errorf("took %s, allowed are %s; error %v", time.Since(began), h.want.within, err)
	default:
		h.judge(err)
	}
	h.quarantine()
	if got := h.server.Connections(); got > h.want.connections {
		h.t.Errorf("%d connections, allowed are %d", got, h.want.connections)
	}
	h.server.Behave()
	h.recover()
	h.innocence()
	for _, rule := range h.script.Unused() {
		h.t.Errorf("nobody came upon the rule %q; commands %q", rule, shortened(h.server.Commands()))
	}
	if h.t.Failed() {
		h.t.Logf("%s\ntold %q\ncommands %q\nlog:\n%s", h.c.Says, h.sink.failures, shortened(h.server.Commands()), h.log)
	}
}

// meet does what the case says with the server as it is.
func (h *encounter) meet() error {
	ctx := h.t.Context()
	switch h.want.call {
	case "check":
		_, err := h.syncer.Check(ctx)
		return err
	case "append":
		return h.syncer.Append(ctx, "Sent", []byte("Subject: x\r\n\r\nHello\r\n"), nil, time.Now())
	case "find":
		_, err := h.syncer.Find(ctx, "Sent", "1@acme.example")
		return err
	}
	if h.want.run > 0 {
		h.run(ctx, h.want.run)
		return nil
	}
	var err error
	for range h.want.rounds {
		err = h.syncer.Round(ctx)
	}
	return err
}

// run has Run go on for a while, and then stops it.
func (h *encounter) run(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	if err := h.syncer.Run(ctx); err != nil {
		h.t.Errorf("run: %v", err)
	}
}

// judge compares how the hostile round ended with what is wanted.
func (h *encounter) judge(err error) {
	h.t.Helper()
	kinds := map[string]error{"login": imapsync.ErrLogin, "unreachable": imapsync.ErrUnreachable, "certificate": imapsync.ErrCertificate}
	switch {
	case h.want.fine && err != nil:
		h.t.Errorf("failed: %v", err)
	case h.want.fails && err == nil:
		h.t.Errorf("did not fail; arrivals %s", h.sink.list())
	}
	if kind := h.want.kind; kind != "" && err != nil && !errors.Is(err, kinds[kind]) {
		h.t.Errorf("error %v is not %v", err, kinds[kind])
	}
	told := ""
	if err != nil {
		told = err.Error()
	}
	for _, words := range h.want.told {
		if !strings.Contains(told, words) {
			h.t.Errorf("error %q does not say %q", told, words)
		}
	}
	for _, words := range h.want.untold {
		if strings.Contains(told, words) {
			h.t.Errorf("error %q says %q", told, words)
		}
	}
	if h.want.call == "" && err != nil && len(h.sink.failures) == 0 {
		h.t.Errorf("nobody was told of %v", err)
	}
	for folder, uids := range h.want.stored {
		if got := h.sink.uids(folder); !slices.Equal(got, uids) {
			h.t.Errorf("folder %q: stored are %v, want %v", folder, got, uids)
		}
	}
}

// quarantine compares what was found unreadable with what is wanted.
func (h *encounter) quarantine() {
	h.t.Helper()
	if got := h.sink.quarantined(); !slices.Equal(got, h.want.quarantined) {
		h.t.Errorf("quarantined are %q, want %q", got, h.want.quarantined)
	}
}

// recover goes on with a server that behaves: it must bring everything that was
// not quarantined, nothing twice, and then what is new and nothing else.
func (h *encounter) recover() {
	h.t.Helper()
	if h.want.heals > 0 {
		<-time.After(h.want.heals)
	}
	if h.want.run > 0 && !h.want.bomb {
		h.run(h.t.Context(), 40*time.Minute)
	} else if err := h.syncer.Round(h.t.Context()); err != nil {
		h.t.Errorf("the server behaves, but the round fails: %v", err)
		return
	}
	h.complete()
	if h.brief {
		return
	}
	held := h.sink.count()
	for name := range h.server.Folders() {
		h.server.Deliver(name)
		held++
	}
	if err := h.syncer.Round(h.t.Context()); err != nil {
		h.t.Errorf("the server behaves, but the second round fails: %v", err)
		return
	}
	h.complete()
	if got := h.sink.count(); got != held {
		h.t.Errorf("%d arrivals, want %d: more was read than what is new", got, held)
	}
}

// complete says that everything that the server has was stored, once each.
func (h *encounter) complete() {
	h.t.Helper()
	for name, validity := range h.server.Folders() {
		for _, uid := range h.server.UIDs(name) {
			got, bad := h.sink.holds(scriptedtest.Subject(name, uid), validity, uid)
			if got != 1 && !(got == 0 && bad) {
				h.t.Errorf("folder %.80q: message %d is stored %d times", name, uid, got)
			}
		}
	}
	if got := h.sink.textless(h.server.Folders()); !slices.Equal(got, h.want.textless) {
		h.t.Errorf("without text are %q, want %q", got, h.want.textless)
	}
	for _, problem := range h.sink.problems(h.server) {
		h.t.Error(problem)
	}
}

// innocence looks for what must never happen, whatever the server does.
func (h *encounter) innocence() {
	h.t.Helper()
	secrets := []string{
		scriptedtest.Password, base64.StdEncoding.EncodeToString([]byte(scriptedtest.Password)),
		base64.StdEncoding.EncodeToString([]byte("\x00" + scriptedtest.User + "\x00" + scriptedtest.Password)),
	}
	for _, secret := range secrets {
		if h.c.Scheme() != imapsync.SchemeInsecure && bytes.Contains(h.server.Clear(), []byte(secret)) {
			h.t.Errorf("the password went in the clear: %q", h.server.Clear())
		}
		if strings.Contains(h.log.String(), secret) || strings.Contains(strings.Join(h.sink.words(), " "), secret) {
			h.t.Error("the password is in the log or in what is told")
		}
	}
	for _, words := range h.sink.words() {
		if problem := unfit(words); problem != "" {
			h.t.Errorf("%s: %.300q", problem, words)
		}
	}
	for _, command := range h.server.Commands() {
		if !h.allowed(command) {
			h.t.Errorf("sent the command %.100q", command)
		}
	}
}

// allowed says whether a command changes nothing in a mailbox.
func (h *encounter) allowed(command string) bool {
	verbs := []string{
		"CAPABILITY", "STARTTLS", "LOGIN", "AUTHENTICATE", "ID", "ENABLE", "NAMESPACE", "LIST", "STATUS", "NOTIFY",
		"EXAMINE", "UID SEARCH", "UID FETCH", "NOOP", "IDLE", "DONE", "LOGOUT", "UNSELECT",
	}
	return h.want.call == "append" && strings.HasPrefix(command, "APPEND ") || slices.ContainsFunc(verbs, func(v string) bool {
		return command == v || strings.HasPrefix(command, v+" ")
	})
}

func shortened(commands []string) []string {
	var out []string
	for _, c := range commands {
		out = append(out, fmt.Sprintf("%.60s", c))
	}
	return out[:min(len(out), 40)]
}
