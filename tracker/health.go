package tracker

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Health is how well an account has been read.
type Health struct {
	Account
	Folders       []Folder
	Unreadable    []Unreadable   // could not be fetched, or only in part be parsed
	SetAside      map[string]int // by folder: how many could not be fetched or parsed at all
	Messages      int
	Conversations int
}

// maxFaulty is how many faulty messages are told of.
const maxFaulty = 100

// unreadable tells of a message that was read only in part.
func (m *Message) unreadable() Unreadable {
	u := Unreadable{At: m.Seen, What: fmt.Sprintf("%q from %s, %s", m.Subject, m.From, m.At.Format(time.RFC3339)),
		Why: "kept with what could be read: " + strings.Join(m.Errors, "; ")}
	if len(m.Locations) > 0 {
		u.Location = m.Locations[0]
	}
	return u
}

// Fresh says that the last round read every folder.
func (h Health) Fresh() bool { return h.Failed.IsZero() && !h.Ended.IsZero() }

// Health returns how each account has been read, in the order of their names.
func (t *Tracker) Health(ctx context.Context) ([]Health, error) {
	var out []Health
	err := t.store.View(ctx, func(r Reader) error {
		for _, name := range t.Accounts() {
			var h Health
			var err error
			if h.Account, err = r.Account(ctx, name); err != nil {
				return err
			}
			if h.Folders, err = r.Folders(ctx, name); err != nil {
				return err
			}
			if h.Unreadable, err = r.Unreadables(ctx, name); err != nil {
				return err
			}
			h.SetAside = map[string]int{}
			for _, u := range h.Unreadable {
				h.SetAside[u.Location.Folder]++
			}
			faulty, err := r.Faulty(ctx, name, maxFaulty)
			if err != nil {
				return err
			}
			for i := range faulty {
				h.Unreadable = append(h.Unreadable, faulty[i].unreadable())
			}
			if err := h.count(ctx, r, name); err != nil {
				return err
			}
			out = append(out, h)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look up how the accounts were read: %w", err)
	}
	return out, nil
}

// count adds up what is read and what of the history is kept unread.
func (h *Health) count(ctx context.Context, r Reader, account string) (err error) {
	if h.Messages, h.Conversations, err = r.Counts(ctx, account); err != nil {
		return err
	}
	headers, err := r.HeaderCount(ctx, account)
	if err != nil {
		return err
	}
	threads, err := r.Note(ctx, threadsNote(account))
	if err != nil || headers == 0 {
		return err
	}
	n, err := strconv.Atoi(cmp.Or(threads, "0"))
	h.Messages, h.Conversations = h.Messages+headers, h.Conversations+n
	return err
}
