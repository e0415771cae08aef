package imapsync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"thrice/imapsync/sasl"
	"thrice/imapsync/wire"
)

// loginTimes bounds how often a login is sent on one connection: a token that
// just expired is replaced once, and a mechanism that the server cannot use for
// this user by the next one, before which it has not looked at the password.
const loginTimes = 4

// login sends the password, or a token, by the best way that the server offers.
func (a Account) login(ctx context.Context, s *session) error {
	credential, err := a.Credential(ctx, false)
	if err != nil {
		return a.noCredential(err)
	}
	login := sasl.Login{
		Username: a.Username, Password: credential.Password, Token: credential.Token,
		Host: a.Host, Port: a.port(), TLS: s.tls, Local: a.local(),
	}
	renewed := false
	for range loginTimes {
		choice, err := sasl.Choose(slices.Collect(maps.Keys(s.caps)), login)
		if err != nil {
			return &trouble{ErrLogin, fmt.Sprintf("%s: %s", s.where, err), err}
		}
		failed := s.authenticate(ctx, choice, login)
		switch next, again := login.After(choice.Name, failed); {
		case failed == nil:
			return a.admitted(ctx, s)
		case ctx.Err() != nil:
			return ctx.Err()
		case again:
			login = next
		case login.Token != "" && !renewed && errors.As(failed, new(*wire.Refused)):
			renewed = true
			if credential, err = a.Credential(ctx, true); err != nil {
				return a.noCredential(err)
			}
			login.Token = credential.Token
		default:
			return a.refused(s.told("the login", failed))
		}
	}
	return &trouble{kind: ErrLogin, words: fmt.Sprintf("%s refuses every way to log in that it offers", s.where)}
}

// noCredential says that there is nothing to log in with.
func (a Account) noCredential(err error) error {
	return &trouble{ErrLogin, fmt.Sprintf("%s cannot log in: %s", a.Username, err), err}
}

// authenticate makes one attempt. Its error is what the mechanism makes of the
// server's answer.
func (s *session) authenticate(ctx context.Context, c sasl.Choice, l sasl.Login) error {
	if c.Mechanism == nil {
		return s.conn.Login(ctx, l.Username, l.Password)
	}
	err := s.conn.Authenticate(ctx, c.Mechanism)
	if errors.As(err, new(*wire.Broken)) || ctx.Err() != nil {
		return err
	}
	return c.Mechanism.Conclude(err)
}

// admitted asks for the capabilities anew: what the server said before the login
// need not hold after it. Most tell them with their answer.
func (a Account) admitted(ctx context.Context, s *session) (err error) {
	if s.caps = s.conn.Caps(); len(s.caps) == 0 {
		s.caps, err = s.conn.Capability(ctx)
	}
	if err != nil {
		return a.unreachable(s.told("CAPABILITY", err))
	}
	// A server that offers both revisions speaks the first one until asked
	// otherwise, and the first is what we speak.
	s.caps = without(s.caps, "IMAP4REV2")
	return nil
}

// refused says in words that the server did not accept the login.
func (a Account) refused(err error) error {
	var no *wire.Refused
	if !errors.As(err, &no) {
		return a.unreachable(err)
	}
	// RFC 5530 §3: not now, which is nothing to do with the password. Exchange
	// says that a user is authenticated but not connected when too many are.
	text := strings.ToLower(no.Text)
	busy := slices.Contains([]string{"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "THROTTLED", "OVERQUOTA"}, no.Code) ||
		strings.Contains(text, "too many") || strings.Contains(text, "authenticated but not connected")
	if busy {
		return &trouble{ErrUnreachable, fmt.Sprintf("%s takes no login at the moment: %s", a.address(), answer(no)), err}
	}
	return &trouble{ErrLogin, fmt.Sprintf("%s refuses the login of %s: %s; check username and password "+
		"(where a second factor is on, providers want an app password)", a.address(), a.Username, answer(no)), err}
}
