package imapsync

import (
	"context"
	"fmt"
	"slices"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// Report is what a test of an account found.
type Report struct {
	Folders []FolderReport
	// Sent is the Sent folder and SentBy how it was found: ByConfig, BySpecial
	// or ByName. Empty: there is none. If the configured one does not exist,
	// SentBy is another than ByConfig.
	Sent, SentBy string
	Idle         bool // the server tells of new mail by itself
}

// FolderReport is one folder of a Report.
type FolderReport struct {
	Name       string
	Role       tracker.Role
	Selectable bool
	Read       bool // it is read, according to the account's patterns
	Messages   int  // -1: the server does not tell
}

// Check logs in, on a connection of its own, and looks at the folders. Its error
// is in words for a person.
func (s *Syncer) Check(ctx context.Context) (Report, error) {
	ctx, cancel := s.within(ctx)
	defer cancel()
	session, err := s.account.dial(ctx)
	if err != nil {
		return Report{}, err
	}
	defer session.logout(ctx)
	o, err := session.look(ctx, s.now(), true, func(all []folder) []folder {
		assignRoles(all, s.account.Sent)
		return slices.DeleteFunc(slices.Clone(all), func(f folder) bool { return !f.selectable })
	})
	if err != nil {
		return Report{}, fmt.Errorf("list the folders: %w", err)
	}
	report := Report{Idle: session.caps.Has("IDLE")}
	if sent := sentFolder(session.folders); sent != nil {
		report.Sent, report.SentBy = sent.name, sent.by
	}
	for _, f := range session.folders {
		r := FolderReport{Name: f.name, Role: f.role, Selectable: f.selectable, Messages: -1}
		r.Read = f.selectable && (f.name == inbox || f.name == report.Sent || s.account.reads(f.name))
		if st, ok := o.status[f.raw]; ok && st.Err == nil && st.Has&wire.ItemMessages != 0 {
			r.Messages = int(st.Messages)
		}
		report.Folders = append(report.Folders, r)
	}
	return report, nil
}
