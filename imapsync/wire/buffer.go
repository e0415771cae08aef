package wire

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

const (
	idleBuffer    = 512
	commandBuffer = 4 << 10
	fetchBuffer   = 64 << 10

	maxGrowth = 4 << 20 // beyond what is needed: the largest response has 16 MiB
)

// buffer holds what was received and not yet dealt with. The bytes of one
// response stay together in it, so that responses are read without copying.
type buffer struct {
	b    []byte
	r, w int // b[r:w] is unread; the response at hand begins at r
	used int // bytes of the response at hand, which the next read drops
	size int // to begin with
}

// have is what was received from the response at hand on.
func (f *buffer) have() []byte { return f.b[f.r:f.w] }

// drop takes leave of the response that was read.
func (f *buffer) drop() {
	f.r += f.used
	f.used = 0
	if f.r == f.w {
		f.r, f.w = 0, 0
	}
}

// room makes place for more bytes, of which need must fit behind f.r.
func (f *buffer) room(need int) {
	need = max(need, f.w-f.r+1)
	if len(f.b)-f.r >= need && len(f.b)-f.w >= len(f.b)/4 {
		return
	}
	if len(f.b) >= need+len(f.b)/4 {
		f.w = copy(f.b, f.b[f.r:f.w])
		f.r = 0
		return
	}
	larger := make([]byte, max(f.size, commandBuffer/8, need+min(need/2, maxGrowth)))
	f.w = copy(larger, f.b[f.r:f.w])
	f.b, f.r = larger, 0
}

// resize sets the size for what is received next, and lets go of a buffer that
// is larger and empty: hundreds of connections do nothing at most times.
func (f *buffer) resize(size int) {
	f.drop()
	f.size = size
	if f.w == 0 && len(f.b) > size {
		f.b = nil
	}
}

// fill receives more bytes, within the bounds of the command. It makes place
// for need bytes of the response at hand.
func (c *Conn) fill(need int) error {
	c.room(need)
	n, err := c.receive(c.b[c.w:])
	c.w += n
	return err
}

// receive reads at least a byte into p. Only the time that is spent here counts
// against the command: what the caller does between two responses is not the
// server's fault.
func (c *Conn) receive(p []byte) (int, error) {
	now := time.Now()
	patience := min(c.o.Silence, c.patience)
	if c.bye != "" {
		patience = min(patience, byeTime)
	}
	if err := c.nc.SetReadDeadline(now.Add(patience)); err != nil {
		return 0, c.lost(err)
	}
	n, err := c.read(p)
	c.patience -= time.Since(now)
	if n > 0 {
		return n, nil
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = fmt.Errorf("nothing came for %s during %s: %w", c.o.Silence, c.cmd, ErrTimeout)
		if patience < c.o.Silence {
			err = fmt.Errorf("%s took too long: %w", c.cmd, ErrTimeout)
		}
	}
	return 0, c.lost(err)
}

// read reads once and counts. A reader may return nothing without an error, but
// not for ever.
func (c *Conn) read(p []byte) (int, error) {
	for range 100 {
		n, err := c.nc.Read(p)
		c.down.Add(int64(n))
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// write sends bytes.
func (c *Conn) write(p []byte) error {
	if err := c.nc.SetWriteDeadline(time.Now().Add(min(writeTimeout, max(c.patience, time.Second)))); err != nil {
		return c.lost(err)
	}
	n, err := c.nc.Write(p)
	c.up.Add(int64(n))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = fmt.Errorf("the server takes nothing during %s: %w", c.cmd, ErrTimeout)
	}
	if err != nil {
		return c.lost(err)
	}
	return nil
}

// lost ends the connection for an error of reading or writing.
func (c *Conn) lost(err error) error {
	if c.over != nil {
		return c.over
	}
	reason := c.aborted()
	switch {
	case reason != nil:
		err = reason
	case errors.Is(err, io.EOF):
		err = fmt.Errorf("the server closed the connection during %s: %w", c.cmd, err)
	case errors.Is(err, net.ErrClosed):
		err = errClosed
	}
	return c.fail(&Broken{Cause: err, Bye: c.bye})
}

// garbled ends the connection for what the server sent.
func (c *Conn) garbled(format string, args ...any) error {
	return c.fail(&Broken{Cause: fmt.Errorf(format, args...), Garbled: true})
}
