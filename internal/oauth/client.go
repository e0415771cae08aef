package oauth

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// patience bounds one request to a provider.
const patience = 30 * time.Second

// Client is this program as a provider knows it, on behalf of one account.
type Client struct {
	Provider Provider
	ID       string // client id
	// Secret gives the client secret, which is none for a program that anybody
	// can look into, but Google wants it; nil: there is none.
	Secret   func(ctx context.Context) (string, error)
	Account  string // as it is called in the configuration
	Username string // login name of the mailbox
	Now      func() time.Time
}

// owner says whom a token is given to. With another client id, provider or
// mailbox it is of no use.
func (c Client) owner() string {
	return strings.Join([]string{c.Provider.TokenURL, c.ID, c.Username}, " ")
}

// config is the client as the library knows it.
func (c Client) config(ctx context.Context) (*oauth2.Config, error) {
	secret := ""
	if c.Secret != nil {
		var err error
		if secret, err = c.Secret(ctx); err != nil {
			return nil, err
		}
	}
	p := c.Provider
	return &oauth2.Config{ClientID: c.ID, ClientSecret: secret, Scopes: p.Scopes, Endpoint: oauth2.Endpoint{
		AuthURL: p.AuthorizeURL, TokenURL: p.TokenURL, DeviceAuthURL: p.DeviceURL,
		// Not left to be found out: a code that was tried once is used up.
		AuthStyle: oauth2.AuthStyleInParams,
	}}, nil
}

// web puts the HTTP client into ctx, where the library looks for it.
func (c Client) web(ctx context.Context) context.Context {
	web := c.Provider.HTTP
	if web == nil {
		web = &http.Client{Timeout: patience}
	}
	followNothing := *web
	// A token must not be carried on to wherever the answer points.
	followNothing.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return context.WithValue(ctx, oauth2.HTTPClient, &followNothing)
}

// refresh fetches a new access token.
func (c Client) refresh(ctx context.Context, old Token) (Token, error) {
	config, err := c.config(ctx)
	if err != nil {
		return Token{}, err
	}
	given, err := config.TokenSource(c.web(ctx), &oauth2.Token{RefreshToken: old.refresh}).Token()
	if err != nil {
		return Token{}, c.failure(ctx, err, old.refresh, config.ClientSecret)
	}
	return c.token(given), nil
}

// token takes over what the provider gave.
func (c Client) token(given *oauth2.Token) Token {
	now := c.Now()
	life := time.Duration(given.ExpiresIn) * time.Second
	if life <= 0 {
		life = unstatedLife
	}
	return Token{given.AccessToken, given.RefreshToken, now, now.Add(life), c.owner()}
}

// first takes over what the provider gave at a login.
func (c Client) first(given *oauth2.Token) (Token, error) {
	if given.RefreshToken == "" {
		return Token{}, fmt.Errorf("%s gave no refresh token: the login would end within the hour; look at the settings of the client id", c.Provider.Name)
	}
	return c.token(given), nil
}
