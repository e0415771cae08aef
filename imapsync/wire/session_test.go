package wire

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
)

func TestGreeting(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		check        func(c *Conn, err error) bool
	}{
		{"with capabilities", "S: * OK [CAPABILITY IMAP4rev1 idle AUTH=PLAIN] hello", func(c *Conn, err error) bool {
			return err == nil && c.Caps().Has("IDLE") && c.Caps().Auth("plain") && !c.Caps().Has("QRESYNC")
		}},
		{"without", "S: * ok hello", func(c *Conn, err error) bool { return err == nil && len(c.Caps()) == 0 }},
		{"that claims a login", "S: * PREAUTH [CAPABILITY IMAP4rev1] welcome", func(_ *Conn, err error) bool {
			return errors.Is(err, ErrPreAuth) && isGarbled(err)
		}},
		{"that says goodbye", "S: * BYE too many connections", func(_ *Conn, err error) bool {
			return isBroken(err) && err.Error() == `the server ended the session, saying "too many connections"`
		}},
		{"of another protocol", "S: 220 mail.acme.example ESMTP", func(_ *Conn, err error) bool { return isGarbled(err) }},
		{"of data", "S: * 3 EXISTS", func(_ *Conn, err error) bool { return isGarbled(err) }},
		{"of nothing", "X", func(_ *Conn, err error) bool { return isBroken(err) && errors.Is(err, io.EOF) && !isGarbled(err) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{}, tt.script)
			if err := c.Greet(t.Context()); !tt.check(c, err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnAlertInTheGreetingIsToldOnceItCanBeTrusted(t *testing.T) {
	const greeting = "S: * OK [ALERT] visit us\n"
	var l listen
	c := play(t, l.options(), greeting+"C: T1 NOOP\nS: T1 OK")
	if err := errors.Join(c.Greet(t.Context()), c.Noop(t.Context())); err != nil || !slices.Equal(l.heard, []string{"alert visit us"}) {
		t.Errorf("heard %q, %v", l.heard, err)
	}
	l = listen{}
	c = play(t, l.options(), greeting+"C: T1 STARTTLS\nS: * OK [ALERT] visit http://globex.example\nS: * 3 EXISTS\nS: T1 OK [ALERT] go\nC: T2 NOOP\nS: T2 OK")
	err := errors.Join(c.Greet(t.Context()), c.StartTLS(t.Context(), same), c.Noop(t.Context()))
	if err != nil || len(l.heard) > 0 {
		t.Errorf("heard %q, %v", l.heard, err)
	}
}

func same(nc net.Conn) (net.Conn, error) { return nc, nil }

func TestStartTLS(t *testing.T) {
	failed := errors.New("the certificate is wrong")
	for _, tt := range []struct {
		name, script string
		upgrade      func(net.Conn) (net.Conn, error)
		check        func(c *Conn, err error) bool
	}{
		{"forgets what was said in the clear", "S: * OK [CAPABILITY STARTTLS AUTH=PLAIN]\nC: T1 STARTTLS\nS: * CAPABILITY LITERAL+\nS: T1 OK [CAPABILITY IDLE] go", same,
			func(c *Conn, err error) bool { return err == nil && len(c.Caps()) == 0 && c.LastText() == "" }},
		{"refuses data that came early", "S: * OK\nC: T1 STARTTLS\nS: T1 OK go\nS: * CAPABILITY IMAP4rev1", same,
			func(_ *Conn, err error) bool { return errors.Is(err, ErrEarlyData) && isGarbled(err) }},
		{"refuses a byte that came early", "S: * OK\nC: T1 STARTTLS\nS: T1 OK go\nS:", same,
			func(_ *Conn, err error) bool { return errors.Is(err, ErrEarlyData) }},
		{"tells a refusal", "S: * OK\nC: T1 STARTTLS\nS: T1 NO [UNAVAILABLE] not today", same,
			func(_ *Conn, err error) bool {
				return refusal(err) == Refused{Command: "STARTTLS", Code: "UNAVAILABLE", Text: "not today"}
			}},
		{"tells a failed handshake", "S: * OK\nC: T1 STARTTLS\nS: T1 OK go", func(net.Conn) (net.Conn, error) { return nil, failed },
			func(_ *Conn, err error) bool { return isBroken(err) && errors.Is(err, failed) }},
		{"tells a goodbye", "S: * OK\nC: T1 STARTTLS\nS: * BYE go away\nX", same,
			func(_ *Conn, err error) bool { return isBroken(err) && strings.Contains(err.Error(), "go away") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{}, tt.script)
			if err := c.Greet(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := c.StartTLS(t.Context(), tt.upgrade); !tt.check(c, err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSimpleCommands(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		run          func(ctx context.Context, c *Conn) error
	}{
		{"capabilities are asked for", "C: T1 CAPABILITY\nS: * CAPABILITY IMAP4rev1 IDLE\nS: T1 OK", func(ctx context.Context, c *Conn) error {
			caps, err := c.Capability(ctx)
			return want(err == nil && caps.Has("idle") && c.Caps().Has("IDLE"), caps, err)
		}},
		{"capabilities that do not come are an error", "C: T1 CAPABILITY\nS: T1 OK", func(ctx context.Context, c *Conn) error {
			_, err := c.Capability(ctx)
			return want(errors.Is(err, ErrUnanswered), err)
		}},
		{"what is enabled is told", "C: T1 ENABLE CONDSTORE QRESYNC\nS: * ENABLED QRESYNC condstore\nS: * ENABLED\nS: T1 OK", func(ctx context.Context, c *Conn) error {
			enabled, err := c.Enable(ctx, "CONDSTORE", "QRESYNC")
			return want(err == nil && slices.Equal(enabled, []string{"CONDSTORE", "QRESYNC"}), enabled, err)
		}},
		{"an ID is given", "C: T1 ID (\"name\" \"thrice\" \"os\" \"a\\\"b\")\nS: * ID NIL\nS: T1 OK", func(ctx context.Context, c *Conn) error {
			return c.ID(ctx, "name", "thrice", "os", `a"b`)
		}},
		{"an empty ID is given", "C: T1 ID NIL\nS: T1 BAD what?", func(ctx context.Context, c *Conn) error { return c.ID(ctx) }},
		{"notifications are set", "C: T1 NOTIFY SET (personal (MessageNew))\nS: T1 OK", func(ctx context.Context, c *Conn) error {
			return c.Notify(ctx, "(personal (MessageNew))")
		}},
		{"notifications are ended", "C: T1 NOTIFY NONE\nS: T1 OK", func(ctx context.Context, c *Conn) error { return c.Notify(ctx, "") }},
		{"a refusal has all that was said", "C: T1 NOOP\nS: T1 BAD [X-Odd  1 \"]\" (2)]  not now", func(ctx context.Context, c *Conn) error {
			got := refusal(c.Noop(ctx))
			return want(got == Refused{Command: "NOOP", Bad: true, Code: "X-ODD", Args: ` 1 "]" (2)`[1:], Text: "not now"}, got)
		}},
		{"a code without an end is text", "C: T1 NOOP\nS: T1 NO [ALERT (\" odd", func(ctx context.Context, c *Conn) error {
			got := refusal(c.Noop(ctx))
			return want(got == Refused{Command: "NOOP", Text: `[ALERT (" odd`}, got)
		}},
		{"a quotation mark in a code hides nothing", "C: T1 NOOP\nS: T1 NO [ODD \"] what", func(ctx context.Context, c *Conn) error {
			got := refusal(c.Noop(ctx))
			return want(got == Refused{Command: "NOOP", Code: "ODD", Args: `"`, Text: `what`}, got)
		}},
		{"a refusal without a word", "C: T1 NOOP\nS: T1 NO", func(ctx context.Context, c *Conn) error {
			got := refusal(c.Noop(ctx))
			return want(got == Refused{Command: "NOOP"}, got)
		}},
		{"a size at the end of words is no literal", "C: T1 NOOP\nS: * OK read {5}\nS: T1 OK {9999999999}\nC: T2 NOOP\nS: T2 OK", func(ctx context.Context, c *Conn) error {
			return errors.Join(c.Noop(ctx), c.Noop(ctx))
		}},
		{"the text of the last answer is kept", "C: T1 NOOP\nS: T1 OK [THROTTLED] Success", func(ctx context.Context, c *Conn) error {
			err := c.Noop(ctx)
			return want(err == nil && c.LastText() == "[THROTTLED] Success", c.LastText(), err)
		}},
		{"what belongs to nothing is passed over", "C: T1 NOOP\nS:\nS: + what?\nS: T7 OK\nS: 5 OK\nS:  T1 OK\nS: *\nS: * 5\nS: * (\nS: * WHAT (\"{3}\nS: )))T1 OK\nS: * X {5}\nS: T1 OK x\nS: T1 OK", func(ctx context.Context, c *Conn) error {
			return c.Noop(ctx)
		}},
		{"a logout", "C: T1 LOGOUT\nS: * BYE see you\nS: T1 OK\nX", func(ctx context.Context, c *Conn) error { return c.Logout(ctx) }},
		{"a logout that is cut short", "C: T1 LOGOUT\nS: * BYE see you\nX", func(ctx context.Context, c *Conn) error {
			return want(c.Logout(ctx) == nil && isBroken(c.Noop(ctx)))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{}, tt.script)
			if err := tt.run(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
	}
}

// want makes an error of what is not as wanted.
func want(ok bool, got ...any) error {
	if ok {
		return nil
	}
	return &unwanted{got}
}
