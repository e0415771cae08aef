package imapsync

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// login sends the password, once: a second try by another mechanism would count
// as a second wrong password.
func (a Account) login(ctx context.Context, s *session) error {
	plain := s.caps.Has(imap.AuthCap("PLAIN"))
	if !plain && s.caps.Has(imap.CapLoginDisabled) {
		return &trouble{kind: ErrLogin, words: fmt.Sprintf("%s takes no passwords on this connection: "+
			"try imaps://, or see which way to log in the provider demands", s.where)}
	}
	credential, err := a.Credential(ctx, false)
	if err != nil {
		return &trouble{ErrLogin, fmt.Sprintf("%s cannot log in: %s", a.Username, err), err}
	}
	password := credential.Password
	if credential.Token != "" {
		return &trouble{kind: ErrLogin, words: fmt.Sprintf("%s has a token to log in with, which is not sent as a password", a.Name)}
	}
	if strings.ContainsAny(a.Username+password, "\x00\r\n") {
		return &trouble{kind: ErrLogin, words: fmt.Sprintf(
			"username or password of %s contains a line break: take it out of what gives the password", a.Name)}
	}
	err = s.do(ctx, "the login", shortCommand(), func() error {
		if plain {
			return s.client.Authenticate(plainAuth{a.Username, password})
		}
		return s.client.Login(a.Username, password).Wait()
	})
	if err != nil {
		return a.refused(err)
	}
	// What the server said before the login need not hold after it.
	if err := s.do(ctx, "CAPABILITY", shortCommand(), s.capabilities); err != nil {
		return a.unreachable(err)
	}
	return nil
}

// plainAuth is the SASL mechanism PLAIN (RFC 4616).
type plainAuth struct{ username, password string }

// Start returns the one message of the mechanism.
func (p plainAuth) Start() (mechanism string, initial []byte, err error) {
	return "PLAIN", []byte("\x00" + p.username + "\x00" + p.password), nil
}

// Next refuses a challenge: there is none.
func (p plainAuth) Next([]byte) ([]byte, error) {
	return nil, errors.New("the server asks for more than PLAIN has to say")
}
