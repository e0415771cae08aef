package imapsync

import (
	"context"
	"slices"
	"time"

	"thrice/imapsync/wire"
)

// relist is how long a session goes by the folders it knows, unless the server
// tells of changes or the round is to be thorough.
const relist = 15 * time.Minute

// statusItems are what shows whether something changed in a folder.
func (s *session) statusItems() []string {
	items := []string{"MESSAGES", "UIDNEXT", "UIDVALIDITY"}
	if s.caps.Has("CONDSTORE") || s.caps.Has("QRESYNC") {
		items = append(items, "HIGHESTMODSEQ")
	}
	return items
}

// overview is where the folders of an account stand.
type overview struct {
	at      time.Time // nothing newer than this is in it
	folders []folder
	status  map[string]wire.Status // by raw name, where the server told it
}

// look asks how all folders stand, with as little as the server allows: one
// LIST where LIST-STATUS (RFC 5819) is offered, and else one STATUS a folder, all
// in one flight. Unless it is thorough it goes by the folders that the session
// knows, and asks nothing about those of which the server tells by itself: the
// one that is open, and with NOTIFY all. What it did not ask about it does not
// claim to have seen.
func (s *session) look(ctx context.Context, now time.Time, thorough bool, reads func([]folder) []folder) (overview, error) {
	o := overview{at: now, status: map[string]wire.Status{}}
	withStatus := s.caps.Has("LIST-STATUS")
	thorough = thorough || s.folders == nil || s.heard.folders || now.Sub(s.listed) >= relist
	if thorough {
		if err := s.enterInbox(ctx); err != nil {
			return o, err
		}
		if err := s.list(ctx, withStatus, o.status); err != nil {
			return o, err
		}
		s.listed, s.heard.folders = now, false
	}
	o.at, o.folders = s.listed, reads(s.folders)
	var names []string
	for _, f := range o.folders {
		if _, told := o.status[f.raw]; !told && (thorough || f.raw != s.open && !s.tells) {
			names = append(names, f.raw)
		}
	}
	if s.open != "" && !thorough {
		if err := s.conn.Noop(ctx); err != nil {
			return o, s.told("NOOP", err)
		}
	}
	promised := s.promised
	all, err := s.conn.Status(ctx, s.statusItems(), names...)
	if err != nil {
		return o, s.told("STATUS", err)
	}
	for _, st := range all {
		if err := s.told("STATUS", st.Err); isBusy(err) {
			return o, err
		}
		o.status[st.Raw] = st
	}
	s.tells = promised && s.promised
	return o, nil
}

// enterInbox opens INBOX unless some folder is open. It is where most of what is
// new lies and where the session will wait; and Dovecot answers for a large
// mailbox twenty times as fast if that is what a session begins with.
func (s *session) enterInbox(ctx context.Context) error {
	if s.open != "" {
		return nil
	}
	_, err := s.enter(ctx, s.inboxName(), &wire.ExamineOptions{CondStore: s.caps.Has("CONDSTORE")})
	if isRefusal(err) {
		return nil // it is said when INBOX is read
	}
	return err
}

// list brings the list of folders up to date, and their status into status.
func (s *session) list(ctx context.Context, withStatus bool, status map[string]wire.Status) error {
	var o wire.ListOptions
	// RETURN is asked for only where it is offered; plain LIST shows the roles
	// already with some servers.
	extended := s.caps.Has("LIST-EXTENDED") || s.caps.Has("SPECIAL-USE") || withStatus
	if extended {
		o.SpecialUse = s.caps.Has("SPECIAL-USE")
		if withStatus {
			o.Status = s.statusItems()
		}
	}
	found, err := s.conn.List(ctx, o)
	nothing := extended && err == nil && len(found) == 0
	if err := s.told("LIST", err); err != nil || nothing {
		if err != nil && (!isRefusal(err) || !extended) {
			return err
		}
		// It does not do what it says: names are left to go by.
		if found, err = s.conn.List(ctx, wire.ListOptions{}); err != nil {
			return s.told("LIST", err)
		}
		s.caps = without(s.caps, "LIST-STATUS")
	}
	s.folders = s.folders[:0:0]
	for _, m := range found {
		if m.Raw == "" {
			continue // the root of all names, no folder
		}
		f := newFolder(m)
		if slices.ContainsFunc(s.folders, func(g folder) bool { return g.name == f.name }) {
			if f.name == inbox {
				continue // the same folder in another case (RFC 3501 §5.1)
			}
			f.name = f.raw // two names that read the same
		}
		s.folders = append(s.folders, f)
		if m.Status != nil {
			status[m.Raw] = *m.Status
		}
	}
	return nil
}

// without is caps but for one.
func without(caps wire.Caps, name string) wire.Caps {
	out := wire.Caps{}
	for c := range caps {
		if c != name {
			out[c] = true
		}
	}
	return out
}
