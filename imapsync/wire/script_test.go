package wire

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// play returns a connection to a server that follows a script. In it "S:" is
// what the server sends and "C:" what it must be told; lines that the server
// sends one after the other come at once. Tags are T1, T2 and so on. At "X" the
// server hangs up, otherwise it falls silent after its last line.
func play(t testing.TB, o Options, script string) *Conn {
	t.Helper()
	client, server := net.Pipe()
	s := &scripted{t: t, nc: server, r: bufio.NewReaderSize(readAll(server), 1<<16)}
	var wg sync.WaitGroup
	wg.Go(func() { s.run(script) })
	c := New(client, o)
	t.Cleanup(func() {
		c.Close()
		wg.Wait()
		server.Close()
	})
	return c
}

type scripted struct {
	t  testing.TB
	nc net.Conn
	r  *bufio.Reader
}

func (s *scripted) run(script string) {
	var out strings.Builder
	for line := range strings.SplitSeq(strings.TrimSpace(script), "\n") {
		kind, text, _ := strings.Cut(strings.TrimLeft(line, "\t"), " ")
		if kind == "S:" {
			out.WriteString(text + "\r\n")
			continue
		}
		if !s.flush(&out) {
			return
		}
		switch kind {
		case "C:":
			got, err := s.r.ReadString('\n')
			if got != text+"\r\n" {
				s.t.Errorf("the client sent %q (%v), not %q", got, err, text)
				s.nc.Close()
				return
			}
		case "":
		case "X":
			s.nc.Close()
		default:
			s.t.Errorf("the script says %q", line)
		}
	}
	s.flush(&out)
}

func (s *scripted) flush(out *strings.Builder) bool {
	defer out.Reset()
	if out.Len() == 0 {
		return true
	}
	_, err := io.WriteString(s.nc, out.String())
	return err == nil
}

// readAll reads ahead without bound, so that the client's writes never wait.
func readAll(nc net.Conn) io.Reader {
	r, w := newQueue()
	go func() {
		_, err := io.Copy(w, nc)
		w.close(err)
	}()
	return r
}

// queue is a pipe without bound.
type queue struct {
	mu     sync.Mutex
	more   *sync.Cond
	b      []byte
	closed bool
}

func newQueue() (r, w *queue) {
	q := &queue{}
	q.more = sync.NewCond(&q.mu)
	return q, q
}

func (q *queue) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.b = append(q.b, p...)
	q.more.Broadcast()
	return len(p), nil
}

func (q *queue) close(error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.more.Broadcast()
}

func (q *queue) Read(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.b) == 0 && !q.closed {
		q.more.Wait()
	}
	if len(q.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, q.b)
	q.b = q.b[n:]
	return n, nil
}

// said writes a notice in a line.
func said(n Notice) string {
	switch {
	case n.Exists != nil:
		return fmt.Sprint("exists ", *n.Exists)
	case n.Expunged > 0:
		return fmt.Sprint("expunged ", n.Expunged)
	case n.Vanished != nil:
		return "vanished " + n.Vanished.String()
	case n.Flags != nil:
		return fmt.Sprint("flags ", n.Flags.UID, " ", n.Flags.Flags, " ", n.Flags.ModSeq)
	case n.Status != nil:
		return fmt.Sprint("status ", n.Status.Name, " ", n.Status.Messages)
	case n.Mailbox != nil:
		return "mailbox " + n.Mailbox.Name
	case n.Alert != "":
		return "alert " + n.Alert
	case n.Overflow:
		return "overflow"
	case n.Bye != "":
		return "bye " + n.Bye
	}
	return "nothing"
}

// listen keeps what it is told.
type listen struct{ heard []string }

func (l *listen) options() Options {
	return Options{Notice: func(n Notice) { l.heard = append(l.heard, said(n)) }}
}

func isBroken(err error) bool { return errors.As(err, new(*Broken)) }

func isGarbled(err error) bool {
	broken := (*Broken)(nil)
	return errors.As(err, &broken) && broken.Garbled
}

func refusal(err error) Refused {
	if refused := (*Refused)(nil); errors.As(err, &refused) {
		return *refused
	}
	return Refused{}
}

type unwanted struct{ got []any }

func (u *unwanted) Error() string { return fmt.Sprintf("got %+v", u.got) }
