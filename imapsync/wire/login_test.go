package wire

import (
	"errors"
	"strings"
	"testing"
)

func TestLogin(t *testing.T) {
	for _, tt := range []struct {
		name, caps, user, password, script string
		check                              func(c *Conn, err error) bool
	}{
		{"quotes what it must", "", `jo"e`, `a\b c`, "C: T1 LOGIN \"jo\\\"e\" \"a\\\\b c\"\nS: T1 OK", fine},
		{"sends an empty password", "", "joe", "", "C: T1 LOGIN \"joe\" \"\"\nS: T1 OK", fine},
		{"sends what cannot be quoted as a literal", "", "joe", "sécret",
			"C: T1 LOGIN \"joe\" {7}\nS: + go on\nC: sécret\nS: T1 OK", fine},
		{"sends two literals", "", "joë", "sécret",
			"C: T1 LOGIN {4}\nS: * 1 EXISTS\nS: + go on\nC: joë {7}\nS: +\nC: sécret\nS: T1 OK", fine},
		{"does not wait where it need not", "LITERAL+", "joë", "sécret",
			"C: T1 LOGIN {4+}\nC: joë {7+}\nC: sécret\nS: T1 OK", fine},
		{"does not wait with a small literal either", "literal-", "joe", "a\r\nb",
			"C: T1 LOGIN \"joe\" {4+}\nC: a\nC: b\nS: T1 OK", fine},
		{"waits with a large one", "LITERAL-", "joe", strings.Repeat("é", 2049),
			"C: T1 LOGIN \"joe\" {4098}\nS: +\nC: " + strings.Repeat("é", 2049) + "\nS: T1 OK", fine},
		{"tells a refusal before a literal", "", "joe", "sécret",
			"C: T1 LOGIN \"joe\" {7}\nS: T1 NO [PRIVACYREQUIRED] encrypt first",
			func(c *Conn, err error) bool { return refusal(err).Code == "PRIVACYREQUIRED" }},
		{"keeps the capabilities that come with the answer", "IDLE", "joe", "secret", "C: T1 LOGIN \"joe\" \"secret\"\nS: T1 OK [CAPABILITY X-NEW] hello",
			func(c *Conn, err error) bool { return err == nil && c.Caps().Has("X-NEW") && !c.Caps().Has("IDLE") }},
		{"keeps the capabilities that come before the answer", "IDLE", "joe", "secret", "C: T1 LOGIN \"joe\" \"secret\"\nS: * CAPABILITY X-NEW\nS: T1 OK hello",
			func(c *Conn, err error) bool { return err == nil && c.Caps().Has("X-NEW") && !c.Caps().Has("IDLE") }},
		{"forgets the capabilities of before", "IDLE", "joe", "secret", "C: T1 LOGIN \"joe\" \"secret\"\nS: T1 OK hello",
			func(c *Conn, err error) bool { return err == nil && len(c.Caps()) == 0 }},
		{"knows the capabilities of before if it fails", "IDLE", "joe", "secret", "C: T1 LOGIN \"joe\" \"secret\"\nS: T1 NO no",
			func(c *Conn, err error) bool { return refusal(err).Text == "no" && c.Caps().Has("IDLE") }},
		{"keeps a password to itself that the server repeats", "", "joe", "secret", "C: T1 LOGIN \"joe\" \"secret\"\nS: T1 BAD [secret secret] LOGIN joe secret?",
			func(c *Conn, err error) bool {
				return err != nil && refusal(err).Bad && !strings.Contains(err.Error()+c.LastText(), "secret")
			}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{}, tt.script)
			c.caps = parseCaps([]byte(tt.caps))
			if err := c.Login(t.Context(), tt.user, tt.password); !tt.check(c, err) {
				t.Errorf("got %v", err)
			}
			if err := c.over; err != nil {
				t.Errorf("the connection is over: %v", err)
			}
		})
	}
}

func fine(_ *Conn, err error) bool { return err == nil }

func TestANULIsNotSent(t *testing.T) {
	c := play(t, Options{}, "")
	if err := c.Login(t.Context(), "joe", "a\x00b"); err == nil || strings.Contains(err.Error(), "a\x00b") {
		t.Errorf("got %v", err)
	}
}

// steps is a mechanism with prepared answers; it fails when it has none.
type steps struct {
	initial []byte
	answers []string
	asked   []string
}

var errMechanism = errors.New("the server's proof is wrong")

func (s *steps) Start() (string, []byte, error) { return "X-STEPS", s.initial, nil }

