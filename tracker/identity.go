package tracker

import (
	"slices"
	"strings"
)

// Identity is who we are in one account.
type Identity struct {
	Account    string
	Me         []string // our addresses, lower case; the first is the main one
	Colleagues []string // domains, lower case
	// AuthServer is the provider's authserv-id, whose Authentication-Results
	// are believed (RFC 8601 §2.5); empty: the one learnt.
	AuthServer string
}

// Ours says whether address is one of ours; a plus part does not matter.
func (id Identity) Ours(address string) bool {
	bare, _ := cutTag(address)
	return slices.Contains(id.Me, address) || slices.Contains(id.Me, bare)
}

// Colleague says whether address belongs to a colleague: not us, but our side.
func (id Identity) Colleague(address string) bool {
	return !id.Ours(address) && slices.Contains(id.Colleagues, domain(address))
}

// Outside says whether address belongs to neither us nor a colleague.
func (id Identity) Outside(address string) bool {
	return address != "" && !id.Ours(address) && !id.Colleague(address)
}

// Outbound says whether we wrote the message. The folder never decides: a
// filter may file anything anywhere. A web form's mail, from us to us with the
// customer in Reply-To, is inbound.
func (id Identity) Outbound(m *Message) bool { return id.Ours(m.From.Address) && !id.webForm(m) }

func (id Identity) webForm(m *Message) bool {
	ours := func(p Party) bool { return id.Ours(p.Address) || id.Colleague(p.Address) }
	return ours(m.From) && id.Outside(m.ReplyTo.Address) && len(m.Recipients()) > 0 &&
		!slices.ContainsFunc(m.Recipients(), func(p Party) bool { return !ours(p) })
}

// Author is who wrote the message: From, but Reply-To of a web form's mail.
func (id Identity) Author(m *Message) Party {
	if id.webForm(m) {
		return m.ReplyTo
	}
	return m.From
}

// outsiders are the parties that are neither ours nor colleagues, each once.
func (id Identity) outsiders(parties []Party) []Party {
	var out []Party
	for _, p := range parties {
		if id.Outside(p.Address) && !slices.ContainsFunc(out, func(q Party) bool { return q.Address == p.Address }) {
			out = append(out, p)
		}
	}
	return out
}

// cutTag splits the plus part off an address: joe+3d@acme.example.
func cutTag(address string) (bare, tag string) {
	local, host, ok := strings.Cut(address, "@")
	if !ok {
		return address, ""
	}
	name, tag, ok := strings.Cut(local, "+")
	if !ok || name == "" {
		return address, ""
	}
	return name + "@" + host, tag
}
