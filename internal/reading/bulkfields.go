package reading

import "strings"

// fieldClues looks at the header for signs of a mail to many.
func (m *mail) fieldClues(e *evidence) {
	for _, f := range m.header {
		if f.value != "" {
			fieldClue(e, f)
		}
	}
	m.listClues(e)
	if m.NoReply && !m.answersElsewhere() {
		e.add(clueNoReplyAddress)
	}
	m.senderClues(e)
	m.recipientClues(e)
	if m.Date.IsZero() && m.header.has("date") {
		e.add(clueOddDate)
	}
	if m.MessageID == "" {
		e.add(clueNoMessageID)
	}
	m.subjectClues(e)
}

// listClues tells a list to which people write from one by which somebody sends:
// it names the address to write to, or its keeper. An address of our own may be
// such a list, by which customers reach all of a department.
func (m *mail) listClues(e *evidence) {
	keeper := ""
	if a := addresses([]string{clipText(m.header.get("sender"), maxSubject)}); len(a) > 0 {
		keeper = a[0].Address
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

// fieldClue looks at one field.
func fieldClue(e *evidence, f field) {
	switch f.name {
	case "list-unsubscribe", "list-id", "list-help", "list-owner", "list-subscribe", "list-archive":
		e.add(clueListFields)
		return
	case "list-unsubscribe-post":
		e.add(clueOneClick)
		return
	case "auto-submitted":
		if strings.HasPrefix(strings.ToLower(f.value), "auto-generated") {
			e.add(clueGenerated)
		}
		return
	case "list-post":
		if !strings.EqualFold(f.value, "no") {
			e.add(clueListPost)
		}
		return
	case "mailing-list", "x-mailing-list", "x-list", "x-beenthere", "x-mailman-version", "x-google-group-id", "x-ecartis-version", "x-ezmlm-message":
		e.add(clueListFields)
		e.add(clueListPost)
		return
	case "precedence":
		switch strings.ToLower(f.value) {
		case "list", "bulk", "junk":
			e.add(cluePrecedence)
		}
		return
	case "x-mailer", "user-agent":
		mailerClue(e, strings.ToLower(clipText(f.value, maxSubject)))
		return
	case "feedback-id": // Amazon puts one on whatever passes through it
		if strings.HasSuffix(f.value, "AmazonSES") {
			e.add(clueRelay)
			return
		}
		e.add(clueCampaign)
		return
	case "x-csa-complaints", "x-mc-user", "x-roving-id", "x-roving-campaignid", "x-msys-api", "x-binding",
		"x-emv-campagneid", "x-job", "x-jobid", "x-job_id", "x-vr-status", "x-mailup-id", "x-rpcampaign", "x-ymlpcode", "x-msfbl",
		"x-virtual-mta", "x-mj-mid", "x-sfmc-stack", "x-accountcode", "x-klaviyo-message-id", "x-sib-id", "x-abuse-reports-to":
		e.add(clueCampaign)
		return
	case "x-ses-outgoing", "x-sg-eid", "x-sg-id", "x-mailgun-sid", "x-mandrill-user", "x-pm-message-id", "x-report-abuse",
		"x-report-abuse-to", "x-complaints-to":
		e.add(clueRelay)
		return
	case "x-spam-flag":
		if strings.EqualFold(f.value, "yes") {
			e.add(clueSpamVerdict)
		}
		return
	case "x-spam-status":
		if len(f.value) >= 3 && strings.EqualFold(f.value[:3], "yes") {
			e.add(clueSpamVerdict)
		}
		return
	case "x-forefront-antispam-report":
		if strings.Contains(f.value, "SFV:SPM") || strings.Contains(f.value, "CAT:BULK") || strings.Contains(f.value, "CAT:SPM") {
			e.add(clueSpamVerdict)
		}
		return
	}
	if !strings.HasPrefix(f.name, "x-") {
		return
	}
	for _, word := range []string{"campaign", "newsletter", "subscriber", "bulkmail", "mailing-id", "mailingid", "mailing_id", "sfmc", "unsubscribe"} {
		if strings.Contains(f.name, word) {
			e.add(clueCampaign)
		}
	}
}

// mailerClue tells programs for mass mail, and libraries that scripts use, by
// the name that they give themselves.
func mailerClue(e *evidence, name string) {
	for _, s := range []string{
		"mailchimp", "listmanager", "lyris", "accucast", "bulk", "mass mail", "massmail", "newsletter", "campaign", "mailing",
		"ematters", "emessag", "targetmail", "silverpop", "responsys", "exacttarget", "cheetah", "sendblaster", "phplist",
		"interspire", "acymailing", "mailpoet", "cleverreach", "rapidmail", "sendinblue", "brevo", "mailjet", "getresponse",
		"aweber", "activecampaign", "sailthru", "marketo", "eloqua", "klaviyo", "constant contact", "icontact", "unisender",
		"optivo", "inxmail", "emarsys", "mailerlite", "sendy", "customer.io", "group mail", "groupmail", "advanced mass",
		"atomic mail", "turbo-mailer", "turbomailer", "dark mailer", "the mail bat", "stormpost", "unitymail", "postman pro",
	} {
		if strings.Contains(name, s) {
			e.add(clueBulkMailer)
			return
		}
	}
	for _, s := range []string{
		"phpmailer", "swiftmailer", "mime::lite", "mime-lite", "aspmail", "aspemail", "jmail", "cdo for", "cdonts", "sendemail", "nodemailer",
		"javamail", "w3 jmail", "persits", "smtp", "mailer",
	} {
		if strings.Contains(name, s) {
			e.add(clueScriptMailer)
			return
		}
	}
}

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
	words := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '-' || r == '_' || r == '+' })
	for _, w := range words {
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
	if n := digits(local); n >= 5 && (n < len(local) || n > 12) && (len(local) >= 16 || n*2 > len(local)) {
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
	return digits(local) >= 6 && len(local) >= 16
}

func digits(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
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

// personalFields looks at the header for signs of a person.
func (m *mail) personalFields(e *evidence) {
	for _, f := range m.header {
		switch f.name {
		case "x-mailer", "user-agent":
			if isMailProgram(strings.ToLower(clipText(f.value, maxSubject))) {
				e.add(clueMailProgram)
			}
		case "x-ms-has-attach", "x-ms-tnef-correlator":
			e.add(clueMailProgram)
		}
	}
	if strings.HasSuffix(m.MessageID, "@mail.gmail.com") {
		e.add(clueMailProgram)
	}
	// A form on our own site writes in our name, answers go to who filled it in.
	if m.answersElsewhere() && len(m.To) > 0 && domainOf(m.To[0].Address) == domainOf(m.From.Address) &&
		domainOf(m.ReplyTo[0].Address) != domainOf(m.From.Address) {
		e.add(clueFormSender)
	}
}

// isMailProgram knows what people write mail with. Old names of Outlook Express,
// The Bat and Foxmail are what spam calls itself.
func isMailProgram(name string) bool {
	for _, s := range []string{
		"thunderbird", "mutt", "apple mail", "iphone mail", "ipad mail", "microsoft outlook 1", "microsoft office outlook",
		"microsoft-macoutlook", "evolution", "claws", "sylpheed", "gnus", "lotus notes", "hcl notes", "roundcube", "zimbra", "horde",
		"squirrelmail", "exmh", "alpine", "k-9", "fairemail", "bluemail", "airmail", "canary", "emclient", "em client", "mailbird",
		"postbox", "nylas", "spark", "sogo", "open-xchange", "rainloop", "snappymail", "gmail", "nmh", "vm ", "mozilla/5.0",
	} {
		if strings.HasPrefix(name, s) || len(s) > 6 && strings.Contains(name, s) {
			return true
		}
	}
	return false
}
