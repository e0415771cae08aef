package imapsync_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"thrice/imapsync/scriptedtest"
)

// want is what must come of a case: the lines of its section "want".
//
//	fine                    the round succeeds
//	fails [KIND] [WORDS]    it does not; KIND is login, unreachable or certificate,
//	                        WORDS are part of what is told
//	any                     either
//	told WORDS              are part of it, too
//	untold WORDS            are not
//	quarantined FOLDER UIDS these messages, and no others, were found unreadable
//	textless FOLDER UIDS    of these, and no others, the text is given up for ever
//	stored FOLDER UIDS      these, and no others, are stored after the round
//	within D                by the server's clock; 20 s if nothing is said
//	heals D                 when the server behaves, all is well only after so long
//	rounds N                that many rounds in a row
//	run D                   Run for that long, instead of a round
//	check, append, find     these, instead of a round
//	connections N           at most; 50 if nothing is said
//	bomb                    in a process of its own, which must stay small
type want struct {
	fine, fails  bool
	any          bool
	kind         string
	told, untold []string
	quarantined  []string // "FOLDER UID"
	textless     []string // the same
	stored       map[string][]uint32
	within, run  time.Duration
	heals        time.Duration
	rounds       int
	connections  int
	call         string
	bomb         bool
}

func readWant(t *testing.T, c scriptedtest.Case) want {
	t.Helper()
	w := want{within: 20 * time.Second, rounds: 1, connections: 50, stored: map[string][]uint32{}}
	for _, l := range c.Want {
		word, rest, _ := strings.Cut(l, " ")
		if err := w.read(word, rest); err != nil {
			t.Fatalf("%s: want %q: %v", c.Name, l, err)
		}
	}
	if w.bomb {
		w.within = max(w.within, 45*time.Second) // not of a bubble: other programs run as well
	}
	slices.Sort(w.quarantined)
	slices.Sort(w.textless)
	if !w.fine && !w.fails && !w.any && w.run == 0 {
		t.Fatalf("%s: a case says whether the round is fine or fails", c.Name)
	}
	return w
}

func (w *want) read(word, rest string) (err error) {
	switch word {
	case "any":
		w.any = true
	case "fine":
		w.fine = true
	case "fails":
		w.fails = true
		kind, words, _ := strings.Cut(rest, " ")
		if slices.Contains([]string{"login", "unreachable", "certificate"}, kind) {
			w.kind, rest = kind, words
		}
		if rest != "" {
			w.told = append(w.told, rest)
		}
	case "told":
		w.told = append(w.told, rest)
	case "untold":
		w.untold = append(w.untold, rest)
	case "quarantined":
		w.quarantined = append(w.quarantined, places(rest)...)
	case "textless":
		w.textless = append(w.textless, places(rest)...)
	case "stored":
		folder, uids, _ := strings.Cut(rest, " ")
		w.stored[folder] = nil
		for uid := range strings.SplitSeq(uids, ",") {
			n, err := strconv.ParseUint(uid, 10, 32)
			if err != nil && uids != "" {
				return err
			}
			if uids != "" {
				w.stored[folder] = append(w.stored[folder], uint32(n))
			}
		}
	case "within":
		w.within, err = time.ParseDuration(rest)
	case "heals":
		w.heals, err = time.ParseDuration(rest)
	case "run":
		w.run, err = time.ParseDuration(rest)
	case "rounds":
		w.rounds, err = strconv.Atoi(rest)
	case "connections":
		w.connections, err = strconv.Atoi(rest)
	case "check", "append", "find":
		w.call = word
	case "bomb":
		w.bomb = true
	default:
		err = strconv.ErrSyntax
	}
	return err
}

// places are the messages of FOLDER UID,UID...
func places(text string) []string {
	var out []string
	i := strings.LastIndexByte(text, ' ')
	for uid := range strings.SplitSeq(text[i+1:], ",") {
		out = append(out, text[:max(i, 0)]+" "+uid)
	}
	return out
}
