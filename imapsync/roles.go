package imapsync

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

//go:embed roles.txt
var roleNames string

// How a folder's role was found.
const (
	ByConfig  = "config"
	BySpecial = "SPECIAL-USE"
	ByName    = "name"
)

// folder is an IMAP mailbox as LIST shows it.
type folder struct {
	name       string // UTF-8
	raw        string // as the server has it
	parent     string // empty at the top
	base       string // last part of name
	role       tracker.Role
	by         string // how role was found
	selectable bool
	special    tracker.Role // by attribute
	aside      bool         // of a name under which Exchange keeps what is no mail
}

// noMail stands in the list of names for folders that need not hold mail.
const noMail tracker.Role = "no mail"

// knownNames maps folder names in lower case to roles. Nobody changes the map.
var knownNames = sync.OnceValue(func() map[string]tracker.Role {
	names := map[string]tracker.Role{}
	var role tracker.Role
	for l := range strings.Lines(roleNames) {
		l = strings.TrimSpace(l)
		switch {
		case l == "" || l[0] == '#':
		case l[0] == '[':
			role = tracker.Role(strings.Trim(l, "[]"))
		default:
			names[strings.ToLower(l)] = role
		}
	}
	return names
})

// newFolder reads one LIST response (RFC 9051 §7.3.1, RFC 6154). \Flagged and
// \Important are views, not roles.
func newFolder(m wire.Mailbox) folder {
	f := folder{name: m.Name, raw: m.Raw, base: m.Name, selectable: true}
	if strings.EqualFold(f.name, inbox) {
		f.name, f.base = inbox, inbox
	}
	if m.Delim != 0 {
		if i := strings.LastIndex(f.name, string(m.Delim)); i >= 0 {
			f.parent, f.base = f.name[:i], f.name[i+len(string(m.Delim)):]
		}
	}
	special := map[string]tracker.Role{
		`\sent`: tracker.RoleSent, `\drafts`: tracker.RoleDrafts, `\junk`: tracker.RoleJunk,
		`\trash`: tracker.RoleTrash, `\archive`: tracker.RoleArchive, `\all`: tracker.RoleAll,
	}
	for _, attr := range m.Attrs {
		switch attr = strings.ToLower(attr); attr {
		case `\noselect`, `\nonexistent`:
			f.selectable = false
		default:
			if role, ok := special[attr]; ok {
				f.special = role
			}
		}
	}
	return f
}

// assignRoles says what each folder is for: the Sent folder by its configured
// name, others by SPECIAL-USE, then by known names. INBOX is INBOX.
func assignRoles(folders []folder, sent string) {
	names := knownNames()
	byName := make(map[string]*folder, len(folders))
	for i := range folders {
		byName[folders[i].name] = &folders[i]
	}
	for i := range folders {
		f := &folders[i]
		f.role, f.by = tracker.RoleNone, ""
		switch {
		case f.name == inbox:
			f.role = tracker.RoleInbox
		case sent != "" && f.name == sent:
			f.role, f.by = tracker.RoleSent, ByConfig
		case f.special != tracker.RoleNone:
			f.role, f.by = f.special, BySpecial
		default:
			switch role := names[strings.ToLower(f.base)]; {
			case role == tracker.RoleNone, role != tracker.RoleSent && !top(f, byName):
			case role == noMail:
				f.aside = true
			default:
				f.role, f.by = role, ByName
			}
		}
	}
}

// top says that a folder lies where mail programs put their own: at the top,
// below INBOX, or below something that holds no mail ("[Gmail]"). A customer's
// folder may have a subfolder "Templates" with real mail in it.
func top(f *folder, all map[string]*folder) bool {
	parent, known := all[f.parent]
	return f.parent == "" || strings.EqualFold(f.parent, inbox) || !known || !parent.selectable
}

// sentFolder returns the folder that our mail goes to, nil if there is none:
// the configured one, else that by attribute, else the topmost by name.
func sentFolder(folders []folder) *folder {
	rank := []string{ByConfig, BySpecial, ByName}
	var best *folder
	for i := range folders {
		f := &folders[i]
		if f.role != tracker.RoleSent || !f.selectable {
			continue
		}
		if best == nil || slices.Index(rank, f.by) < slices.Index(rank, best.by) ||
			f.by == best.by && len(f.parent) < len(best.parent) {
			best = f
		}
	}
	return best
}
