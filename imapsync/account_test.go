package imapsync

import (
	"slices"
	"strings"
	"testing"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

func TestFolderPatterns(t *testing.T) {
	tests := []struct {
		name     string
		patterns []string
		read     []string
		left     []string
	}{
		{"none: everything", nil, []string{"A", "A/B"}, nil},
		{"the last one that matches decides", []string{"*", "-Archive/*", "Archive/2026"}, []string{"Archive", "Archive/2026", "X"}, []string{"Archive/2025", "Archive/a/b"}},
		{"a list that begins by leaving out takes the rest", []string{"-Zoo"}, []string{"A", "Zoo/x"}, []string{"Zoo"}},
		{"a list of some", []string{"Kunden/*", "Büro*ablage"}, []string{"Kunden/A/B", "Büroablage", "Büro neue ablage"}, []string{"Kunden", "A", "Büroablagen", "bürox"}},
		{"overlapping ends", []string{"ab*ba"}, []string{"abba", "abxba"}, []string{"aba"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := Account{Folders: tt.patterns}
			for _, name := range tt.read {
				if !a.reads(name) {
					t.Errorf("%q is left out", name)
				}
			}
			for _, name := range tt.left {
				if a.reads(name) {
					t.Errorf("%q is read", name)
				}
			}
		})
	}
}

func TestRolesOfFolders(t *testing.T) {
	list := func(name string, attrs ...string) folder {
		return newFolder(wire.Mailbox{Name: name, Raw: wire.EncodeMailbox(name), Delim: '/', Attrs: attrs})
	}
	tests := []struct {
		name    string
		folders []folder
		config  string
		roles   []tracker.Role
		sent    string
		by      string
	}{
		{
			name:    "attributes, however the folder is called",
			folders: []folder{list("INBOX", `\Sent`), list("Out there", `\Sent`), list("Sent")},
			roles:   []tracker.Role{tracker.RoleInbox, tracker.RoleSent, tracker.RoleSent}, sent: "Out there", by: BySpecial,
		},
		{
			name:    "names in many languages",
			folders: []folder{list("GESENDET"), list("INBOX/Entwürfe"), list("Корзина"), list("迷惑メール"), list("Boîte d'envoi"), list("Şablonlar")},
			roles:   []tracker.Role{tracker.RoleSent, tracker.RoleDrafts, tracker.RoleTrash, tracker.RoleJunk, tracker.RoleOutbox, tracker.RoleTemplates}, sent: "GESENDET", by: ByName,
		},
		{
			name:    "Gmail in Spanish",
			folders: []folder{list("[Gmail]", `\Noselect`), list("[Gmail]/Enviados"), list("[Gmail]/Borradores"), list("[Gmail]/Todos", `\All`)},
			roles:   []tracker.Role{"", tracker.RoleSent, tracker.RoleDrafts, tracker.RoleAll}, sent: "[Gmail]/Enviados", by: ByName,
		},
		{
			name:    "a customer's folder holds real mail",
			folders: []folder{list("Kunden"), list("Kunden/Vorlagen"), list("Kunden/Spam")},
			roles:   []tracker.Role{"", "", ""},
		},
		{
			name: "the configuration decides", config: "Raus",
			folders: []folder{list("Sent", `\Sent`), list("Raus")},
			roles:   []tracker.Role{tracker.RoleSent, tracker.RoleSent}, sent: "Raus", by: ByConfig,
		},
		{
			name: "a configured folder that does not exist", config: "Nowhere",
			folders: []folder{list("Old/Sent"), list("Sent")},
			roles:   []tracker.Role{tracker.RoleSent, tracker.RoleSent}, sent: "Sent", by: ByName,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assignRoles(tt.folders, tt.config)
			var roles []tracker.Role
			for _, f := range tt.folders {
				roles = append(roles, f.role)
			}
			if !slices.Equal(roles, tt.roles) {
				t.Errorf("roles %q, want %q", roles, tt.roles)
			}
			var name, by string
			if s := sentFolder(tt.folders); s != nil {
				name, by = s.name, s.by
			}
			if name != tt.sent || by != tt.by {
				t.Errorf("Sent is %q by %q, want %q by %q", name, by, tt.sent, tt.by)
			}
		})
	}
}

func TestNoFolderNameStandsForTwoRoles(t *testing.T) {
	seen := map[string]bool{}
	known := knownNames()
	for name, role := range known {
		switch role {
		case tracker.RoleSent, tracker.RoleDrafts, tracker.RoleJunk, tracker.RoleTrash, tracker.RoleArchive, tracker.RoleOutbox, tracker.RoleTemplates, noMail:
			seen[string(role)] = true
		default:
			t.Errorf("%q has the unknown role %q", name, role)
		}
	}
	lines := 0
	for l := range strings.Lines(roleNames) {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' && l[0] != '[' {
			lines++
		}
	}
	if len(seen) != 8 || len(known) != lines {
		t.Errorf("%d lines, %d names for %v", lines, len(known), seen)
	}
}
