package reading

import (
	"strings"
	"time"
)

// stageRanks are the stages in the order in which they are preferred where one
// text names several, the last first: thanks for an order stand above the news
// that it was shipped.
func stageRanks() []Stage {
	return []Stage{Ordered, Confirmed, Shipped, OutForDelivery, Delivered, OrderDelayed, Returned}
}

func rankOfStage(s Stage) int {
	for i, one := range stageRanks() {
		if one == s {
			return i
		}
	}
	return -1
}

// section is the name of the phrases of a stage.
func (s Stage) section() string { return "stage " + strings.ReplaceAll(string(s), "_", " ") }

// noticeLength is how many sentences of a notice are looked at: what follows is
// small print.
const noticeLength = 14

// stageOf reads how far the order has come from the words of a notice: from its
// subject, else from its first sentences. A question, a wish and a condition
// tell nothing, and neither does a customer's mail.
func (m *mail) stageOf(subject *prose, answers bool, known bool) Stage {
	if !answers {
		s := statusOf(subject.tokens, subject.text)
		if s == "" {
			s = stageIn(subject, true, known || parcelIn(subject.tokens))
		}
		if s == Shipped {
			// "On its way", and below it that it comes today, or late.
			if finer := stageIn(m.opening, false, true); finer == OutForDelivery || finer == OrderDelayed {
				return finer
			}
		}
		if s != "" {
			return s
		}
	}
	if m.byCustomer() {
		return ""
	}
	known = known || !answers && parcelIn(subject.tokens)
	if s := stageIn(m.opening, false, known); s != "" {
		return s
	}
	if answers {
		return ""
	}
	return statusLine(clipText(m.NewText, 4<<10))
}

func parcelIn(tokens []token) bool {
	return phrases("order parcel").in(tokens) || phrases("tracking number").in(tokens)
}

// stageIn finds the most telling stage that a text states. known: what it
// speaks of is a parcel or an order.
func stageIn(p *prose, subject, known bool) Stage {
	best := -1
	for i, n := 0, 0; i < len(p.tokens) && n < noticeLength; n++ {
		sentence := p.sentenceOf(i)
		i += len(sentence)
		if p.questions[sentence[0].sentence] || !known && !parcelIn(sentence) {
			continue
		}
		doubt, _ := phrases("no stage").find(sentence)
		for rank, s := range stageRanks() {
			if rank <= best {
				continue
			}
			at, n := phrases(s.section()).find(sentence)
			// A condition behind the news does not touch it. A line that says
			// nothing else may be one of several stations.
			if at >= 0 && (doubt < 0 || doubt >= at+n) && (subject || n < len(sentence)) {
				best = rank
			}
		}
	}
	if best < 0 {
		return ""
	}
	return stageRanks()[best]
}

// statusOf reads a subject that begins with a stage alone: "Delivered: your
// parcel".
func statusOf(tokens []token, text string) Stage {
	if len(tokens) == 0 {
		return ""
	}
	for _, s := range stageRanks() {
		n := phrases("status "+strings.ReplaceAll(string(s), "_", " ")).at(tokens, 0)
		if n == 0 {
			continue
		}
		if n == len(tokens) || strings.HasPrefix(strings.TrimSpace(text[tokens[n-1].end:]), ":") {
			return s
		}
	}
	return ""
}

// statusLine finds the one line of a text that says nothing but a stage. Where
// several do they show the stations of the way, and not where it stands.
func statusLine(text string) Stage {
	var found Stage
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || len(line) > 40 {
			continue
		}
		if n++; n > 40 {
			break
		}
		tokens := parseProse(line).tokens
		if len(tokens) > 4 {
			continue
		}
		if s := statusOf(tokens, line); s != "" {
			if found != "" && found != s {
				return ""
			}
			found = s
		}
	}
	return found
}

