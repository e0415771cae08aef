package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"thrice/internal/config"
	"thrice/internal/oauth"
	"thrice/internal/oauth/oauthtest"
)

// providerVariable holds where the program under test logs in by OAuth.
const providerVariable = "SCRIPT_PROVIDER"

// providerAt is the provider that serves below an address: one that gives device
// codes to the accounts of Microsoft.
func providerAt(base string) func(config.Account) oauth.Provider {
	return func(a config.Account) oauth.Provider {
		p := oauth.Provider{Name: "Example", AuthorizeURL: base + "/authorize", TokenURL: base + "/token", Scopes: []string{"mail"}, Loopback: "127.0.0.1"}
		if a.OAuth.Provider == config.Microsoft {
			p.DeviceURL = base + "/device"
		}
		return p
	}
}

type providersKey struct{}

// startProvider is "provider": an OAuth provider whose clients have no secret.
func startProvider(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: provider")
	}
	p := &oauthtest.Provider{Public: true, Rotates: true, Interval: 1}
	server := httptest.NewServer(p)
	ts.Defer(server.Close)
	ts.Setenv(providerVariable, server.URL)
	ts.Value(providersKey{}).(map[string]*oauthtest.Provider)[server.URL] = p
}

// revoke is "revoke": every login at the provider is void.
func revoke(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: revoke")
	}
	ts.Value(providersKey{}).(map[string]*oauthtest.Provider)[ts.Getenv(providerVariable)].Revoke()
}

// forget is "forget": every access token is void, the logins are not.
func forget(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: forget")
	}
	ts.Value(providersKey{}).(map[string]*oauthtest.Provider)[ts.Getenv(providerVariable)].Forget()
}

// browsing is an output that opens the address printed on it, as a person does.
type browsing struct {
	strings.Builder
	opened bool
	open   func(address string)
}

func (b *browsing) Write(p []byte) (int, error) {
	n, err := b.Builder.Write(p)
	if m := regexp.MustCompile(`(?m)^http\S+$`).FindString(b.String()); m != "" && !b.opened {
		b.opened = true
		b.open(m)
	}
	return n, err
}

const googleConfig = `
data_dir = "data"
[[account]]
name = "work"
me = ["joe@acme.example"]
imap = "imap+insecure://127.0.0.1"
oauth = "google"
oauth_client_id = "client-1"
oauth_client_secret_file = "secret"
`

// configured writes the configuration of an account at Google.
func configured(t *testing.T) (path string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"config.toml": googleConfig, "secret": oauthtest.Secret} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "config.toml")
}

func TestALoginWithABrowser(t *testing.T) {
	for _, flag := range []string{"", "--paste"} {
		t.Run(flag, func(t *testing.T) {
			p := &oauthtest.Provider{}
			server := httptest.NewServer(p)
			defer server.Close()
			path := configured(t)
			// The browser follows the provider to this machine; on another machine
			// it ends there.
			terminal, typed := io.Pipe()
			defer typed.Close()
			browser := &http.Client{}
			if flag != "" {
				browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			}
			out := &browsing{open: func(address string) {
				answer, err := browser.Get(address)
				if err != nil {
					t.Error(err)
					return
				}
				answer.Body.Close()
				if flag != "" {
					go io.WriteString(typed, answer.Header.Get("Location")+"\n")
				}
			}}
			args := []string{"-c", path, "login"}
			if flag != "" {
				args = append(args, flag)
			}
			var said strings.Builder
			a := &app{world: world{args, func(string) string { return "" }, terminal, out, &said, time.Now}, provider: providerAt(server.URL)}
			if code := a.run(t.Context()); code != codeFine || !strings.Contains(out.String(), "The login is kept.") {
				t.Fatalf("exit code %d\n%s%s", code, out, &said)
			}
			c, _, err := a.load()
			if err != nil {
				t.Fatal(err)
			}
			given, err := credential(c.Accounts[0], a.keeper(c, c.Accounts[0]))(t.Context(), false)
			if err != nil || !p.Takes(given.Token) || given.Password != "" {
				t.Errorf("the login gives no token: %v", err)
			}
			if strings.Contains(out.String()+said.String(), "canary") {
				t.Errorf("a secret is printed:\n%s%s", out, &said)
			}
		})
	}
}

func TestALoginThatIsInterrupted(t *testing.T) {
	path := configured(t)
	for _, flag := range []string{"--browser", "--paste"} {
		ctx, cancel := context.WithCancel(t.Context())
		terminal, typed := io.Pipe()
		var said strings.Builder
		out := &browsing{open: func(string) { cancel() }}
		a := &app{world: world{[]string{"-c", path, "login", flag}, func(string) string { return "" }, terminal, out, &said, time.Now}}
		if code := a.run(ctx); code != codeFailed || said.String() != "thrice: interrupted\n" {
			t.Errorf("%s: exit code %d: %s", flag, code, &said)
		}
		typed.Close()
		cancel()
	}
}
