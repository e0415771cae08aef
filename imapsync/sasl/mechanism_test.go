package sasl

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

// start returns the first message of what Choose picks.
func start(t *testing.T, offered string, l Login) (Mechanism, string) {
	t.Helper()
	l.Local = true
	c, err := Choose([]string{offered}, l)
	if err != nil {
		t.Fatal(err)
	}
	_, first, err := c.Mechanism.Start()
	if err != nil {
		t.Fatal(err)
	}
	return c.Mechanism, string(first)
}

func TestPlainAsInRFC4616(t *testing.T) {
	m, first := start(t, "AUTH=PLAIN", Login{Username: "tim", Password: "tanstaaftanstaaf"})
	if want := "\x00tim\x00tanstaaftanstaaf"; first != want {
		t.Errorf("%q, want %q", first, want)
	}
	if _, err := m.Next([]byte("more?")); err == nil {
		t.Error("PLAIN answers a challenge")
	}
	no := errors.New("NO")
	if err := m.Conclude(nil); err != nil {
		t.Error(err)
	}
	if err := m.Conclude(no); err != no {
		t.Error(err)
	}
}

func TestOAuthBearerAsInRFC7628(t *testing.T) {
	l := Login{Username: "user@example.com", Token: "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", Host: "server.example.com", Port: 143}
	m, first := start(t, "AUTH=OAUTHBEARER", l)
	// §4.1, where the base64 of the request stands in three lines.
	const want = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
	if got := base64.StdEncoding.EncodeToString([]byte(first)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	// §4.2: the server refuses, the client acknowledges with one byte.
	challenge, err := base64.StdEncoding.DecodeString("eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0=")
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := m.Next(challenge); err != nil || string(answer) != "\x01" {
		t.Errorf("acknowledged with %q, %v", answer, err)
	}
	no := errors.New("NO")
	err = m.Conclude(no)
	if !errors.Is(err, no) || !strings.Contains(err.Error(), "“invalid_token”, wanted scope “example_scope”") || strings.Contains(err.Error(), l.Token) {
		t.Errorf("concluded with %v", err)
	}
	if _, err := m.Next(challenge); err == nil {
		t.Error("a second challenge is answered")
	}
}

func TestANameInOAuthBearerIsEscaped(t *testing.T) {
	_, first := start(t, "AUTH=OAUTHBEARER", Login{Username: "a=b,c", Token: "t"})
	if want := "n,a=a=3Db=2Cc,\x01auth=Bearer t\x01\x01"; first != want {
		t.Errorf("%q, want %q", first, want)
	}
}

func TestXOAuth2(t *testing.T) {
	no := errors.New("NO")
	m, first := start(t, "AUTH=XOAUTH2", Login{Username: "joe@acme.example", Token: "t0k"})
	if want := "user=joe@acme.example\x01auth=Bearer t0k\x01\x01"; first != want {
		t.Errorf("%q, want %q", first, want)
	}
	if err := m.Conclude(no); err != no {
		t.Errorf("without a reason: %v", err)
	}
	for challenge, why := range map[string]string{
		`{"status":"400","schemes":"Bearer","scope":"https://mail.acme.example/"}`: "status “400”, wanted scope “https://mail.acme.example/”",
		`{"status":"\u001b[2J401"}`: "status “[2J401”",
		"\x00no JSON":               "no reason that can be understood",
		"":                          "no reason that can be understood",
	} {
		m, _ := start(t, "AUTH=XOAUTH2", Login{Username: "joe", Token: "t0k"})
		if answer, err := m.Next([]byte(challenge)); err != nil || answer == nil || len(answer) > 0 {
			t.Errorf("%q: acknowledged with %q, %v, want an empty message", challenge, answer, err)
		}
		if err := m.Conclude(no); !errors.Is(err, no) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: concluded with %v, want %q", challenge, err, why)
		}
	}
}
