package imapsync

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// certificate is a self-signed one for the host, valid until then.
func certificate(t *testing.T, host string, until time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: until.AddDate(-1, 0, 0), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// cable is a Dial whose server side is script. It keeps what the client sent in
// the clear.
func cable(t *testing.T, script func(c net.Conn, r *bufio.Reader)) (dial func(context.Context, string, string) (net.Conn, error), sent *strings.Builder) {
	t.Helper()
	sent = &strings.Builder{}
	done := make(chan struct{})
	t.Cleanup(func() { <-done })
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer close(done)
			defer server.Close()
			script(server, bufio.NewReader(io.TeeReader(server, sent)))
		}()
		return client, nil
	}, sent
}

// secureServer goes on as the fake does, over TLS.
func secureServer(f *fakeServer, c net.Conn, cert tls.Certificate, greet bool) {
	encrypted := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}})
	p := &fakePeer{Conn: encrypted, fakeServer: f, r: bufio.NewReader(encrypted)}
	if greet {
		p.send("%s", f.greeting)
	}
	p.serve()
}

func TestNoPasswordInTheClear(t *testing.T) {
	say := func(lines ...string) func(net.Conn, *bufio.Reader) {
		return func(c net.Conn, r *bufio.Reader) {
			for i, l := range lines {
				if i > 0 {
					command, err := r.ReadString('\n')
					if err != nil {
						return
					}
					tag, _, _ := strings.Cut(command, " ")
					l = strings.ReplaceAll(l, "S1", tag)
				}
				if _, err := io.WriteString(c, l); err != nil {
					return
				}
			}
			io.Copy(io.Discard, r)
		}
	}
	tests := []struct {
		name   string
		script func(net.Conn, *bufio.Reader)
		why    string
	}{
		{"STARTTLS is stripped", say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n", "S1 BAD what?\r\n"), "does not offer STARTTLS"},
		{"STARTTLS is refused", say("* OK hi\r\n", "S1 NO not \x1b[2Jnow\r\n"), "“not [2Jnow”"},
		{"PREAUTH", say("* PREAUTH welcome\r\n"), "logged us in before encryption"},
		{"BYE", say("* BYE too many connections\r\n"), "too many connections"},
		{"more in the clear after OK", say("* OK hi\r\n", "S1 OK go\r\n* CAPABILITY AUTH=PLAIN\r\n"), "sent more before encryption"},
		{"something else than TLS follows", say("* OK hi\r\n", "S1 OK go\r\n", "* OK not TLS\r\n"), "does not begin with TLS"},
		{"chatter without an answer", say("* OK hi\r\n", strings.Repeat("* OK wait\r\n", 60)), "does not answer"},
		{"a line without end", say("* OK " + strings.Repeat("x", 9000)), "does not answer"},
		{"silence", say(""), "does not answer"},
		{"a cut", func(c net.Conn, _ *bufio.Reader) { c.Close() }, "closed the connection"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var sent *strings.Builder
				a := newFake(t).account()
				a.Scheme, a.Host = SchemeStartTLS, "imap.acme.example"
				a.Dial, sent = cable(t, tt.script)
				sink := &fakeSink{}
				s := New(a, sink, quiet(), nil, time.Now)
				err := s.Round(t.Context())
				s.Close()
				if !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), tt.why) {
					t.Errorf("error %v, want one about %q", err, tt.why)
				}
				if clear := sent.String(); strings.Contains(clear, "secret") || strings.Contains(clear, base64.StdEncoding.EncodeToString([]byte("\x00joe\x00secret"))) {
					t.Errorf("sent in the clear: %q", clear)
				}
				if len(sink.failures) != 1 {
					t.Errorf("failures %q", sink.failures)
				}
			})
		})
	}
}

