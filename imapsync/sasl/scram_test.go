package sasl

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"

	"github.com/xdg-go/scram"
)

func TestScramAsInRFC7677(t *testing.T) {
	client := scramClient(Login{Username: "user", Password: "pencil"}).WithNonceGenerator(func() string { return "rOprNGfwEbeRWgbNEkqO" })
	e := converse(client, noBinding(), false)
	if name, first, err := e.Start(); name != Scram || string(first) != "n,,n=user,r=rOprNGfwEbeRWgbNEkqO" || err != nil {
		t.Errorf("%s begins with %q, %v", name, first, err)
	}
	const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
	answer, err := e.Next([]byte("r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
	if want := "c=biws,r=" + nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="; string(answer) != want || err != nil {
		t.Errorf("%q, %v, want %q", answer, err, want)
	}
	if answer, err := e.Next([]byte("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")); len(answer) > 0 || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
	if err := e.Conclude(nil); err != nil {
		t.Error(err)
	}
}

func TestServersThatAreWrong(t *testing.T) {
	const nonce, salt = "r=abcX", ",s=W22ZaJ0SNY7soEsUEjb6gQ=="
	tests := []struct {
		name   string
		talk   []string
		server bool // it is the server that is not believed
		why    string
	}{
		{"OK to nothing", nil, true, "did not prove"},
		{"OK without the proof", []string{nonce + salt + ",i=4096"}, true, "did not prove"},
		{"a wrong proof", []string{nonce + salt + ",i=4096", "v=AAAA"}, true, "did not prove"},
		{"neither proof nor error", []string{nonce + salt + ",i=4096", "?"}, true, "did not prove"},
		{"OK after an error", []string{nonce + salt + ",i=4096", "e=other-error"}, true, "did not prove"},
		{"another nonce", []string{"r=other" + salt + ",i=4096"}, false, "answer is wrong"},
		{"a hash that is quickly guessed", []string{nonce + salt + ",i=1"}, false, "too few iterations"},
		{"a hash that never ends", []string{nonce + salt + ",i=2000000000"}, false, "more iterations"},
		{"a count beyond numbers", []string{nonce + salt + ",i=99999999999999999999"}, false, "more iterations"},
		{"an extension", []string{"m=x," + nonce + salt + ",i=4096"}, false, "extensions"},
		{"nothing", []string{""}, false, "answer is wrong"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client := scramClient(Login{Username: "user", Password: "pencil"}).WithNonceGenerator(func() string { return "abc" })
			e := converse(client, noBinding(), false)
			_, _, err := e.Start()
			for _, challenge := range tt.talk {
				if err == nil {
					_, err = e.Next([]byte(challenge))
				}
			}
			err = e.Conclude(err)
			if err == nil || errors.Is(err, ErrServer) != tt.server || !strings.Contains(err.Error(), tt.why) || strings.Contains(err.Error(), "pencil") {
				t.Errorf("error %v, want one about %q", err, tt.why)
			}
			if _, again := (Login{}).After(Scram, err); again {
				t.Error("another mechanism would be tried")
			}
		})
	}
}

// connected is both ends of a TLS connection.
func connected(t *testing.T, version uint16) (client, server *tls.ConnectionState) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1)}, &x509.Certificate{SerialNumber: big.NewInt(1)}, public, private)
	if err != nil {
		t.Fatal(err)
	}
	near, far := net.Pipe()
	c := tls.Client(near, &tls.Config{InsecureSkipVerify: true, MaxVersion: version})
	s := tls.Server(far, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: private}}})
	shaken := make(chan error, 1)
	go func() { shaken <- s.HandshakeContext(t.Context()) }()
	if err := errors.Join(c.HandshakeContext(t.Context()), <-shaken); err != nil {
		t.Fatal(err)
	}
	cs, ss := c.ConnectionState(), s.ConnectionState()
	near.Close()
	far.Close()
	return &cs, &ss
}

func TestABoundLoginHoldsOnItsOwnConnectionOnly(t *testing.T) {
	server, err := scram.SHA256.NewServer(func(user string) (scram.StoredCredentials, error) {
		return scramClient(Login{Username: user, Password: "naïve,=пароль"}).GetStoredCredentialsWithError(scram.KeyFactors{Salt: "0123456789abcdef", Iters: 4096})
	})
	if err != nil {
		t.Fatal(err)
	}
	near, far := connected(t, tls.VersionTLS13)
	_, elsewhere := connected(t, tls.VersionTLS13)
	tests := []struct {
		name     string
		password string
		offered  []string
		at       *tls.ConnectionState // where the server sees the client
		talk     string               // how the server speaks
		why      string
	}{
		{name: "bound", offered: []string{"AUTH=SCRAM-SHA-256-PLUS"}, at: far},
		{name: "somebody in between", offered: []string{"AUTH=SCRAM-SHA-256-PLUS"}, at: elsewhere, why: "channel-bindings-dont-match"},
		{name: "somebody took the better one out of the offer", offered: []string{"AUTH=SCRAM-SHA-256"}, at: far, why: "server-does-support-channel-binding"},
		{name: "the server does not bind", offered: []string{"AUTH=SCRAM-SHA-256"}, at: nil},
		{name: "a wrong password", password: "guess", offered: []string{"AUTH=SCRAM-SHA-256-PLUS"}, at: far, why: "invalid-proof"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := Login{Username: "jo,e=é", Password: "naïve,=пароль", TLS: near}
			if tt.password != "" {
				l.Password = tt.password
			}
			c, err := Choose(tt.offered, l)
			if err != nil {
				t.Fatal(err)
			}
			talk := server.NewConversation()
			if tt.at != nil {
				bound, err := scram.NewTLSExporterBinding(tt.at)
				if err != nil {
					t.Fatal(err)
				}
				talk = server.NewConversationWithChannelBinding(bound)
			}
			_, message, err := c.Mechanism.Start()
			var verdict error
			for err == nil && !talk.Done() {
				var challenge string
				challenge, verdict = talk.Step(string(message))
				message, err = c.Mechanism.Next([]byte(challenge))
			}
			err = c.Mechanism.Conclude(errors.Join(err, verdict))
			if tt.why == "" && err != nil || tt.why != "" && (err == nil || !strings.Contains(err.Error(), tt.why)) {
				t.Errorf("error %v, want %q", err, tt.why)
			}
		})
	}
}

func TestTLS12IsBoundToTheCertificate(t *testing.T) {
	near, _ := connected(t, tls.VersionTLS12)
	if b := bind(near); b.IsSupported() {
		t.Errorf("an Ed25519 certificate gives %s, but names no hash", b.Type)
	}
	if b := bind(bindable()); b.Type != scram.ChannelBindingTLSServerEndpoint || len(b.Data) != 32 {
		t.Errorf("bound by %s, %d bytes", b.Type, len(b.Data))
	}
	if near, _ := connected(t, tls.VersionTLS13); bind(near).Type != scram.ChannelBindingTLSExporter {
		t.Errorf("TLS 1.3 is bound by %s", bind(near).Type)
	}
}

func TestAPasswordOfLaterUnicode(t *testing.T) {
	e := newScram(Login{Username: "joe", Password: "correct 🐴"}, noBinding(), false)
	if _, first, err := e.Start(); err != nil || !strings.HasPrefix(string(first), "n,,n=joe,r=") {
		t.Errorf("%q, %v", first, err)
	}
}
