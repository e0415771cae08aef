package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

// product is an IMAP server that can be had.
type product struct {
	name  string
	setup string // how it was set up, for the report
	// quirks are what was seen of it, in whatever run, that others do not do.
	quirks []string
	// get returns what start needs, a path, and the version.
	get func(ctx context.Context, c cache) (path, version string, err error)
	// start starts a server without mail for one person in an empty folder, on
	// a port of 127.0.0.1.
	start func(ctx context.Context, path, dir string, port int) (*server, error)
}

// products are the servers, in the order of the report.
func products() []product {
	return []product{ofDovecot(), cyrus(), courier(), mox(), maddy()}
}

// server is a running IMAP server with one person's mailbox.
type server struct {
	*process
	addr, port     string
	user, password string
	prefix, level  string // before the name of every folder but INBOX, and between levels
	// renumber gives a folder another UIDVALIDITY; nil: this server cannot.
	renumber func(ctx context.Context, folder string) error
}

// folder is the whole name of a folder.
func (s *server) folder(names ...string) string {
	path := s.prefix
	for n, name := range names {
		if n > 0 {
			path += s.level
		}
		path += name
	}
	return path
}

// run starts the product on a free port in a new folder below dir and calls fn
// while it serves.
func (p product) run(ctx context.Context, path, dir string, fn func(*server) error) error {
	home, err := os.MkdirTemp(dir, p.name)
	if err != nil {
		return err
	}
	if err := os.Chmod(home, 0o755); err != nil { // servers run as other users
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	s, err := p.start(ctx, path, home, port)
	if err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	defer s.stop()
	s.port = strconv.Itoa(port)
	s.addr = net.JoinHostPort("127.0.0.1", s.port)
	if err := s.ready(ctx, s.addr); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	return fn(s)
}

// write writes files into a folder, by name.
func write(dir string, files map[string]string) error {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
