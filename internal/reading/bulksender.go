package reading

import "strings"

// answersElsewhere tells whether answers go to another than the sender, as with
// a web form.
func (m *mail) answersElsewhere() bool {
	return len(m.ReplyTo) > 0 && m.ReplyTo[0].Address != m.From.Address && !isNoReply(m.ReplyTo[0].Address)
}

// senderClues looks at From and at the envelope's sender.
func (m *mail) senderClues(e *evidence) {
	local, domain, _ := strings.Cut(m.From.Address, "@")
	label, _, _ := strings.Cut(domain, ".")
	switch strings.TrimRight(label, "0123456789") {
	case "newsletter", "newsletters", "news", "mailing", "mailings", "marketing", "promo", "promotions", "offers", "campaign":
		e.add(clueNewsAddress)
	case "e", "em", "email", "mkt", "mailer", "edm", "notifications", "notification":
		e.add(clueNoticeAddress)
	}
	if strings.Contains(strings.ToLower(m.From.Name), "newsletter") {
		e.add(clueNewsAddress)
	}
	for w := range strings.FieldsFuncSeq(local, func(r rune) bool { return r == '.' || r == '-' || r == '_' || r == '+' }) {
		switch strings.TrimRight(w, "0123456789") {
		case "newsletter", "newsletters", "news", "offers", "offer", "deals", "promo", "promos", "promotion", "promotions", "mailing", "mailings",
			"marketing", "digest", "subscriptions", "subscription", "ebm", "angebote", "boletin", "infolettre", "nieuwsbrief", "nyhetsbrev":
			e.add(clueNewsAddress)
		case "notification", "notifications", "notify", "notifier", "alert", "alerts", "update", "updates", "notice", "notices", "auto", "automail",
			"invitations", "messages", "reminder", "reminders", "statement", "statements", "estatement":
			e.add(clueNoticeAddress)
		}
	}
	// A number alone is a person's address with many a mailbox provider of China.
	if n := digitsOf(local); n >= 5 && (n < len(local) || n > 12) && (len(local) >= 16 || n*2 > len(local)) {
		e.add(clueCodedSender)
	}
	if m.envelopeCoded(local, domain) && !e.has(clueListPost) {
		e.add(clueCodedEnvelope)
	}
}

// envelopeCoded tells whether the return address names the recipient or the
// sending, so that a mailer sees which of many came back. Forwarders and
// signatures of addresses (SRS, BATV) write such addresses too.
func (m *mail) envelopeCoded(fromLocal, fromDomain string) bool {
	path := strings.ToLower(strings.Trim(m.header.get("return-path"), "<> \t"))
	local, domain, ok := strings.Cut(path, "@")
	if !ok || local == fromLocal && domain == fromDomain {
		return false
	}
	for _, tag := range []string{"srs0", "srs1", "+srs=", "prvs=", "msprvs", "btv1==", "+caf_="} {
		if strings.Contains(local, tag) {
			return false
		}
	}
	switch {
	case strings.Contains(local, "bounce"), strings.HasPrefix(local, "bnc"), strings.HasPrefix(local, "return"):
		return true
	case strings.Contains(local, "=") && domain != fromDomain:
		return true
	}
	return digitsOf(local) >= 6 && len(local) >= 16
}

// recipientClues looks at whom the mail names. A person may use Bcc as well, so
// these are weak.
func (m *mail) recipientClues(e *evidence) {
	recipients := len(m.To) + len(m.Cc)
	switch {
	case recipients == 0 && strings.Contains(strings.ToLower(clipText(m.header.get("to"), maxSubject)), "undisclosed"):
		e.add(clueHiddenTo)
	case recipients == 0:
		e.add(clueNoTo)
	case len(m.To) > 0 && m.To[0].Address == m.From.Address && recipients == 1 && !m.answersElsewhere():
		e.add(clueToItself)
	case len(m.To) > 0 && strings.HasPrefix(m.To[0].Address, "undisclosed"):
		e.add(clueHiddenTo)
	}
}
