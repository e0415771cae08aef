package sasl

import (
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Login is what there is to log in with: a password or a token.
type Login struct {
	Username string
	Password string
	Token    string // OAuth 2 access token; empty: the password counts
	Host     string // the server, which OAUTHBEARER names
	Port     int
	// TLS is the connection's state, nil if it is not encrypted. It must have
	// been verified.
	TLS   *tls.ConnectionState
	Local bool // the connection ends on this machine

	without []string // mechanisms that were of no use
}

// After says whether another mechanism may be tried after the failure of the
// one with a name, as Conclude returned it, and returns the login for that. It
// may if the server did not look at the password. That is so when it refuses
// before it was shown a proof, as one does that keeps no SCRAM secret of the
// user; what follows (PLAIN) goes out under TLS as if SCRAM had not been offered.
func (l Login) After(name string, err error) (next Login, again bool) {
	next = l
	next.without = slices.Clone(l.without)
	switch {
	case errors.Is(err, errBinding):
		next.without = append(next.without, ScramPlus)
	case errors.Is(err, errUntried):
		next.without = append(next.without, ScramPlus, Scram)
	default:
		return l, false
	}
	return next, slices.Contains(next.without, name)
}

// Format writes who logs in, and no secret, whatever the verb.
func (l Login) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "login of %s", l.Username) }

// MarshalText returns what Format writes.
func (l Login) MarshalText() ([]byte, error) { return fmt.Append(nil, l), nil }

// Choice is how to log in.
type Choice struct {
	Name      string
	Mechanism Mechanism // nil for LoginCommand
}

// Choose picks the best of what a server offers: SCRAM-SHA-256-PLUS,
// SCRAM-SHA-256, PLAIN, the LOGIN command for a password, OAUTHBEARER, XOAUTH2
// for a token. offered are the server's capabilities as IMAP has them, read
// after encryption began: "AUTH=PLAIN", "LOGINDISABLED". The error, in words for
// a person, is that nothing fits.
func Choose(offered []string, l Login) (Choice, error) {
	if strings.ContainsAny(l.Username+l.Password+l.Token, "\x00\x01\r\n") {
		return Choice{}, errors.New("username or password contains a line break: take it out of what gives the password")
	}
	if l.TLS == nil && !l.Local {
		return Choice{}, errors.New("without encryption nothing is sent to log in")
	}
	o := offer{offered, l.without}
	if l.Token != "" {
		return o.forToken(l)
	}
	return o.forPassword(l)
}

// offer is what a server offers, but for what is not to be tried.
type offer struct{ capabilities, without []string }

func (o offer) capability(name string) bool {
	return slices.ContainsFunc(o.capabilities, func(c string) bool { return strings.EqualFold(c, name) })
}

func (o offer) mechanism(name string) bool {
	return o.capability("AUTH="+name) && !slices.Contains(o.without, name)
}

func (o offer) forPassword(l Login) (Choice, error) {
	bound := bind(l.TLS)
	switch {
	case o.mechanism(ScramPlus) && bound.IsSupported():
		return Choice{ScramPlus, newScram(l, bound, false)}, nil
	case o.mechanism(Scram):
		// RFC 5802 §6: a client that could have bound tells the server so. If
		// somebody took the better mechanism out of the offer, it notices.
		stripped := bound.IsSupported() && !o.capability("AUTH="+ScramPlus)
		return Choice{Scram, newScram(l, noBinding(), stripped)}, nil
	case o.mechanism(Plain):
		return Choice{Plain, newPlain(l)}, nil
	case !o.capability("LOGINDISABLED"):
		return Choice{Name: LoginCommand}, nil
	case o.capability("AUTH=" + OAuthBearer), o.capability("AUTH=" + XOAuth2):
		return Choice{}, errors.New("the server takes no passwords, only OAuth: set oauth in the configuration")
	}
	return Choice{}, fmt.Errorf("the server takes no passwords on this connection (it offers %s)", o)
}

func (o offer) forToken(l Login) (Choice, error) {
	switch {
	case o.mechanism(OAuthBearer):
		return Choice{OAuthBearer, newOAuthBearer(l)}, nil
	case o.mechanism(XOAuth2):
		return Choice{XOAuth2, newXOAuth2(l)}, nil
	}
	return Choice{}, fmt.Errorf("the server does not log in by OAuth (it offers %s): use a password, see oauth in the configuration", o)
}

// String lists the mechanisms of the offer.
func (o offer) String() string {
	var names []string
	for _, c := range o.capabilities {
		if len(c) > 5 && strings.EqualFold(c[:5], "AUTH=") {
			names = append(names, c[5:])
		}
	}
	if len(names) == 0 {
		return "nothing else"
	}
	slices.Sort(names) // they may come from a map
	return said(strings.Join(names, ", "))
}
