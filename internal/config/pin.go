package config

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// parsePin reads the key of a server: "sha256/" and the base64 of the SHA-256 of
// its SubjectPublicKeyInfo (RFC 7469 §2.4).
func parsePin(s string) (key [sha256.Size]byte, err error) {
	const remedy = `write what "thrice check" shows: pin = "sha256/..." with 44 characters behind the slash`
	text, ok := strings.CutPrefix(s, "sha256/")
	if !ok {
		if sum, err := hex.DecodeString(strings.ReplaceAll(strings.TrimPrefix(strings.ToLower(s), "sha256:"), ":", "")); err == nil && len(sum) == len(key) {
			return key, wrong(remedy, "it is the fingerprint of a certificate; the pin is that of the key in it, which outlasts the certificate")
		}
		return key, wrong(remedy, "it does not begin with \"sha256/\"")
	}
	sum, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(sum) != len(key) {
		return key, wrong(remedy, "it is not the base64 of 32 bytes")
	}
	return [sha256.Size]byte(sum), nil
}

// trust reads who vouches for the account's servers.
func (r *reader) trust(s *section, a *Account) {
	s.value("ca_file", "a path in quotes", func(v string) (err error) {
		a.CAFile, err = r.path(v)
		return err
	})
	given := s.texts("pin", `a key such as "sha256/..."`, func(v string) error {
		key, err := parsePin(v)
		if err == nil {
			a.Pins = append(a.Pins, key)
		}
		return err
	})
	if given && a.CAFile != "" {
		s.fault(s.line("pin"), "pin", wrong("keep one", "a pin is believed without ca_file"))
	}
}
