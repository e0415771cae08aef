package imapsync_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"thrice/imapsync/scriptedtest"
)

// small is a case of a small mailbox with a script and what is wanted.
func small(t *testing.T, profile, script, want string) scriptedtest.Case {
	t.Helper()
	c, err := scriptedtest.Parse("small", []byte("A small mailbox.\n-- server --\ncaps "+profile+
		"\nfolder INBOX 1:2\nfolder Sent 1\n-- script --\n"+script+"\n-- want --\n"+want+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// rounds are how many bytes and commands a round on the small mailbox takes.
func rounds(t *testing.T, profile string) (bytes int64, commands int) {
	t.Helper()
	h := newEncounter(t, small(t, profile, "", "fine"), profile)
	if err := h.syncer.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	commands = len(h.server.Commands())
	h.close()
	return h.server.Sent(), commands
}

// close ends both sides.
func (h *encounter) close() {
	h.syncer.Close()
	h.server.Close()
}

// TestAConnectionCutAnywhereLosesNothing cuts the connection after every byte of
// what a server sends in a round (towards the end after some of them), or has the
// server fall silent there, or does so with every connection of the round.
func TestAConnectionCutAnywhereLosesNothing(t *testing.T) {
	const each, then = 2000, 37
	for _, tt := range []struct {
		name, profile string
		connections   int
		silent        bool
		first, step   int64
	}{
		{"after odd bytes", "rich", 1, false, 1, 2},
		{"after even bytes", "rich", 1, false, 0, 2},
		{"of a server that can do little", "plain", 1, false, 0, 7},
		{"by silence", "rich", 1, true, 0, 17},
		{"every time", "rich", 1000, false, 0, 37},
		{"every time, of a server that can do little", "plain", 1000, false, 0, 37},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				total, _ := rounds(t, tt.profile)
				step := tt.step * int64(thrift())
				for n := tt.first; n <= total; n += step {
					if n >= each {
						step = max(step, then)
					}
					h := newEncounter(t, small(t, tt.profile, "", "any\nwithin 1h"), tt.profile)
					h.brief = n%5 > 0
					h.server.CutAfter(n, tt.connections, tt.silent)
					h.play()
					h.close()
					if t.Failed() {
						t.Fatalf("after %d bytes", n)
					}
				}
			})
		})
	}
}

// TestAnyCommandMayFail has each command of a round go wrong in turn.
func TestAnyCommandMayFail(t *testing.T) {
	ways := []string{
		"stall", "cut", "data\n\tstall", "data\n\tcut", "send * BYE enough\n\tstall", "done NO [UNAVAILABLE] not now", "done BAD what?",
		"send $TAG", "raw $TAG OK", "send + go on\n\tstall", "data\n\tsend X OK\n\tstall", "close",
	}
	for _, profile := range []string{"plain", "rich"} {
		for _, way := range ways {
			t.Run(profile+"/"+strings.ReplaceAll(way, "\n\t", ", "), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					_, commands := rounds(t, profile)
					for n := range commands {
						script := fmt.Sprintf("on any nth %d\n\t%s", n+1, way)
						h := newEncounter(t, small(t, profile, script, "any\nwithin 30m"), profile)
						h.play()
						h.close()
						if t.Failed() {
							t.Fatalf("command %d", n+1)
						}
					}
				})
			})
		}
	}
}
