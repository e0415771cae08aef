package imapsync

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// outage is a provider that cannot give a token at the moment.
type outage struct{}

func (outage) Error() string { return "Example cannot be reached\nfor a new access token" }

func (outage) Temporary() bool { return true }

// needLogin is that a person must log in.
type needLogin struct{}

func (needLogin) Error() string {
	return "Example does not take the login any more; run: thrice login work"
}

// dialogue answers AUTHENTICATE with challenges, and then with a verdict.
func dialogue(verdict string, challenges ...string) func(p *fakePeer, tag, command string) bool {
	return func(p *fakePeer, tag, command string) bool {
		if !strings.HasPrefix(command, "AUTHENTICATE") {
			return false
		}
		for _, c := range challenges {
			p.send("+ %s", base64.StdEncoding.EncodeToString([]byte(c)))
			if _, ok := p.line(); !ok {
				return true
			}
		}
		p.send("%s %s", tag, verdict)
		return true
	}
}

func TestWhatIsSaidOfALoginThatFails(t *testing.T) {
	const no = "NO [AUTHENTICATIONFAILED] Invalid credentials"
	tests := []struct {
		name, caps string
		on         func(p *fakePeer, tag, command string) bool
		token      bool
		first      error // of the credential
		second     error // of the credential after a refusal
		kind       error
		says       []string
		not        []string
		renewed    int
	}{
		{name: "a token is refused twice", caps: "AUTH=XOAUTH2", token: true, on: dialogue(no, "", `{"status":"400","scope":"https://mail.example/"}`),
			kind: ErrLogin, says: []string{"Invalid credentials", "status “400”", "wanted scope “https://mail.example/”", "thrice login"},
			not: []string{"password"}, renewed: 1},
		{name: "a token is refused, and there is no other", caps: "AUTH=XOAUTH2", token: true, on: dialogue(no, "", `{"status":"401"}`), second: needLogin{},
			kind: ErrLogin, says: []string{"status “401”", "run: thrice login work"}, not: []string{"password"}, renewed: 1},
		{name: "a token is refused, and the provider is down", caps: "AUTH=XOAUTH2", token: true, on: dialogue(no, "", `{"status":"401"}`), second: outage{},
			kind: ErrUnreachable, says: []string{"at the moment", "cannot be reached for a new access token"}, not: []string{"password"}, renewed: 1},
		{name: "the provider is down", caps: "AUTH=XOAUTH2", token: true, first: fmt.Errorf("renew: %w", outage{}),
			kind: ErrUnreachable, says: []string{"joe cannot log in at the moment", "cannot be reached for a new access token"}},
		{name: "the login at the provider is over", caps: "AUTH=XOAUTH2", token: true, first: needLogin{},
			kind: ErrLogin, says: []string{"joe cannot log in", "run: thrice login work"}},
		{name: "a server without time is shown the same token again", caps: "AUTH=XOAUTH2", token: true,
			on: dialogue("NO [ALERT] Too many simultaneous connections. (Failure)", ""), kind: ErrUnreachable, says: []string{"takes no login at the moment", "Too many"}},
		{name: "SCRAM says what was wrong", caps: "AUTH=SCRAM-SHA-256", on: dialogue(no, "", "e=other-\x1berror"),
			kind: ErrLogin, says: []string{"Invalid credentials", "SCRAM-SHA-256: “other-error”", "check username and password"}},
		{name: "a server that takes any password proves nothing", caps: "AUTH=SCRAM-SHA-256", on: dialogue("OK welcome", ""),
			kind: ErrLogin, says: []string{"did not prove that it knows the password", "somebody may be in between"}, not: []string{"check username"}},
		{name: "a password and its refusal", caps: "AUTH=PLAIN", on: dialogue(no, ""), kind: ErrLogin, says: []string{"check username and password"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, sink := newFake(t, inboxOf()), &fakeSink{}
				f.caps, f.on = "IMAP4rev1 LOGINDISABLED "+tt.caps, tt.on
				a, renewed := f.account(), 0
				a.Credential = func(_ context.Context, refused bool) (Credential, error) {
					c, err := Credential{Password: "secret"}, tt.first
					if tt.token {
						c = Credential{Token: "secret"}
					}
					if refused {
						renewed++
						err = tt.second
					}
					return c, err
				}
				s := New(a, sink, quiet(), nil, time.Now)
				defer s.Close()
				err := s.Round(t.Context())
				other := map[error]error{ErrLogin: ErrUnreachable, ErrUnreachable: ErrLogin}[tt.kind]
				if !errors.Is(err, tt.kind) || errors.Is(err, other) || renewed != tt.renewed {
					t.Fatalf("error %v, renewed %d times", err, renewed)
				}
				for _, words := range tt.says {
					if !strings.Contains(err.Error(), words) {
						t.Errorf("%q does not say %q", err, words)
					}
				}
				for _, words := range append(tt.not, "\n", "\x1b", "secret") {
					if strings.Contains(err.Error(), words) {
						t.Errorf("%q says %q", err, words)
					}
				}
				if strings.Contains(strings.Join(sink.failures, ""), "\n") || len(sink.failures) != 1 {
					t.Errorf("told %q", sink.failures)
				}
			})
		})
	}
}
