package imapsync

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// issued is a certificate for the host, signed by an authority that the server
// sends along.
func issued(t *testing.T, authority tls.Certificate, host string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	parent := leafOf(t, authority)
	template := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{host}, NotBefore: parent.NotBefore, NotAfter: parent.NotAfter}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, authority.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der, authority.Certificate[0]}, PrivateKey: key}
}

func leafOf(t *testing.T, c tls.Certificate) *x509.Certificate {
	t.Helper()
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}

func TestPins(t *testing.T) {
	const host = "imap.acme.example"
	later, earlier := time.Now().AddDate(0, 1, 0), time.Now().AddDate(0, -1, 0)
	self, _ := certificate(t, "nas.local", earlier)
	other, _ := certificate(t, host, later)
	authority, _ := certificate(t, "authority", later)
	vouched, misnamed := issued(t, authority, host), issued(t, authority, "mail.globex.example")
	// Who has another key shows the authority's certificate all the same.
	forged := tls.Certificate{Certificate: [][]byte{other.Certificate[0], authority.Certificate[0]}, PrivateKey: other.PrivateKey}
	tests := []struct {
		name   string
		shown  tls.Certificate
		pinned []tls.Certificate
		why    string
	}{
		{"the server's own key, whatever its certificate says", self, []tls.Certificate{self}, ""},
		{"one of two keys", self, []tls.Certificate{other, self}, ""},
		{"an authority's key, and the right name", vouched, []tls.Certificate{authority}, ""},
		{"an authority's key, and another name", misnamed, []tls.Certificate{authority}, "not valid for that name"},
		{"an authority that did not sign", forged, []tls.Certificate{authority}, "unknown here"},
		{"another key", self, []tls.Certificate{other}, "has not the key that pin names, but pin = " + fmt.Sprintf("%q", pinOf(leafOf(t, self)))},
		{"another key that an authority vouches for", vouched, []tls.Certificate{self}, "has not the key that pin names"},
		{"no pin", self, nil, "has expired"},
		{"no pin, an unknown authority", other, nil, fmt.Sprintf("write pin = %q; otherwise somebody may be listening in", pinOf(leafOf(t, other)))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			a := f.account()
			a.Scheme, a.Host, a.RootCAs = SchemeTLS, host, x509.NewCertPool()
			for _, p := range tt.pinned {
				a.Pins = append(a.Pins, keyOf(leafOf(t, p)))
			}
			if tt.name == "no pin" {
				a.Host = "nas.local"
			}
			a.Dial = overTCP(t, func(c net.Conn) { secureServer(f, c, tt.shown, true) })
			s := New(a, &fakeSink{}, quiet(), nil, time.Now)
			defer s.Close()
			_, err := s.Check(t.Context())
			if tt.why == "" && err != nil {
				t.Error(err)
			}
			if tt.why != "" && (!errors.Is(err, ErrCertificate) || !strings.Contains(err.Error(), tt.why)) {
				t.Errorf("error %v, want one about %q", err, tt.why)
			}
			if got := f.sent("LOGIN"); (len(got) > 0) != (tt.why == "") {
				t.Errorf("sent %q", got)
			}
		})
	}
}

func TestAPinIsWrittenAsOthersWriteIt(t *testing.T) {
	c := &x509.Certificate{RawSubjectPublicKeyInfo: []byte("key")}
	sum := sha256.Sum256([]byte("key"))
	if got, want := pinOf(c), "sha256/"+base64.StdEncoding.EncodeToString(sum[:]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if err := (Account{Pins: [][32]byte{sum}}).pinned(tls.ConnectionState{}); err == nil {
		t.Error("a server without a certificate passes")
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	cert, pool := certificate(t, "imap.acme.example", time.Now().AddDate(0, 1, 0))
	a := newFake(t).account()
	a.Scheme, a.Host, a.RootCAs = SchemeTLS, "imap.acme.example", pool
	a.Dial = overTCP(t, func(c net.Conn) {
		old := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
		_ = old.HandshakeContext(t.Context()) // the client ends it
	})
	s := New(a, &fakeSink{}, quiet(), nil, time.Now)
	defer s.Close()
	if _, err := s.Check(t.Context()); !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "protocol version") {
		t.Errorf("error %v", err)
	}
}

func TestACredentialIsNeverPrinted(t *testing.T) {
	c := Credential{"hunter2", "hunter2"}
	encoded, err := json.Marshal([]any{c, &c, map[string]Credential{"a": c}})
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprintf("%v %+v %#v %s %x", c, &c, c, c, c) + string(encoded); strings.Contains(said, "hunter2") || strings.Contains(said, "68756e746572") {
		t.Error(said)
	}
}