func (s *steps) Next(challenge []byte) ([]byte, error) {
	s.asked = append(s.asked, string(challenge))
	if len(s.answers) == 0 {
		return nil, errMechanism
	}
	a := s.answers[0]
	s.answers = s.answers[1:]
	return []byte(a), nil
}

func TestAuthenticate(t *testing.T) {
	long := make([]byte, 7000)
	for _, tt := range []struct {
		name, caps string
		m          steps
		script     string
		check      func(c *Conn, m *steps, err error) bool
	}{
		{
			"the initial response goes with the command", "SASL-IR", steps{initial: []byte("first")},
			"C: T1 AUTHENTICATE X-STEPS Zmlyc3Q=\nS: T1 OK [CAPABILITY IDLE]",
			func(c *Conn, _ *steps, err error) bool { return err == nil && c.Caps().Has("IDLE") },
		},
		{
			"an empty initial response is an equals sign", "SASL-IR", steps{initial: []byte{}},
			"C: T1 AUTHENTICATE X-STEPS =\nS: T1 OK", succeeded,
		},
		{
			"without SASL-IR it answers the first challenge", "", steps{initial: []byte("first")},
			"C: T1 AUTHENTICATE X-STEPS\nS: +\nC: Zmlyc3Q=\nS: T1 OK", succeeded,
		},
		{
			"an empty one is an empty line then", "", steps{initial: []byte{}},
			"C: T1 AUTHENTICATE X-STEPS\nS: + \nC: \nS: T1 OK", succeeded,
		},
		{
			"one that makes too long a line waits", "SASL-IR", steps{initial: long},
			"C: T1 AUTHENTICATE X-STEPS\nS: +\nC: " + strings.Repeat("A", 9333) + "A==\nS: T1 OK",
			func(_ *Conn, _ *steps, err error) bool { return err == nil },
		},
		{
			"challenges are answered, with nothing too", "SASL-IR", steps{answers: []string{"one", ""}},
			"C: T1 AUTHENTICATE X-STEPS\nS: + Zmlyc3Q=\nC: b25l\nS: * 1 EXISTS\nS: +\nC: \nS: T1 OK",
			func(_ *Conn, m *steps, err error) bool {
				return err == nil && strings.Join(m.asked, "|") == "first|"
			},
		},
		{
			"an error in a challenge is answered before it is told", "SASL-IR", steps{initial: []byte("token"), answers: []string{""}},
			"C: T1 AUTHENTICATE X-STEPS dG9rZW4=\nS: + eyJzdGF0dXMiOiI0MDAifQ==\nC: \nS: T1 NO [AUTHENTICATIONFAILED] expired",
			func(_ *Conn, m *steps, err error) bool {
				return refusal(err).Text == "expired" && m.asked[0] == `{"status":"400"}`
			},
		},
		{
			"a mechanism that fails cancels", "", steps{},
			"C: T1 AUTHENTICATE X-STEPS\nS: + Zmlyc3Q=\nC: *\nS: T1 BAD cancelled",
			func(_ *Conn, _ *steps, err error) bool {
				return errors.Is(err, errMechanism) && refusal(err).Text == "cancelled"
			},
		},
		{
			"a challenge that is no base64 cancels", "", steps{},
			"C: T1 AUTHENTICATE X-STEPS\nS: + what?\nC: *\nS: T1 BAD cancelled",
			func(_ *Conn, _ *steps, err error) bool { return refusal(err).Bad },
		},
		{
			"a mechanism that fails tells of a connection that breaks", "", steps{},
			"C: T1 AUTHENTICATE X-STEPS\nS: + Zmlyc3Q=\nC: *\nX",
			func(_ *Conn, _ *steps, err error) bool { return errors.Is(err, errMechanism) && isBroken(err) },
		},
		{
			"what the server repeats is kept from everybody", "SASL-IR", steps{initial: []byte("secret token")},
			"C: T1 AUTHENTICATE X-STEPS c2VjcmV0IHRva2Vu\nS: T1 BAD c2VjcmV0IHRva2Vu?",
			func(c *Conn, _ *steps, err error) bool {
				return refusal(err).Bad && !strings.Contains(err.Error()+c.LastText(), "c2Vj")
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{}, tt.script)
			c.caps = parseCaps([]byte(tt.caps))
			if err := c.Authenticate(t.Context(), &tt.m); !tt.check(c, &tt.m, err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func succeeded(_ *Conn, _ *steps, err error) bool { return err == nil }
