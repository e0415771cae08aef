package sasl

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// bearer is a mechanism that shows a token: one message, and if the server
// refuses it, why, before the refusal itself.
type bearer struct {
	name    string
	message func() []byte
	sorry   []byte // acknowledges the server's reason
	reason  string
}

// newOAuthBearer is OAUTHBEARER (RFC 7628 §3.1).
func newOAuthBearer(l Login) Mechanism {
	return &bearer{name: OAuthBearer, sorry: []byte{1}, message: func() []byte {
		// RFC 5801 §4: the name in the GS2 header escapes "=" and ",".
		name := strings.NewReplacer("=", "=3D", ",", "=2C").Replace(l.Username)
		server := ""
		if l.Host != "" {
			server = "host=" + l.Host + "\x01"
		}
		if l.Port != 0 {
			server += "port=" + strconv.Itoa(l.Port) + "\x01"
		}
		return []byte("n,a=" + name + ",\x01" + server + "auth=Bearer " + l.Token + "\x01\x01")
	}}
}

// newXOAuth2 is XOAUTH2, OAUTHBEARER's forerunner, the only one that Microsoft
// has. A refusal is acknowledged by an empty message.
func newXOAuth2(l Login) Mechanism {
	return &bearer{name: XOAuth2, sorry: []byte{}, message: func() []byte {
		return []byte("user=" + l.Username + "\x01auth=Bearer " + l.Token + "\x01\x01")
	}}
}

// Start returns the message with the token.
func (b *bearer) Start() (string, []byte, error) { return b.name, b.message(), nil }

// Next takes the server's reason and acknowledges it, without which the server
// would wait.
func (b *bearer) Next(challenge []byte) ([]byte, error) {
	if b.reason != "" {
		return nil, fmt.Errorf("%s: the server asks for more than a token", b.name)
	}
	b.reason = refusal(challenge)
	return b.sorry, nil
}

// refusal is the reason a server gives, as JSON (RFC 7628 §3.2.2).
func refusal(challenge []byte) string {
	var answer struct {
		Status string `json:"status"`
		Scope  string `json:"scope"`
	}
	if err := json.Unmarshal(challenge, &answer); err != nil || answer.Status == "" {
		return "no reason that can be understood"
	}
	reason := "status " + said(answer.Status)
	if answer.Scope != "" {
		reason += ", wanted scope " + said(answer.Scope)
	}
	return reason
}

// Conclude adds the server's reason to its refusal.
func (b *bearer) Conclude(err error) error {
	if err == nil || b.reason == "" {
		return err
	}
	return fmt.Errorf("%w (the token: %s)", err, b.reason)
}
