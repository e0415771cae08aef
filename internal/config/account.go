package config

import (
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"net/mail"
	"os"
	"slices"
	"strings"
	"time"
)

// Account is one login at an IMAP server.
type Account struct {
	Name       string
	Me         []string // our addresses, bare and lower case; the first is the main one
	Colleagues []string // their domains, lower case
	IMAP       Server
	SMTP       Server // zero: none
	Username   string
	Folders    []string      // patterns of folders to read; "-" before one leaves out
	Sent       string        // empty: to be found
	Deliver    string        // "task", "draft" or "send"
	Poll       time.Duration // besides IDLE
	// Connections is over how many connections at most mail is fetched while there
	// is much of it.
	Connections int
	AuthServID  string // of the provider's Authentication-Results (RFC 8601 §2.5); empty: to be learnt
	CAFile      string // PEM file of a private certificate authority; empty: the system's
	// Pins are SHA-256 sums of public keys, of which the servers must have one;
	// none: authorities vouch for them.
	Pins  [][sha256.Size]byte
	OAuth OAuth // zero: there is a password

	password passwordSource
}

// maxConnections is less than providers allow, some ten for a person, who has
// mail programs beside this one.
const maxConnections = 5

// RootCAs returns the authorities the account's servers may be certified by:
// those of its CAFile alone, or nil for the system's.
func (a Account) RootCAs() (*x509.CertPool, error) {
	if a.CAFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(a.CAFile)
	if err != nil {
		return nil, fmt.Errorf("account %q: ca_file: %w", a.Name, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("account %q: ca_file: %s holds no certificate in PEM form", a.Name, a.CAFile)
	}
	return pool, nil
}

func (r *reader) accounts(root *section) {
	sections := root.tables("account", "[[account]]")
	if len(sections) == 0 && root.node.fields["account"] == nil {
		root.missing("account", "add an [[account]]")
	}
	for _, s := range sections {
		r.config.Accounts = append(r.config.Accounts, r.account(s))
	}
}

// account reads one account; those before it are in the configuration.
func (r *reader) account(s *section) Account {
	a := Account{Folders: []string{"*"}, Deliver: "task", Poll: 5 * time.Minute, Connections: 2}
	s.text("name", &a.Name)
	r.identity(s, &a)
	server := func(key string, into *Server, protocols []protocol) {
		s.value(key, `an address such as "`+protocols[0].scheme+`://HOST"`, func(v string) (err error) {
			*into, err = parseServer(v, protocols)
			return err
		})
	}
	server("imap", &a.IMAP, imapProtocols())
	if s.node.fields["imap"] == nil {
		s.missing("imap", `write imap = "imaps://HOST"`)
	}
	server("smtp", &a.SMTP, smtpProtocols())
	r.sends = r.sends || s.node.fields["smtp"] != nil
	if len(a.Me) > 0 {
		a.Username = a.Me[0]
	}
	s.text("username", &a.Username)
	r.credentials(s, &a)
	r.folders(s, &a)
	s.text("sent", &a.Sent)
	oneOf(s, "deliver", &a.Deliver, "task", "draft", "send")
	if a.Deliver == "send" && s.node.fields["smtp"] == nil {
		s.fault(s.line("deliver"), "deliver", wrong(`add smtp = "smtps://HOST"`, "without smtp nothing can be sent"))
	}
	s.duration("poll", "5m", time.Second, &a.Poll)
	s.between("connections", 1, maxConnections, &a.Connections)
	s.text("authserv_id", &a.AuthServID)
	r.trust(s, &a)
	s.close()
	return a
}

// identity reads who the account belongs to.
func (r *reader) identity(s *section, a *Account) {
	if s.node.fields["name"] == nil {
		s.missing("name", `write name = "work"`)
	}
	if a.Name != "" && slices.ContainsFunc(r.config.Accounts, func(o Account) bool { return o.Name == a.Name }) {
		s.fault(s.line("name"), "name", wrong("give each account its own", "there is an account %q already", a.Name))
	}
	given := s.texts("me", `an address such as "joe@acme.example"`, func(v string) error {
		address, err := parseAddress(v)
		if err != nil {
			return err
		}
		taken := slices.Contains(a.Me, address) ||
			slices.ContainsFunc(r.config.Accounts, func(o Account) bool { return slices.Contains(o.Me, address) })
		if taken {
			return wrong("delete one", "%s stands here twice, or in another account", address)
		}
		a.Me = append(a.Me, address)
		return nil
	})
	if n := s.node.fields["me"]; !given {
		s.missing("me", `write me = ["ADDRESS"]: without it nobody knows which mail is yours`)
	} else if n.shape == list && len(n.list) == 0 {
		s.fault(n.line, "me", wrong("name your addresses, the main one first", "it is empty"))
	}
	s.texts("colleagues", `a domain such as "acme.example"`, func(v string) error {
		domain := strings.ToLower(strings.TrimPrefix(v, "@"))
		if domain == "" || strings.ContainsAny(domain, "@ \t/") {
			return wrong(`write what follows the "@"`, "%q is no domain", v)
		}
		a.Colleagues = append(a.Colleagues, domain)
		return nil
	})
}

func (r *reader) folders(s *section, a *Account) {
	var patterns []string
	given := s.texts("folders", `a folder such as "INBOX"`, func(v string) error {
		if strings.TrimPrefix(v, "-") == "" {
			return wrong("name a folder", "a folder has no name")
		}
		patterns = append(patterns, v)
		return nil
	})
	n := s.node.fields["folders"]
	if !given || len(patterns) == 0 && (n.shape != list || len(n.list) > 0) {
		return // absent, or wrong and said so
	}
	a.Folders = patterns
	if !slices.ContainsFunc(patterns, func(p string) bool { return p[0] != '-' }) {
		s.fault(n.line, "folders", wrong(`begin with "*"`, "no folder is left to read"))
	}
}

// parseAddress reads one bare address and returns it in lower case.
func parseAddress(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return "", wrong(`write it bare, as in "joe@acme.example"`, "%q is no address", s)
	}
	return strings.ToLower(s), nil
}
