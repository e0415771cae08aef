package reading

import "strings"

// listClues tells a list to which people write from one by which somebody sends:
// it names the address to write to, or its keeper. An address of our own may be
// such a list, by which customers reach all of a department.
func (m *mail) listClues(e *evidence) {
	keeper := ""
	if sender := m.header.get("sender"); sender != "" {
		if a := addresses([]string{clipText(sender, maxSubject)}); len(a) > 0 {
			keeper = a[0].Address
		}
	}
	if local, _, _ := strings.Cut(keeper, "@"); (e.has(clueListFields) || e.has(cluePrecedence)) && keeper != m.From.Address && isListKeeper(local) {
		e.add(clueListPost)
	}
	if !e.has(clueListPost) {
		return
	}
	e.drop(clueListFields, cluePrecedence)
	host := ""
	if post := salvage(clipText(m.header.get("list-post"), maxSubject)); len(post) > 0 {
		host = domainOf(post[0])
	}
	if host == "" {
		host = strings.ToLower(inBrackets(clipText(m.header.get("list-id"), maxSubject)))
	}
	if host == "" {
		host = domainOf(keeper)
	}
	delivered := m.deliveredTo()
	if delivered == "" || host == "" || strings.HasSuffix("."+host, "."+domainOf(delivered)) {
		return
	}
	for _, a := range append(m.To, m.Cc...) {
		if a.Address == delivered {
			return // written to us as well
		}
	}
	e.add(clueOutsideList)
}

// deliveredTo returns the address of the mailbox that a mail was put into, as the
// last mail servers on its way have noted it; empty if none has.
func (m *mail) deliveredTo() string {
	for _, name := range []string{"delivered-to", "x-original-to", "envelope-to", "x-delivered-to"} {
		if value := m.header.get(name); value != "" {
			return strings.ToLower(inBrackets(clipText(value, maxSubject)))
		}
	}
	hops := 0
	for _, f := range m.header {
		if f.name != "received" {
			continue
		}
		if _, rest, ok := strings.Cut(clipText(f.value, maxSubject), "for <"); ok {
			address, _, _ := strings.Cut(rest, ">")
			return strings.ToLower(strings.TrimSpace(address))
		}
		if hops++; hops == 4 {
			break
		}
	}
	return ""
}

// isListKeeper tells the address that a list program writes in Sender.
func isListKeeper(local string) bool {
	for _, end := range []string{"-admin", "-bounces", "-bounce", "-owner", "-request"} {
		if strings.HasSuffix(local, end) {
			return true
		}
	}
	return strings.HasPrefix(local, "owner-")
}
