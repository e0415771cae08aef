package tracker

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"thrice/rules"
)

// tag is what the plus part of one of our own addresses asks for: a Bcc or Cc
// to joe+3d@acme.example steers a message from any mail client.
type tag struct {
	after time.Duration // the first step's wait; zero: the cadence's
	call  bool          // the first step is a call
	none  bool          // no clock
}

var tagWait = regexp.MustCompile(`^([0-9]{1,4})([hdw])$`)

// tagOf returns the first address tag among the recipients; ok is false if
// there is none. Plus parts that are no tag are plain addresses.
func (id Identity) tagOf(m *Message) (t tag, ok bool) {
	for _, p := range m.Recipients() {
		bare, plus := cutTag(p.Address)
		if plus == "" || !id.Ours(bare) {
			continue
		}
		switch plus = strings.ToLower(plus); plus {
		case "none":
			return tag{none: true}, true
		case "call":
			return tag{call: true}, true
		}
		if w := tagWait.FindStringSubmatch(plus); w != nil {
			n, err := strconv.Atoi(w[1])
			if err != nil || n == 0 {
				continue
			}
			unit := map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[w[2]]
			return tag{after: time.Duration(n) * unit}, true
		}
	}
	return tag{}, false
}

// apply changes the cadence as the tag asks.
func (t tag) apply(c rules.Cadence) rules.Cadence {
	if t.after == 0 && !t.call || len(c.Steps) == 0 {
		return c
	}
	first := c.Steps[0]
	if t.after != 0 {
		first.After = t.after
		c.Clock = rules.Elapsed
	}
	if t.call {
		first.Do = rules.Call
		c.Steps = []rules.Step{first}
		return c
	}
	c.Steps = append([]rules.Step{first}, c.Steps[1:]...)
	return c
}
