package imapsync

import (
	"context"
	"errors"
	"maps"
	"slices"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// texts brings back the history of what is tracked and reads the texts that the
// sink wants, until it wants no more.
func (s *Syncer) texts(ctx context.Context, folders []folder, news bool) error {
	if news {
		if err := s.sink.Recall(ctx, s.account.Name); err != nil {
			return err
		}
	}
	asked := map[string]bool{}
	for {
		wanted, err := s.sink.Wanted(ctx, s.account.Name)
		if err != nil {
			return err
		}
		wanted = slices.DeleteFunc(wanted, func(w tracker.Wanted) bool {
			again := asked[w.Key]
			asked[w.Key] = true
			return again
		})
		if len(wanted) == 0 {
			return nil
		}
		if err := s.someTexts(ctx, folders, wanted); err != nil {
			return err
		}
	}
}

// someTexts reads each text from the first of the message's locations that
// still holds it.
func (s *Syncer) someTexts(ctx context.Context, folders []folder, wanted []tracker.Wanted) error {
	why := map[string]string{}
	for len(wanted) > 0 {
		wanted = dropUnknown(wanted, folders)
		// A folder is opened once for all texts that are to come from it.
		i := slices.IndexFunc(wanted, func(w tracker.Wanted) bool { return len(w.Locations) > 0 })
		if i < 0 {
			break
		}
		var here, left []tracker.Wanted
		for _, w := range wanted {
			if len(w.Locations) > 0 && w.Locations[0].Folder == wanted[i].Locations[0].Folder {
				here = append(here, w)
			} else {
				left = append(left, w)
			}
		}
		n := slices.IndexFunc(folders, func(f folder) bool { return f.name == here[0].Locations[0].Folder })
		still, err := s.textsFrom(ctx, folders[n], here, why)
		if err != nil {
			return err
		}
		wanted = append(left, still...)
	}
	var texts []tracker.Text
	for _, w := range wanted {
		reason := why[w.Key]
		if reason == "" {
			reason = "the message is no longer where it was"
		}
		texts = append(texts, tracker.Text{Key: w.Key, Content: tracker.Content{Read: true, Errors: []string{reason}}})
	}
	if len(texts) == 0 {
		return nil
	}
	return s.sink.ReceiveTexts(ctx, s.account.Name, texts)
}

// dropUnknown takes away locations in folders that are not there any more.
func dropUnknown(wanted []tracker.Wanted, folders []folder) []tracker.Wanted {
	out := slices.Clone(wanted)
	for i := range out {
		out[i].Locations = slices.DeleteFunc(slices.Clone(out[i].Locations), func(l tracker.Location) bool {
			return !slices.ContainsFunc(folders, func(f folder) bool { return f.name == l.Folder })
		})
	}
	return out
}

// textsFrom reads texts from the folder of the first location of each, and
// returns those that must be looked for elsewhere.
func (s *Syncer) textsFrom(ctx context.Context, f folder, wanted []tracker.Wanted, why map[string]string) (still []tracker.Wanted, err error) {
	if s.session.open != f.raw {
		if _, err := s.session.examine(ctx, f.raw, wire.ExamineOptions{}); err != nil && !isRefusal(err) {
			return nil, err
		}
	}
	byUID := map[uint32]tracker.Wanted{}
	var set wire.UIDSet
	for _, w := range wanted {
		at := w.Locations[0]
		_, taken := byUID[at.UID]
		if s.session.open != f.raw || at.UIDValidity != s.session.selected.UIDValidity || taken {
			still = append(still, elsewhere(w))
			continue
		}
		byUID[at.UID] = w
		set = set.Add(at.UID, at.UID)
	}
	for deaths := 0; len(set) > 0; {
		came, err := s.fetchTexts(ctx, set, byUID, why)
		set = set.Minus(came)
		if len(came) > 0 {
			deaths = 0
		}
		if err == nil {
			break
		}
		if !isBroken(err) || ctx.Err() != nil {
			return nil, err
		}
		if deaths++; deaths > 2 {
			// The text that comes next breaks the connection each time.
			set, err = s.skipText(set, byUID, why, err), s.reopen(ctx, f)
			deaths = 0
		} else {
			err = s.reopen(ctx, f)
		}
		if errors.Is(err, errRenumbered) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	for _, uid := range slices.Sorted(maps.Keys(byUID)) {
		still = append(still, elsewhere(byUID[uid]))
	}
	return still, nil
}

// fetchTexts reads texts and hands them to the sink, a few at a time; what it
// read is taken out of byUID. came are the messages that are done with.
func (s *Syncer) fetchTexts(ctx context.Context, set wire.UIDSet, byUID map[uint32]tracker.Wanted, why map[string]string) (came wire.UIDSet, err error) {
	var texts []tracker.Text
	flush := func() error {
		if len(texts) == 0 {
			return nil
		}
		defer func() { texts = nil }()
		return s.sink.ReceiveTexts(ctx, s.account.Name, texts)
	}
	items := textItems()
	items.Internal = true
	err = s.session.conn.Fetch(ctx, items, pieces(set, textWindow), 2, func(m *wire.Message) error {
		w, ok := byUID[m.UID]
		if !ok || !m.Came {
			return nil
		}
		came = came.Add(m.UID, m.UID)
		t := tracker.Text{Key: w.Key}
		reason := guarded(func() {
			t.Content = Parse(m.Raw, w.Locations[0], m.Internal, s.now(), s.account.Hints).Content
		})
		if reason != "" {
			why[w.Key] = reason
			return nil
		}
		delete(byUID, m.UID)
		if texts = append(texts, t); len(texts) < textsAtOnce {
			return nil
		}
		return flush()
	}, func(wire.UIDSet, error) error { return nil })
	if stored := flush(); stored != nil {
		return came, stored
	}
	return came, s.session.told("FETCH", err)
}

// textsAtOnce is how many texts are stored in one transaction.
const textsAtOnce = 200

// skipText gives up the newest text of a set, which is the next that the server
// would send.
func (s *Syncer) skipText(set wire.UIDSet, byUID map[uint32]tracker.Wanted, why map[string]string, cause error) wire.UIDSet {
	newest, rest := set.Newest(1)
	why[byUID[lastOf(newest)].Key] = cause.Error()
	return rest
}

// reopen connects anew and opens the folder that was open.
func (s *Syncer) reopen(ctx context.Context, f folder) error {
	validity := s.session.selected.UIDValidity
	s.drop()
	if err := s.connect(ctx); err != nil {
		return err
	}
	data, err := s.session.examine(ctx, f.raw, wire.ExamineOptions{})
	if err == nil && data.UIDValidity != validity {
		return errRenumbered
	}
	return err
}

// elsewhere passes on to the next location.
func elsewhere(w tracker.Wanted) tracker.Wanted {
	w.Locations = w.Locations[1:]
	return w
}
