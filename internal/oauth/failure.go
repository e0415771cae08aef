package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/oauth2"
)

// NeedLogin is that a person has to log in. The text says so, and how.
type NeedLogin struct {
	Account string
	Why     string
}

// Error says why, and what to run.
func (n *NeedLogin) Error() string {
	account := n.Account
	if strings.ContainsFunc(account, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.@+", r)
	}) {
		account = "'" + strings.ReplaceAll(account, "'", `'\''`) + "'"
	}
	return n.Why + "; run: thrice login " + account
}

// outage is a provider that cannot give a token at the moment.
type outage struct {
	words string
	after time.Duration // not before that, says the provider; 0: it does not say
}

func (o *outage) Error() string { return o.words }

// Temporary says that it may pass by itself.
func (o *outage) Temporary() bool { return true }

// failure says in words why a request failed. The library's own error is not
// kept: it quotes what the provider sent, whatever that is. Of the provider's
// words the secrets that were sent to it are taken out.
func (c Client) failure(ctx context.Context, err error, secrets ...string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	name := c.Provider.Name
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) {
		var timeout interface{ Timeout() bool }
		if errors.As(err, &timeout) { // of the network: the library's other errors are plain
			return &outage{words: name + " cannot be reached for a new access token: is this machine online?"}
		}
		return &outage{words: name + " answers in a way that cannot be understood"}
	}
	status := 0
	var after time.Duration
	if answer.Response != nil {
		status = answer.Response.StatusCode
		after = retryAfter(answer.Response.Header, c.Now())
	}
	words := said(answer.ErrorCode, answer.ErrorDescription, status)
	for _, s := range secrets {
		if s != "" {
			words = strings.ReplaceAll(words, s, "***")
		}
	}
	switch answer.ErrorCode {
	case "invalid_grant", "interaction_required", "consent_required", "login_required":
		return &NeedLogin{c.Account, name + " does not accept the stored login any more (" + words + ")"}
	case "access_denied", "authorization_declined":
		return fmt.Errorf("the login was refused at %s (%s)", name, words)
	case "expired_token", "code_expired":
		return &NeedLogin{c.Account, "nobody has answered in time (" + words + ")"}
	case "invalid_client", "unauthorized_client", "invalid_request", "invalid_scope", "unsupported_grant_type":
		return fmt.Errorf("%s does not accept this program (%s): check oauth_client_id and its secret", name, words)
	}
	return &outage{fmt.Sprintf("%s gives no access token at the moment (%s)", name, words), after}
}

// said quotes a provider. The words are its own: they are cleaned and cut.
func said(code, description string, status int) string {
	if code == "" {
		return fmt.Sprintf("status %d", status)
	}
	if description != "" {
		code += ": " + description
	}
	clean := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(code, "?"))
	if r := []rune(clean); len(r) > 200 {
		clean = string(r[:200]) + "..."
	}
	return clean
}

// retryAfter is the wait that an answer asks for (RFC 9110 §10.2.3).
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil {
		return time.Duration(max(0, min(n, 3600))) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, min(at.Sub(now), time.Hour))
	}
	return 0
}
