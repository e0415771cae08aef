package scriptedtest

import (
	"io"
	"net"
	"sync/atomic"
	"time"
)

// gate is what a session writes through: it can slow down, cut and fall silent.
type gate struct {
	*conduit
	w      io.Writer // the conduit, or TLS over it
	pace   time.Duration
	left   int64 // bytes until the end; negative: it is not in sight
	silent bool  // at the end nothing is cut, but nothing comes any more
	sent   atomic.Int64
}

// Write writes to the client what the script lets pass.
func (g *gate) Write(p []byte) (int, error) {
	if g.left >= 0 && int64(len(p)) >= g.left {
		n, _ := g.w.Write(p[:g.left])
		g.sent.Add(int64(n))
		if g.silent {
			<-g.over
		}
		g.reset()
		return n, errCut
	}
	step := len(p)
	if g.pace > 0 {
		step = 1
	}
	for done := 0; done < len(p); done += step {
		if g.pace > 0 && !g.wait(g.pace) {
			return done, net.ErrClosed
		}
		n, err := g.w.Write(p[done : done+step])
		g.sent.Add(int64(n))
		if err != nil {
			return done + n, err
		}
	}
	if g.left >= 0 {
		g.left -= int64(len(p))
	}
	return len(p), nil
}
