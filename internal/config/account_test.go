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
		`password_cmd = "pass show x"`:          {fromCommand, "pass show x"},
		`password_file = "~/x"`:                 {fromFile, "/people/joe/x"},
		`password_env = "X"`:                    {fromEnvironment, "X"},
		`keyring = true`:                        {from: fromKeyring},
		"keyring = false\npassword_env = \"X\"": {fromEnvironment, "X"},
	} {
		text := strings.Replace(account, `password_cmd = "pass show mail/work"`, line, 1)
		if got := mustParse(t, text).Accounts[0].password; got != want {
			t.Errorf("%s: %+v, want %+v", line, got, want)
		}
	}
}
