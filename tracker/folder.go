package tracker

import (
	"slices"
	"time"
)

// Role is what a folder is for.
type Role string

// The roles that matter. The first eight are those of RFC 6154 and INBOX; the
// last two are known by name only.
const (
	RoleNone      Role = ""
	RoleInbox     Role = "inbox"
	RoleSent      Role = "sent"
	RoleDrafts    Role = "drafts"
	RoleJunk      Role = "junk"
	RoleTrash     Role = "trash"
	RoleArchive   Role = "archive"
	RoleAll       Role = "all"
	RoleOutbox    Role = "outbox"
	RoleTemplates Role = "templates"
)

// unsent says that a copy in such a folder was neither sent nor received.
func (r Role) unsent() bool { return r == RoleDrafts || r == RoleOutbox || r == RoleTemplates }

// Folder is an IMAP mailbox of an account, and how far it has been read. The
// pair of UIDValidity and LastUID is the cursor: every message with a UID of at
// most LastUID has been received or quarantined, those in Unread excepted.
type Folder struct {
	Account     string
	Name        string // UTF-8, as people see it
	Role        Role
	UIDValidity uint32
	LastUID     uint32
	// Unread are the UIDs up to LastUID that are still to be read: a
	// sequence-set of RFC 3501 §9 as text, empty for none.
	Unread string
	// ModSeq and Messages are the server's HIGHESTMODSEQ (RFC 7162) and number of
	// messages when it and we last agreed on what lies in the folder; 0: unknown.
	ModSeq   uint64
	Messages uint32
	// Reconciled is when all UIDs were last compared; zero: never.
	Reconciled time.Time
}

// Location is where a copy of a message lies.
type Location struct {
	Account     string
	Folder      string
	UIDValidity uint32
	UID         uint32
	Role        Role // of the folder
	Flags       []string
}

// counts says that the copy makes its message one that was sent or received.
func (l Location) counts() bool { return !l.Role.unsent() && !slices.Contains(l.Flags, `\Draft`) }
