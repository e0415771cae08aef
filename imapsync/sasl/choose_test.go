package sasl

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// bindable is a TLS 1.2 connection that can be bound, unbindable one whose
// certificate is signed in a way that names no hash.
func bindable() *tls.ConnectionState { return endpoint(x509.SHA256WithRSA) }

func unbindable() *tls.ConnectionState { return endpoint(x509.PureEd25519) }

func endpoint(signed x509.SignatureAlgorithm) *tls.ConnectionState {
	return &tls.ConnectionState{Version: tls.VersionTLS12, PeerCertificates: []*x509.Certificate{{Raw: []byte("certificate"), SignatureAlgorithm: signed}}}
}

func TestChoose(t *testing.T) {
	const all = "IMAP4rev1 AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-256-PLUS AUTH=OAUTHBEARER AUTH=XOAUTH2"
	password := Login{Username: "joe", Password: "secret"}
	token := Login{Username: "joe", Token: "vF9dft4"}
	tests := []struct {
		name, offered string
		login         Login
		tls           *tls.ConnectionState
		want          string // the mechanism, or part of the error
		begins        string // of the first message
	}{
		{"the bound one comes first", all, password, bindable(), ScramPlus, "p=tls-server-end-point,,n=joe,r="},
		{"what cannot be bound says n, because the server can", all, password, unbindable(), Scram, "n,,n=joe,r="},
		{"a server that does not bind is told that we could", "AUTH=SCRAM-SHA-256 AUTH=PLAIN", password, bindable(), Scram, "y,,n=joe,r="},
		{"neither can bind", "AUTH=SCRAM-SHA-256", password, unbindable(), Scram, "n,,n=joe,r="},
		{"only the bound one is offered, and we cannot", "AUTH=SCRAM-SHA-256-PLUS AUTH=PLAIN", password, unbindable(), Plain, "\x00joe\x00"},
		{"PLAIN", "AUTH=PLAIN AUTH=CRAM-MD5", password, bindable(), Plain, "\x00joe\x00secret"},
		{"names in lower case", "auth=plain", password, bindable(), Plain, "\x00joe\x00secret"},
		{"PLAIN where LOGIN is disabled", "AUTH=PLAIN LOGINDISABLED", password, bindable(), Plain, "\x00joe\x00"},
		{"LOGIN where nothing is said", "IMAP4rev1", password, bindable(), LoginCommand, ""},
		{"no LOGIN where it is disabled", "LOGINDISABLED AUTH=GSSAPI", password, bindable(), "takes no passwords on this connection (it offers “GSSAPI”)", ""},
		{"nothing at all", "LOGINDISABLED", password, bindable(), "it offers nothing else", ""},
		{"only tokens are taken", "LOGINDISABLED AUTH=XOAUTH2", password, bindable(), "set oauth in the configuration", ""},
		{"a server's words are harmless", "LOGINDISABLED AUTH=\x1b[2J", password, bindable(), "“[2J”", ""},
		{"OAUTHBEARER for a token", all, token, bindable(), OAuthBearer, "n,a=joe,\x01auth=Bearer vF9dft4"},
		{"XOAUTH2 for a token", "AUTH=PLAIN AUTH=XOAUTH2 LOGINDISABLED", token, bindable(), XOAuth2, "user=joe\x01auth=Bearer vF9dft4"},
		{"a token is never sent as a password", "AUTH=PLAIN", token, bindable(), "does not log in by OAuth (it offers “PLAIN”)", ""},
		{"no encryption", all, password, nil, "without encryption nothing is sent", ""},
		{"no encryption for a token", all, token, nil, "without encryption nothing is sent", ""},
		{"a line break", all, Login{Username: "joe", Password: "a\r\nb"}, bindable(), "contains a line break", ""},
		{"the end of a field in the name", all, Login{Username: "joe\x01auth=", Token: "x"}, bindable(), "contains a line break", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := tt.login
			l.TLS = tt.tls
			choice, err := Choose(strings.Fields(tt.offered), l)
			if err != nil {
				if !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error %q, want %q", err, tt.want)
				}
				return
			}
			if choice.Name != tt.want || (choice.Mechanism == nil) != (choice.Name == LoginCommand) {
				t.Fatalf("chose %s, want %s", choice.Name, tt.want)
			}
			if choice.Mechanism == nil {
				return
			}
			name, first, err := choice.Mechanism.Start()
			if err != nil || name != tt.want || !strings.HasPrefix(string(first), tt.begins) {
				t.Errorf("%s begins with %q, want %q; error %v", name, first, tt.begins, err)
			}
		})
	}
}

