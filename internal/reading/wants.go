package reading

// wants judges what the newly written text asks for and promises.
func (m *mail) wants(p *prose) {
	s := findSigns(p)
	m.Asks = s.asks()
	c := newCalendar(p, m.hints.At, m.hints.Zone)
	m.Call = s.call(m.regions, c)
	m.CallRequest = m.Call != nil
	m.Promises = s.says(kindPromise, kindNoPromise)
	m.Stop = s.stops()
	m.Confirms = s.confirms()
	m.Complaint = s.complaint()
	m.Courtesy = !m.Asks && !m.CallRequest && !m.Stop && m.Complaint == "" && isCourtesy(p)
	m.NamedDate = s.namedDate(c)
}

// subjectWants reads the subject of a new mail that says little: people put a
// short question there, and "see above" or nothing below it.
func (m *mail) subjectWants() {
	s := findSigns(m.subject)
	c := newCalendar(s.prose, m.hints.At, m.hints.Zone)
	m.Asks = m.Asks || s.asks()
	m.Confirms = m.Confirms || m.NewText == "" && s.confirms()
	m.Stop = m.Stop || m.NewText == "" && s.stops()
	if m.Call == nil {
		m.Call = s.call(m.regions, c)
		m.CallRequest = m.Call != nil
	}
	if m.Complaint == "" {
		m.Complaint = s.complaint()
	}
	if m.NamedDate == nil {
		m.NamedDate = s.namedDate(c)
	}
	m.Courtesy = m.Courtesy && !m.Asks && !m.CallRequest && m.Complaint == ""
}

// says tells whether a phrase of a kind is meant and not denied.
func (s *signs) says(k, unless kind) bool {
	for _, found := range s.of[k] {
		if s.stated(found, unless) {
			return true
		}
	}
	return false
}

// stops tells whether the writer wants no more mail. In a long mail such a phrase
// is about something else.
func (s *signs) stops() bool {
	const longest = 60 // words
	if len(s.tokens) == 0 || len(s.tokens) > longest {
		return false
	}
	if s.says(kindStop, kindNoStop) {
		return true
	}
	n := phrases("stop word").at(s.tokens, 0)
	return n > 0 && (n == len(s.tokens) || !s.sameSentence(0, n))
}
