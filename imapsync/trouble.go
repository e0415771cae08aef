package imapsync

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"unicode"

	"thrice/imapsync/wire"
)

// The kinds of failure that a person can do something about, for errors.Is. The
// error's text says what, where and what to do.
var (
	ErrLogin       = errors.New("the login was refused")
	ErrCertificate = errors.New("the server's certificate is not trusted")
	ErrUnreachable = errors.New("the server cannot be reached")
)

// trouble is an error in words for a person.
type trouble struct {
	kind  error
	words string
	cause error
}

func (t *trouble) Error() string { return t.words }

func (t *trouble) Unwrap() []error {
	if t.cause == nil {
		return []error{t.kind}
	}
	return []error{t.kind, t.cause}
}

// broken is a connection that ended in the middle of a command.
type broken struct {
	where string
	cause error
}

func (b *broken) Error() string {
	if w := (*wire.Broken)(nil); errors.As(b.cause, &w) && w.Bye != "" {
		return fmt.Sprintf("%s: the server ended the session, saying %s", b.where, said(w.Bye))
	}
	return fmt.Sprintf("%s: the connection broke: %s", b.where, short(b.cause.Error()))
}

func (b *broken) Unwrap() []error { return []error{ErrUnreachable, b.cause} }

// refusal is a NO or BAD of the server.
type refusal struct {
	what  string
	cause *wire.Refused
}

func (r *refusal) Error() string { return fmt.Sprintf("%s was refused: %s", r.what, answer(r.cause)) }

func (r *refusal) Unwrap() error { return r.cause }

// unopened are folders that the server refused.
type unopened struct{ folders []error }

// maxNamed is how many refused folders are named.
const maxNamed = 5

func (u *unopened) Error() string {
	var words []string
	for _, err := range u.folders[:min(len(u.folders), maxNamed)] {
		words = append(words, err.Error())
	}
	if more := len(u.folders) - len(words); more > 0 {
		words = append(words, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(words, "; ") + `. If they are of no interest, leave them out: folders = ["*", "-NAME"]`
}

func (u *unopened) Unwrap() []error { return u.folders }

// unreachable says in words why no session came about.
func (a Account) unreachable(err error) error {
	if t := (*trouble)(nil); errors.As(err, &t) || isBusy(err) {
		return err
	}
	if b := (*broken)(nil); errors.As(err, &b) {
		err = b.cause
	}
	if words := a.certificate(err); words != "" {
		return &trouble{ErrCertificate, words, err}
	}
	var (
		dns     *net.DNSError
		record  tls.RecordHeaderError
		timeout interface{ Timeout() bool }
		where   = a.address()
		words   string
	)
	over := (*wire.Broken)(nil)
	switch {
	case errors.As(err, &over) && over.Bye != "":
		words = fmt.Sprintf("%s ended the session, saying %s", where, said(over.Bye))
	case errors.As(err, &dns) && dns.IsNotFound:
		words = fmt.Sprintf("there is no host named %s: check the spelling of imap in the configuration", a.Host)
	case errors.As(err, &dns):
		words = fmt.Sprintf("the name %s cannot be looked up: is this machine online?", a.Host)
	case errors.Is(err, syscall.ECONNREFUSED):
		words = fmt.Sprintf("%s refuses connections: check host and port of imap in the configuration, and that the server runs", where)
	case errors.As(err, &record):
		words = fmt.Sprintf("%s does not begin with TLS: imaps:// usually is port 993, imap+starttls:// port 143", where)
	case errors.Is(err, wire.ErrTimeout), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout():
		words = fmt.Sprintf("%s does not answer: check host and port, or whether a firewall is in between", where)
	default:
		words = fmt.Sprintf("no session with %s: %s", where, short(err.Error()))
	}
	return &trouble{ErrUnreachable, words, err}
}

// certificate says what is wrong with the server's certificate, empty if err is
// about something else.
func (a Account) certificate(err error) string {
	var (
		host      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		other     *tls.CertificateVerificationError
		pin       *pinMismatch
	)
	switch {
	case errors.As(err, &pin) && pin.leaf != nil:
		return fmt.Sprintf("%s has not the key that pin names, but pin = %q: if whoever runs it confirms on another way than by mail "+
			"that the key was changed, put that into the configuration; otherwise somebody may be listening in", a.address(), pinOf(pin.leaf))
	case errors.As(err, &host):
		return fmt.Sprintf("the certificate of %s is not valid for that name (%s): use the name it was issued for in imap", a.Host, short(host.Error()))
	case errors.As(err, &authority):
		words := fmt.Sprintf("the certificate of %s was issued by an authority that is unknown here: "+
			"if it is your own, name its certificate in ca_file", a.address())
		if errors.As(err, &other) && len(other.UnverifiedCertificates) > 0 {
			words += fmt.Sprintf(", or, after comparing the key on another way than by mail with whoever runs the server, write pin = %q",
				pinOf(other.UnverifiedCertificates[0]))
		}
		return words + "; otherwise somebody may be listening in"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("the certificate of %s has expired or is not valid yet: have it renewed, and check this machine's clock", a.address())
	case errors.As(err, &invalid), errors.As(err, &other):
		return fmt.Sprintf("the certificate of %s cannot be verified: %s", a.address(), short(err.Error()))
	}
	return ""
}

// answer quotes a refusal as the server's words.
func answer(no *wire.Refused) string {
	text := no.Text
	if no.Code != "" {
		text = "[" + no.Code + "] " + text
	}
	if strings.TrimSpace(text) == "" {
		return "the server gives no reason"
	}
	return "the server says " + said(text)
}

// said quotes what a server said so that it can do no harm in a terminal or on
// a page: no control or formatting characters, at most 200 characters.
func said(text string) string { return "“" + short(text) + "”" }

// short is a server's text on one line, cut where nobody reads on.
func short(text string) string {
	clean := line(text)
	if r := []rune(clean); len(r) > 200 {
		return string(r[:200]) + "..."
	}
	return clean
}

// line is a text on one line that can do no harm.
func line(text string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	return strings.Join(strings.Fields(clean), " ")
}

func isRefusal(err error) bool { return errors.As(err, new(*refusal)) }

// saidBye says that the server ended the session, and not the connection alone.
func saidBye(err error) bool {
	w := (*wire.Broken)(nil)
	return errors.As(err, &w) && w.Bye != ""
}

func isBroken(err error) bool { return errors.As(err, new(*broken)) }

// isGarbled says that the connection was closed from this side, for what the
// server had sent.
func isGarbled(err error) bool {
	b := (*wire.Broken)(nil)
	return errors.As(err, &b) && b.Garbled
}
