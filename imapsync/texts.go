package imapsync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// texts brings back the history of what is tracked and reads the texts that the
// sink wants, until it wants no more.
func (s *Syncer) texts(ctx context.Context, folders []folder) error {
	if err := s.sink.Recall(ctx, s.account.Name); err != nil {
		return err
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
// still holds it. One that the server does not hand out is given up; what was
// not found where it should lie may have been moved, and is looked for again
// when a later round knows where it lies.
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
		if reason := why[w.Key]; reason != "" {
			texts = append(texts, tracker.Text{Key: w.Key, Content: tracker.Content{Read: true, Errors: []string{reason}}})
		}
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
	v := &textVisit{s: s, folder: f, wanted: byUID, why: why}
	if err := v.read(ctx, set); err != nil && !errors.Is(err, errRenumbered) {
		return nil, fmt.Errorf("folder %q: %w", f.name, err)
	}
	for _, uid := range slices.Sorted(maps.Keys(byUID)) {
		still = append(still, elsewhere(byUID[uid]))
	}
	return still, nil
}

// elsewhere passes on to the next location.
func elsewhere(w tracker.Wanted) tracker.Wanted {
	w.Locations = w.Locations[1:]
	return w
}
