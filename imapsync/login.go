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
		return a.noCredential("", err)
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
		var no *wire.Refused
		switch next, again := login.After(choice.Name, failed); {
		case failed == nil:
			return a.admitted(ctx, s)
		case ctx.Err() != nil:
			return ctx.Err()
		case again:
			login = next
		case login.Token != "" && !renewed && errors.As(failed, &no) && !notNow(no):
			renewed = true
			if credential, err = a.Credential(ctx, true); err != nil {
				return a.noCredential(verdict(failed, no)+"; ", err)
			}
			login.Token = credential.Token
		default:
			return a.refused(s.told("the login", failed), failed, login.Token != "")
		}
	}
	return &trouble{kind: ErrLogin, words: fmt.Sprintf("%s refuses every way to log in that it offers", s.where)}
}

// noCredential says that there is nothing to log in with: a person must do
// something about that, unless it passes by itself. before is what goes before,
// about the last attempt.
func (a Account) noCredential(before string, err error) error {
	var passing interface{ Temporary() bool }
	if errors.As(err, &passing) && passing.Temporary() {
		return &trouble{ErrUnreachable, fmt.Sprintf("%s cannot log in at the moment: %s%s", a.Username, before, line(err.Error())), err}
	}
	return &trouble{ErrLogin, fmt.Sprintf("%s cannot log in: %s%s", a.Username, before, line(err.Error())), err}
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

// refused says in words that the server did not accept the login: failed as the
// connection has it is err.
func (a Account) refused(err, failed error, token bool) error {
	var no *wire.Refused
	switch {
	case errors.Is(failed, sasl.ErrServer):
		return &trouble{ErrLogin, fmt.Sprintf("%s did not prove that it knows the password of %s, as the right server does: somebody may be in between. "+
			"The password itself was not sent; before you do anything else, ask whoever runs the server on another way than by mail", a.address(), a.Username), failed}
	case !errors.As(failed, &no):
		return a.unreachable(err)
	case notNow(no):
		words := fmt.Sprintf("%s takes no login at the moment: %s", a.address(), verdict(failed, no))
		return &trouble{ErrUnreachable, words, &busy{a.address(), answer(no), no}}
	case token:
		return &trouble{ErrLogin, fmt.Sprintf("%s refuses the access token of %s: %s; check that username is the mailbox that the login was made for, "+
			"and that IMAP is turned on for it, or log in anew: thrice login", a.address(), a.Username, verdict(failed, no)), failed}
	}
	return &trouble{ErrLogin, fmt.Sprintf("%s refuses the login of %s: %s; check username and password "+
		"(where a second factor is on, providers want an app password)", a.address(), a.Username, verdict(failed, no)), failed}
}

// notNow says that a login was refused for reasons that pass, which have nothing
// to do with password or token (RFC 5530 §3).
func notNow(no *wire.Refused) bool {
	return slices.Contains([]string{"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"}, no.Code) || exhausted(no) ||
		strings.Contains(strings.ToLower(no.Text), "too many")
}

// verdict quotes a refusal, and what the mechanism says of it besides: why the
// token was refused, say.
func verdict(failed error, no *wire.Refused) string {
	words := answer(no)
	more := strings.Trim(strings.Replace(failed.Error(), no.Error(), "", 1), " ():\n")
	if more != "" {
		words += " (" + short(more) + ")"
	}
	return words
}
