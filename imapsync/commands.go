package imapsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// list returns every folder of the account, with its roles.
func (s *session) list(ctx context.Context, sent string) ([]folder, error) {
	var folders []folder
	collect := func(options *imap.ListOptions) func() error {
		return func() error {
			all, err := s.client.List("", "*", options).Collect()
			for _, data := range all {
				f := newFolder(data)
				i := slices.IndexFunc(folders, func(g folder) bool { return g.name == f.name })
				switch {
				case i < 0 && err == nil:
					folders = append(folders, f)
				case i >= 0 && f.special != "":
					folders[i].special = f.special
				}
			}
			return err
		}
	}
	// Plain LIST shows the roles already with some servers.
	if err := s.do(ctx, "LIST", shortCommand(), collect(nil)); err != nil {
		return nil, err
	}
	// RETURN is asked for only where it is offered, and a refusal means nothing:
	// names are left to go by.
	if s.caps.Has(imap.CapSpecialUse) || s.caps.Has(imap.CapListExtended) {
		err := s.do(ctx, "LIST RETURN (SPECIAL-USE)", shortCommand(), collect(&imap.ListOptions{ReturnSpecialUse: true}))
		if err != nil && !isRefusal(err) {
			return nil, err
		}
	}
	assignRoles(folders, sent)
	return folders, nil
}

// examine opens a folder for reading only.
func (s *session) examine(ctx context.Context, name string) (*imap.SelectData, error) {
	var data *imap.SelectData
	err := s.do(ctx, fmt.Sprintf("EXAMINE %q", name), shortCommand(), func() (err error) {
		data, err = s.client.Select(name, &imap.SelectOptions{ReadOnly: true}).Wait()
		return err
	})
	return data, err
}

// lastUID finds the highest UID of a folder: 0 is "*".
func lastUID() *imap.SearchCriteria {
	return &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: 0, Stop: 0}}}}
}

func laterThan(uid uint32) *imap.SearchCriteria {
	return &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: imap.UID(uid) + 1, Stop: 0}}}}
}

func among(uids []imap.UID) *imap.SearchCriteria {
	return &imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(uids...)}}
}

// since searches by INTERNALDATE, a day earlier than asked: servers disregard
// the time zone (RFC 9051 §6.4.4).
func since(t time.Time) *imap.SearchCriteria {
	if t.IsZero() {
		return &imap.SearchCriteria{}
	}
	return &imap.SearchCriteria{Since: t.UTC().AddDate(0, 0, -1)}
}

// search returns the UIDs that match in the open folder, in ascending order. A
// server cannot make it return more than most.
func (s *session) search(ctx context.Context, criteria *imap.SearchCriteria, most int) ([]imap.UID, error) {
	var options *imap.SearchOptions
	if s.caps.Has(imap.CapESearch) {
		options = &imap.SearchOptions{ReturnAll: true}
	}
	var found imap.UIDSet
	err := s.do(ctx, "SEARCH", searchCommand(), func() error {
		data, err := s.client.UIDSearch(criteria, options).Wait()
		if err != nil || data.All == nil {
			return err
		}
		var ok bool
		if found, ok = data.All.(imap.UIDSet); !ok {
			return errors.New("the server found sequence numbers, not UIDs")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var uids []imap.UID
	for _, r := range found {
		// A range is a few bytes to send and any number of UIDs to hold.
		if r.Start == 0 || r.Stop < r.Start || uint64(r.Stop-r.Start) >= uint64(most-len(uids)) {
			err := fmt.Errorf("SEARCH found more messages than the folder has (%d)", most)
			s.conn.abort(err)
			return nil, &broken{s.where, err, true}
		}
		for u := uint64(r.Start); u <= uint64(r.Stop); u++ {
			uids = append(uids, imap.UID(u))
		}
	}
	return uids, nil
}
