package imapsync

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const dialTimeout = 60 * time.Second // for connection and TLS together

// open connects to the server. The password has not been sent yet, and never
// will be unless the connection is encrypted or ends on this machine.
func (a Account) open(ctx context.Context) (*conn, error) {
	if a.Scheme == SchemeInsecure && !a.local() {
		return nil, &trouble{kind: ErrUnreachable, words: fmt.Sprintf(
			"imap+insecure:// is for this machine only, not for %s: use imaps:// or imap+starttls://", a.Host)}
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	dial := a.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	raw, err := dial(ctx, "tcp", a.address())
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", a.address(), err)
	}
	c, err := a.secure(ctx, raw)
	if err != nil {
		raw.Close()
		return nil, fmt.Errorf("connect to %s: %w", a.address(), err)
	}
	return c, nil
}

func (a Account) secure(ctx context.Context, raw net.Conn) (*conn, error) {
	config := a.tlsConfig()
	switch a.Scheme {
	case SchemeTLS:
		encrypted := tls.Client(raw, config)
		return newConn(encrypted, raw, ""), encrypted.HandshakeContext(ctx)
	case SchemeStartTLS:
		if err := a.startTLS(ctx, raw); err != nil {
			return nil, err
		}
		encrypted := tls.Client(raw, config)
		// The library waits for a greeting, but there is none after STARTTLS.
		return newConn(encrypted, raw, "* OK\r\n"), encrypted.HandshakeContext(ctx)
	case SchemeInsecure:
		if remote, ok := raw.RemoteAddr().(*net.TCPAddr); ok && !remote.IP.IsLoopback() {
			return nil, fmt.Errorf("%s is not this machine: imap+insecure:// is refused", remote)
		}
		return newConn(raw, raw, ""), nil
	}
	return nil, fmt.Errorf("imap must begin with imaps:// or imap+starttls://, not %s://", a.Scheme)
}

// startTLS brings the server to the point where TLS begins (RFC 9051 §6.2.1).
// Nothing that it says before that is believed, and nothing goes on in the
// clear: a server, or somebody in between, that does not offer TLS is refused.
func (a Account) startTLS(ctx context.Context, raw net.Conn) error {
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer stop()
	err := negotiate(raw)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return &trouble{ErrUnreachable, fmt.Sprintf("%s: %s", a.address(), err), err}
	}
	return nil
}

func negotiate(raw net.Conn) error {
	r := bufio.NewReaderSize(raw, 4096)
	greeting, err := line(r)
	switch {
	case err != nil:
		return err
	case strings.HasPrefix(strings.ToUpper(greeting), "* PREAUTH"):
		return errors.New("the server claims to have logged us in before encryption began, which is how an attack looks; nothing was sent")
	case !strings.HasPrefix(strings.ToUpper(greeting), "* OK"):
		return fmt.Errorf("the server does not want to talk, it says %s", said(greeting))
	}
	if _, err := io.WriteString(raw, "S1 STARTTLS\r\n"); err != nil {
		return err
	}
	for range 50 {
		reply, err := line(r)
		if err != nil {
			return err
		}
		status, tagged := strings.CutPrefix(reply, "S1 ")
		switch {
		case !tagged:
		case !strings.HasPrefix(strings.ToUpper(status), "OK"):
			return fmt.Errorf("the server does not offer STARTTLS, it says %s; no password was sent. Try imaps:// instead", said(status))
		case r.Buffered() > 0:
			return errors.New("the server sent more before encryption began, which is how an attack looks; nothing was sent")
		default:
			return nil
		}
	}
	return errors.New("the server does not answer STARTTLS")
}

func line(r *bufio.Reader) (string, error) {
	l, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errors.New("the server sent too long a line")
	}
	if err != nil {
		return "", fmt.Errorf("the connection broke before encryption began: %w", err)
	}
	return strings.TrimRight(string(l), "\r\n"), nil
}
