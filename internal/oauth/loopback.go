package oauth

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// byHandPort is where the browser is sent if its address is then copied by hand.
// Nobody listens there; if somebody does, the code is of no use to them (PKCE).
const byHandPort = "45871"

// authorization is one request for a code (RFC 6749 §4.1) with its proof
// (PKCE, RFC 7636).
type authorization struct {
	client          Client
	config          *oauth2.Config
	state, verifier string
}

func (c Client) authorization(ctx context.Context, port string) (*authorization, error) {
	config, err := c.config(ctx)
	if err != nil {
		return nil, err
	}
	config.RedirectURL = "http://" + net.JoinHostPort(c.Provider.Loopback, port) + "/"
	// A verifier is as random as a state has to be.
	return &authorization{c, config, oauth2.GenerateVerifier(), oauth2.GenerateVerifier()}, nil
}

// address is what the person opens.
func (a *authorization) address() string {
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(a.verifier), oauth2.SetAuthURLParam("login_hint", a.client.Username)}
	for k, v := range a.client.Provider.Extra {
		options = append(options, oauth2.SetAuthURLParam(k, v))
	}
	return a.config.AuthCodeURL(a.state, options...)
}

// errStranger is an answer to somebody else's request.
var errStranger = errors.New("this is not the answer to the login that was begun here")

// code reads the provider's answer, as the browser brings it.
func (a *authorization) code(answer url.Values) (string, error) {
	if subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(a.state)) != 1 {
		return "", errStranger
	}
	if no := answer.Get("error"); no != "" {
		return "", fmt.Errorf("the login was refused at %s (%s)", a.client.Provider.Name, said(no, answer.Get("error_description"), 0))
	}
	if answer.Get("code") == "" {
		return "", fmt.Errorf("%s sent no code", a.client.Provider.Name)
	}
	return answer.Get("code"), nil
}

// exchange gives the code for a token.
func (a *authorization) exchange(ctx context.Context, code string) (Token, error) {
	given, err := a.config.Exchange(a.client.web(ctx), code, oauth2.VerifierOption(a.verifier))
	if err != nil {
		return Token{}, a.client.failure(ctx, err, code, a.verifier, a.config.ClientSecret)
	}
	return a.client.first(given)
}

// ByBrowser logs in with a browser on this machine, which the provider sends
// back to it (RFC 8252 §7.3). show is given the address that the person opens.
func (c Client) ByBrowser(ctx context.Context, show func(address string) error) (Token, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Token{}, fmt.Errorf("wait for the browser: %w", err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	a, err := c.authorization(ctx, port)
	if err != nil {
		return Token{}, errors.Join(err, listener.Close())
	}
	codes := make(chan result, 1)
	server := &http.Server{Handler: a.door(codes), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	code, err := func() (string, error) {
		if err := show(a.address()); err != nil {
			return "", err
		}
		select {
		case r := <-codes:
			return r.code, r.err
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}()
	// The browser is to get its page before the door closes.
	leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if server.Shutdown(leave) != nil {
		server.Close()
	}
	<-served
	if err != nil {
		return Token{}, err
	}
	return a.exchange(ctx, code)
}

// result is what the browser has brought.
type result struct {
	code string
	err  error
}

// door lets the browser in with the answer. What else comes by is sent away.
func (a *authorization) door(codes chan<- result) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		code, err := a.code(r.URL.Query())
		switch {
		case errors.Is(err, errStranger):
			http.Error(w, "This is not the answer to the login that was begun here.", http.StatusBadRequest)
			return
		case err != nil:
			io.WriteString(w, "The login failed. The program says more.\n")
		default:
			io.WriteString(w, "Done. You may close this window.\n")
		}
		select {
		case codes <- result{code, err}:
		default: // the page was loaded again
		}
	})
	return mux
}

// ByHand logs in with a browser on any machine: it is sent to an address where
// nothing is, which the person copies. show is given the address that the person
// opens, read returns the one where the browser ended.
func (c Client) ByHand(ctx context.Context, show func(address string) error, read func() (string, error)) (Token, error) {
	a, err := c.authorization(ctx, byHandPort)
	if err != nil {
		return Token{}, err
	}
	if err := show(a.address()); err != nil {
		return Token{}, err
	}
	text, err := read()
	if err != nil {
		return Token{}, err
	}
	end, err := url.Parse(strings.TrimSpace(text))
	if err != nil || end.Query().Get("state") == "" {
		return Token{}, errors.New("that is not the address where the browser ends: it begins with " + a.config.RedirectURL)
	}
	code, err := a.code(end.Query())
	if err != nil {
		return Token{}, err
	}
	return a.exchange(ctx, code)
}