func TestEncryptedSessions(t *testing.T) {
	for _, scheme := range []string{SchemeTLS, SchemeStartTLS} {
		synctest.Test(t, func(t *testing.T) {
			cert, pool := certificate(t, "imap.acme.example", time.Now().AddDate(0, 1, 0))
			f, sink := newFake(t, inboxOf(1, 2)), &fakeSink{}
			a := f.account()
			a.Scheme, a.Host, a.RootCAs = scheme, "imap.acme.example", pool
			var sent *strings.Builder
			a.Dial, sent = cable(t, func(c net.Conn, r *bufio.Reader) {
				if scheme == SchemeStartTLS {
					io.WriteString(c, "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi\r\n")
					command, _ := r.ReadString('\n')
					tag, _, _ := strings.Cut(command, " ")
					io.WriteString(c, tag+" OK go\r\n")
				}
				secureServer(f, c, cert, scheme == SchemeTLS)
			})
			s := New(a, sink, quiet(), nil, time.Now)
			readRound(t, s)
			s.Close()
			wantUIDs(t, scheme, sink.uids(), 1, 2)
			if scheme == SchemeStartTLS && !strings.HasSuffix(sent.String(), " STARTTLS\r\n") {
				t.Errorf("sent in the clear: %q", sent)
			}
		})
	}
}

func TestCertificatesThatAreNotTrusted(t *testing.T) {
	tests := []struct {
		name, host string
		until      time.Duration
		known      bool
		why        string
	}{
		{"for another host", "mail.globex.example", time.Hour, true, "not valid for that name"},
		{"of an unknown authority", "imap.acme.example", time.Hour, false, "ca_file"},
		{"expired", "imap.acme.example", -time.Hour, true, "has expired"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cert, pool := certificate(t, tt.host, time.Now().Add(tt.until))
			if !tt.known {
				pool = x509.NewCertPool()
			}
			f := newFake(t)
			a := f.account()
			a.Scheme, a.Host, a.RootCAs = SchemeTLS, "imap.acme.example", pool
			a.Dial = overTCP(t, func(c net.Conn) { secureServer(f, c, cert, true) })
			s := New(a, &fakeSink{}, quiet(), nil, time.Now)
			defer s.Close()
			_, err := s.Check(t.Context())
			if !errors.Is(err, ErrCertificate) || errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), tt.why) {
				t.Errorf("error %v, want one about %q", err, tt.why)
			}
			if got := f.sent("LOGIN"); len(got) > 0 {
				t.Errorf("sent %q", got)
			}
		})
	}
}

// overTCP is a Dial that connects to a server on this machine. A pipe has no
// buffer, and so no room for the alert of a client that stops in mid-handshake.
func overTCP(t *testing.T, serve func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if c, err := l.Accept(); err == nil {
			serve(c)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, l.Addr().String())
	}
}

func TestServersThatCannotBeReached(t *testing.T) {
	tests := []struct {
		name string
		err  error
		why  string
	}{
		{"refused", &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "imap.acme.example:993 refuses connections"},
		{"no such host", &net.DNSError{Name: "imap.acme.example", IsNotFound: true}, "no host named imap.acme.example"},
		{"no DNS", &net.DNSError{Name: "imap.acme.example", IsTemporary: true}, "cannot be looked up"},
		{"timeout", &net.OpError{Op: "dial", Err: syscall.ETIMEDOUT}, "does not answer"},
		{"something else", errors.New("the\x00 dog ate it"), "no session with imap.acme.example:993: the dog ate it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newFake(t).account()
			a.Scheme, a.Host = SchemeTLS, "imap.acme.example"
			a.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, tt.err }
			sink := &fakeSink{}
			s := New(a, sink, quiet(), nil, time.Now)
			defer s.Close()
			err := s.Round(t.Context())
			if !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), tt.why) || len(sink.failures) != 1 || sink.failures[0] != err.Error() {
				t.Errorf("error %v, failures %q, want %q", err, sink.failures, tt.why)
			}
		})
	}
}

func TestAnInsecureConnectionLeadsNowhereElse(t *testing.T) {
	for host, local := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.3.2.1": true, "::1": true,
		"imap.acme.example": false, "127.0.0.1.acme.example": false, "10.0.0.1": false, "0.0.0.0": false, "": false,
	} {
		f := newFake(t, inboxOf())
		a := f.account()
		a.Host = host
		s := New(a, &fakeSink{}, quiet(), nil, time.Now)
		if _, err := s.Check(t.Context()); (err == nil) != local || (f.connections() == 1) != local {
			t.Errorf("%q: error %v, %d connections", host, err, f.connections())
		}
		s.Close()
	}
}

