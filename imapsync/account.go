package imapsync

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"thrice/internal/reading"
)

// The ways to reach a server. SchemeInsecure sends everything in the clear and
// is refused for any host but this one.
const (
	SchemeTLS      = "imaps"
	SchemeStartTLS = "imap+starttls"
	SchemeInsecure = "imap+insecure"
)

// Credential is what an account logs in with: a password, or the access token of
// OAuth 2 if that is not empty. It prints as "***".
type Credential struct {
	Password string
	Token    string
}

// Format writes "***", whatever the verb.
func (c Credential) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("***")) }

// MarshalText returns "***".
func (c Credential) MarshalText() ([]byte, error) { return []byte("***"), nil }

// Account is one login at an IMAP server.
type Account struct {
	Name     string
	Scheme   string
	Host     string
	Port     int // 0: that of the scheme
	Username string
	// Credential gives what to log in with; it is called at each connection.
	// refused says that the server did not take the last one, or takes it no
	// more: an access token may have expired meanwhile.
	Credential func(ctx context.Context, refused bool) (Credential, error)
	// Folders are patterns of UTF-8 folder names, "*" standing for any text; a
	// "-" in front leaves out. The last one that matches decides; none: all.
	// INBOX and the Sent folder are always read.
	Folders []string
	Sent    string         // name of the Sent folder; empty: found by itself
	RootCAs *x509.CertPool // nil: the system's
	// Pins are SHA-256 sums of public keys (SubjectPublicKeyInfo). If there are
	// any, the server, or an authority whose certificate it sends, must have one
	// of them, and RootCAs do not matter.
	Pins  [][sha256.Size]byte
	Hints reading.Hints // what the reader knows beside a mail; At and HeaderOnly are set for each
	Poll  time.Duration // between rounds; 0: 5 minutes
	// Connections is over how many connections at most messages are fetched; 0: 2.
	Connections int
	// Turns bounds how many accounts that share it make a round of Run at the same
	// time, by its capacity; nil: no bound.
	Turns chan struct{}
	// Silence is how long a server may say nothing while an answer is awaited; 0:
	// 60 seconds.
	Silence time.Duration
	// Dial opens connections; nil: net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// address is host and port to connect to.
func (a Account) address() string { return net.JoinHostPort(a.Host, strconv.Itoa(a.port())) }

func (a Account) port() int {
	switch {
	case a.Port != 0:
		return a.Port
	case a.Scheme == SchemeTLS:
		return 993
	}
	return 143
}

// connections is over how many connections at most messages are fetched.
func (a Account) connections() int {
	if a.Connections <= 0 {
		return 2
	}
	return a.Connections
}

// local says whether the host is this machine.
func (a Account) local() bool {
	if strings.EqualFold(a.Host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(a.Host)
	return err == nil && ip.IsLoopback()
}

func (a Account) poll() time.Duration {
	if a.Poll <= 0 {
		return 5 * time.Minute
	}
	return a.Poll
}

// reads says whether the patterns ask for the folder.
func (a Account) reads(name string) bool {
	// A list that begins by leaving out takes everything else.
	asked := len(a.Folders) == 0 || strings.HasPrefix(a.Folders[0], "-")
	for _, p := range a.Folders {
		pattern, out := strings.CutPrefix(p, "-")
		if wildcard(pattern, name) {
			asked = !out
		}
	}
	return asked
}

// wildcard says whether name is pattern, whose "*" stands for any text.
func wildcard(pattern, name string) bool {
	head, rest, found := strings.Cut(pattern, "*")
	if !found {
		return pattern == name || strings.EqualFold(pattern, inbox) && name == inbox
	}
	name, ok := strings.CutPrefix(name, head)
	if !ok {
		return false
	}
	parts := strings.Split(rest, "*")
	last := len(parts) - 1
	for _, p := range parts[:last] {
		_, after, ok := strings.Cut(name, p)
		if !ok {
			return false
		}
		name = after
	}
	return strings.HasSuffix(name, parts[last])
}
