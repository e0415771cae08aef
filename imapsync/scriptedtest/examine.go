package scriptedtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// examine answers EXAMINE, with CONDSTORE and QRESYNC (RFC 7162).
func (e *session) examine(c command) *reply {
	name, rest := word(c.args)
	parameters := words(strings.ToUpper(rest))
	f := e.box.folder(name)
	closed := e.open != nil && e.qresync
	e.open, e.opened, e.pending = nil, c.line, nil
	if f == nil || slices.Contains(f.Attrs, `\Noselect`) {
		return no("[NONEXISTENT] no such folder")
	}
	e.open = f
	r := ok("[READ-ONLY] opened")
	if c.verb == "SELECT" {
		r = ok("[READ-WRITE] opened")
	}
	if closed {
		r.data = append(r.data, "* OK [CLOSED] the one before")
	}
	r.data = append(r.data,
		`* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)`,
		"* OK [PERMANENTFLAGS ()] none",
		fmt.Sprintf("* %d EXISTS", len(f.Messages)),
		"* 0 RECENT",
		fmt.Sprintf("* OK [UIDVALIDITY %d] valid", f.UIDValidity),
		fmt.Sprintf("* OK [UIDNEXT %d] next", f.UIDNext),
	)
	if e.box.has("CONDSTORE") {
		r.data = append(r.data, fmt.Sprintf("* OK [HIGHESTMODSEQ %d] highest", f.ModSeq))
	}
	switch {
	case slices.Contains(parameters, "CONDSTORE"):
		e.condstore = true
	case len(parameters) == 2 && parameters[0] == "QRESYNC":
		if !e.qresync {
			return bad("ENABLE QRESYNC first")
		}
		r.data = append(r.data, e.resync(words(parameters[1]))...)
	}
	return r
}

// resync tells what changed since a mod-sequence: (UIDVALIDITY MODSEQ [UIDs]).
func (e *session) resync(since []string) []string {
	if len(since) < 2 || since[0] != strconv.Itoa(int(e.open.UIDValidity)) {
		return nil
	}
	modSeq, err := strconv.ParseUint(since[1], 10, 64)
	if err != nil {
		return nil
	}
	known := []span{{1, 1<<32 - 1}}
	if len(since) > 2 {
		if known, err = parseSet(since[2], e.open.last()); err != nil {
			return nil
		}
	}
	lines := e.vanished(known, modSeq)
	for i, m := range e.open.Messages {
		if m.ModSeq > modSeq {
			lines = append(lines, fmt.Sprintf("* %d FETCH (UID %d FLAGS (%s) MODSEQ (%d))", i+1, m.UID, strings.Join(m.Flags, " "), m.ModSeq))
		}
	}
	return lines
}

// vanished tells which of these messages were expunged since a mod-sequence.
func (e *session) vanished(known []span, modSeq uint64) []string {
	var uids []uint32
	for _, g := range e.open.gone {
		if g.modSeq > modSeq && inSet(known, g.uid) {
			uids = append(uids, g.uid)
		}
	}
	if len(uids) == 0 {
		return nil
	}
	slices.Sort(uids)
	return []string{"* VANISHED (EARLIER) " + formatSet(uids)}
}

// idle answers IDLE (RFC 2177): what happens is told until the client has
// enough.
func (e *session) idle() *reply {
	if !e.box.has("IDLE") {
		return bad("unknown command")
	}
	r := ok("had enough")
	r.data = append([]string{"+ idling"}, e.news()...)
	r.talk = func() error {
		e.setIdling(true)
		defer e.setIdling(false)
		e.flushNews()
		l, err := readLine(e.r)
		if err == nil && !strings.EqualFold(l, "DONE") {
			r.status = "BAD you were in IDLE"
		}
		return err
	}
	return r
}

func (e *session) setIdling(on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.idling = on
}
