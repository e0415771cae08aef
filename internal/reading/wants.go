package reading

// wishes is what the newly written text asks for and promises. A judge of the
// mail's nature may need it; what only a machine wrote is never looked at for it.
func (m *mail) wishes() *wishes {
	if m.wished != nil {
		return m.wished
	}
	m.wished = &wishes{}
	if m.hints.HeaderOnly {
		return m.wished
	}
	w := m.wished
	w.read(findSigns(m.prose))
	w.Courtesy = !w.Asks && !w.Stop && w.Complaint == "" && isCourtesy(m.prose)
	if len(m.prose.tokens) <= little && !m.answers() {
		w.readSubject(findSigns(m.subject), m.NewText == "")
	}
	return w
}

// wishes are what a writer wants, apart from what names a day.
type wishes struct {
	text, subject *signs // subject is nil if the text says enough

	Asks, Courtesy, Confirms, Promises, Stop bool

	calls     bool // asks to be called
	Complaint Complaint
}

func (w *wishes) read(s *signs) {
	w.text = s
	w.Asks = s.asks()
	w.Promises = s.says(kindPromise, kindNoPromise)
	w.Stop = s.stops()
	w.Confirms = s.confirms()
	w.Complaint = s.complaint()
	w.calls = s.says(kindCall, kindNoCall)
}

// readSubject reads the subject of a new mail that says little: people put a
// short question there, and "see above" or nothing below it.
func (w *wishes) readSubject(s *signs, empty bool) {
	w.subject = s
	w.Asks = w.Asks || s.asks()
	w.Confirms = w.Confirms || empty && s.confirms()
	w.Stop = w.Stop || empty && s.stops()
	if w.Complaint == "" {
		w.Complaint = s.complaint()
	}
	w.Courtesy = w.Courtesy && !w.Asks && w.Complaint == ""
}

// readWishes fills in what the writer wants, if a person may have written the
// mail. A notice of absence asks nothing of us, but may name a day.
func (m *mail) readWishes() {
	person := m.Nature == Human || m.Nature == Uncertain || m.Nature == Calendar
	if !person && m.Nature != OutOfOffice {
		return
	}
	w := m.wishes()
	m.Promises = w.Promises // "away until Thursday, will get back to you on Friday"
	if person {
		m.Asks, m.Confirms, m.Stop, m.Complaint = w.Asks, w.Confirms, w.Stop, w.Complaint
	}
	for _, s := range []*signs{w.text, w.subject} {
		if s == nil {
			continue
		}
		c := newCalendar(s.prose, m.hints.At, m.hints.Zone)
		if m.Call == nil && person {
			m.Call = s.call(m.regions, c)
		}
		if m.NamedDate == nil {
			m.NamedDate = s.namedDate(c)
		}
	}
	m.CallRequest = m.Call != nil
	m.Courtesy = person && w.Courtesy && !m.CallRequest
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
