package scriptedtest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// Tokens are what a Server does about access tokens, and who it takes for what
// it says then.
type Tokens struct {
	Takes func(token string) bool
	// Why is sent, as JSON, before a refusal (RFC 7628 §3.2.2); empty: nothing is.
	Why     string
	Refusal string // what stands behind NO
	Success string // what stands behind OK
	Tells   bool   // the capabilities, untagged, before it
}

// phase is what is offered before the login, or after it.
func (m *Mailbox) phase(user bool) []string {
	if user {
		return m.Caps
	}
	return m.Before
}

// bearer answers AUTHENTICATE with a token: OAUTHBEARER (RFC 7628) and XOAUTH2.
// Server.mu is held.
func (e *session) bearer(c command, args []string) *reply {
	t, name := e.box.Tokens, strings.ToUpper(args[0])
	if !slices.Contains(e.box.phase(false), "AUTH="+name) || name != "OAUTHBEARER" && name != "XOAUTH2" {
		return no("no such mechanism")
	}
	if len(args) != 2 {
		return bad("the initial response is missing")
	}
	raw, err := base64.StdEncoding.DecodeString(args[1])
	_, token, found := strings.Cut(strings.TrimRight(string(raw), "\x01"), "\x01auth=Bearer ")
	if err != nil || !found {
		return bad("no token")
	}
	if t.Takes(token) {
		e.user = true
		r := ok(t.Success)
		if t.Tells {
			r.data = []string{"* CAPABILITY " + e.capabilities()}
		}
		return r
	}
	r := no(t.Refusal)
	if t.Why != "" {
		r.talk = func() error {
			if err := e.say("+ %s", base64.StdEncoding.EncodeToString([]byte(t.Why))); err != nil {
				return err
			}
			want := map[string]string{"OAUTHBEARER": "AQ==", "XOAUTH2": ""}[name]
			l, err := readLine(e.r)
			if err == nil && l != want {
				r.status = fmt.Sprintf("BAD acknowledged by %.40q", l)
			}
			return err
		}
	}
	return r
}
