package reading

import "strings"

// calendar finds an invitation, an answer to one or a cancellation (RFC 5546,
// RFC 6047). A calendar file merely attached, or published, is not; one attached
// that says what it is for is, if the mail is nothing else.
func (m *mail) calendar() (judgement, bool) {
	class := strings.ToLower(m.header.get("content-class"))
	if !m.hasCalendar() && m.answersBySubject() {
		return judgement{Calendar, 0.7, "the subject is that of an answer to an invitation, and there is no text"}, true
	}
	if class == "" && m.typ.typ != "text/calendar" && !m.hasCalendar() {
		return judgement{}, false
	}
	parts := m.parts
	if len(parts) == 0 {
		parts = []part{{contentType: m.typ}} // the header alone
	}
	for _, p := range parts {
		if !isCalendar(p.contentType) {
			continue
		}
		c := readCalendar(p)
		if !c.asks() || p.isFile() && !m.onlyInvites(p) {
			continue
		}
		return judgement{Calendar, 0.95, c.why(m.From.Address)}, true
	}
	if class == "urn:content-classes:calendarmessage" && !m.answers() {
		return judgement{Calendar, 0.8, "a calendar message of Exchange"}, true
	}
	return judgement{}, false
}

func (m *mail) hasCalendar() bool {
	for _, p := range m.parts {
		if isCalendar(p.contentType) {
			return true
		}
	}
	return false
}

func isCalendar(ct contentType) bool {
	switch ct.typ {
	case "text/calendar", "application/ics", "text/x-vcalendar":
		return true
	case "application/octet-stream":
		return strings.HasSuffix(strings.ToLower(ct.params["name"]), ".ics")
	}
	return false
}

// isFile tells whether a calendar is a file rather than part of the message: it is
// attached, or it has a name and is not labelled with the method that RFC 6047
// §2.4 asks for.
func (p part) isFile() bool {
	_, params := parseParams(p.header.get("content-disposition"))
	return p.attached || p.params["method"] == "" && (p.params["name"] != "" || params["filename"] != "")
}

// onlyInvites tells whether a mail with a calendar attached is an invitation and
// no person's letter: it was labelled for a calendar and says little beside, or
// its subject is that of one.
func (m *mail) onlyInvites(p part) bool {
	const little = 20 // words
	tokens := m.prose.tokens
	called := m.calledAsInvitation()
	switch {
	case m.answers() && !called && len(tokens) > 0, m.Forward && !called:
		return false
	case len(tokens) == 0 || called && !m.wishes().Asks:
		return true
	}
	return p.params["method"] != "" && len(tokens) <= little && !m.wishes().Asks
}

// calledAsInvitation tells whether the subject begins as programs name
// invitations and answers to them, the old subject behind it.
func (m *mail) calledAsInvitation() bool {
	if len(m.subject.tokens) == 0 {
		return false
	}
	n := phrases("calendar subject").at(m.subject.tokens, 0)
	return n > 0 && namesOld(m.subject, n)
}

// answersBySubject tells whether a mail is nothing but the subject of an
// invitation or an answer to one: gateways remove the calendar.
func (m *mail) answersBySubject() bool {
	return !m.hints.HeaderOnly && len(m.prose.tokens) == 0 && !m.Forward && !isReplySubject(m.Subject) && m.calledAsInvitation()
}

// calendarObject is what the reader needs of an iCalendar object (RFC 5545).
type calendarObject struct {
	method    string     // upper case
	attendees []attendee // in order
}

type attendee struct {
	address string
	answer  string // PARTSTAT in upper case
}

// readCalendar reads method and attendees, from the content, else from the
// header of the part: some put the one where the other belongs.
func readCalendar(p part) calendarObject {
	text, _ := p.text(maxMarkup)
	c := calendarObject{method: strings.ToUpper(strings.TrimSpace(p.params["method"]))}
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text) // RFC 5545 §3.1
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		c.line(line, &inside)
	}
	for _, f := range p.header {
		if f.name == "method" || strings.HasPrefix(f.name, "attendee") {
			inside = false
			c.line(f.name+":"+f.value, &inside)
		}
	}
	return c
}

// line reads one content line. inside tells that it belongs to a component, where
// no METHOD stands.
func (c *calendarObject) line(line string, inside *bool) {
	line = strings.TrimRight(line, "\r \t")
	const attendeeName = "ATTENDEE"
	switch {
	case hasFieldName(line, "begin"):
		*inside = !strings.EqualFold(strings.TrimSpace(line[6:]), "vcalendar")
	case len(line) > 6 && strings.EqualFold(line[:6], "method") && (line[6] == ':' || line[6] == ';'):
		if _, value, ok := strings.Cut(line, ":"); ok && c.method == "" && !*inside {
			c.method = strings.ToUpper(strings.TrimSpace(clipText(value, 40)))
		}
	case len(line) > len(attendeeName) && len(c.attendees) < maxParts && strings.EqualFold(line[:len(attendeeName)], attendeeName):
		upper := strings.ToUpper(clipText(line, 2000))
		a := attendee{}
		if _, rest, ok := strings.Cut(upper, ";PARTSTAT="); ok {
			end := strings.IndexAny(rest, ";:")
			if end < 0 {
				end = len(rest)
			}
			a.answer = strings.Trim(rest[:end], `" `)
		}
		if found := salvage(line); len(found) > 0 {
			a.address = strings.TrimPrefix(found[len(found)-1], "mailto:")
		}
		c.attendees = append(c.attendees, a)
	}
}

// asks tells whether the method makes a message of the object. "PUBLISH" makes a
// file of it.
func (c calendarObject) asks() bool {
	switch c.method {
	case "REQUEST", "REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER", "ADD", "REFRESH":
		return true
	}
	return false
}

// why words the method and, of a reply, the answer of its sender.
func (c calendarObject) why(from string) string {
	why := "a calendar message (" + strings.ToLower(c.method)
	if c.method != "REPLY" && c.method != "COUNTER" {
		return why + ")"
	}
	answer := ""
	for _, a := range c.attendees {
		if a.answer != "" && (answer == "" || a.address == from) {
			answer = a.answer
		}
	}
	switch answer {
	case "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED":
		why += ": " + strings.ToLower(answer)
	}
	return why + ")"
}
