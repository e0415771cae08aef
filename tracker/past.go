package tracker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// past groups the headers of an account into conversations, as if they had been
// received: by what they refer to, and responses that refer to nothing by their
// subject. Each is a list of numbers.
func (t *Tracker) past(ctx context.Context, r Reader, account string) ([][]uint64, error) {
	threads, err := ThreadHeaders(ctx, r, account)
	if err != nil {
		return nil, err
	}
	if err := t.joinBySubject(ctx, r, account, threads); err != nil {
		return nil, err
	}
	at := map[uint64]int{} // by root, its place in groups
	var groups [][]uint64
	err = r.EachHeader(ctx, account, func(h Header) error {
		root := threads.Root(h.No)
		n, ok := at[root]
		if !ok {
			n = len(groups)
			at[root], groups = n, append(groups, nil)
		}
		groups[n] = append(groups[n], h.No)
		return nil
	})
	return groups, err
}

// joinBySubject joins responses that refer to nothing with the newest message
// that they could answer.
func (t *Tracker) joinBySubject(ctx context.Context, r Reader, account string, threads *Threads) error {
	p, err := t.policy(ctx, r, account)
	if err != nil {
		return err
	}
	var bases [][]FoundHeader // with such a response among them
	wanted := map[uint64]unplaced{}
	err = r.EachMark(ctx, account, []MarkKind{MarkBase}, func(_ Mark, same []FoundHeader) error {
		if !slices.ContainsFunc(same, func(e FoundHeader) bool { return e.Orphan }) {
			return nil
		}
		bases = append(bases, slices.Clone(same))
		for _, e := range same {
			wanted[e.No] = unplaced{}
		}
		return nil
	})
	if err != nil || len(bases) == 0 {
		return err
	}
	err = r.EachHeader(ctx, account, func(h Header) error {
		if _, ok := wanted[h.No]; ok {
			wanted[h.No] = t.unplaced(p, h)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, same := range bases {
		same = slices.DeleteFunc(same, func(e FoundHeader) bool { return wanted[e.No].Message == nil })
		// The oldest first, and of two at one time the one that came later.
		slices.SortFunc(same, func(a, b FoundHeader) int {
			return cmp.Or(wanted[a.No].At.Compare(wanted[b.No].At), cmp.Compare(b.No, a.No))
		})
		for i, o := range same {
			if no := answered(o, same[:i], wanted); no != 0 {
				threads.Join(o.No, no)
			}
		}
	}
	return nil
}

// unplaced is as much of a header as placing by subject needs.
type unplaced struct {
	*Message
	outside []Party
}

func (t *Tracker) unplaced(p Policy, h Header) unplaced {
	a := t.read(h)
	a.At = h.At
	p.identify(&a)
	m := &Message{Key: a.Key, Account: a.Account, From: a.From, ReplyTo: a.ReplyTo, To: a.To, Cc: a.Cc, Bcc: a.Bcc,
		Base: a.Base, Response: a.Response, At: a.At}
	return unplaced{m, p.outsideOf(m)}
}

// answered is the number of the newest of the headers with the same subject that
// an orphan could answer, 0 if there is none. They are those before it, the
// oldest first.
func answered(o FoundHeader, before []FoundHeader, read map[uint64]unplaced) uint64 {
	if !o.Orphan {
		return 0
	}
	m := read[o.No]
	for _, e := range slices.Backward(before) {
		x := read[e.No]
		if m.At.Sub(x.At) > subjectWindow {
			break
		}
		if m.follows(x.Message) && meet(m.outside, x.outside) {
			return e.No
		}
	}
	return 0
}

// pastConversation makes a conversation of headers.
func (t *Tracker) pastConversation(p Policy, headers []Header) *Conversation {
	slices.SortStableFunc(headers, func(a, b Header) int { return a.At.Compare(b.At) })
	c := &Conversation{Account: p.Account}
	for _, h := range headers {
		a := t.read(h)
		a.At, a.Seen = h.At, h.At
		p.identify(&a)
		if c.ID == "" {
			c.ID = conversationID(&a.Message)
		}
		n := slices.IndexFunc(c.Messages, func(m Message) bool { return m.Key == a.Key })
		if n < 0 {
			n = len(c.Messages)
			c.Messages = append(c.Messages, a.Message)
		}
		m := &c.Messages[n]
		m.seenAt(h.Location)
		m.Locations = append(m.Locations, h.Location)
	}
	return c
}

// conversationID is the id of a conversation that begins with a message.
func conversationID(m *Message) string { return digest([]string{m.Account, m.Key}, 8) }

// pastAtOnce is how many headers are loaded at a time: the more, the fewer times
// a block is opened.
const pastAtOnce = 5000

// atOnce yields groups in portions of about so many numbers.
func atOnce(groups [][]uint64, size int) func(yield func([][]uint64) bool) {
	return func(yield func([][]uint64) bool) {
		begin, n := 0, 0
		for i := range groups {
			if n += len(groups[i]); n < size && i < len(groups)-1 {
				continue
			}
			if !yield(groups[begin : i+1]) {
				return
			}
			begin, n = i+1, 0
		}
	}
}

// pastCards are the conversations that ended before the horizon and that nobody
// has asked about since.
func (t *Tracker) pastCards(ctx context.Context, r Reader, account string, now time.Time) ([]card, error) {
	p, err := t.policy(ctx, r, account)
	if err != nil {
		return nil, err
	}
	a, err := r.Account(ctx, account)
	if err != nil {
		return nil, err
	}
	groups, err := t.past(ctx, r, account)
	if err != nil {
		return nil, err
	}
	var cards []card
	for some := range atOnce(groups, pastAtOnce) {
		headers, err := r.Headers(ctx, account, slices.Concat(some...))
		if err != nil {
			return nil, err
		}
		for _, nos := range some {
			j := &judged{Conversation: t.pastConversation(p, headers[:len(nos)]), policy: p, account: a}
			headers = headers[len(nos):]
			if j.decide(now); j.concernsOutsiders() {
				cards = append(cards, j.card())
			}
		}
	}
	return cards, nil
}

// bring has the history that is kept unread read for a conversation whose id
// begins with prefix, if there is no other.
func (t *Tracker) bring(ctx context.Context, prefix string) error {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	var absent bool
	err := t.store.View(ctx, func(r Reader) error {
		_, err := find(ctx, r, prefix)
		absent = errors.Is(err, ErrNotFound) && prefix != ""
		return nil
	})
	if err != nil || !absent {
		return err
	}
	now := t.clock()
	for _, account := range t.Accounts() {
		err := t.store.Update(ctx, func(tx Tx) error { return t.bringFrom(ctx, tx, account, prefix, now) })
		if err != nil {
			return fmt.Errorf("look for %s in the history of %s: %w", prefix, account, err)
		}
	}
	return nil
}

func (t *Tracker) bringFrom(ctx context.Context, tx Tx, account, prefix string, now time.Time) error {
	in, err := t.intake(ctx, tx, account, now)
	if err != nil {
		return err
	}
	groups, err := t.past(ctx, tx, account)
	if err != nil {
		return err
	}
	for some := range atOnce(groups, pastAtOnce) {
		all, err := tx.Headers(ctx, account, slices.Concat(some...))
		if err != nil {
			return err
		}
		for _, nos := range some {
			headers := all[:len(nos)]
			all = all[len(nos):]
			if c := t.pastConversation(in.policy, headers); !strings.HasPrefix(c.ID, prefix) {
				continue
			}
			for _, h := range headers {
				if _, _, err := in.takeHeader(ctx, h, true); err != nil {
					return err
				}
			}
			if err := tx.TakeHeaders(ctx, account, nos); err != nil {
				return err
			}
		}
	}
	return nil
}
