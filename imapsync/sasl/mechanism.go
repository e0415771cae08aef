package sasl

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// The names of the mechanisms, and of the IMAP command for passwords that is
// none of them.
const (
	ScramPlus    = "SCRAM-SHA-256-PLUS" // RFC 7677, bound to the TLS connection
	Scram        = "SCRAM-SHA-256"      // RFC 7677
	Plain        = "PLAIN"              // RFC 4616
	OAuthBearer  = "OAUTHBEARER"        // RFC 7628
	XOAuth2      = "XOAUTH2"            // of Google and Microsoft
	LoginCommand = "LOGIN"              // RFC 9051 §6.2.3
)

// Mechanism is the client's side of one exchange. It serves one exchange only.
type Mechanism interface {
	// Start returns the name and the first message. A mechanism that is sent
	// without an initial response (RFC 4959) sends it to an empty challenge.
	Start() (name string, initial []byte, err error)
	// Next answers a challenge. After an error the exchange is to be cancelled.
	Next(challenge []byte) ([]byte, error)
	// Conclude is told how the exchange ended: nil is the server's OK, else it is
	// the server's refusal or the error of Next. It returns what that means, which
	// may be an error after OK: a server that takes any password proves nothing.
	// It is not for a connection that broke.
	Conclude(err error) error
}

// ErrServer is a server that did not prove that it knows the password: it is not
// the one where the password was set, or somebody is in between.
var ErrServer = errors.New("the server did not prove that it knows the password")

// Refusals that have nothing to do with the password: the server did not look.
var (
	errUntried = errors.New("the server cannot log in this user this way")
	errBinding = errors.New("the server cannot bind the login to this kind of connection")
)

// plain is the mechanism PLAIN.
type plain struct{ message func() []byte } // a function: nothing prints what it returns

func newPlain(l Login) Mechanism {
	return &plain{func() []byte { return []byte("\x00" + l.Username + "\x00" + l.Password) }}
}

func (p *plain) Start() (string, []byte, error) { return Plain, p.message(), nil }

func (p *plain) Next([]byte) ([]byte, error) {
	return nil, errors.New("the server asks for more than PLAIN has to say")
}

func (p *plain) Conclude(err error) error { return err }

// said quotes what a server said so that it can do no harm in a terminal.
func said(text string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if r := []rune(clean); len(r) > 100 {
		clean = string(r[:100]) + "..."
	}
	return fmt.Sprintf("“%s”", clean)
}
