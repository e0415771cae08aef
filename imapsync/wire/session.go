package wire

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"time"
)

// Greet reads the greeting (RFC 3501 §7.1). A PREAUTH greeting is refused with
// ErrPreAuth; that and a BYE come as a *Broken.
func (c *Conn) Greet(ctx context.Context) error {
	x, err := c.begin(ctx, "the greeting")
	if err != nil {
		return err
	}
	return x.end(x.greet())
}

func (x *exchange) greet() error {
	r := &x.res
	if err := x.next(r); err != nil {
		return err
	}
	if r.kind != untagged {
		return x.garbled("what answers speaks no IMAP: it begins with %.40q", r.b)
	}
	switch r.word {
	case "OK":
		t := r.text()
		switch t.code {
		case "CAPABILITY":
			x.caps = parseCaps(t.args)
		case "ALERT":
			x.held = string(clip(t.said))
		}
		return nil
	case "PREAUTH":
		return x.fail(&Broken{Cause: ErrPreAuth, Garbled: true})
	case "BYE":
		return x.fail(&Broken{Cause: errClosed, Bye: goodbye(r.rest())})
	}
	return x.garbled("what answers speaks no IMAP: it begins with %.40q", r.b)
}

// StartTLS asks for encryption and has upgrade do the handshake, within
// Options.Silence (RFC 3501 §6.2.1). Data that came before encryption is an
// error, ErrEarlyData; whatever else the server said until then is forgotten,
// its capabilities too.
func (c *Conn) StartTLS(ctx context.Context, upgrade func(net.Conn) (net.Conn, error)) error {
	c.held = ""
	x, err := c.begin(ctx, "STARTTLS")
	if err != nil {
		return err
	}
	return x.end(x.startTLS(upgrade))
}

func (x *exchange) startTLS(upgrade func(net.Conn) (net.Conn, error)) error {
	x.deaf = true // nobody vouches for who says it
	a, err := x.run(x.line("STARTTLS"))
	if err == nil && a.err != nil {
		err = a.err
	}
	if err != nil {
		return err
	}
	if x.drop(); len(x.have()) > 0 {
		return x.fail(&Broken{Cause: ErrEarlyData, Garbled: true})
	}
	x.caps, x.text = nil, ""
	if err := x.nc.SetDeadline(time.Now().Add(x.o.Silence)); err != nil {
		return x.lost(err)
	}
	encrypted, err := upgrade(x.nc)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = fmt.Errorf("the server does not answer the handshake: %w", ErrTimeout)
	}
	if err != nil {
		return x.lost(err)
	}
	x.mu.Lock()
	x.nc = encrypted
	x.mu.Unlock()
	return nil
}

// Capability asks what the server offers (RFC 3501 §6.1.1).
func (c *Conn) Capability(ctx context.Context) (Caps, error) {
	var caps Caps
	_, err := c.command(ctx, "CAPABILITY", c.line("CAPABILITY"), func(r *response) (bool, error) {
		if r.word != "CAPABILITY" {
			return false, nil
		}
		caps = parseCaps(r.rest())
		return true, nil
	})
	if err == nil && caps == nil {
		err = ErrUnanswered
	}
	if err != nil {
		return nil, err
	}
	c.caps = caps
	return caps, nil
}

// Enable turns extensions on and returns those that were turned on, in upper
// case (RFC 5161).
func (c *Conn) Enable(ctx context.Context, ext ...string) (enabled []string, err error) {
	_, err = c.command(ctx, "ENABLE", c.line("ENABLE "+strings.Join(ext, " ")), func(r *response) (bool, error) {
		if r.word != "ENABLED" || len(enabled) > len(ext) {
			return false, nil
		}
		enabled = append(enabled, slices.Sorted(maps.Keys(parseCaps(r.rest())))...)
		return true, nil
	})
	return enabled, err
}

// ID tells the server who we are, as keys and values in turn (RFC 2971). A
// refusal is no error.
func (c *Conn) ID(ctx context.Context, pairs ...string) error {
	l := c.line("ID")
	if len(pairs) == 0 {
		l.word("NIL")
	} else {
		l.open()
		for _, s := range pairs {
			l.string(s)
		}
		l.close()
	}
	_, err := c.command(ctx, "ID", l, nil)
	if refused := (*Refused)(nil); errors.As(err, &refused) {
		return nil
	}
	return err
}

// Noop asks for nothing, which is when a server tells what is new (RFC 3501 §6.1.2).
func (c *Conn) Noop(ctx context.Context) error {
	_, err := c.command(ctx, "NOOP", c.line("NOOP"), nil)
	return err
}

// Notify sets what the server tells by itself, NOTIFY SET spec; an empty spec
// is NOTIFY NONE (RFC 5465). What it tells, STATUS and LIST too, goes to
// Options.Notice.
func (c *Conn) Notify(ctx context.Context, spec string) error {
	l := c.line("NOTIFY NONE")
	if spec != "" {
		l = c.line("NOTIFY SET").word(spec)
	}
	_, err := c.command(ctx, "NOTIFY", l, nil)
	return err
}

// Logout ends the session (RFC 3501 §6.1.3), in at most 5 s, and closes the
// connection, whatever comes of it.
func (c *Conn) Logout(ctx context.Context) error {
	defer c.Close()
	x, err := c.begin(ctx, "LOGOUT")
	if err != nil {
		return err
	}
	x.patience = byeTime
	_, err = x.run(x.line("LOGOUT"))
	if err = x.end(err); x.bye != "" && ctx.Err() == nil {
		return nil // it said goodbye, as it should
	}
	return err
}
