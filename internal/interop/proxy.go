package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// meter stands between thrice and a server and counts what passes.
type meter struct {
	addr        string
	in, out     atomic.Int64 // bytes from and to the server
	connections atomic.Int64
	turns       atomic.Int64 // how often thrice has spoken after the server did
	listener    net.Listener
	all         sync.WaitGroup
	trace       io.Writer // gets all that passes; nil: none

	mu   sync.Mutex
	open map[net.Conn]bool // to thrice
}

// measure opens a meter before a server.
func measure(ctx context.Context, server string, trace io.Writer) (*meter, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &meter{addr: l.Addr().String(), listener: l, open: map[net.Conn]bool{}, trace: trace}
	m.all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // closed
			}
			m.connections.Add(1)
			m.keep(conn, true)
			m.all.Go(func() {
				m.pass(ctx, conn, server)
				m.keep(conn, false)
			})
		}
	})
	return m, nil
}

// close takes no more connections and ends those there are.
func (m *meter) close() {
	closeQuietly(m.listener)
	m.cut()
	m.all.Wait()
}

// keep remembers a connection as long as it is open.
func (m *meter) keep(conn net.Conn, open bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open[conn] = open; !open {
		delete(m.open, conn)
	}
}

// cut ends all connections, as a network that breaks down.
func (m *meter) cut() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for conn := range m.open {
		closeQuietly(conn)
	}
}

// pass connects one connection to the server and copies both ways.
func (m *meter) pass(ctx context.Context, client net.Conn, addr string) {
	defer closeQuietly(client)
	server, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return
	}
	defer closeQuietly(server)
	var served atomic.Bool // the server has spoken since
	var both sync.WaitGroup
	both.Go(func() {
		m.copy("> ", server, client, &m.out, func() {
			if served.Swap(false) {
				m.turns.Add(1)
			}
		})
		closeQuietly(server)
	})
	both.Go(func() {
		m.copy("< ", client, server, &m.in, func() { served.Store(true) })
		closeQuietly(client)
	})
	both.Wait()
}

// copy copies until either side ends, which is no error here.
func (m *meter) copy(mark string, to io.Writer, from io.Reader, count *atomic.Int64, each func()) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			each()
			count.Add(int64(n))
			m.tell(mark, buf[:n])
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// tell writes what has passed, each line with the mark of who said it.
func (m *meter) tell(mark string, said []byte) {
	if m.trace == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for line := range bytes.Lines(said) {
		fmt.Fprintf(m.trace, "%s%s\n", mark, bytes.TrimRight(line, "\r\n"))
	}
}
