package reading

// mail is a message while it is judged.
type mail struct {
	*Reading
	header  header
	parts   []part
	body    string // the text a person reads first, whole
	subject *prose
	base    string // of the subject, as BaseSubject
	replies bool   // the subject has a prefix of a reply
	prose   *prose // of NewText
	opening *prose // its first words, where a notice says what it is about
	hints   Hints
	typ     contentType

	responded *response // once the text has been read as one
	wished    *wishes   // once the text has been read for them
}

// judgement is a nature with its reason.
type judgement struct {
	nature Nature
	sure   float64
	why    string
}

// judge decides who wrote the mail. The order matters: what a mail proves by its
// structure comes before what it says of itself, that before what it looks like.
// X-Auto-Response-Suppress, Precedence, List fields and a no-reply address prove
// nothing: people's answers carry them too.
func (m *mail) judge() judgement {
	if len(m.header) == 0 {
		return judgement{Uncertain, 0.1, "the mail has no header"}
	}
	for _, rule := range []func() (judgement, bool){
		m.challenge, m.report, m.notified, m.reaction, m.calendar, m.plainBounce, m.plainReceipt, m.declared, m.nullSender, m.bySubject, m.unmarked, m.bulk, m.suspect,
	} {
		if j, ok := rule(); ok {
			return j
		}
	}
	return judgement{Human, 0.9, "nothing says that a machine wrote it"}
}

// answers tells whether the mail names another that it answers.
func (m *mail) answers() bool { return len(m.InReplyTo) > 0 || len(m.References) > 0 }

// reaction finds an emoji sent instead of an answer. A "thumbs up" may be one.
func (m *mail) reaction() (judgement, bool) {
	const why = "an emoji reaction, which may or may not be an answer"
	for _, p := range m.parts {
		if p.typ == "text/vnd.google.email-reaction+json" {
			return judgement{Uncertain, 0.9, why}, true
		}
	}
	subject := m.subject.tokens
	if phrases("reaction").in(subject) || len(m.prose.tokens) <= 15 && phrases("reaction").in(m.prose.tokens) {
		return judgement{Uncertain, 0.8, why}, true
	}
	return judgement{}, false
}
