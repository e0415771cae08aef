package tracker_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"thrice/imapsync"
	"thrice/internal/reading"
	"thrice/tracker"
)

// readMail reads a mail as the syncer does.
func readMail(t *testing.T, raw []byte, at tracker.Location, internal time.Time, hints reading.Hints) tracker.Arrival {
	t.Helper()
	return imapsync.Parse(raw, at, internal, internal, hints)
}

// copy puts another copy of the newest mail with a subject into a folder.
func (s *story) copy(what string) {
	s.t.Helper()
	subject, folder, _ := strings.Cut(what, " to ")
	for _, a := range slices.Backward(s.mails) {
		if a.Subject == subject {
			a.Location = s.next(folder)
			s.arrive(a)
			return
		}
	}
	s.t.Fatalf("no mail %q", subject)
}

// mail completes a mail of a story: a field Date or Message-ID that is not
// there is added; one that says "none" is left out.
func (s *story) mail(f *txtar.File) []byte {
	head, text, _ := strings.Cut("\n"+string(f.Data), "\n\n")
	for _, field := range []struct{ name, value string }{
		{"\nDate: ", s.now.Format(time.RFC1123Z)},
		{"\nMessage-ID: ", fmt.Sprintf("<%d@story.example>", len(s.mails)+1)},
	} {
		if without := strings.Replace(head+"\n", field.name+"none\n", "\n", 1); without != head+"\n" {
			head = strings.TrimSuffix(without, "\n")
		} else if !strings.Contains(head, field.name) {
			head += field.name + field.value
		}
	}
	return []byte(strings.ReplaceAll(strings.TrimPrefix(head, "\n")+"\n\n"+text, "\n", "\r\n"))
}

func roleOf(folder string) tracker.Role {
	return map[string]tracker.Role{
		"INBOX": tracker.RoleInbox, "Sent": tracker.RoleSent, "Drafts": tracker.RoleDrafts, "Junk": tracker.RoleJunk,
		"Trash": tracker.RoleTrash, "Outbox": tracker.RoleOutbox, "Templates": tracker.RoleTemplates,
	}[folder]
}

// next is where the next message of a folder will lie. "(draft)" after the name
// sets \Draft.
func (s *story) next(name string) tracker.Location {
	name, isDraft := strings.CutSuffix(name, " (draft)")
	f, ok := s.folders[name]
	if !ok {
		f = tracker.Folder{Account: "work", Name: name, UIDValidity: 1, Role: roleOf(name)}
	}
	f.LastUID++
	s.folders[name] = f
	l := tracker.Location{Account: "work", Folder: name, UIDValidity: f.UIDValidity, UID: f.LastUID, Role: f.Role}
	if isDraft {
		l.Flags = []string{`\Draft`}
	}
	return l
}

func (s *story) arrive(a tracker.Arrival) {
	s.mails = append(s.mails, a)
	s.arrived = append(s.arrived, a)
	if s.running {
		s.round()
	}
}

// renumber gives a folder a new UIDVALIDITY: all its mails come again.
func (s *story) renumber(name string) {
	f := s.folders[name]
	f.UIDValidity++
	f.LastUID = 0
	s.folders[name] = f
	for i := range s.mails {
		if a := &s.mails[i]; a.Location.Folder == name {
			a.Location = s.next(name)
			s.arrived = append(s.arrived, *a)
		}
	}
	if s.running {
		s.round()
	}
}

// remove deletes a folder with all that lies in it.
func (s *story) remove(name string) {
	delete(s.folders, name)
	s.mails = slices.DeleteFunc(s.mails, func(a tracker.Arrival) bool { return a.Location.Folder == name })
	if s.running {
		s.round()
	}
}

// readHeader reads a header that was kept unread as the program does.
func readHeader(h tracker.Header) tracker.Arrival { return imapsync.ReadHeader(h, reading.Hints{}) }
