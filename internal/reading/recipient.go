package reading

import "strings"

// failedRecipient looks for the address a notice is about: in the field many
// systems add, else in the text, else the one the returned mail was sent to.
func (n *mailNotice) failedRecipient() string {
	for _, value := range n.mail.header.all("x-failed-recipients") {
		if a := tidyAddress(value); a != "" {
			return a
		}
	}
	best, rank, at := "", 0, 0
	told := n.tells()
	for line := range strings.SplitSeq(clipText(n.text, 2*maxNotice), "\n") {
		at += len(line) + 1 // its end
		if strings.IndexByte(line, '@') < 0 || len(line) > 4<<10 {
			continue
		}
		bare := strings.TrimLeft(line, "> \t|*-•・")
		of := 2 * lineRank(bare)
		if of > 0 && at > told {
			of++ // what failed is named below the words that something has
		}
		if of <= rank {
			continue
		}
		for _, a := range salvage(spaceCJK(bare)) {
			if a = tidyAddress(cutCJK(a)); a != "" && !n.isOwn(a) {
				best, rank = a, of
				break
			}
		}
	}
	if best != "" {
		return best
	}
	return n.returnedTo()
}

// tells returns where in the text the words begin that tell of a failure.
func (n *mailNotice) tells() int {
	if i, _ := phrases("bounce text").find(n.opening); i >= 0 {
		return n.opening[i].start
	}
	return len(n.text)
}

// lineRank tells how likely a line names the recipient that failed: it begins
// with the address or a word for it, rather than mentions it, and is no other
// field of a header.
func lineRank(line string) int {
	if line == "" {
		return 0
	}
	label, _, ok := strings.Cut(line, ":")
	if ok && strings.IndexByte(label, '@') < 0 && len(label) < 40 {
		tokens := parseProse(label).tokens
		switch {
		case phrases("recipient label").in(tokens):
			return 4
		case phrases("other label").in(tokens):
			return 0
		}
	}
	at := strings.IndexByte(line, '@')
	if space := strings.IndexAny(line, " \t"); space < 0 || space > at {
		return 3
	}
	return 2
}

// spaceCJK replaces the brackets and marks of East Asian texts, which stand
// without a space beside an address.
func spaceCJK(line string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff65 {
			return ' '
		}
		return r
	}, line)
}

// cutCJK removes East Asian words that stand without a space before or behind an
// address in Latin letters.
func cutCJK(address string) string {
	isCJK := func(r rune) bool { return r >= 0x2e80 }
	local, domain, _ := strings.Cut(address, "@")
	if bare := strings.TrimLeftFunc(local, isCJK); bare != "" {
		local = bare
	}
	if i := strings.IndexFunc(domain, isCJK); i > 0 && domain[i-1] != '.' && strings.Contains(domain[:i], ".") {
		domain = domain[:i]
	}
	return local + "@" + domain
}

// isOwn tells whether an address is the notice's own, or ours it was sent to.
func (n *mailNotice) isOwn(address string) bool {
	if address == n.sender || address == n.mail.From.Address || isDaemon(Address{Address: address}) || isNoReply(address) {
		return true
	}
	for _, to := range n.mail.To {
		if to.Address == address {
			return true
		}
	}
	return false
}

// returnedTo is whom the returned mail was sent to, if to one only.
func (n *mailNotice) returnedTo() string {
	for _, p := range n.mail.parts {
		if !isReturned(p.typ) {
			continue
		}
		content, _ := p.decode(maxHeader)
		h, _, _ := splitHeader(content, nil)
		to := addresses(append(h.all("to"), h.all("cc")...))
		if len(to) == 1 && !n.isOwn(to[0].Address) {
			return tidyAddress(to[0].Address)
		}
		return ""
	}
	return ""
}
