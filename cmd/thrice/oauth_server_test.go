package main

import (
	"fmt"
	"net"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/rogpeppe/go-internal/testscript"

	"thrice/internal/oauth/oauthtest"
)

// startOAuthServer is "oauthimap NAME": an IMAP server for the user joe that
// takes nothing but access tokens of the script's provider; $NAME is its address.
func startOAuthServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: oauthimap NAME")
	}
	provider := ts.Value(providersKey{}).(map[string]*oauthtest.Provider)[ts.Getenv(providerVariable)]
	user := imapmemserver.NewUser("joe", "secret")
	for _, folder := range []string{"INBOX", "Sent"} {
		ts.Check(user.Create(folder, nil))
	}
	memory := imapmemserver.New()
	memory.AddUser(user)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &tokenSession{memory.NewSession(), provider}, nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, InsecureAuth: true,
	})
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	ts.Defer(func() {
		ts.Check(server.Close())
		<-ended
	})
	ts.Value(serversKey{}).(map[string]*mailServer)[args[0]] = &mailServer{listener.Addr().String(), user}
	ts.Setenv(args[0], listener.Addr().String())
}

// tokenSession is a session that XOAUTH2 opens, and no password.
type tokenSession struct {
	imapserver.Session
	provider *oauthtest.Provider
}

func (s *tokenSession) Login(string, string) error { return imapserver.ErrAuthFailed }

func (s *tokenSession) AuthenticateMechanisms() []string { return []string{"XOAUTH2"} }

func (s *tokenSession) Authenticate(string) (sasl.Server, error) {
	return &tokenExchange{s, false}, nil
}

// tokenExchange is the server's side of XOAUTH2.
type tokenExchange struct {
	session *tokenSession
	refused bool
}

func (e *tokenExchange) Next(response []byte) (challenge []byte, done bool, err error) {
	user, token, ok := strings.Cut(strings.TrimSuffix(string(response), "\x01\x01"), "\x01auth=Bearer ")
	switch {
	case response == nil: // the client waits to be asked
		return []byte{}, false, nil
	case e.refused && len(response) == 0:
		return nil, false, imapserver.ErrAuthFailed
	case e.refused || !ok:
		return nil, false, fmt.Errorf("no XOAUTH2: %q", response)
	case !e.session.provider.Takes(token):
		e.refused = true
		return []byte(`{"status":"401","schemes":"bearer","scope":"mail"}`), false, nil
	}
	return nil, true, e.session.Session.Login(strings.TrimPrefix(user, "user="), "secret")
}
