package reading

import (
	"regexp"
	"strings"
)

// OrderPattern is how the mails of one shop or carrier speak of an order, for
// those that carry no structured data and whose words are not understood. The
// first pattern whose conditions hold is used; what it does not find is read as
// in other mail. The expressions are looked for in the subject and the newly
// written text, the subject first.
type OrderPattern struct {
	Name     string                   // for people
	From     []string                 // the sender: a part of the address, or "@domain" its end; any, if empty
	Subject  *regexp.Regexp           // must match the subject; nil: any
	Number   *regexp.Regexp           // the order's number: the first group, or all of it
	Tracking *regexp.Regexp           // tracking numbers: likewise, every match
	Stages   map[Stage]*regexp.Regexp // the furthest that matches counts
	Carrier  string                   // who delivers; empty: as the mail says
}

// matches tells whether a mail is of the shop.
func (o *OrderPattern) matches(m *mail) bool {
	from := len(o.From) == 0
	for _, f := range o.From {
		f = strings.ToLower(f)
		if strings.HasPrefix(f, "@") {
			domain := "." + domainOf(m.From.Address)
			from = from || strings.HasSuffix(domain, "."+f[1:])
		} else {
			from = from || f != "" && strings.Contains(m.From.Address, f)
		}
	}
	return from && (o.Subject == nil || o.Subject.MatchString(m.Subject))
}

// read takes what the expressions find.
func (o *OrderPattern) read(m *mail, order *Order) {
	texts := []string{m.Subject, m.NewText}
	for _, text := range texts {
		if order.Number == "" && o.Number != nil {
			order.Number = clipText(firstGroup(o.Number.FindStringSubmatch(text)), maxID)
		}
		if o.Tracking != nil {
			for _, found := range o.Tracking.FindAllStringSubmatch(text, maxTracking) {
				order.addTracking(firstGroup(found))
			}
		}
	}
	for _, text := range texts {
		if order.Stage != "" {
			break
		}
		for _, s := range stageRanks() {
			if re := o.Stages[s]; re != nil && re.MatchString(text) {
				order.Stage = s
			}
		}
	}
	if order.Carrier == "" {
		order.Carrier = o.Carrier
	}
}

func firstGroup(match []string) string {
	if len(match) == 0 {
		return ""
	}
	for _, group := range match[1:] {
		if group != "" {
			return strings.TrimSpace(group)
		}
	}
	return strings.TrimSpace(match[0])
}