// byCustomer tells whether somebody writes who awaits an order: "my order".
// Buttons of notices say so too, "Track my order", and their small print.
func (m *mail) byCustomer() bool {
	if m.NoReply {
		return false
	}
	const beginning = 6 // sentences
	tokens := m.opening.tokens
	for i := range tokens {
		if tokens[i].sentence >= beginning {
			break
		}
		if phrases("order customer").at(tokens, i) == 0 {
			continue
		}
		if i == 0 || phrases("order button").at(tokens, i-1) == 0 {
			return true
		}
	}
	return false
}

// days reads when the order is to arrive, or did.
type deliveryDays struct {
	calendar
}

// promised is the last day of the span that follows words such as "estimated
// delivery".
func (d deliveryDays) promised() *Day {
	for i := 0; i < len(d.tokens); i++ {
		n := phrases("order expected").at(d.tokens, i)
		if n == 0 || d.previous(i) || d.previous(i+n-1) {
			continue
		}
		const reach = 10
		// The day may stand within the phrase: "wird am 4. November geliefert".
		for j := i + 1; j < min(len(d.tokens), i+n+reach); j++ {
			if phrases("order previously").at(d.tokens, j) > 0 {
				break
			}
			if size := phrases("order today").at(d.tokens, j); size > 0 && !d.today.IsZero() {
				return dayOf(d.today)
			}
			if day, size := d.at(j); size > 0 {
				if later, ok := d.spanEnd(j + size); ok && later.After(day) {
					day = later
				}
				return dayOf(day)
			}
		}
	}
	return nil
}

// spanEnd reads the second day of a span, "- March 28", from token j on.
func (d deliveryDays) spanEnd(j int) (day time.Time, ok bool) {
	if j >= len(d.tokens) || strings.Contains(strings.TrimSpace(d.gap(j-1)), "\n") {
		return day, false
	}
	if phrases("order span").at(d.tokens, j) > 0 {
		j++
	} else if !isDash(d.gap(j - 1)) {
		return day, false
	}
	if j >= len(d.tokens) {
		return day, false
	}
	day, size := d.at(j)
	return day, size > 0
}

// previous tells whether the words at or before token i speak of what was meant
// before.
func (d deliveryDays) previous(i int) bool {
	for j := max(0, i-2); j <= i && j < len(d.tokens); j++ {
		if phrases("order previously").at(d.tokens, j) > 0 {
			return true
		}
	}
	return false
}

// delivered is the day of a sentence that tells of the delivery. Days without
// a year lie behind.
func (d deliveryDays) delivered() *Day {
	if d.today.IsZero() {
		return nil
	}
	today := d.today
	past := d
	past.today = today.AddDate(0, 0, -170)
	for i := 0; i < len(d.tokens); {
		sentence := d.sentenceOf(i)
		if phrases(Delivered.section()).in(sentence) || phrases("status delivered").in(sentence) {
			for j := i; j < i+len(sentence); j++ {
				if phrases("order today").at(d.tokens, j) > 0 {
					return dayOf(today)
				}
				if phrases("weekdays").position(d.tokens[j].word) > 0 {
					if _, size := d.at(j); size <= 1 {
						continue // "on Tuesday": of which week?
					}
				}
				if day, size := past.at(j); size > 0 && !day.After(today) {
					return dayOf(day)
				}
			}
		}
		i += len(sentence)
	}
	return past.arrived(today)
}

// arrived is the day behind a label such as "Delivery date:", in a mail that
// tells of the delivery.
func (d deliveryDays) arrived(today time.Time) *Day {
	const reach = 3
	for i := range d.tokens {
		n := phrases("order arrived").at(d.tokens, i)
		if n == 0 || d.previous(i) {
			continue
		}
		for j := i + n; j < min(len(d.tokens), i+n+reach); j++ {
			if day, size := d.at(j); size > 1 && !day.After(today) {
				return dayOf(day)
			}
		}
	}
	return nil
}
