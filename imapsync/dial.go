package imapsync

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"thrice/imapsync/wire"
)

const dialTimeout = 60 * time.Second // for connection, TLS and greeting together

// connect opens the session's connection. The password has not been sent yet,
// and never will be unless the connection is encrypted or ends on this machine.
func (a Account) connect(ctx context.Context, s *session) error {
	if a.Scheme == SchemeInsecure && !a.local() {
		return &trouble{kind: ErrUnreachable, words: fmt.Sprintf(
			"imap+insecure:// is for this machine only, not for %s: use imaps:// or imap+starttls://", a.Host)}
	}
	limited, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	dial := a.Dial
	if dial == nil {
		dial = dialer().DialContext
	}
	raw, err := dial(limited, "tcp", a.address())
	if err == nil {
		if err = a.secure(limited, raw, s); err != nil || ctx.Err() != nil {
			raw.Close()
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return a.unreachable(err)
	}
	return nil
}

// dialer notices within 75 s that the other side is gone, whatever the
// connection is waiting for.
func dialer() *net.Dialer {
	return &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 15 * time.Second, Count: 3}}
}

// secure brings the connection to the point where the password may be sent.
// Nothing that a server says before encryption is believed.
func (a Account) secure(ctx context.Context, raw net.Conn, s *session) (err error) {
	options := wire.Options{Notice: s.hear, Silence: a.Silence}
	switch a.Scheme {
	case SchemeTLS:
		encrypted := tls.Client(raw, a.tlsConfig())
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return err
		}
		s.encrypted(encrypted)
		s.conn = wire.New(encrypted, options)
		err = s.conn.Greet(ctx)
	case SchemeStartTLS:
		s.conn = wire.New(raw, options)
		err = a.startTLS(ctx, s)
	case SchemeInsecure:
		if remote, ok := raw.RemoteAddr().(*net.TCPAddr); ok && !remote.IP.IsLoopback() {
			return fmt.Errorf("%s is not this machine: imap+insecure:// is refused", remote)
		}
		s.conn = wire.New(raw, options)
		err = s.conn.Greet(ctx)
	default:
		return fmt.Errorf("imap must begin with imaps:// or imap+starttls://, not %s://", a.Scheme)
	}
	if errors.As(err, new(*trouble)) {
		return err
	}
	if errors.Is(err, wire.ErrPreAuth) {
		return &trouble{ErrUnreachable, a.address() + ": the server claims that nobody needs to log in", err}
	}
	if err != nil {
		return s.told("the greeting", err)
	}
	if s.caps = s.conn.Caps(); len(s.caps) == 0 {
		s.caps, err = s.conn.Capability(ctx)
	}
	return s.told("CAPABILITY", err)
}

// startTLS has the server begin with TLS (RFC 9051 §6.2.1). Nothing goes on in
// the clear: a server, or somebody in between, that does not offer TLS is
// refused.
func (a Account) startTLS(ctx context.Context, s *session) error {
	err := s.conn.Greet(ctx)
	if err == nil {
		err = s.conn.StartTLS(ctx, func(raw net.Conn) (net.Conn, error) {
			encrypted := tls.Client(raw, a.tlsConfig())
			err := encrypted.HandshakeContext(ctx)
			s.encrypted(encrypted)
			return encrypted, err
		})
	}
	var no *wire.Refused
	words := ""
	switch {
	case errors.As(err, &no):
		words = fmt.Sprintf("the server does not offer STARTTLS, it says %s; no password was sent. Try imaps:// instead", said(no.Text))
	case errors.Is(err, wire.ErrPreAuth):
		words = "the server claims to have logged us in before encryption began, which is how an attack looks; nothing was sent"
	case errors.Is(err, wire.ErrEarlyData):
		words = "the server sent more before encryption began, which is how an attack looks; nothing was sent"
	default:
		return err
	}
	return &trouble{ErrUnreachable, a.address() + ": " + words, err}
}

// encrypted remembers the connection's TLS, to which a login may be bound.
func (s *session) encrypted(c *tls.Conn) {
	state := c.ConnectionState()
	s.tls = &state
}
