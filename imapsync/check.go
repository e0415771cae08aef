package imapsync

import (
	"context"
	"fmt"

	"github.com/emersion/go-imap/v2"

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
	session, err := s.account.dial(ctx, &watch{})
	if err != nil {
		return Report{}, err
	}
	defer session.logout(ctx)
	all, err := session.list(ctx, s.account.Sent)
	if err != nil {
		return Report{}, fmt.Errorf("list the folders: %w", err)
	}
	report := Report{Idle: session.caps.Has(imap.CapIdle)}
	if sent := sentFolder(all); sent != nil {
		report.Sent, report.SentBy = sent.name, sent.by
	}
	for _, f := range all {
		r := FolderReport{Name: f.name, Role: f.role, Selectable: f.selectable, Messages: -1}
		r.Read = f.selectable && (f.name == inbox || f.name == report.Sent || s.account.reads(f.name))
		if f.selectable {
			if r.Messages, err = session.count(ctx, f.name); err != nil {
				return report, fmt.Errorf("folder %q: %w", f.name, err)
			}
		}
		report.Folders = append(report.Folders, r)
	}
	return report, nil
}

// count returns how many messages a folder has, -1 if the server does not tell.
func (s *session) count(ctx context.Context, name string) (int, error) {
	var data *imap.StatusData
	err := s.do(ctx, "STATUS", shortCommand(), func() (err error) {
		data, err = s.client.Status(name, &imap.StatusOptions{NumMessages: true}).Wait()
		return err
	})
	switch {
	case isRefusal(err):
		return -1, nil
	case err != nil:
		return -1, err
	case data.NumMessages == nil:
		return -1, nil
	}
	return int(*data.NumMessages), nil
}
