package wire

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
)

// Login logs in with the LOGIN command (RFC 3501 §6.2.3).
func (c *Conn) Login(ctx context.Context, user, password string) error {
	if strings.Contains(user+password, "\x00") {
		return errors.New("the user name or the password holds a NUL, which no command can carry")
	}
	l := c.line("LOGIN").string(user).string(password)
	before := c.caps
	c.caps = nil
	_, err := c.command(ctx, "LOGIN", l, nil)
	return c.loggedIn(err, before, password)
}

// loggedIn says how the login ended. What a server offers after it need not be
// what it offered before. Of what a server says, nothing is kept that repeats a
// secret.
func (c *Conn) loggedIn(err error, before Caps, secrets ...string) error {
	c.out = nil
	if err != nil {
		c.caps = before
	}
	repeats := func(s string) bool {
		return slices.ContainsFunc(secrets, func(secret string) bool {
			return secret != "" && strings.Contains(s, secret)
		})
	}
	if repeats(c.text) {
		c.text = ""
	}
	if refused := (*Refused)(nil); errors.As(err, &refused) {
		if repeats(refused.Text) || repeats(refused.Args) || repeats(refused.Code) {
			refused.Code, refused.Args, refused.Text = "", "", "(the server's words repeat the password)"
		}
	}
	return err
}

// Mechanism is the client's side of a SASL mechanism, as go-sasl has it.
type Mechanism interface {
	// Start returns the mechanism's name and the initial response, nil if the
	// server speaks first.
	Start() (name string, initial []byte, err error)
	// Next answers a challenge.
	Next(challenge []byte) (response []byte, err error)
}

// Authenticate logs in with a SASL mechanism (RFC 3501 §6.2.2), sending the
// initial response at once if the server offers that (RFC 4959). If the
// mechanism fails the exchange is cancelled and its error returned, joined with
// what the server says to that.
func (c *Conn) Authenticate(ctx context.Context, m Mechanism) error {
	name, initial, err := m.Start()
	if err != nil {
		return err
	}
	caps := c.caps
	s := &sasl{m: m, initial: initial}
	l := c.line("AUTHENTICATE").word(name)
	if first := s.encode(initial); initial != nil && caps.Has("SASL-IR") && len(first) < maxLine {
		if first == "" {
			first = "="
		}
		l.word(first)
		s.initial = nil
	}
	x, err := c.begin(ctx, "AUTHENTICATE")
	if err != nil {
		return err
	}
	c.caps = nil
	err = x.end(s.run(x, l))
	return c.loggedIn(err, caps, s.sent...)
}

// sasl is an authentication under way.
type sasl struct {
	m       Mechanism
	initial []byte   // what is still to be sent first; nil: nothing
	sent    []string // secrets, encoded
}

func (s *sasl) encode(b []byte) string {
	text := base64.StdEncoding.EncodeToString(b)
	if len(text) > 4 { // less is no secret and would be found everywhere
		s.sent = append(s.sent, text)
	}
	return text
}

// run answers challenges until the server has decided.
func (s *sasl) run(x *exchange, l *line) error {
	result := x.single()
	if err := x.send(l); err != nil {
		return err
	}
	for {
		asked, err := x.ready(x.tag)
		if err != nil {
			return err
		}
		if !asked {
			break
		}
		answer, err := s.answer(x.challenge)
		if err != nil {
			return s.cancel(x, result, err)
		}
		if err := x.write([]byte(s.encode(answer) + "\r\n")); err != nil {
			return err
		}
	}
	if result.err != nil {
		return result.err
	}
	return nil
}

// answer answers a challenge, the first one with the initial response.
func (s *sasl) answer(challenge []byte) ([]byte, error) {
	if s.initial != nil {
		first := s.initial
		s.initial = nil
		return first, nil
	}
	plain, err := base64.StdEncoding.AppendDecode(nil, challenge)
	if err != nil {
		return nil, errors.New("the server's challenge is no base64")
	}
	return s.m.Next(plain)
}

// cancel gives up (RFC 3501 §6.2.2).
func (s *sasl) cancel(x *exchange, result *answer, cause error) error {
	if err := x.write([]byte("*\r\n")); err != nil {
		return errors.Join(cause, err)
	}
	if err := x.wait(); err != nil {
		return errors.Join(cause, err)
	}
	if result.err != nil {
		return errors.Join(cause, result.err)
	}
	return cause
}
