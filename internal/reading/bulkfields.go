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
	if needlesOf("campaign field").in([]byte(f.name)) {
		e.add(clueCampaign)
	}
}

// mailerClue tells programs for mass mail, and libraries that scripts use, by
// the name that they give themselves.
func mailerClue(e *evidence, name string) {
	switch {
	case needlesOf("mass mailer").in([]byte(name)):
		e.add(clueBulkMailer)
	case needlesOf("script mailer").in([]byte(name)):
		e.add(clueScriptMailer)
	}
}
