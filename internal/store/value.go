package store

import (
	"strings"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

// millis is how an instant is stored: unix milliseconds, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis reads what millis wrote, as UTC.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// day is how a date is stored: YYYY-MM-DD, empty for none. A day that no
// calendar has is none: a mail can say anything, and must not be unreadable later.
func day(d rules.Date) string {
	if d == (rules.Date{}) {
		return ""
	}
	s := d.String()
	if _, err := rules.ParseDate(s); err != nil {
		return ""
	}
	return s
}

// joined is how a list of short texts is stored: one a line. A line break
// within a text becomes a blank.
func joined(texts []string) string {
	all := strings.Join(texts, "\n")
	if strings.Count(all, "\n") < len(texts) {
		return all
	}
	lines := make([]string, len(texts))
	for i, text := range texts {
		lines[i] = strings.ReplaceAll(text, "\n", " ")
	}
	return strings.Join(lines, "\n")
}

// split is the texts that joined wrote; nil if there is none.
func split(all string) []string {
	if all == "" {
		return nil
	}
	return strings.Split(all, "\n")
}

// joinedParties is how parties are stored: one a line, name, tab, address.
func joinedParties(all []tracker.Party) string {
	if len(all) == 0 {
		return ""
	}
	var b strings.Builder
	for i, p := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(field(p.Name))
		b.WriteByte('\t')
		b.WriteString(field(p.Address))
	}
	return b.String()
}

func splitParties(all string) []tracker.Party {
	if all == "" {
		return nil
	}
	out := make([]tracker.Party, 0, strings.Count(all, "\n")+1)
	for line := range strings.SplitSeq(all, "\n") {
		name, address, _ := strings.Cut(line, "\t")
		out = append(out, tracker.Party{Name: name, Address: address})
	}
	return out
}

// inSignature marks a number of a signature.
const inSignature = "1"

// joinedPhones is how numbers are stored: one a line, the fields with tabs
// between them.
func joinedPhones(all []tracker.Phone) string {
	texts := make([]string, 0, len(all))
	for _, p := range all {
		signed := ""
		if p.Signed {
			signed = inSignature
		}
		texts = append(texts, strings.Join([]string{field(p.Number), field(p.Label), field(p.Text), signed}, "\t"))
	}
	return strings.Join(texts, "\n")
}

func splitPhones(all string) []tracker.Phone {
	var out []tracker.Phone
	for _, line := range split(all) {
		var p tracker.Phone
		p.Number, line, _ = strings.Cut(line, "\t")
		p.Label, line, _ = strings.Cut(line, "\t")
		p.Text, line, _ = strings.Cut(line, "\t")
		p.Signed = line == inSignature
		out = append(out, p)
	}
	return out
}

// field is a text without what separates fields.
func field(s string) string {
	if !strings.ContainsAny(s, "\t\n") {
		return s
	}
	return strings.NewReplacer("\t", " ", "\n", " ").Replace(s)
}
