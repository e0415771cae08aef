package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// handPeer is a server that a test moves by hand.
type handPeer struct {
	t  testing.TB
	nc net.Conn
	r  *bufio.Reader
	wg sync.WaitGroup
}

func pipe(t testing.TB, o Options) (*Conn, *handPeer) {
	t.Helper()
	client, server := net.Pipe()
	c := New(client, o)
	p := &handPeer{t: t, nc: server, r: bufio.NewReader(readAll(server))}
	t.Cleanup(func() {
		c.Close()
		p.wg.Wait()
		server.Close()
	})
	return c, p
}

// send sends; that the client no longer listens is not the server's business.
func (p *handPeer) send(text string) bool {
	_, err := io.WriteString(p.nc, text)
	return err == nil
}

func (p *handPeer) expect(text string) {
	if line, err := p.r.ReadString('\n'); !strings.Contains(line, text) {
		p.t.Errorf("the client sent %q, %v", line, err)
	}
}

func TestEveryCommandEndsThoughTheServerIsSilent(t *testing.T) {
	fetch := func(ctx context.Context, c *Conn) error {
		return c.Fetch(ctx, FetchItems{}, once(UIDSet{{1, 9}}), 2, func(*Message) error { return nil }, func(_ UIDSet, err error) error { return err })
	}
	for name, run := range map[string]func(ctx context.Context, c *Conn) error{
		"greet":  func(ctx context.Context, c *Conn) error { return c.Greet(ctx) },
		"login":  func(ctx context.Context, c *Conn) error { return c.Login(ctx, "joe", "sécret") },
		"sasl":   func(ctx context.Context, c *Conn) error { return c.Authenticate(ctx, &steps{}) },
		"list":   func(ctx context.Context, c *Conn) error { _, err := c.List(ctx, ListOptions{}); return err },
		"status": func(ctx context.Context, c *Conn) error { _, err := c.Status(ctx, nil, "a", "b"); return err },
		"examine": func(ctx context.Context, c *Conn) error {
			_, err := c.Examine(ctx, "INBOX", ExamineOptions{})
			return err
		},
		"search": func(ctx context.Context, c *Conn) error { _, err := c.Search(ctx, "ALL"); return err },
		"fetch":  fetch,
		"noop":   func(ctx context.Context, c *Conn) error { return c.Noop(ctx) },
		"idle":   func(ctx context.Context, c *Conn) error { _, err := c.Idle(ctx, IdleOptions{}); return err },
		"append": func(ctx context.Context, c *Conn) error {
			_, _, err := c.Append(ctx, "INBOX", nil, time.Time{}, 5, strings.NewReader("12345"))
			return err
		},
		"starttls": func(ctx context.Context, c *Conn) error { return c.StartTLS(ctx, same) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := pipe(t, Options{Silence: 90 * time.Second})
				began := time.Now()
				err := run(t.Context(), c)
				if took := time.Since(began); !timedOut(err) || isGarbled(err) || took != 90*time.Second {
					t.Errorf("got %v after %s", err, took)
				}
				if again := c.Noop(t.Context()); again == nil || again.Error() != err.Error() {
					t.Errorf("later got %v", again)
				}
			})
		})
	}
}

func TestAServerThatSaysAByteAMinuteIsGivenUp(t *testing.T) {
	for _, tt := range []struct{ name, begins, byByte string }{
		{"in a line", "", "x"},
		{"in a line of words", "* OK", "x"},
		{"in a literal", "* 1 FETCH (UID 1 BODY[] {1000}\r\n", "x"},
		{"in a literal that is thrown away", "* 1 FETCH (UID 1 BODY[] {1000000}\r\n", "x"},
		{"in responses", "", "* 1 EXISTS\r\n"},
		{"in answers", "", "* 1 FETCH (UID 5)\r\n"},
		{"after a goodbye", "* BYE\r\n", "x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := pipe(t, Options{})
				server.wg.Go(func() {
					server.send(tt.begins)
					for server.send(tt.byByte) {
						time.Sleep(59 * time.Second)
					}
				})
				began := time.Now()
				err := c.Fetch(t.Context(), FetchItems{}, once(UIDSet{{1, 9}}), 1, func(*Message) error { return nil }, func(_ UIDSet, err error) error { return err })
				took := time.Since(began)
				if broken := (*Broken)(nil); !errors.As(err, &broken) || took > 6*time.Minute {
					t.Errorf("got %v after %s", err, took)
				}
			})
		})
	}
}

func TestAWindowMayTakeLongIfItComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := pipe(t, Options{})
		body := strings.Repeat("x", 100<<10)
		server.wg.Go(func() {
			for i := range 20 {
				time.Sleep(50 * time.Second)
				server.send(fmt.Sprintf("* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n", i+1, i+1, len(body), body))
			}
			server.send("T1 OK\r\n")
		})
		came := 0
		err := c.Fetch(t.Context(), FetchItems{Body: len(body)}, once(UIDSet{{1, 20}}), 1, func(*Message) error {
			came++
			time.Sleep(10 * time.Minute) // what the caller does is not the server's fault
			return nil
		}, func(_ UIDSet, err error) error { return err })
		if err != nil || came != 20 {
			t.Errorf("%d came, %v", came, err)
		}
	})
}

func TestAServerThatReadsNothingIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		c := New(client, Options{})
		defer server.Close()
		began := time.Now()
		if err := c.Noop(t.Context()); !timedOut(err) || time.Since(began) != writeTimeout {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
	})
}

func TestAContextEndsACommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := pipe(t, Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := c.Noop(ctx); err != context.DeadlineExceeded {
			t.Errorf("got %v", err)
		}
		if err := c.Noop(ctx); err != context.DeadlineExceeded {
			t.Errorf("got %v", err)
		}
		if err := c.Noop(t.Context()); !isBroken(err) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAbortTellsWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("the network changed")
		for _, reason := range []error{why, nil} {
			c, _ := pipe(t, Options{})
			time.AfterFunc(time.Second, func() { c.Abort(reason) })
			err := c.Noop(t.Context())
			if !isBroken(err) || isGarbled(err) || reason != nil && !errors.Is(err, reason) {
				t.Errorf("got %v", err)
			}
			c.Abort(errors.New("again"))
			if again := c.Noop(t.Context()); again != err {
				t.Errorf("got %v", again)
			}
		}
	})
}

func TestAConnectionThatWasAbortedBeforeItsCommand(t *testing.T) {
	why := errors.New("the network changed")
	c, _ := pipe(t, Options{})
	c.Abort(why)
	if err := c.Noop(t.Context()); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	c, _ = pipe(t, Options{})
	c.Close()
	if err := c.Noop(t.Context()); !isBroken(err) || !strings.Contains(err.Error(), "closed") {
		t.Errorf("got %v", err)
	}
}

func TestLogoutTakesFiveSecondsAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := pipe(t, Options{})
		began := time.Now()
		if err := c.Logout(t.Context()); !timedOut(err) || time.Since(began) != byeTime {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
		client, server := net.Pipe() // nobody reads
		defer server.Close()
		began = time.Now()
		if err := New(client, Options{}).Logout(t.Context()); !timedOut(err) || time.Since(began) != byeTime {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
	})
}

func TestAnAnswerAfterGoodbyeIsNotAwaitedLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := pipe(t, Options{})
		server.wg.Go(func() { server.send("* BYE no more\r\n") })
		began := time.Now()
		err := c.Noop(t.Context())
		if !isBroken(err) || time.Since(began) != byeTime || !strings.Contains(err.Error(), "no more") {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
	})
}

func TestTheHandshakeHasADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := play(t, Options{}, "C: T1 STARTTLS\nS: T1 OK")
		err := c.StartTLS(t.Context(), func(nc net.Conn) (net.Conn, error) {
			_, err := nc.Read(make([]byte, 1))
			return nil, err
		})
		if !timedOut(err) {
			t.Errorf("got %v", err)
		}
	})
}

func TestBytesAreCounted(t *testing.T) {
	c := play(t, Options{}, "C: T1 NOOP\nS: T1 OK")
	if err := c.Noop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if up, down := c.Bytes(); up != 9 || down != 7 {
		t.Errorf("counted %d and %d", up, down)
	}
}
