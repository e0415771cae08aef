package imapsync

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestATokenThatIsRefusedIsRenewedOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		takes string // the token that the server takes
		kind  error
	}{{"and the new one is taken", "token 1", nil}, {"and then given up", "none", ErrLogin}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t, inboxOf())
				f.caps = "IMAP4rev1 AUTH=XOAUTH2"
				f.on = func(p *fakePeer, tag, command string) bool {
					if command != "AUTHENTICATE XOAUTH2" {
						return false
					}
					p.send("+")
					l, _ := p.line()
					if said, err := base64.StdEncoding.DecodeString(l); err == nil && strings.Contains(string(said), "Bearer "+tt.takes+"\x01") {
						p.send("%s OK in", tag)
					} else {
						p.send("%s NO [AUTHENTICATIONFAILED] expired", tag)
					}
					return true
				}
				a, renewed := f.account(), 0
				a.Credential = func(_ context.Context, refused bool) (Credential, error) {
					if refused {
						renewed++
					}
					return Credential{Token: fmt.Sprint("token ", renewed)}, nil
				}
				s := New(a, &fakeSink{}, quiet(), nil, time.Now)
				defer s.Close()
				if err := s.Round(t.Context()); !errors.Is(err, tt.kind) || renewed != 1 || len(f.sent("AUTHENTICATE")) != 2 {
					t.Errorf("error %v, renewed %d times, sent %q", err, renewed, f.sent("AUTHENTICATE"))
				}
			})
		})
	}
}
