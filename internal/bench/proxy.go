package main

import (
	"io"
	"net"
	"sync/atomic"
)

// proxy stands between a client and a server and counts what they say.
type proxy struct {
	listener net.Listener
	target   string
	up, down atomic.Int64
}

// newProxy listens on a free port of this machine until it is closed.
func newProxy(target string) (*proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: l, target: target}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go p.connect(client)
		}
	}()
	return p, nil
}

func (p *proxy) close() error { return p.listener.Close() }

func (p *proxy) addr() string { return p.listener.Addr().String() }

// connect joins a client with the server until either has had enough.
func (p *proxy) connect(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		client.Close()
		return
	}
	done := make(chan struct{})
	go func() {
		pass(server, client, &p.up)
		server.Close()
		close(done)
	}()
	pass(client, server, &p.down)
	client.Close()
	<-done
}

// pass hands on what is said, and counts it before it arrives.
func pass(to io.Writer, from io.Reader, count *atomic.Int64) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		count.Add(int64(n))
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// said returns the bytes that were said since the last call.
func (p *proxy) said() (up, down int64) { return p.up.Swap(0), p.down.Swap(0) }
