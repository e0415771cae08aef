// Package dovecottest starts a private Dovecot for a test, as net/http/httptest
// starts a web server: on free ports of this machine, with folders of its own,
// a certificate that nobody else trusts, and any user name with one password.
//
// It needs Dovecot 2.3 with IMAP. A test that cannot have it fails and names
// the package to install. As root the mail belongs to a user that owns nothing
// else; anybody else's Dovecot runs as that user.
package dovecottest

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"thrice/internal/dovecot"
)

// Password logs any user in.
const Password = "correct-horse"

// Server is a running Dovecot.
type Server struct {
	Addr    string // host and port for imap+insecure:// and imap+starttls://
	TLSAddr string // host and port for imaps://
	CAFile  string // PEM file with the certificate that vouches for the server

	t        testing.TB
	dir      string
	doveadm  string
	settings settings
	uid, gid int
	clients  map[string]*client
	filled   int // messages that Fill wrote

	log  logged
	ends chan error
}

// Option changes how the server is set up.
type Option func(*settings)

// Namespace sets the hierarchy separator and what stands before every folder's
// name but INBOX: "." and "INBOX." as Courier and Cyrus have it. The default is
// "/" and nothing.
func Namespace(separator, prefix string) Option {
	return func(s *settings) { s.Separator, s.Prefix = separator, prefix }
}

// NoSpecialUse leaves out the folders that exist from the start, whose purpose
// the server tells (RFC 6154): Sent, Drafts, Trash, Junk and Archive.
func NoSpecialUse() Option {
	return func(s *settings) { s.Special = nil }
}

// Config adds lines to the configuration. They win over those before them.
func Config(text string) Option {
	return func(s *settings) { s.Extra += text + "\n" }
}

// Start starts a server that runs until the test ends.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	program, doveadm := found(t, "dovecot"), found(t, "doveadm")
	// Not t.TempDir: its path is too long for the sockets of most systems, and
	// closed to the user that the mail belongs to.
	dir, err := os.MkdirTemp("", "dovecot")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{
		t: t, dir: dir, doveadm: doveadm, CAFile: filepath.Join(dir, "ca.pem"),
		clients: map[string]*client{},
	}
	s.uid, s.gid = dovecot.Owner()
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	s.layOut()
	set := settings{dovecot.Settings{
		Dir: dir, Mail: filepath.Join(dir, "mail"), Password: Password, Separator: "/",
		Special: []string{"Sent", "Drafts", "Trash", "Junk", "Archive"}, Extra: sparing,
	}}
	for _, o := range options {
		o(&set)
	}
	s.settings = set
	// A port is free only until somebody takes it.
	for tries := 5; ; tries-- {
		set.Port, set.TLSPort = freePort(t), freePort(t)
		text, err := set.Text()
		if err != nil {
			t.Fatal(err)
		}
		s.write("dovecot.conf", text, 0o644)
		if s.begin(program) {
			break
		}
		if tries == 0 || !strings.Contains(s.log.text(), "Address already in use") {
			t.Fatalf("dovecot does not start:\n%s", s.log.text())
		}
	}
	t.Cleanup(s.stop)
	s.Addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(set.Port))
	s.TLSAddr = net.JoinHostPort("127.0.0.1", strconv.Itoa(set.TLSPort))
	return s
}

// found is a program of Dovecot.
func found(t testing.TB, name string) string {
	t.Helper()
	path, err := dovecot.Program(name)
	if err != nil {
		t.Fatalf("this test needs Dovecot: %v", err)
	}
	return path
}

// layOut makes the folders and the certificate.
func (s *Server) layOut() {
	s.t.Helper()
	mail := filepath.Join(s.dir, "mail")
	certificate, key := selfSigned(s.t)
	s.write("ca.pem", certificate, 0o644)
	s.write("key.pem", key, 0o600)
	err := errors.Join(
		os.Chmod(s.dir, 0o711), // the mail's owner must come through
		os.Mkdir(filepath.Join(s.dir, "run"), 0o755),
		os.Mkdir(mail, 0o700),
		os.Chown(mail, s.uid, s.gid),
	)
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *Server) write(name, text string, mode os.FileMode) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), mode); err != nil {
		s.t.Fatal(err)
	}
}

// begin starts Dovecot and waits until it takes connections. It returns false
// if it ended instead.
func (s *Server) begin(program string) bool {
	s.t.Helper()
	cmd := exec.Command(program, "-F", "-c", filepath.Join(s.dir, "dovecot.conf"))
	stderr, err := cmd.StderrPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	started, ends := make(chan bool, 1), make(chan error, 1)
	go func() {
		// The sockets are open before this line is written. Its processes keep
		// the pipe open: once it is closed, none is left.
		s.log.keep(stderr, "starting up", func() { started <- true })
		err := cmd.Wait()
		started <- false
		ends <- err
	}()
	s.ends = ends
	s.log.stop = func() { _ = cmd.Process.Signal(syscall.SIGTERM) } // an error means that it has ended
	return <-started
}

// stop ends the server. What it complained of is shown if the test failed.
func (s *Server) stop() {
	for _, c := range s.clients {
		c.close()
	}
	s.log.stop()
	if err := <-s.ends; err != nil {
		s.t.Errorf("dovecot ended with %v", err)
	}
	if s.t.Failed() {
		s.t.Logf("Dovecot's log:\n%s", s.log.text())
	}
}

// Doveadm runs Dovecot's administration tool on this server and returns what it
// prints. It fails the test if the tool fails.
func (s *Server) Doveadm(args ...string) string {
	s.t.Helper()
	cmd := exec.Command(s.doveadm, append([]string{"-c", filepath.Join(s.dir, "dovecot.conf")}, args...)...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("doveadm %s: %v\n%s", strings.Join(args, " "), err, complaint.String())
	}
	return string(out)
}

// Log is what the server has logged so far.
func (s *Server) Log() string { return s.log.text() }

// logged is what a server writes on its standard error.
type logged struct {
	stop  func()
	mu    sync.Mutex
	lines strings.Builder
}

// keep reads r to its end and calls found at the first line that contains word.
func (l *logged) keep(r io.Reader, word string, found func()) {
	for lines := bufio.NewScanner(r); lines.Scan(); {
		l.mu.Lock()
		l.lines.WriteString(lines.Text() + "\n")
		l.mu.Unlock()
		if found != nil && strings.Contains(lines.Text(), word) {
			found()
			found = nil
		}
	}
}

func (l *logged) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.String()
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
