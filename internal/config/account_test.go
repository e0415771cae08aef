package config

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRootCAs(t *testing.T) {
	if pool, err := (Account{}).RootCAs(); pool != nil || err != nil {
		t.Errorf("without a file: %v, %v, want the system's", pool, err)
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	want := x509.NewCertPool()
	want.AddCert(cert)

	path := filepath.Join(t.TempDir(), "ca.pem")
	for text, fine := range map[string]bool{
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})): true,
		"no certificate": false,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		pool, err := Account{Name: "work", CAFile: path}.RootCAs()
		if fine && (err != nil || !pool.Equal(want)) {
			t.Errorf("the file's certificate: %v, %v", pool, err)
		}
		if !fine && (err == nil || !strings.Contains(err.Error(), `"work"`)) {
			t.Errorf("a file without one: %v", err)
		}
	}
	if _, err := (Account{Name: "work", CAFile: filepath.Join(path, "none")}).RootCAs(); err == nil {
		t.Error("a file that is not there passed")
	}
}

func TestEveryPasswordSourceCanBeConfigured(t *testing.T) {
	for line, want := range map[string]passwordSource{
		`password_cmd = "pass show x"`:          {"password_cmd", "pass show x"},
		`password_file = "~/x"`:                 {"password_file", "/people/joe/x"},
		`password_env = "X"`:                    {"password_env", "X"},
		`keyring = true`:                        {from: fromKeyring},
		"keyring = false\npassword_env = \"X\"": {"password_env", "X"},
	} {
		text := strings.Replace(account, `password_cmd = "pass show mail/work"`, line, 1)
		if got := mustParse(t, text).Accounts[0].password; got != want {
			t.Errorf("%s: %+v, want %+v", line, got, want)
		}
	}
}

func TestOAuthCanBeConfigured(t *testing.T) {
	for lines, want := range map[string]OAuth{
		"oauth = \"google\"\noauth_client_id = \"1.apps.example\"\noauth_client_secret_file = \"~/x\"": {Provider: Google, ClientID: "1.apps.example", secret: passwordSource{"oauth_client_secret_file", "/people/joe/x"}},
		"oauth = \"microsoft\"\noauth_client_id = \"1-2\"\nkeyring = true":                             {Provider: Microsoft, ClientID: "1-2", Tenant: "common", Keyring: true},
		"oauth = \"microsoft\"\noauth_client_id = \"1-2\"\noauth_tenant = \"acme.example\"":            {Provider: Microsoft, ClientID: "1-2", Tenant: "acme.example"},
	} {
		text := strings.Replace(account, `password_cmd = "pass show mail/work"`, lines, 1)
		a := mustParse(t, text).Accounts[0]
		if a.OAuth != want || a.password != (passwordSource{}) {
			t.Errorf("%s: %+v, want %+v", lines, a.OAuth, want)
		}
	}
}

func TestClientSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := Account{Name: "work", OAuth: OAuth{secret: passwordSource{"oauth_client_secret_file", path}}}
	if s, err := a.ClientSecret(t.Context()); err != nil || s.Reveal() != "hunter2" {
		t.Errorf("%q, %v", s.Reveal(), err)
	}
	if s, err := (Account{}).ClientSecret(t.Context()); err != nil || s.Reveal() != "" {
		t.Errorf("without one: %q, %v", s.Reveal(), err)
	}
	a.OAuth.secret.what = path + "x"
	if _, err := a.ClientSecret(t.Context()); err == nil || !strings.Contains(err.Error(), `client secret of account "work": oauth_client_secret_file: `) {
		t.Errorf("error %v", err)
	}
}

func TestPins(t *testing.T) {
	const one, two = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "sha256/AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	a := mustParse(t, account+`pin = ["`+one+`", "`+two+`"]`).Accounts[0]
	if len(a.Pins) != 2 || a.Pins[1][0] != 1 {
		t.Errorf("%v", a.Pins)
	}
	if a := mustParse(t, account+`pin = "`+one+`"`).Accounts[0]; len(a.Pins) != 1 {
		t.Errorf("%v", a.Pins)
	}
	for pin, why := range map[string]string{
		"sha256/AAAA": "base64 of 32 bytes", "sha256/-": "base64 of 32 bytes", "x": "does not begin with", "": "does not begin with",
		"SHA256:" + strings.Repeat("00:", 31) + "00": "fingerprint of a certificate", strings.Repeat("0f", 32): "fingerprint of a certificate",
	} {
		if _, err := parsePin(pin); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", pin, err, why)
		}
	}
}
