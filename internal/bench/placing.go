package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// groups are messages that belong together, by Message-ID without brackets.
type groups [][]string

// grouping is a way in which the program tells which messages belong together,
// and how long that takes.
type grouping struct {
	name, aim string
	group     func(ctx context.Context, l *lab, o office) (groups, time.Duration, error)
}

// groupings are the ways there are.
func groupings() []grouping {
	return []grouping{
		{"placing by references alone, as history is placed", "≤ 0.15 s", placed},
		{"the conversations that `thrice list --all --json` prints, subjects and all", "", listed},
	}
}

// measurePlacing compares what the program holds together with what Dovecot and
// notmuch do, given the same mail.
func measurePlacing(ctx context.Context, l *lab) (rows []row, err error) {
	user, err := l.bigUser(histories()[1])
	if err != nil {
		return nil, err
	}
	both, _, err := cached(l.mail, user+"-merged", l.now, merged(l.maildir(user)))
	if err != nil {
		return nil, err
	}
	d, err := startDovecot(ctx, l.mail)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	theirs, took, err := threads(d.addr, both)
	if err != nil {
		return nil, fmt.Errorf("ask Dovecot for threads: %w", err)
	}
	rows = append(rows, row{What: "Dovecot's THREAD=REFS, caches warm", Median: seconds(took)})

	o, err := newOffice(l.tmp, login{server: insecure(d.addr), user: user})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, o.remove()) }()
	if _, _, err := runProgram(ctx, l.program, o, "once", "--quiet"); err != nil {
		return nil, err
	}
	for _, g := range groupings() {
		ours, took, err := g.group(ctx, l, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", g.name, err)
		}
		rows = append(rows, row{What: g.name, Median: seconds(took), Aim: g.aim}, compare("Dovecot's", ours, theirs))
	}
	if !l.notmuch {
		return rows, nil
	}
	more, err := notmuch(ctx, l, l.maildir(both), theirs)
	return append(rows, more...), err
}

// listed takes the conversations that a script gets.
func listed(ctx context.Context, l *lab, o office) (groups, time.Duration, error) {
	u, out, err := runProgram(ctx, l.program, o, "list", "--all", "--json")
	if err != nil {
		return nil, 0, err
	}
	var items []struct {
		Messages []struct {
			MessageID string `json:"message_id"`
		} `json:"messages"`
	}
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&items); err != nil {
		return nil, 0, err
	}
	var all groups
	for _, i := range items {
		var ids []string
		for _, m := range i.Messages {
			ids = append(ids, strings.Trim(m.MessageID, "<>"))
		}
		all = append(all, ids)
	}
	return all, u.wall, nil
}

// threads asks Dovecot which messages of INBOX belong together by their
// references, and how long it takes once its caches are warm.
func threads(addr, user string) (groups, time.Duration, error) {
	l, err := logIn(addr, user)
	if err != nil {
		return nil, 0, err
	}
	defer l.conn.Close()
	ids := map[string]string{}
	err = errors.Join(
		l.ask("EXAMINE INBOX", nil),
		l.ask("UID THREAD REFS UTF-8 ALL", nil), // fills the caches
		l.ask("UID FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])", func(line, literal string) {
			_, after, _ := strings.Cut(line, "(UID ")
			uid, _, _ := strings.Cut(after, " ")
			_, id, _ := strings.Cut(literal, "<")
			id, _, _ = strings.Cut(id, ">")
			ids[uid] = id
		}))
	if err != nil {
		return nil, 0, err
	}
	answer := ""
	begin := time.Now()
	err = l.ask("UID THREAD REFS UTF-8 ALL", func(line, _ string) {
		if text, ok := strings.CutPrefix(line, "* THREAD "); ok {
			answer = text
		}
	})
	took := time.Since(begin)
	return parseThreads(answer, ids), took, err
}

// parseThreads reads a THREAD response (RFC 5256 §4): what stands in one pair of
// outer parentheses belongs together.
func parseThreads(text string, ids map[string]string) groups {
	var all groups
	depth, begin := 0, -1
	for i := range len(text) + 1 {
		if i < len(text) && '0' <= text[i] && text[i] <= '9' {
			if begin < 0 {
				begin = i
			}
			continue
		}
		if begin >= 0 {
			if id, ok := ids[text[begin:i]]; ok && len(all) > 0 {
				all[len(all)-1] = append(all[len(all)-1], id)
			}
			begin = -1
		}
		switch {
		case i == len(text):
		case text[i] == '(':
			if depth++; depth == 1 {
				all = append(all, nil)
			}
		case text[i] == ')':
			depth--
		}
	}
	return all
}

// pairsOf counts the pairs of messages that belong together.
func (g groups) pairsOf() (pairs int64) {
	for _, ids := range g {
		pairs += pairsIn(len(ids))
	}
	return pairs
}

func pairsIn(n int) int64 { return int64(n) * int64(n-1) / 2 }

// common counts the pairs that belong together in both.
func (g groups) common(other groups) (pairs int64) {
	in := map[string]int{}
	for i, ids := range other {
		for _, id := range ids {
			in[id] = i
		}
	}
	for _, ids := range g {
		cells := map[int]int{}
		for _, id := range ids {
			if i, ok := in[id]; ok {
				cells[i]++
			}
		}
		for _, n := range cells {
			pairs += pairsIn(n)
		}
	}
	return pairs
}

// compare says how many pairs are the same.
func compare(whose string, ours, theirs groups) row {
	common, want, have := ours.common(theirs), theirs.pairsOf(), ours.pairsOf()
	return row{
		What:   "pairs in one conversation that are " + whose + ", too",
		Median: fmt.Sprintf("%s of %s", thousands(common), thousands(want)),
		Range:  fmt.Sprintf("%s more, %s less", thousands(have-common), thousands(want-common)),
		Aim:    "the same",
	}
}
