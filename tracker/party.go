package tracker

import (
	_ "embed"
	"strings"
)

// Party is one mailbox of RFC 5322 §3.4: a person or a role. The address is
// lower case.
type Party struct {
	Name    string
	Address string
}

// String names the party for a reader: "Anna Berg (anna@acme.example)".
func (p Party) String() string {
	switch {
	case p.Name == "" || strings.EqualFold(p.Name, p.Address):
		return p.Address
	case p.Address == "":
		return p.Name
	}
	return p.Name + " (" + p.Address + ")"
}

// Organisation is the domain that the party writes from, or empty for free-mail
// domains, where it says nothing about who belongs together.
func (p Party) Organisation() string {
	d := domain(p.Address)
	if isFreeMail(d) {
		return ""
	}
	return d
}

func domain(address string) string {
	_, d, _ := strings.Cut(address, "@")
	return d
}

//go:embed freemail.txt
var freeMail string

// isFreeMail says whether anybody can have an address at d.
func isFreeMail(d string) bool {
	return d != "" && strings.Contains(freeMail, "\n"+d+"\n")
}

// sameOrganisation says whether two addresses belong to one organisation.
func sameOrganisation(a, b Party) bool {
	o := a.Organisation()
	return o != "" && o == b.Organisation()
}
