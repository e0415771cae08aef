package reading

import (
	"slices"
	"strings"
	"time"
)

// maxID is how long an order's number may be, in bytes.
const maxID = 64

// readOrder reads what the mail says about an order: from its structured data,
// then by the patterns of the shops the person has named, then from its words.
// The nature of the mail is known by now.
func (m *mail) readOrder() {
	if m.hints.HeaderOnly {
		return
	}
	const enough = 800 // words in which a notice says what it is about
	subject, opening := m.subject, *m.prose
	opening.tokens = opening.tokens[:min(len(opening.tokens), enough)]
	m.opening = &opening
	o := Order{}
	known := m.structured(&o)
	for i := range m.hints.Orders {
		if p := &m.hints.Orders[i]; p.matches(m) {
			p.read(m, &o)
			known = true
			break
		}
	}
	if known || !m.reportsMail() && m.mentions(subject) {
		m.wordsOf(&o, subject)
	}
	if o.Number != "" || o.Stage != "" || len(o.Tracking) > 0 {
		m.Order = &o
	}
}

// reportsMail tells whether the mail tells of another mail or of somebody's
// absence: "returned to sender" and "delivery delayed" mean no parcel there.
func (m *mail) reportsMail() bool {
	switch m.Nature {
	case Bounce, Delayed, OutOfOffice, Gone, Calendar:
		return true
	}
	return false
}

// mentions tells whether the mail speaks of orders or parcels at all, or holds
// something long enough to be a tracking number.
func (m *mail) mentions(subject *prose) bool {
	for _, section := range [...]string{"order number", "tracking number", "order parcel"} {
		if phrases(section).in(subject.tokens) || phrases(section).in(m.opening.tokens) {
			return true
		}
	}
	for _, t := range m.opening.tokens {
		if n := t.end - t.start; n >= minTracking+2 && n <= 40 && digitsOf(m.opening.text[t.start:t.end]) >= 6 {
			return true
		}
	}
	return false
}

// wordsOf fills in from the subject and the text what is not known yet.
func (m *mail) wordsOf(o *Order, subject *prose) {
	answers := m.replies || m.Forward
	if o.Number == "" {
		o.Number = clipText(m.numberIn(subject), maxID)
	}
	search := m.parcelsIn(subject)
	known := o.Number != "" || len(search.numbers) > 0 || len(o.Tracking) > 0
	if o.Stage == "" {
		o.Stage = m.stageOf(subject, answers, known)
	} else if o.Stage == Shipped {
		// The vocabulary has no word for what is finer than "in transit".
		if s := m.stageOf(subject, answers, true); s == OutForDelivery || s == OrderDelayed {
			o.Stage = s
		}
	}
	if len(o.Tracking) == 0 {
		o.Tracking = search.numbers
	}
	if o.Number != "" && slices.Contains(o.Tracking, strings.ToUpper(o.Number)) {
		o.Number = ""
	}
	if o.Carrier == "" && (len(o.Tracking) > 0 || o.Stage != "" && o.Stage != Ordered && o.Stage != Confirmed) {
		o.Carrier = search.carrier()
	}
	if o.Stage == "" && (o.Number == "" || m.Asks || m.byCustomer()) {
		return // a day that a customer wishes is not promised
	}
	days := deliveryDays{newCalendar(m.opening, m.hints.At, m.hints.Zone)}
	if o.Stage == Delivered && o.Delivered == nil {
		o.Delivered = days.delivered()
		if o.Delivered == nil && !answers {
			o.Delivered = deliveryDays{newCalendar(subject, m.hints.At, m.hints.Zone)}.delivered()
		}
	}
	if o.Promised == nil && o.Stage != Delivered && o.Stage != Returned {
		if o.Promised = days.promised(); o.Promised == nil && !answers {
			o.Promised = deliveryDays{newCalendar(subject, m.hints.At, m.hints.Zone)}.promised()
		}
		today := phrases("order today").in(subject.tokens) || phrases("order today").in(m.opening.tokens)
		if o.Promised == nil && o.Stage == OutForDelivery && today && !days.today.IsZero() {
			o.Promised = dayOf(days.today)
		}
	}
}