func TestOnThisMachineNothingNeedsToBeEncrypted(t *testing.T) {
	for offered, want := range map[string]string{"AUTH=PLAIN": Plain, "AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-256-PLUS": Scram, "": LoginCommand} {
		choice, err := Choose(strings.Fields(offered), Login{Username: "joe", Password: "secret", Local: true})
		if err != nil || choice.Name != want {
			t.Errorf("%s: chose %s, %v, want %s", offered, choice.Name, err, want)
		}
	}
}

func TestAnotherMechanismOnlyIfThePasswordWasNotLookedAt(t *testing.T) {
	no := errors.New("NO")
	tests := []struct {
		name   string
		talk   []string // challenges
		tried  []string
		failed string
	}{
		{"refused before anything was shown", nil, []string{ScramPlus, Plain}, "NO"},
		{"this kind of binding is not known", []string{"e=unsupported-channel-binding-type"}, []string{ScramPlus, Scram}, "“unsupported-channel-binding-type”"},
		{"a wrong password", []string{"r=%s,s=QSXCR+Q6sek8bf92,i=4096", "e=invalid-proof"}, []string{ScramPlus}, "“invalid-proof”"},
		{"a wrong password, without a word", []string{"r=%s,s=QSXCR+Q6sek8bf92,i=4096"}, []string{ScramPlus}, "NO"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := Login{Username: "joe", Password: "secret", TLS: bindable()}
			var tried []string
			for range 5 {
				c, err := Choose([]string{"AUTH=PLAIN", "AUTH=SCRAM-SHA-256", "AUTH=SCRAM-SHA-256-PLUS"}, l)
				if err != nil {
					t.Fatal(err)
				}
				tried = append(tried, c.Name)
				_, first, err := c.Mechanism.Start()
				if err != nil {
					t.Fatal(err)
				}
				_, nonce, _ := strings.Cut(string(first), "r=")
				for _, challenge := range tt.talk {
					if _, err := c.Mechanism.Next([]byte(strings.Replace(challenge, "%s", nonce+"x", 1))); err != nil {
						break
					}
				}
				err = c.Mechanism.Conclude(no)
				next, again := l.After(c.Name, err)
				if !again {
					if !errors.Is(err, no) {
						t.Errorf("the refusal is lost: %v", err)
					}
					break
				}
				l = next
			}
			if got, want := fmt.Sprint(tried), fmt.Sprint(tt.tried); got != want {
				t.Errorf("tried %s, want %s", got, want)
			}
		})
	}
}

func TestALoginIsNeverPrinted(t *testing.T) {
	l := Login{Username: "joe", Password: "hunter2", Token: "hunter2"}
	encoded, err := json.Marshal(map[string]any{"login": l})
	if err != nil {
		t.Fatal(err)
	}
	said := []string{string(encoded), fmt.Sprint(l), fmt.Sprintf("%+v %#v %x", l, &l, l)}
	for _, offered := range []string{"AUTH=PLAIN", "AUTH=SCRAM-SHA-256", "AUTH=SCRAM-SHA-256-PLUS"} {
		l.Token, l.TLS = "", bindable()
		c, err := Choose([]string{offered, "LOGINDISABLED"}, l)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, fmt.Sprintf("%+v %#v", c, c))
	}
	for _, offered := range []string{"AUTH=OAUTHBEARER", "AUTH=XOAUTH2"} {
		l.Token = "hunter2"
		c, err := Choose([]string{offered}, l)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, fmt.Sprintf("%+v %#v", c, c))
	}
	for _, s := range said {
		if strings.Contains(s, "hunter2") || strings.Contains(s, "68756e74657232") {
			t.Errorf("printed: %s", s)
		}
	}
}
