package imapsync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"thrice/tracker"
)

// errRenumbered says that a folder's UIDs changed while it was being read.
var errRenumbered = errors.New("the folder's messages were renumbered while they were read")

// Round connects if necessary and reads every selectable folder once: what lies
// past its cursor, and then the texts that the sink still wants. If something
// fails, Sink.Fail has been told why in words for a person, unless ctx is done.
// A folder that refuses to open does not keep the others from being read.
func (s *Syncer) Round(ctx context.Context) error {
	s.busy.Lock()
	defer s.busy.Unlock()
	ctx, cancel := s.within(ctx)
	defer cancel()
	return s.round(ctx)
}

func (s *Syncer) round(ctx context.Context) error {
	err := s.connect(ctx)
	if err == nil {
		err = s.read(ctx)
	}
	if err == nil {
		return nil
	}
	// A refused folder leaves the session as it was; after anything else nobody
	// knows what the server still has to say.
	if !errors.As(err, new(*unopened)) {
		s.drop()
	}
	return s.fail(ctx, err)
}

// unopened are folders that the server refused.
type unopened struct{ folders []error }

func (u *unopened) Error() string {
	var words []string
	for _, err := range u.folders {
		words = append(words, err.Error())
	}
	return strings.Join(words, "; ") + `. If they are of no interest, leave them out: folders = ["*", "-NAME"]`
}

func (u *unopened) Unwrap() []error { return u.folders }

func (s *Syncer) read(ctx context.Context) error {
	started := s.now()
	start, err := s.sink.Begin(ctx, s.account.Name)
	if err != nil {
		return fmt.Errorf("begin a round of %s: %w", s.account.Name, err)
	}
	all, err := s.session.list(ctx, s.account.Sent)
	if err != nil {
		return fmt.Errorf("list the folders: %w", err)
	}
	folders := s.choose(all)
	if len(folders) == 0 {
		return &trouble{kind: ErrUnreachable, words: fmt.Sprintf("%s shows no folders, not even INBOX", s.account.address())}
	}
	var (
		names   []string
		refused []error
	)
	for _, f := range folders {
		names = append(names, f.name)
		err := s.readFolder(ctx, f, start)
		if errors.Is(err, errRenumbered) {
			err = s.readFolder(ctx, f, start)
		}
		switch {
		case isRefusal(err):
			refused = append(refused, fmt.Errorf("folder %q: %w", f.name, err))
		case err != nil:
			return fmt.Errorf("folder %q: %w", f.name, err)
		}
	}
	if err := s.texts(ctx, folders); err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	if len(refused) > 0 {
		return &unopened{refused}
	}
	if err := s.sink.Finish(ctx, s.account.Name, started, names); err != nil {
		return fmt.Errorf("finish the round of %s: %w", s.account.Name, err)
	}
	return nil
}

// choose returns the folders to read in the order of reading: Sent, because
// nothing is awaited that was not sent, INBOX, then the others by name.
func (s *Syncer) choose(all []folder) []folder {
	sent := sentFolder(all)
	isSent := func(f folder) bool { return sent != nil && f.name == sent.name }
	if s.account.Sent != "" && (sent == nil || sent.name != s.account.Sent) {
		s.log.Warn("configured Sent folder does not exist", "account", s.account.Name, "sent", s.account.Sent)
	}
	chosen := slices.DeleteFunc(slices.Clone(all), func(f folder) bool {
		return !f.selectable || !(f.name == inbox || isSent(f) || s.account.reads(f.name))
	})
	rank := func(f folder) int {
		switch {
		case isSent(f):
			return 0
		case f.name == inbox:
			return 1
		}
		return 2
	}
	slices.SortFunc(chosen, func(a, b folder) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.name, b.name))
	})
	return chosen
}

// known returns what the sink knows of a folder.
func known(start tracker.Start, account, name string) (tracker.Folder, bool) {
	for _, f := range start.Folders {
		if f.Name == name && (f.Account == "" || f.Account == account) {
			return f, true
		}
	}
	return tracker.Folder{}, false
}