// numberIn finds the order's number, in the subject before the text.
func (m *mail) numberIn(subject *prose) string {
	if id := orderNumber(subject); id != "" {
		return id
	}
	if parcelIn(subject.tokens) || stageIn(subject, true, true) != "" || statusOf(subject.tokens, subject.text) != "" {
		if id := hashNumber(m.Subject); id != "" {
			return id
		}
	}
	if id := orderNumber(m.opening); id != "" {
		return id
	}
	if id := hashNumber(strings.ReplaceAll(m.NewText, "#", " ")); id != "" {
		return id
	}
	return ""
}

// parcelsIn finds carriers and tracking numbers.
func (m *mail) parcelsIn(subject *prose) parcels {
	s := parcels{table: carrierTable()}
	name := func(found ...int) {
		for _, i := range found {
			if !slices.Contains(s.named, i) {
				s.named = append(s.named, i)
			}
		}
	}
	if i, ok := s.table.host(domainOf(m.From.Address)); ok {
		name(i)
	}
	name(s.table.named(parseProse(m.From.Name))...)
	name(s.table.named(subject)...)
	name(s.table.named(m.opening)...)
	s.unknown = carrierLabel(m.opening)
	s.search(subject)
	s.search(m.opening)
	if len(s.numbers) == 0 && phrases("order parcel").in(m.opening.tokens) {
		m.linksIn(&s)
	}
	return s
}

// linksIn looks for the pages of carriers in the links of the mail's HTML.
func (m *mail) linksIn(s *parcels) {
	for _, p := range m.parts {
		if p.typ != "text/html" || p.attached {
			continue
		}
		markup, _ := p.markup()
		for n := 0; n < 200; n++ {
			at := strings.Index(markup, "://")
			if at < 0 {
				break
			}
			end := strings.IndexAny(markup[at:], "\"' <>\n")
			if end < 0 {
				end = len(markup) - at
			}
			s.link(strings.ReplaceAll(markup[at:at+end], "&amp;", "&"))
			markup = markup[at+end:]
		}
		return
	}
}

// carrier is the one of the numbers, else the one named first.
func (s *parcels) carrier() string {
	for _, c := range s.carriers {
		if c != "" {
			return c
		}
	}
	if len(s.named) > 0 {
		return s.table.all[s.named[0]].name
	}
	return s.unknown
}

// carrierLabel reads the name behind "Carrier:".
func carrierLabel(p *prose) string {
	labels := phrases("carrier label")
	for i := range p.tokens {
		n := labels.at(p.tokens, i)
		if n == 0 {
			continue
		}
		rest := strings.TrimLeft(clipText(p.text[p.tokens[i+n-1].end:], 60), " \t")
		after, ok := strings.CutPrefix(rest, ":")
		if !ok {
			continue
		}
		if line := strings.IndexAny(after, "\n,;("); line >= 0 {
			after = after[:line]
		}
		if name := foldSpace(after); len(name) >= 2 && len(name) <= 40 && digitsOf(name) < 3 {
			return name
		}
	}
	return ""
}

// addTracking keeps a number that structured data or a pattern gives.
func (o *Order) addTracking(number string) {
	number = strings.ToUpper(strings.Join(strings.Fields(number), ""))
	if len(number) >= 4 && len(number) <= maxID && len(o.Tracking) < maxTracking && !slices.Contains(o.Tracking, number) {
		o.Tracking = append(o.Tracking, number)
	}
}

// dayIn reads a day of structured data: ISO 8601 first, else as people write
// it. A time in UTC is turned to the person's zone.
func (m *mail) dayIn(text string) *Day {
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05.999Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			if strings.HasSuffix(text, "Z") && m.hints.Zone != nil {
				t = t.In(m.hints.Zone)
			}
			return dayOf(t)
		}
	}
	if len(text) >= 10 {
		if t, err := time.Parse("2006-01-02", text[:10]); err == nil {
			return dayOf(t)
		}
	}
	if len(text) == 8 {
		if t, err := time.Parse("20060102", text); err == nil {
			return dayOf(t)
		}
	}
	c := newCalendar(parseProse(text), m.hints.At, m.hints.Zone)
	for i := range c.tokens {
		if day, size := c.at(i); size > 0 {
			return dayOf(day)
		}
	}
	return nil
}
