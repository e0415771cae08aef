package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thrice/imapsync/dovecottest"
)

func TestLoginsAtDovecot(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	stranger := dovecottest.Start(t) // its certificate vouches for nobody else
	wrong := filepath.Join(t.TempDir(), "wrong")
	if err := os.WriteFile(wrong, []byte("incorrect-horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(server.TLSAddr)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		server   string
		ca       string
		password string // file with another password
		code     int
		asked    bool // for the password, which is asked for right before it is sent
		says     string
	}{
		{name: "TLS with the private authority", server: "imaps://" + server.TLSAddr, ca: server.CAFile, asked: true},
		{name: "TLS to a host name", server: "imaps://localhost:" + port, ca: server.CAFile, asked: true},
		{name: "STARTTLS with the private authority", server: "imap+starttls://" + server.Addr, ca: server.CAFile, asked: true},
		{name: "TLS with another authority", server: "imaps://" + server.TLSAddr, ca: stranger.CAFile,
			code: codePartial, says: "was issued by an authority that is unknown here"},
		{name: "STARTTLS with another authority", server: "imap+starttls://" + server.Addr, ca: stranger.CAFile,
			code: codePartial, says: "was issued by an authority that is unknown here"},
		{name: "TLS with the system's authorities", server: "imaps://" + server.TLSAddr,
			code: codePartial, says: "was issued by an authority that is unknown here"},
		{name: "TLS to the port without it", server: "imaps://" + server.Addr, ca: server.CAFile,
			code: codePartial, says: "does not begin with TLS"},
		{name: "a wrong password", server: "imaps://" + server.TLSAddr, ca: server.CAFile, password: wrong,
			code: codePartial, says: "refuses the login of joe: the server says “[AUTHENTICATIONFAILED]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := opened(t, server, "joe", "")
			account := fmt.Sprintf("imap = %q\n", tt.server)
			if tt.ca != "" {
				account += fmt.Sprintf("ca_file = %q\n", tt.ca)
			}
			o.configure(account)
			if tt.password != "" {
				o.replace("echo "+dovecottest.Password, "cat "+tt.password)
			}
			_, stderr, code := o.run("once")
			if code != tt.code || !strings.Contains(stderr, tt.says) {
				t.Errorf("exit code %d, not %d; it says %q, not %q", code, tt.code, stderr, tt.says)
			}
			if strings.Contains(stderr, "correct-horse") {
				t.Errorf("the password is printed: %s", stderr)
			}
			asked, err := os.ReadFile(filepath.Join(o.dir, "asked"))
			switch {
			case tt.password != "" || tt.asked:
				if strings.Count(string(asked), "\n") != 1 {
					t.Errorf("the password was asked for %d times, not once", strings.Count(string(asked), "\n"))
				}
			case err == nil:
				t.Error("the password was asked for, and may have been sent")
			}
			if tt.code != codeFine {
				list, _, code := o.run("list")
				if code != codePartial || !strings.Contains(list, "work") {
					t.Errorf("the list does not say that the account cannot be read (exit code %d):\n%s", code, list)
				}
			}
		})
	}
	if log := stranger.Log(); strings.Contains(log, "imap-login") {
		t.Errorf("somebody talked to the wrong server:\n%s", log)
	}
}
