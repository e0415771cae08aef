package reading

import (
	"slices"
	"strconv"
	"strings"
)

// recipientReport is what a delivery report says of one recipient (RFC 3464
// §2.3).
type recipientReport struct {
	action     string // lower case, without its comment
	status     string // as RFC 3463 writes it, or ""
	diagnostic string
	address    string
}

// deliveryStatus judges a report by its recipients. If they fared differently
// the worst counts.
func (m *mail) deliveryStatus(parts []part) judgement {
	n := m.mailNotice()
	all := n.reports(parts)
	worst := worstOf(all)
	f := n.failure(worst, all)
	switch what := worst.action; {
	case what == "delayed", what == "" && (strings.HasPrefix(f.Status, "4") || n.delayed()) && !n.givenUp():
		m.Bounce = f
		f.Permanent = false
		return judgement{Delayed, 0.95, "the mail system has not delivered it yet and goes on trying"}
	case slices.Contains([]string{"relayed", "delivered", "expanded", "deliverable"}, what),
		what == "" && strings.HasPrefix(worst.status, "2"):
		return judgement{Receipt, 0.95, passedOnReason}
	}
	m.Bounce = f
	return judgement{Bounce, 0.98, bounceReason(f)}
}

// passedOnReason words a report of success.
const passedOnReason = "a mail system reports that the mail was passed on"

func bounceReason(f *Failure) string {
	why := "the mail was not delivered"
	if f.Address != "" {
		why += " to " + f.Address
	}
	if f.Status != "" {
		why += " (" + f.Status + ")"
	}
	return why
}

// worstOf returns the report of the recipient that fared worst, the first of
// several; an empty one if there is none.
func worstOf(all []recipientReport) recipientReport {
	var worst recipientReport
	for i, r := range all {
		if i == 0 || r.rank() > worst.rank() {
			worst = r
		}
	}
	return worst
}

// rank orders the fates of recipients: what was given up for good is worst, then
// what was given up, what the report leaves open, and what is still tried.
func (r recipientReport) rank() int {
	switch r.action {
	case "failed", "failure", "error", "expired", "undelivered":
		if strings.HasPrefix(r.status, "4") {
			return 4
		}
		return 5
	case "":
		if strings.HasPrefix(r.status, "5") {
			return 3
		}
		return 1
	case "delayed":
		return 2
	}
	return 0
}

// reports reads the recipients of the given parts. A report may have come to
// pieces on its way, so where they name none, text that looks like one counts,
// and at last a report inside of the mail that is given back.
func (n *mailNotice) reports(parts []part) []recipientReport {
	var all []recipientReport
	for _, p := range parts {
		text, _ := p.text(maxHeader)
		all = append(all, recipientReports(text)...)
	}
	if len(all) > 0 {
		return all
	}
	for _, p := range n.mail.parts {
		if strings.HasPrefix(p.typ, "text/") || strings.HasPrefix(p.typ, "multipart/") {
			if text, _ := p.text(maxText); hasRecipient(text) {
				all = append(all, recipientReports(text)...)
			}
		}
	}
	if len(all) > 0 || n.inner == nil {
		return all
	}
	for _, p := range n.inner {
		if isDeliveryStatus(p.typ) {
			text, _ := p.text(maxHeader)
			all = append(all, recipientReports(text)...)
		}
	}
	return all
}

// hasRecipient is a cheap look for the fields of a report.
func hasRecipient(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if len(line) > 16 && (strings.EqualFold(line[:16], "final-recipient:") ||
			len(line) > 19 && strings.EqualFold(line[:19], "original-recipient:")) {
			return true
		}
	}
	return false
}

func isDeliveryStatus(typ string) bool {
	return typ == "message/delivery-status" || typ == "message/global-delivery-status"
}

// recipientReports reads the blocks of a report that name a recipient or its
// fate. The block on the message as a whole does neither.
func recipientReports(text string) []recipientReport {
	var all []recipientReport
	for _, block := range fieldsIn([]byte(text), maxParts) {
		if !block.has("final-recipient") && !block.has("original-recipient") && !block.has("action") && !block.has("status") {
			continue
		}
		if block.has("received") || block.has("return-path") {
			continue // the header of a mail given back
		}
		word, _, _ := strings.Cut(strings.ToLower(strings.TrimLeft(block.get("action"), " (")), " ")
		r := recipientReport{
			action:     strings.Trim(word, "();.,"),
			diagnostic: foldSpace(toText("", []byte(clipText(block.get("diagnostic-code"), 4<<10)))),
			address:    recipient(block),
		}
		if codes := codesIn(block.get("status")); len(codes) > 0 {
			r.status = codes[0].code
		}
		all = append(all, r)
	}
	return all
}

// recipient is the address a block reports on: the one that was written to, if
// the report names it, else the one it ended at.
func recipient(block header) string {
	for _, name := range []string{"original-recipient", "final-recipient", "x-actual-recipient"} {
		for _, value := range block.all(name) {
			if a := typedAddress(value); a != "" {
				return a
			}
		}
	}
	return ""
}

// typedAddress reads "rfc822; joe@acme.example", undoing the encodings of RFC
// 3461 §4 and RFC 6533 §3. A pipe or a file is no address.
func typedAddress(value string) string {
	kind, address, ok := strings.Cut(clipText(value, 2<<10), ";")
	if !ok {
		kind, address = "", kind
	}
	address = strings.Trim(strings.TrimSpace(address), "<>")
	if strings.HasPrefix(address, "|") || strings.HasPrefix(address, `"|`) || strings.HasPrefix(address, "/") {
		return ""
	}
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "rfc822":
		address = decodeXtext(address)
	case "utf-8":
		address = decodeUnitext(address)
	}
	return tidyAddress(address)
}

// tidyAddress checks an address and writes it in lower case; "" if it is none.
func tidyAddress(address string) string {
	address = foldSpace(toText("", []byte(address)))
	at := strings.LastIndexByte(address, '@')
	if at > 0 && at < len(address)-1 && strings.HasPrefix(address, `"`) && address[at-1] == '"' &&
		len(address) <= maxAddress && !strings.ContainsAny(address[at:], " <>,;") {
		return strings.ToLower(address) // a quoted local part stays as it is
	}
	for _, a := range salvage(address) {
		if a = strings.ToLower(foldSpace(a)); len(a) <= maxAddress && strings.IndexByte(a, '@') > 0 {
			return a
		}
	}
	return ""
}

// maxAddress is the length of a path in RFC 5321 §4.5.3.1: 64 and "@" and 255.
const maxAddress = 320

// decodeXtext undoes the two bytes that xtext (RFC 3461 §4) must encode in every
// address, "+" and "=", as well as spaces. More would make another address of
// "joe+20@acme.example".
func decodeXtext(s string) string {
	if !strings.Contains(s, "+") {
		return s
	}
	return strings.NewReplacer("+2B", "+", "+3D", "=").Replace(s)
}

// decodeUnitext undoes "\x{hex}" (RFC 6533 §3).
func decodeUnitext(s string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, `\x{`)
		hex, after, closed := strings.Cut(rest, "}")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		r, err := strconv.ParseUint(hex, 16, 21)
		if !closed || err != nil {
			b.WriteString(`\x{`)
			s = rest
			continue
		}
		b.WriteRune(rune(r))
		s = after
	}
}
