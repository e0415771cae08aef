package imapsync

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// maxDeaths is how often in a row the connection may break before a round gives
// up. Halving a chunk down to one message takes a dozen.
const maxDeaths = 20

var errNothing = errors.New("the server hands out no messages at present")

// visit is the stay in one folder during a round.
type visit struct {
	s        *Syncer
	folder   folder
	validity uint32
	messages uint32 // as EXAMINE said
	cursor   uint32 // 0: none
	witness  imap.UID
	deaths   int
}

// most bounds what a search may find: what was there, and what may have come.
func (v *visit) most() int { return int(v.messages) + 100_000 }

// collect fetches messages and settles every one of them: what came, and why
// the others cannot be had. A message in neither map does not exist any more. A
// chunk that breaks the connection is halved until the one message is found
// that does it.
func (v *visit) collect(ctx context.Context, uids []imap.UID, a ask) (got map[imap.UID]fetched, bad map[imap.UID]string, err error) {
	got, bad = map[imap.UID]fetched{}, map[imap.UID]string{}
	parts := [][]imap.UID{uids}
	for len(parts) > 0 {
		part := parts[0]
		came, err := v.s.session.fetch(ctx, part, a)
		switch {
		case isBroken(err) && len(part) > 1:
			if err := v.revive(ctx, err); err != nil {
				return nil, nil, err
			}
			half := len(part) / 2
			parts = append([][]imap.UID{part[:half], part[half:]}, parts[1:]...)
			continue
		case isBroken(err):
			if err := v.revive(ctx, err); err != nil {
				return nil, nil, err
			}
			if err := v.alone(ctx, part[0], uids, a, got, bad); err != nil {
				return nil, nil, err
			}
		case err != nil && !isRefusal(err):
			return nil, nil, err
		default:
			v.keep(came, got)
			if err := v.missing(ctx, part, uids, a, got, bad); err != nil {
				return nil, nil, err
			}
		}
		parts = parts[1:]
	}
	return got, bad, nil
}

// keep takes over the messages that came whole.
func (v *visit) keep(came, got map[imap.UID]fetched) {
	for uid, m := range came {
		if m.came {
			got[uid] = m
			v.witness, v.deaths = uid, 0
		}
	}
}

// alone tries once more what broke the connection, and then without its
// INTERNALDATE, which the library may be unable to read.
func (v *visit) alone(ctx context.Context, uid imap.UID, others []imap.UID, a ask, got map[imap.UID]fetched, bad map[imap.UID]string) error {
	tries := []ask{a}
	if a.date {
		tries = append(tries, ask{body: a.body})
	}
	var why string
	var garbled bool
	for _, a := range tries {
		came, err := v.s.session.fetch(ctx, []imap.UID{uid}, a)
		switch {
		case isBroken(err):
			why, garbled = err.Error(), isGarbled(err)
			if err := v.revive(ctx, err); err != nil {
				return err
			}
			continue
		case err != nil && !isRefusal(err):
			return err
		}
		v.keep(came, got)
		return v.missing(ctx, []imap.UID{uid}, others, a, got, bad)
	}
	if garbled {
		// The server answered, twice, with what nobody can read.
		v.deaths, bad[uid] = 0, why
		return nil
	}
	return v.giveUp(ctx, uid, others, why, bad)
}

// missing asks one by one for the messages of part that did not come, and tells
// those that are gone from those that the server keeps for itself.
func (v *visit) missing(ctx context.Context, part, others []imap.UID, a ask, got map[imap.UID]fetched, bad map[imap.UID]string) error {
	left := without(part, got)
	if len(left) == 0 {
		return nil
	}
	left, err := v.existing(ctx, left)
	if err != nil {
		return err
	}
	for _, uid := range left {
		came, err := v.s.session.fetch(ctx, []imap.UID{uid}, a)
		switch {
		case isBroken(err):
			if err := v.revive(ctx, err); err != nil {
				return err
			}
			if len(part) > 1 {
				if err := v.alone(ctx, uid, others, a, got, bad); err != nil {
					return err
				}
			}
		case err != nil && !isRefusal(err):
			return err
		default:
			v.keep(came, got)
		}
	}
	left, err = v.existing(ctx, without(left, got))
	if err != nil {
		return err
	}
	for _, uid := range left {
		if bad[uid] != "" {
			continue
		}
		if err := v.giveUp(ctx, uid, others, "the server lists it but does not hand it out", bad); err != nil {
			return err
		}
	}
	return nil
}

// existing returns those of uids that are still in the folder.
func (v *visit) existing(ctx context.Context, uids []imap.UID) ([]imap.UID, error) {
	if len(uids) == 0 {
		return nil, nil
	}
	found, err := v.s.session.search(ctx, among(uids), v.most())
	if isBroken(err) {
		if err := v.revive(ctx, err); err != nil {
			return nil, err
		}
		found, err = v.s.session.search(ctx, among(uids), v.most())
	}
	if err != nil {
		return nil, err
	}
	set := imap.UIDSetNum(found...)
	var left []imap.UID
	for _, uid := range uids {
		if set.Contains(uid) {
			left = append(left, uid)
		}
	}
	return left, nil
}

// giveUp declares a message unreadable, if the server hands out others: a
// throttled account or a network that swallows large packets is not the fault
// of a message, and must not have messages passed over.
func (v *visit) giveUp(ctx context.Context, uid imap.UID, others []imap.UID, why string, bad map[imap.UID]string) error {
	asked := 0
	for _, other := range v.witnesses(others) {
		if other == uid || bad[other] != "" {
			continue
		}
		asked++
		came, err := v.s.session.fetch(ctx, []imap.UID{other}, ask{})
		switch {
		case came[other].came:
			v.deaths = 0
			bad[uid] = why
			return nil
		case isBroken(err):
			if err := v.revive(ctx, err); err != nil {
				return err
			}
		case err != nil && !isRefusal(err):
			return err
		}
	}
	if asked > 0 {
		return fmt.Errorf("message %d: %s: %w", uid, why, errNothing)
	}
	bad[uid] = why
	return nil
}

// witnesses are messages that may show that the server works.
func (v *visit) witnesses(others []imap.UID) []imap.UID {
	var w []imap.UID
	for _, uid := range []imap.UID{v.witness, imap.UID(v.cursor)} {
		if uid != 0 {
			w = append(w, uid)
		}
	}
	for i := range 4 {
		if n := len(others); n > 0 {
			w = append(w, others[(n-1)*i/3])
		}
	}
	return w
}

// revive opens the folder anew after the connection broke because of cause.
func (v *visit) revive(ctx context.Context, cause error) error {
	if v.deaths++; v.deaths > maxDeaths {
		return cause
	}
	v.s.log.InfoContext(ctx, "connection broke", "account", v.s.account.Name, "folder", v.folder.name, "why", cause)
	v.s.drop()
	if err := v.s.connect(ctx); err != nil {
		return err
	}
	data, err := v.s.session.examine(ctx, v.folder.name)
	if err != nil {
		return err
	}
	if data.UIDValidity != v.validity {
		return errRenumbered
	}
	return nil
}

// without returns the UIDs that did not come.
func without(uids []imap.UID, got map[imap.UID]fetched) []imap.UID {
	var left []imap.UID
	for _, uid := range uids {
		if !got[uid].came {
			left = append(left, uid)
		}
	}
	return left
}
