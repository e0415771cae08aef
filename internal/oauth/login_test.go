package oauth

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thrice/internal/oauth/oauthtest"
)

func TestALoginByBrowser(t *testing.T) {
	tests := []struct {
		name   string
		denies bool
		change func(address string) string // what somebody makes of the address
		why    string
	}{
		{name: "the person agrees"},
		{name: "the person refuses", denies: true, why: "the login was refused at Example (access_denied: The person[2J said no)"},
		{name: "the proof is another one", change: func(s string) string {
			return strings.Replace(s, "code_challenge=", "code_challenge=x", 1)[:strings.Index(s, "&code_challenge_method")] + s[strings.Index(s, "&code_challenge_method"):]
		}, why: "invalid_grant"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &oauthtest.Provider{Denies: tt.denies}
			server := httptest.NewServer(p)
			defer server.Close()
			c := joe(server.URL, server.Client().Transport)
			page := ""
			token, err := c.ByBrowser(t.Context(), func(address string) error {
				if tt.change != nil {
					address = tt.change(address)
				}
				r, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
				if err != nil {
					return err
				}
				answer, err := server.Client().Do(r)
				if err != nil {
					return err
				}
				defer answer.Body.Close()
				text, err := io.ReadAll(answer.Body)
				page = string(text)
				return err
			})
			if tt.why == "" && (err != nil || !p.Takes(token.access) || !strings.HasPrefix(page, "Done.")) {
				t.Errorf("error %v, page %q", err, page)
			}
			if tt.why != "" {
				if err == nil || !strings.Contains(err.Error(), tt.why) {
					t.Fatalf("error %v, want %q", err, tt.why)
				}
				wantNoSecret(t, err)
			}
		})
	}
}

func TestStrangersAtTheDoor(t *testing.T) {
	p := &oauthtest.Provider{}
	server := httptest.NewServer(p)
	defer server.Close()
	c := joe(server.URL, server.Client().Transport)
	get := func(address string) int {
		answer, err := server.Client().Get(address)
		if err != nil {
			t.Error(err)
			return 0
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	token, err := c.ByBrowser(t.Context(), func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		back := u.Query().Get("redirect_uri")
		if !strings.HasPrefix(back, "http://127.0.0.1:") || u.Query().Get("prompt") != "consent" || u.Query().Get("login_hint") != "joe@acme.example" {
			t.Errorf("opens %s", address)
		}
		for path, want := range map[string]int{"": 400, "?code=x": 400, "?code=x&state=guess": 400, "?error=access_denied&state=guess": 400, "favicon.ico": 404} {
			if got := get(back + path); got != want {
				t.Errorf("%q: status %d, want %d", path, got, want)
			}
		}
		for range 2 { // the page is loaded again
			if got := get(address); got != 200 {
				t.Errorf("status %d", got)
			}
		}
		return nil
	})
	if err != nil || !p.Takes(token.access) {
		t.Error(err)
	}
}

func TestALoginThatNobodyFinishes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := joe("https://login.example", direct{&oauthtest.Provider{}}).ByBrowser(ctx, func(string) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestALoginByHand(t *testing.T) {
	c := joe("https://login.example", direct{&oauthtest.Provider{}})
	if _, err := byHand(c); err != nil {
		t.Error(err)
	}
	for _, pasted := range []string{"", "code-canary-1", "http://127.0.0.1:45871/?code=x", "http://127.0.0.1:45871/?code=x&state=guess", "\x7f://"} {
		_, err := c.ByHand(t.Context(), func(string) error { return nil }, func() (string, error) { return pasted, nil })
		if err == nil {
			t.Errorf("%q is taken", pasted)
		} else {
			wantNoSecret(t, err)
		}
	}
}

func TestALoginByDevice(t *testing.T) {
	tests := []struct {
		name  string
		waits []string
		next  []oauthtest.Answer
		why   string
		takes time.Duration // at least, at most twice that
	}{
		{name: "the person is quick", takes: 5 * time.Second},
		{name: "the person takes time", waits: []string{"authorization_pending", "authorization_pending"}, takes: 15 * time.Second},
		{name: "the provider wants to be asked less", waits: []string{"slow_down", "slow_down", "authorization_pending"}, takes: 45 * time.Second},
		{name: "the provider fails for a while", next: []oauthtest.Answer{{Status: 503}, {Status: 429, RetryAfter: "60"}}, takes: 75 * time.Second},
		{name: "the person refuses", waits: []string{"authorization_declined"}, why: "the login was refused at Example"},
		{name: "the code has expired", waits: []string{"authorization_pending", "expired_token"}, why: "nobody has answered in time"},
		{name: "nobody ever answers", waits: make([]string, 1000), why: "nobody has answered in time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &oauthtest.Provider{}
				for n := range tt.waits {
					if tt.waits[n] == "" {
						tt.waits[n] = "authorization_pending"
					}
				}
				p.Waits(tt.waits...)
				p.Next(tt.next...)
				began := time.Now()
				token, err := joe("https://login.example", direct{p}).ByDevice(t.Context(), func(address, code string) error {
					if address != "https://login.example/device" || code != "BCDF-GHJK" {
						t.Errorf("shows %s, %s", address, code)
					}
					return nil
				})
				if tt.why != "" {
					if err == nil || !strings.Contains(err.Error(), tt.why) {
						t.Fatalf("error %v, want %q", err, tt.why)
					}
					wantNoSecret(t, err)
					return
				}
				took := time.Since(began)
				if err != nil || !p.Takes(token.access) || took < tt.takes || took > 2*tt.takes {
					t.Errorf("error %v after %s, want none after %s", err, took, tt.takes)
				}
			})
		})
	}
}

func TestALoginWithoutARefreshToken(t *testing.T) {
	p := &oauthtest.Provider{}
	p.Next(oauthtest.Answer{Status: 200, Body: `{"access_token":"access-canary-1","expires_in":3600}`})
	if _, err := byHand(joe("https://login.example", direct{p})); err == nil || !strings.Contains(err.Error(), "no refresh token") {
		t.Errorf("error %v", err)
	}
}

func TestTheProvidersThereAre(t *testing.T) {
	for _, p := range []Provider{Google(), Microsoft("acme.example", true), Microsoft("common", false)} {
		for _, address := range []string{p.AuthorizeURL, p.TokenURL} {
			if u, err := url.Parse(address); err != nil || u.Scheme != "https" {
				t.Errorf("%s: %s", p.Name, address)
			}
		}
	}
	if p := Microsoft("acme.example", true); p.DeviceURL != "https://login.microsoftonline.com/acme.example/oauth2/v2.0/devicecode" || len(p.Scopes) != 3 {
		t.Errorf("%+v", p)
	}
}
