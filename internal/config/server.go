package config

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Security says how a connection to a server is protected.
type Security string

// The ways to protect a connection.
const (
	TLS      Security = "tls"      // from the first byte
	StartTLS Security = "starttls" // or not at all: the session does not go on without
	Insecure Security = "insecure" // to this machine only
)

// Server is where an account's mail lies, or goes out. The zero Server is none.
type Server struct {
	Security Security
	Host     string // a name, or an address without brackets
	Port     int
}

// Addr is the host and port to dial.
func (s Server) Addr() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// protocol is what may stand before "://", and the port that goes without
// saying.
type protocol struct {
	scheme   string
	security Security
	port     int
}

func imapProtocols() []protocol {
	return []protocol{{"imaps", TLS, 993}, {"imap+starttls", StartTLS, 143}, {"imap+insecure", Insecure, 143}}
}

func smtpProtocols() []protocol {
	return []protocol{{"smtps", TLS, 465}, {"smtp+starttls", StartTLS, 587}, {"smtp+insecure", Insecure, 25}}
}

// parseServer reads "imaps://imap.acme.example:993". What it says about a bad
// one never repeats it, because somebody may have put a password there.
func parseServer(s string, protocols []protocol) (Server, error) {
	example := protocols[0].scheme + "://HOST"
	u, err := url.Parse(s)
	if err != nil || !strings.Contains(s, "://") {
		return Server{}, wrong("write "+strconv.Quote(example), "it is no address of a server")
	}
	if _, has := u.User.Password(); has {
		return Server{}, wrong("delete it and change it: secrets do not stand in this file; use password_cmd, password_file, password_env or keyring",
			"a password stands in the address")
	}
	i := slices.IndexFunc(protocols, func(p protocol) bool { return p.scheme == u.Scheme })
	if i < 0 {
		schemes := make([]string, len(protocols))
		for i, p := range protocols {
			schemes[i] = p.scheme + "://"
		}
		return Server{}, wrong("write "+strconv.Quote(example), "it begins with %q, not with one of %s", u.Scheme+"://", strings.Join(schemes, ", "))
	}
	if u.User != nil {
		return Server{}, wrong("write it as username", "the user name does not belong into the address")
	}
	if u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return Server{}, wrong("write "+strconv.Quote(example), "an address of a server has a host, perhaps a port, and nothing else")
	}
	server := Server{Security: protocols[i].security, Host: u.Hostname(), Port: protocols[i].port}
	if port := u.Port(); port != "" {
		if server.Port, err = strconv.Atoi(port); err != nil || server.Port < 1 || server.Port > 65535 {
			return Server{}, wrong("write a number from 1 to 65535, or none", "%q is no port", port)
		}
	}
	if server.Security == Insecure && !loopback(server.Host) {
		return Server{}, wrong("use "+protocols[0].scheme+":// or "+protocols[1].scheme+"://",
			"without encryption a password goes to this machine only (localhost, 127.0.0.1, ::1), not to %s", server.Host)
	}
	return server, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback()
}
