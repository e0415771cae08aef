package imapsync

import (
	"context"
	"errors"
	"slices"

	"github.com/emersion/go-imap/v2"

	"thrice/tracker"
)

// texts reads the texts that the sink wants, until it wants no more.
func (s *Syncer) texts(ctx context.Context, folders []folder) error {
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
		still, err := s.textsFrom(ctx, here, why)
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
func (s *Syncer) textsFrom(ctx context.Context, wanted []tracker.Wanted, why map[string]string) (still []tracker.Wanted, err error) {
	name := wanted[0].Locations[0].Folder
	data, err := s.session.examine(ctx, name)
	if err != nil && !isRefusal(err) {
		return nil, err
	}
	byUID := map[imap.UID]tracker.Wanted{}
	var uids []imap.UID
	for _, w := range wanted {
		at := w.Locations[0]
		uid := imap.UID(at.UID)
		_, taken := byUID[uid]
		if err != nil || at.UIDValidity != data.UIDValidity || taken {
			still = append(still, elsewhere(w))
			continue
		}
		byUID[uid] = w
		uids = append(uids, uid)
	}
	if len(uids) == 0 {
		return still, nil
	}
	slices.Sort(uids)
	v := &visit{s: s, folder: folder{name: name}, validity: data.UIDValidity, messages: data.NumMessages}
	for len(uids) > 0 {
		part := uids[:min(textChunk, len(uids))]
		got, bad, err := v.collect(ctx, part, ask{body: true, date: true})
		if errors.Is(err, errRenumbered) {
			for _, uid := range uids {
				still = append(still, elsewhere(byUID[uid]))
			}
			return still, nil
		}
		uids = uids[len(part):]
		if err != nil {
			return nil, err
		}
		texts, rest := s.readTexts(part, byUID, got, bad, why)
		still = append(still, rest...)
		if len(texts) == 0 {
			continue
		}
		if err := s.sink.ReceiveTexts(ctx, s.account.Name, texts); err != nil {
			return nil, err
		}
	}
	return still, nil
}

func (s *Syncer) readTexts(uids []imap.UID, byUID map[imap.UID]tracker.Wanted, got map[imap.UID]fetched, bad map[imap.UID]string, why map[string]string) (texts []tracker.Text, still []tracker.Wanted) {
	for _, uid := range uids {
		w := byUID[uid]
		m, ok := got[uid]
		reason := bad[uid]
		if ok {
			t := tracker.Text{Key: w.Key}
			reason = guarded(func() { t.Content = Parse(m.raw, w.Locations[0], m.internal, s.now(), s.account.Hints).Content })
			if reason == "" {
				texts = append(texts, t)
				continue
			}
		}
		if reason != "" {
			why[w.Key] = reason
		}
		still = append(still, elsewhere(w))
	}
	return texts, still
}

// elsewhere passes on to the next location.
func elsewhere(w tracker.Wanted) tracker.Wanted {
	w.Locations = w.Locations[1:]
	return w
}
