package sasl

import (
	"crypto/tls"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xdg-go/scram"
)

// maxIterations bounds what a server may have this machine compute: about two
// seconds. Servers ask for 4,096 to some 600,000.
const maxIterations = 5_000_000

// exchange is the mechanism SCRAM-SHA-256 (RFC 5802, RFC 7677).
type exchange struct {
	name     string
	talk     *scram.ClientConversation
	answered bool   // the server has said anything at all
	proven   bool   // a proof of the password was sent
	no       string // the server's "e=" (RFC 5802 §7)
}

// newScram begins an exchange, bound to the connection if there is a binding.
// stripped says that the server should have offered to bind and did not.
func newScram(l Login, bound scram.ChannelBinding, stripped bool) Mechanism {
	return converse(scramClient(l), bound, stripped)
}

func converse(client *scram.Client, bound scram.ChannelBinding, stripped bool) *exchange {
	switch {
	case bound.IsSupported():
		return &exchange{name: ScramPlus, talk: client.NewConversationWithChannelBinding(bound)}
	case stripped:
		return &exchange{name: Scram, talk: client.NewConversationAdvertisingChannelBinding()}
	}
	return &exchange{name: Scram, talk: client.NewConversation()}
}

func scramClient(l Login) *scram.Client {
	client, err := scram.SHA256.NewClient(l.Username, l.Password, "")
	if err != nil {
		// SASLprep refuses the characters of later Unicodes, emoji for one. A
		// server where such a password could be set took it as it is.
		client, _ = scram.SHA256.NewClientUnprepped(l.Username, l.Password, "")
	}
	return client
}

// Start returns the client-first-message.
func (e *exchange) Start() (string, []byte, error) {
	first, err := e.talk.Step("")
	if err != nil {
		return "", nil, fmt.Errorf("begin %s: %w", e.name, err)
	}
	return e.name, []byte(first), nil
}

// Next answers the server-first-message with the proof, and the
// server-final-message with nothing.
func (e *exchange) Next(challenge []byte) ([]byte, error) {
	text := string(challenge)
	e.answered = true
	if no, ok := strings.CutPrefix(text, "e="); ok && e.no == "" {
		e.no, _, _ = strings.Cut(no, ",")
		return []byte{}, nil // acknowledged: the refusal follows
	}
	if !e.proven {
		if err := affordable(text); err != nil {
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
	}
	answer, err := e.talk.Step(text)
	switch {
	case err != nil && e.proven:
		return nil, fmt.Errorf("%s: %w", e.name, ErrServer)
	case err != nil:
		// What the library says quotes the server.
		return nil, fmt.Errorf("%s: the server's answer is wrong: %s", e.name, said(err.Error()))
	}
	e.proven = true
	return []byte(answer), nil
}

// affordable refuses a server-first-message that asks for too much work.
func affordable(first string) error {
	for _, field := range strings.Split(first, ",") {
		count, ok := strings.CutPrefix(field, "i=")
		if !ok {
			continue
		}
		if n, err := strconv.Atoi(count); err != nil || n > maxIterations {
			return errors.New("the server asks for more iterations than anybody needs")
		}
	}
	return nil
}

// Conclude wants the server's proof for its OK. Of a refusal it says whether it
// was about the password.
func (e *exchange) Conclude(err error) error {
	switch {
	case err == nil && e.talk.Valid():
		return nil
	case err == nil:
		return fmt.Errorf("%s: %w", e.name, ErrServer)
	case errors.Is(err, ErrServer):
		return err
	case e.no == "unsupported-channel-binding-type":
		return fmt.Errorf("%s: %w: %w", e.name, errBinding, err)
	case !e.answered:
		return fmt.Errorf("%s: %w: %w", e.name, errUntried, err)
	case e.no != "":
		return fmt.Errorf("%w (%s: %s)", err, e.name, said(e.no))
	}
	return err
}

// bind returns what binds an exchange to a TLS connection, nothing if that
// cannot be: tls-exporter (RFC 9266) from TLS 1.3 on, before that
// tls-server-end-point (RFC 5929 §4), because what TLS 1.2 exports is not unique
// unless both sides know RFC 7627.
func bind(state *tls.ConnectionState) scram.ChannelBinding {
	if state == nil {
		return noBinding()
	}
	make := scram.NewTLSServerEndpointBinding
	if state.Version >= tls.VersionTLS13 {
		make = scram.NewTLSExporterBinding
	}
	bound, err := make(state)
	if err != nil {
		return noBinding() // a certificate whose signature names no hash
	}
	return bound
}

func noBinding() scram.ChannelBinding { return scram.ChannelBinding{} }
