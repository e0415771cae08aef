package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"thrice/internal/oauth/oauthtest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childVariable); url != "" {
		os.Exit(renewAndHang(url))
	}
	os.Exit(m.Run())
}

// direct is a transport without a network: time can pass beside it.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer, r.Context().Err()
}

// offline is a transport of a machine that is not connected.
type offline struct{}

func (offline) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("network is unreachable")
}

// joe is the client of Joe's account at a provider with a base URL.
func joe(base string, transport http.RoundTripper) Client {
	return Client{
		Provider: Provider{Name: "Example", AuthorizeURL: base + "/authorize", TokenURL: base + "/token", DeviceURL: base + "/device",
			Scopes: []string{"mail"}, Extra: map[string]string{"prompt": "consent"}, Loopback: "127.0.0.1", HTTP: &http.Client{Transport: transport}},
		ID: oauthtest.ClientID, Secret: func(context.Context) (string, error) { return oauthtest.Secret, nil },
		Account: "work", Username: "joe@acme.example", Now: time.Now,
	}
}

// keeping is a keeper with a login that was just made, in a folder.
func keeping(t *testing.T, p *oauthtest.Provider) (k *Keeper, folder string) {
	t.Helper()
	c := joe("https://login.example", direct{p})
	folder = t.TempDir()
	k = NewKeeper(c, Files(folder), folder)
	login(t, k)
	return k, folder
}

// login logs in by hand, as a person does whose browser knows the provider.
func login(t *testing.T, k *Keeper) {
	t.Helper()
	token, err := byHand(k.client)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Keep(t.Context(), token); err != nil {
		t.Fatal(err)
	}
}

func byHand(c Client) (Token, error) {
	end := ""
	return c.ByHand(context.Background(), func(address string) error {
		r, err := http.NewRequest("GET", address, nil)
		if err != nil {
			return err
		}
		answer, err := c.Provider.HTTP.Transport.RoundTrip(r)
		if err != nil {
			return err
		}
		if end = answer.Header.Get("Location"); end == "" {
			return fmt.Errorf("the provider answers %s", answer.Status)
		}
		return nil
	}, func() (string, error) { return end + "\n", nil })
}

// wantToken wants an access token that the provider takes.
func wantToken(t *testing.T, k *Keeper, p *oauthtest.Provider, refused bool) string {
	t.Helper()
	access, err := k.Token(t.Context(), refused)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Takes(access) {
		t.Fatalf("the provider does not take %q", access)
	}
	return access
}

// wantRefreshes wants the provider to have been asked so often for new tokens.
func wantRefreshes(t *testing.T, p *oauthtest.Provider, want int) {
	t.Helper()
	got, crowded := p.Asked("refresh_token")
	if got != want || crowded {
		t.Errorf("%d refreshes, want %d; two at once: %t", got, want, crowded)
	}
}

// wantNeedLogin wants the error that has a person log in.
func wantNeedLogin(t *testing.T, err error, why string) {
	t.Helper()
	var need *NeedLogin
	if !errors.As(err, &need) || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), "run: thrice login work") {
		t.Errorf("error %v, want a login because of %q", err, why)
	}
	wantNoSecret(t, err)
}

// wantNoSecret wants an error to say nothing that must not be said.
func wantNoSecret(t *testing.T, err error) {
	t.Helper()
	if strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("the error gives away a secret, or control characters: %q", err)
	}
}
