package scriptedtest

import (
	"errors"
	"net"
	"sync"
	"time"
)

const (
	maxHeard = 8 << 20 // bytes of a client that wait to be read
	maxClear = 1 << 20 // bytes kept of what came in the clear
)

var errCut = errors.New("the script cut the connection")

// conduit is the server's end of a connection. It takes what the client sends
// at once, as the buffers of a network do, so that both sides may speak at the
// same time even over a net.Pipe.
type conduit struct {
	net.Conn
	over chan struct{} // closed when nothing more will come

	mu    sync.Mutex
	more  *sync.Cond
	heard []byte
	err   error
	deaf  bool
	plain bool // still in the clear
	clear []byte
}

func newConduit(c net.Conn) *conduit {
	u := &conduit{Conn: c, over: make(chan struct{}), plain: true}
	u.more = sync.NewCond(&u.mu)
	return u
}

// pump takes what the client sends, until there is no more.
func (u *conduit) pump() {
	defer close(u.over)
	p := make([]byte, 32<<10)
	for {
		n, err := u.Conn.Read(p)
		if !u.take(p[:n], err) {
			return
		}
	}
}

func (u *conduit) take(p []byte, err error) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.plain && len(u.clear) < maxClear {
		u.clear = append(u.clear, p...)
	}
	u.heard = append(u.heard, p...)
	if err != nil {
		u.err = err
	}
	u.more.Broadcast()
	for (u.deaf || len(u.heard) > maxHeard) && u.err == nil {
		u.more.Wait()
	}
	return u.err == nil
}

// Read returns what the client sent.
func (u *conduit) Read(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for len(u.heard) == 0 && u.err == nil {
		u.more.Wait()
	}
	if len(u.heard) == 0 {
		return 0, u.err
	}
	n := copy(p, u.heard)
	u.heard = u.heard[n:]
	u.more.Broadcast()
	return n, nil
}

// waiting says whether something of the client's can be read.
func (u *conduit) waiting() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.heard) > 0 || u.err != nil
}

// ignore lets the client's words pile up on its own side from now on.
func (u *conduit) ignore() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.deaf = true
}

// encrypted ends the record of what came in the clear.
func (u *conduit) encrypted() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.plain = false
}

// inClear is what came in the clear.
func (u *conduit) inClear() []byte {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.clear
}

// Close ends the connection, and whoever waits for the client.
func (u *conduit) Close() error {
	err := u.Conn.Close()
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.err == nil {
		u.err = net.ErrClosed
	}
	u.more.Broadcast()
	return err
}

// reset ends the connection without manners: over TCP with a reset.
func (u *conduit) reset() {
	if tcp, ok := u.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the cut is merely more polite
	}
	u.Close()
}

// wait lasts for d, or until the client is gone; then it returns false.
func (u *conduit) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-u.over:
		return false
	}
}
