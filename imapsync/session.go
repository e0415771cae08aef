package imapsync

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"time"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

const inbox = "INBOX"

// session is a connection that is logged in. One goroutine at a time uses it.
type session struct {
	conn  *wire.Conn
	tls   *tls.ConnectionState // nil: not encrypted
	where string
	caps  wire.Caps
	heard hearing

	open     string        // raw name of the folder that is open; empty: none
	selected wire.Selected // as it was when it was opened
	resync   bool          // QRESYNC is enabled
	notified bool          // NOTIFY was asked for
	promised bool          // and granted: the server tells of changes in every folder from now on
	tells    bool          // and all folders were looked at since: what is not told did not change

	folders []folder // as LIST showed them last
	listed  time.Time
	alert   string // what a person must be shown (RFC 3501 §7.1), until it was
}

// hearing is what a server told by itself since it was looked at last.
type hearing struct {
	exists   uint32 // messages in the open folder, as far as known
	news     bool   // the open folder has more messages than before, or others
	flags    bool   // flags changed in the open folder
	vanished wire.UIDSet
	others   map[string]bool // raw names of other folders in which something changed
	folders  bool            // folders were made, renamed or removed
}

// hear takes what a server tells by itself.
func (s *session) hear(n wire.Notice) {
	h := &s.heard
	switch {
	case n.Exists != nil:
		// Some servers repeat the number without a change.
		if *n.Exists != h.exists {
			h.news = true
			s.conn.StopIdle()
		}
		h.exists = *n.Exists
	case n.Expunged != 0:
		h.news = true
		if h.exists > 0 {
			h.exists--
		}
	case len(n.Vanished) > 0:
		h.vanished, h.news = h.vanished.Union(n.Vanished), true
		h.exists -= min(h.exists, uint32(n.Vanished.Len()))
	case n.Flags != nil:
		h.flags = true
	case n.Status != nil:
		s.doubt(n.Status.Raw)
		s.conn.StopIdle()
	case n.Mailbox != nil:
		h.folders = true
		s.conn.StopIdle()
	case n.Overflow: // RFC 5465 §5.8: it tells no more
		s.notified, s.promised, s.tells, h.folders = false, false, false, true
		s.conn.StopIdle()
	case n.Alert != "":
		s.alert = n.Alert
	}
}

// doubt has a folder looked at: something may have changed in it.
func (s *session) doubt(raw string) {
	if s.heard.others == nil {
		s.heard.others = map[string]bool{}
	}
	s.heard.others[raw] = true
}

// dial opens a session.
func (a Account) dial(ctx context.Context) (*session, error) {
	s := &session{where: a.address()}
	if err := a.connect(ctx, s); err != nil {
		return nil, err
	}
	if err := a.login(ctx, s); err != nil {
		s.close()
		return nil, err
	}
	if err := s.greet(ctx); err != nil {
		s.close()
		return nil, a.unreachable(err)
	}
	return s, nil
}

// succeed takes over what an earlier session of the account has learnt.
func (s *session) succeed(old *session) {
	s.folders, s.listed = old.folders, old.listed
	s.heard.others, s.heard.folders = old.heard.others, old.heard.folders
}

// greet asks for what this server can do beyond the standard and needs to be
// asked for.
func (s *session) greet(ctx context.Context) error {
	if s.caps.Has("X-GM-EXT-1") && s.caps.Has("ID") { // Gmail wants to know whom it talks to
		if err := s.conn.ID(ctx, "name", "Thrice"); err != nil {
			return s.told("ID", err)
		}
	}
	if !s.caps.Has("QRESYNC") || !s.caps.Has("ENABLE") {
		return nil
	}
	enabled, err := s.conn.Enable(ctx, "QRESYNC")
	if err := s.told("ENABLE", err); err != nil && !isRefusal(err) {
		return err
	}
	s.resync = slices.Contains(enabled, "QRESYNC")
	return nil
}

// told turns an error of the connection into one in words for a person: a
// *refusal if the server said NO or BAD, *busy if it does so for whatever it is
// asked, else *broken. An error of the context stays what it is.
func (s *session) told(what string, err error) error {
	var no *wire.Refused
	var over *wire.Broken
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &no) && exhausted(no):
		return s.enough(no)
	case errors.As(err, &no):
		return &refusal{what, no}
	case errors.As(err, &over):
		return &broken{s.where, over}
	}
	return err
}

// examine opens a folder for reading only.
func (s *session) examine(ctx context.Context, raw string, o wire.ExamineOptions) (wire.Selected, error) {
	s.open, s.heard = "", hearing{others: s.heard.others, folders: s.heard.folders}
	data, err := s.conn.Examine(ctx, raw, o)
	if err != nil {
		return data, s.told(fmt.Sprintf("EXAMINE %q", raw), err)
	}
	s.open, s.selected = raw, data
	s.heard.exists, s.heard.news, s.heard.flags, s.heard.vanished = data.Messages, false, false, nil
	return data, nil
}

// stands says that the open folder is as it was left, as far as the server has
// told since it was opened.
func (s *session) stands(old tracker.Folder) bool {
	return !s.heard.news && s.heard.exists == old.Messages && s.selected.UIDValidity == old.UIDValidity &&
		(s.selected.UIDNext == 0 || s.selected.UIDNext-1 <= old.LastUID)
}

// enter opens a folder with what the server offers. A server that offers it and
// refuses is asked without, and options are then without it, too.
func (s *session) enter(ctx context.Context, raw string, options *wire.ExamineOptions) (wire.Selected, error) {
	data, err := s.examine(ctx, raw, *options)
	if isRefusal(err) && (options.CondStore || options.QResync != nil) {
		s.caps, s.resync, *options = without(s.caps, "CONDSTORE"), false, wire.ExamineOptions{}
		data, err = s.examine(ctx, raw, *options)
	}
	return data, err
}

// search returns the UIDs of the open folder that match.
func (s *session) search(ctx context.Context, criteria string) (wire.UIDSet, error) {
	found, err := s.conn.Search(ctx, criteria)
	return found, s.told("SEARCH", err)
}

// since searches by INTERNALDATE, a day earlier than asked: servers disregard
// the time zone (RFC 9051 §6.4.4).
func since(t time.Time) string {
	if t.IsZero() {
		return "ALL"
	}
	return "SINCE " + t.UTC().AddDate(0, 0, -1).Format("2-Jan-2006")
}

// logout takes leave and closes the connection. The answer does not matter,
// only that it is waited for shortly.
func (s *session) logout(ctx context.Context) { _ = s.conn.Logout(ctx) }

func (s *session) close() { _ = s.conn.Close() }
