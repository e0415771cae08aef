package store

import (
	"context"
	"errors"
	"slices"
	"sync"

	"thrice/internal/store/sqlite"
)

// errClosed is for a use of the store after Close.
var errClosed = errors.New("the database is closed")

// conn is a connection with the statements that were run on it.
type conn struct {
	*sqlite.Conn
	stmts map[string]*sqlite.Stmt // by their text
	words words
}

// maxStmts is how many statements a connection keeps: all that there are, but
// for texts that depend on the length of a list.
const maxStmts = 128

// prepare prepares a statement once.
func (c *conn) prepare(query string) (*sqlite.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.Prepare(numbered(query))
	if err != nil {
		return nil, err
	}
	c.stmts[query] = s
	return s, nil
}

// trim forgets the statements if they have become too many.
func (c *conn) trim() error {
	if len(c.stmts) <= maxStmts {
		return nil
	}
	return c.forget()
}

func (c *conn) forget() error {
	var errs []error
	for text, s := range c.stmts {
		errs = append(errs, s.Close())
		delete(c.stmts, text)
	}
	return errors.Join(errs...)
}

func (c *conn) close() error { return errors.Join(c.forget(), c.Conn.Close()) }

// run runs a statement without rows or arguments.
func (c *conn) run(query string) error {
	s, err := c.prepare(query)
	if err != nil {
		return err
	}
	defer s.Reset()
	_, err = s.Step()
	return err
}

// pool is connections that are opened when they are needed, up to a number.
type pool struct {
	open  func() (*conn, error)
	slots chan struct{} // as many as connections are in use
	done  chan struct{} // closed with the pool
	once  sync.Once

	mu   sync.Mutex
	idle []*conn // the last one used is the first to be used again
}

func newPool(size int, open func() (*conn, error)) *pool {
	return &pool{open: open, slots: make(chan struct{}, size), done: make(chan struct{})}
}

// take waits for a connection, which must be given back.
func (p *pool) take(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.done:
		return nil, errClosed
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = slices.Delete(p.idle, n-1, n)
		return c, nil
	}
	c, err := p.open()
	if err != nil {
		<-p.slots
	}
	return c, err
}

// give gives a connection back. One that could not end its transaction is of no
// use any more.
func (p *pool) give(c *conn) {
	if c.InTransaction() {
		_ = c.close()
	} else {
		p.mu.Lock()
		p.idle = append(p.idle, c)
		p.mu.Unlock()
	}
	<-p.slots
}

// close waits until all connections were given back, and closes them.
func (p *pool) close() error {
	var errs []error
	p.once.Do(func() {
		close(p.done)
		for range cap(p.slots) {
			p.slots <- struct{}{}
		}
		for _, c := range p.idle {
			errs = append(errs, c.close())
		}
	})
	return errors.Join(errs...)
}