func TestLogins(t *testing.T) {
	plain := func(accept bool) func(p *fakePeer, tag, command string) bool {
		return func(p *fakePeer, tag, command string) bool {
			if command != "AUTHENTICATE PLAIN" {
				return false
			}
			p.send("+")
			l, _ := p.line()
			if want := base64.StdEncoding.EncodeToString([]byte("\x00joe\x00secret")); l != want || !accept {
				p.send("%s NO [AUTHENTICATIONFAILED] no", tag)
			} else {
				p.send("%s OK [CAPABILITY IMAP4rev1] in", tag)
			}
			return true
		}
	}
	fail := func(answer string) func(p *fakePeer, tag, command string) bool {
		return func(p *fakePeer, tag, command string) bool {
			if strings.HasPrefix(command, "LOGIN") {
				p.send("%s %s", tag, answer)
				return true
			}
			return false
		}
	}
	tests := []struct {
		name, caps, greeting, password string
		on                             func(p *fakePeer, tag, command string) bool
		kind                           error
		why                            string
		tries                          int // logins sent
	}{
		{name: "LOGIN", tries: 1},
		{name: "PLAIN where it is offered", caps: "IMAP4rev1 AUTH=PLAIN LOGINDISABLED", on: plain(true), tries: 1},
		{name: "PLAIN refused is not tried again as LOGIN", caps: "IMAP4rev1 AUTH=PLAIN", on: plain(false), kind: ErrLogin, why: "refuses the login of joe", tries: 1},
		{name: "a wrong password", password: "other", kind: ErrLogin, why: "the server says “[AUTHENTICATIONFAILED] wrong password”; check username and password", tries: 1},
		{name: "no way to log in", caps: "IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2", kind: ErrLogin, why: "takes no passwords"},
		{name: "the server has no time", on: fail("NO [UNAVAILABLE] later"), kind: ErrUnreachable, why: "takes no login at the moment", tries: 1},
		{name: "too many connections", on: fail("NO [ALERT] Too many simultaneous connections"), kind: ErrUnreachable, why: "Too many", tries: 1},
		{name: "a server that says too much", on: fail("NO " + strings.Repeat("x", 1000)), kind: ErrLogin, why: strings.Repeat("x", 200) + "...”", tries: 1},
		{name: "already logged in", greeting: "* PREAUTH hi", kind: ErrUnreachable, why: "nobody needs to log in"},
		{name: "no greeting", greeting: "* BYE full", kind: ErrUnreachable, why: "saying “full”"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t, inboxOf())
				f.on = tt.on
				if tt.caps != "" {
					f.caps = tt.caps
				}
				if tt.greeting != "" {
					f.greeting = tt.greeting
				}
				if tt.password != "" {
					f.password = tt.password
				}
				s := newSyncer(t, f, &fakeSink{})
				err := s.Round(t.Context())
				if tt.kind == nil && err != nil || tt.kind != nil && (!errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.why)) {
					t.Errorf("error %v, want %v about %q", err, tt.kind, tt.why)
				}
				if n := len(f.sent("LOGIN")) + len(f.sent("AUTHENTICATE")); n != tt.tries {
					t.Errorf("%d logins, want %d", n, tt.tries)
				}
			})
		})
	}
}

func TestAPasswordThatCannotBeHadOrSent(t *testing.T) {
	for _, credential := range []func(context.Context, bool) (Credential, error){
		func(context.Context, bool) (Credential, error) {
			return Credential{}, errors.New("pass: no such entry")
		},
		func(context.Context, bool) (Credential, error) {
			return Credential{Password: "secret\r\nA1 DELETE INBOX"}, nil
		},
	} {
		f := newFake(t, inboxOf())
		a := f.account()
		a.Credential = credential
		s := New(a, &fakeSink{}, quiet(), nil, time.Now)
		if err := s.Round(t.Context()); !errors.Is(err, ErrLogin) || len(f.sent("LOGIN")) > 0 {
			t.Errorf("error %v, sent %q", err, f.sent("LOGIN"))
		}
		s.Close()
	}
}
