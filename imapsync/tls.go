package imapsync

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"slices"
)

// tlsConfig is how the server is known: by the name it is reached under and an
// authority that vouches for it, or by a pinned key.
func (a Account) tlsConfig() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: a.Host, RootCAs: a.RootCAs}
	if len(a.Pins) > 0 {
		// Not insecure: VerifyConnection takes the place of what is skipped.
		config.InsecureSkipVerify = true
		config.VerifyConnection = a.pinned
	}
	return config
}

// pinned accepts a server that has a pinned key, whatever its certificate says,
// or that a certificate with a pinned key vouches for, which the server sends
// along: then its name and dates must be right, too.
func (a Account) pinned(state tls.ConnectionState) error {
	chain := state.PeerCertificates
	if len(chain) == 0 {
		return &pinMismatch{}
	}
	if slices.Contains(a.Pins, keyOf(chain[0])) {
		return nil
	}
	for _, authority := range chain[1:] {
		if slices.Contains(a.Pins, keyOf(authority)) {
			return vouched(chain, authority, a.Host)
		}
	}
	return &pinMismatch{chain[0]}
}

// vouched verifies the first certificate of a chain for a host, with one
// authority that is believed.
func vouched(chain []*x509.Certificate, authority *x509.Certificate, host string) error {
	o := x509.VerifyOptions{DNSName: host, Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool()}
	o.Roots.AddCert(authority)
	for _, c := range chain[1:] {
		o.Intermediates.AddCert(c)
	}
	_, err := chain[0].Verify(o)
	return err
}

// pinMismatch is a server that has none of the pinned keys.
type pinMismatch struct{ leaf *x509.Certificate }

func (*pinMismatch) Error() string { return "the server has not the pinned key" }

// keyOf is the SHA-256 of a certificate's SubjectPublicKeyInfo, as in RFC 7469
// §2.4. The key outlasts the certificate where that is renewed with it.
func keyOf(c *x509.Certificate) [sha256.Size]byte { return sha256.Sum256(c.RawSubjectPublicKeyInfo) }

// pinOf writes a key as the configuration has it.
func pinOf(c *x509.Certificate) string {
	key := keyOf(c)
	return "sha256/" + base64.StdEncoding.EncodeToString(key[:])
}
