package imapsync

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// textVisit reads texts of one folder.
type textVisit struct {
	s       *Syncer
	folder  folder
	wanted  map[uint32]tracker.Wanted // by UID: still to be had
	why     map[string]string         // by key: why a text cannot be had
	said    string                    // what the server answered to the last FETCH without texts
	witness uint32                    // a message whose text came
}

// read asks for texts, and then for each that did not come by itself. One that
// cannot be had is given up only if the server hands out others: texts are asked
// for once, and a throttled account must not lose them for good.
func (v *textVisit) read(ctx context.Context, set wire.UIDSet) error {
	for len(set) > 0 {
		rest, broke, err := v.ask(ctx, set)
		switch {
		case err != nil:
			return err
		case broke == nil:
			return v.settle(ctx, rest)
		case rest.Len() < set.Len():
			set = rest
			continue
		}
		// Something in what is asked for first breaks the connection.
		var first wire.UIDSet
		first, set = rest.Newest(textWindow)
		if err := v.settle(ctx, first); err != nil {
			return err
		}
	}
	return nil
}

// settle asks for texts one by one.
func (v *textVisit) settle(ctx context.Context, set wire.UIDSet) error {
	set, err := v.existing(ctx, set)
	for err == nil && len(set) > 0 {
		var one wire.UIDSet
		one, set = set.Newest(1)
		err = v.alone(ctx, one)
	}
	return err
}

// ask fetches texts. rest are those that did not come, broke is why the
// connection ended, if it did: then there is a new one.
func (v *textVisit) ask(ctx context.Context, set wire.UIDSet) (rest wire.UIDSet, broke, err error) {
	came, err := v.fetch(ctx, set)
	if len(came) > 0 {
		v.witness = lastOf(came)
	}
	rest = set.Minus(came)
	if err == nil || !isBroken(err) || ctx.Err() != nil {
		return rest, nil, err
	}
	return rest, err, v.s.reopen(ctx, v.folder)
}

// fetch reads texts and hands them to the sink, a few at a time. came are the
// messages that are done with.
func (v *textVisit) fetch(ctx context.Context, set wire.UIDSet) (came wire.UIDSet, err error) {
	var texts []tracker.Text
	flush := func() error {
		if len(texts) == 0 {
			return nil
		}
		defer func() { texts = nil }()
		return v.s.sink.ReceiveTexts(ctx, v.s.account.Name, texts)
	}
	items := textItems()
	items.Internal = true
	fault := ""
	err = v.s.session.conn.Fetch(ctx, items, pieces(set, textWindow), 2, func(m *wire.Message) error {
		w, ok := v.wanted[m.UID]
		if !ok || !m.Came {
			fault = cmp.Or(m.Fault, fault)
			return nil
		}
		came = came.Add(m.UID, m.UID)
		t := tracker.Text{Key: w.Key}
		reason := guarded(func() {
			t.Content = Parse(m.Raw, w.Locations[0], m.Internal, v.s.now(), v.s.account.Hints).Content
		})
		if reason != "" {
			v.why[w.Key] = reason
			return nil
		}
		delete(v.wanted, m.UID)
		if texts = append(texts, t); len(texts) < textsAtOnce {
			return nil
		}
		return flush()
	}, func(asked wire.UIDSet, refused error) error {
		if err := v.s.session.fetched(len(asked.Minus(came)) == 0, refused); err != nil {
			return err
		}
		v.said = cmp.Or(fault, v.s.session.outcome(refused))
		return nil
	})
	if stored := flush(); stored != nil {
		return came, stored
	}
	return came, v.s.session.told("FETCH", err)
}

// textsAtOnce is how many texts are stored in one transaction.
const textsAtOnce = 200

// alone asks for one text until it has come, or it is clear that it cannot be
// had.
func (v *textVisit) alone(ctx context.Context, one wire.UIDSet) error {
	rest, broke, err := v.ask(ctx, one)
	if broke != nil && err == nil && len(rest) > 0 {
		rest, broke, err = v.ask(ctx, one)
	}
	if err != nil || len(rest) == 0 {
		return err
	}
	uid, why := lastOf(one), v.said
	if broke != nil {
		why = broke.Error()
	}
	others, err := v.handsOut(ctx, one)
	switch {
	case err != nil:
		return err
	case !others && broke != nil:
		return fmt.Errorf("message %d: %w", uid, broke)
	case !others:
		return fmt.Errorf("message %d: %w: %s", uid, errNothing, why)
	}
	v.why[v.wanted[uid].Key] = why
	return nil
}

// handsOut says that the server sends the text of some other message, or that
// there is no other to try.
func (v *textVisit) handsOut(ctx context.Context, but wire.UIDSet) (bool, error) {
	var others wire.UIDSet
	if v.witness != 0 {
		others = others.Add(v.witness, v.witness)
	} else {
		all, err := v.s.session.search(ctx, "ALL")
		if err != nil {
			return false, err
		}
		if all = all.Minus(but); len(all) > 0 {
			others = others.Add(all[0].First, all[0].First).Add(lastOf(all), lastOf(all))
		}
	}
	for uid := range others.All() {
		came := false
		err := v.s.session.conn.Fetch(ctx, textItems(), once(wire.UIDSet{{First: uid, Last: uid}}), 1, func(m *wire.Message) error {
			came = came || m.UID == uid && m.Came
			return nil
		}, func(_ wire.UIDSet, refused error) error { return v.s.session.fetched(came, refused) })
		if came {
			v.witness = uid
		}
		if err = v.s.session.told("FETCH", err); isBroken(err) {
			err = v.s.reopen(ctx, v.folder)
		}
		if came || err != nil {
			return came, err
		}
	}
	return len(others) == 0, nil
}

// existing returns those of the messages that are still in the folder.
func (v *textVisit) existing(ctx context.Context, set wire.UIDSet) (left wire.UIDSet, err error) {
	for some := range portions(set) {
		found, err := v.s.session.search(ctx, "UID "+some.String())
		if err != nil {
			return nil, err
		}
		left = left.Union(found.Intersect(some))
	}
	return left, nil
}

// reopen connects anew and opens the folder that was open.
func (s *Syncer) reopen(ctx context.Context, f folder) error {
	validity := s.session.selected.UIDValidity
	if err := s.reconnect(ctx); err != nil {
		return err
	}
	data, err := s.session.examine(ctx, f.raw, wire.ExamineOptions{})
	if err == nil && data.UIDValidity != validity {
		return errRenumbered
	}
	return err
}

// outcome is how the server answered a FETCH that did not bring what was asked
// for, in words.
func (s *session) outcome(refused error) string {
	if refused != nil {
		return s.told("FETCH", refused).Error()
	}
	why := errWithheld.Error()
	if text := s.conn.LastText(); text != "" {
		why += ", and says " + said(text)
	}
	return why
}

// errWithheld is of a message that SEARCH finds and FETCH does not bring.
var errWithheld = errors.New("the server lists it but does not hand it out")
