package dovecottest

import (
	"strings"
)

// Folder is all that a client could have changed of a folder, and could not
// change back: whoever sets a flag and takes it away again has raised
// HighestModSeq (RFC 7162 §3.1.2.1).
type Folder struct {
	UIDValidity, UIDNext, HighestModSeq string
	Recent                              string // how many messages no session has claimed
	Messages                            []Message
}

// Message is a message as a folder holds it.
type Message struct {
	UID, ModSeq, Date, Flags string
	Size                     string
}

// Snapshot returns the user's folders by name, so that they can be compared with
// what they are later. It changes nothing.
func (s *Server) Snapshot(user string) map[string]Folder {
	s.t.Helper()
	folders := map[string]Folder{}
	for _, row := range s.table("mailbox", "status", "-u", user, "uidvalidity uidnext highestmodseq recent", "*") {
		folders[row["mailbox"]] = Folder{
			UIDValidity: row["uidvalidity"], UIDNext: row["uidnext"], HighestModSeq: row["highestmodseq"], Recent: row["recent"],
		}
	}
	for _, row := range s.table("fetch", "-u", user, "mailbox uid modseq date.received.unixtime flags size.physical", "all") {
		f := folders[row["mailbox"]]
		f.Messages = append(f.Messages, Message{
			UID: row["uid"], ModSeq: row["modseq"], Date: row["date.received.unixtime"], Flags: row["flags"], Size: row["size.physical"],
		})
		folders[row["mailbox"]] = f
	}
	return folders
}

// table runs doveadm and returns the rows that it prints, by the names in its
// first line.
func (s *Server) table(args ...string) []map[string]string {
	s.t.Helper()
	text := s.Doveadm(append([]string{"-f", "tab"}, args...)...)
	var heads []string
	var rows []map[string]string
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if heads == nil {
			heads = cells
			continue
		}
		if len(cells) != len(heads) {
			s.t.Fatalf("doveadm %s: a row of %d cells below %d heads: %q", strings.Join(args, " "), len(cells), len(heads), line)
		}
		row := map[string]string{}
		for i, head := range heads {
			row[head] = cells[i]
		}
		rows = append(rows, row)
	}
	if heads == nil {
		s.t.Fatalf("doveadm %s prints nothing", strings.Join(args, " "))
	}
	return rows
}
