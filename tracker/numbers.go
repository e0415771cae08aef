package tracker

import (
	"cmp"
	"context"
	"slices"
	"time"

	"thrice/rules"
)

// PhoneNote is a number of a customer with the newest of their mails that gives it.
type PhoneNote struct {
	Number string    `json:"number"` // E.164
	Label  string    `json:"label"`  // "mobile", "office", "fax", ...; empty if no mail says
	Text   string    `json:"text"`   // as it is written
	Found  string    `json:"found"`  // "signature" or "text"
	Date   time.Time `json:"date"`   // of the mail
}

// The places in a mail where a number is found.
const (
	InSignature = "signature"
	InText      = "text"
)

// Callable are the numbers at which somebody can be talked to, the one to call
// first.
func (c Customer) Callable() []PhoneNote {
	return slices.DeleteFunc(slices.Clone(c.PhoneNotes), func(n PhoneNote) bool { return n.Label == fax })
}

// card is an item before the numbers of its customer are looked up.
type card struct {
	Item
	own   []FoundPhone    // from this conversation
	wrong map[string]bool // numbers that the person found wrong
	wish  string          // the number at which they want to be called now
}

// card is the view of the decision.
func (j *judged) card() card {
	c := card{Item: j.item(), wrong: map[string]bool{}}
	var wished time.Time
	for _, m := range j.counting(j.policy.Identity) {
		author := j.policy.Author(m.Message)
		if author.Address != c.Customer.Address || m.Nature != Human || !m.Clean {
			continue
		}
		for _, p := range m.Phones {
			c.own = append(c.own, FoundPhone{Phone: p, From: author.Address, At: m.At})
		}
		if c.Task != nil && c.Task.Do == rules.Call && m.Key == j.decision.Rests {
			c.wish, wished = m.Wish.Number, m.at
		}
	}
	undone := j.undone()
	for _, r := range j.Rulings {
		// One that they give anew for this very call is right again.
		if r.Number != "" && !undone[r.ID] && (r.Number != c.wish || r.At.After(wished)) {
			c.wrong[r.Number] = true
		}
	}
	return c
}

// numbered looks up the numbers of the customers, with one query for each
// account, and returns the items.
func numbered(ctx context.Context, r Reader, cards []card) ([]Item, error) {
	type mailbox struct{ account, address string }
	addresses := map[string][]string{}
	for _, c := range cards {
		if c.Customer.Address != "" {
			addresses[c.Account] = append(addresses[c.Account], c.Customer.Address)
		}
	}
	found := map[mailbox][]FoundPhone{}
	for account, some := range addresses {
		slices.Sort(some)
		phones, err := r.Phones(ctx, account, slices.Compact(some))
		if err != nil {
			return nil, err
		}
		for _, p := range phones {
			at := mailbox{account, p.From}
			found[at] = append(found[at], p)
		}
	}
	items := make([]Item, 0, len(cards))
	for _, c := range cards {
		c.note(slices.Concat(c.own, found[mailbox{c.Account, c.Customer.Address}]))
		items = append(items, c.Item)
	}
	return items, nil
}

// note puts the numbers in order, each once: the one they want to be called at,
// then those of their newest mail, at last where nobody answers.
func (c *card) note(found []FoundPhone) {
	slices.SortStableFunc(found, func(a, b FoundPhone) int { return b.At.Compare(a.At) })
	notes := []PhoneNote{}
	for _, f := range found {
		known := slices.IndexFunc(notes, func(n PhoneNote) bool { return n.Number == f.Number })
		switch {
		case c.wrong[f.Number]:
		case known >= 0:
			notes[known].Label = cmp.Or(notes[known].Label, f.Label)
		default:
			in := InText
			if f.Signed {
				in = InSignature
			}
			notes = append(notes, PhoneNote{Number: f.Number, Label: f.Label, Text: f.Text, Found: in, Date: f.At.UTC()})
		}
	}
	rank := func(n PhoneNote) int {
		switch {
		case n.Number == c.wish:
			return 0
		case n.Label != fax:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(notes, func(a, b PhoneNote) int { return cmp.Compare(rank(a), rank(b)) })
	for _, n := range notes {
		c.Customer.Phones = append(c.Customer.Phones, n.Number)
	}
	c.Customer.PhoneNotes = notes
}

// wrongNumber is the number that was called in vain, the first that is known,
// and the one to call instead.
func wrongNumber(c Customer) (wrong, next string) {
	numbers := c.Callable()
	if len(numbers) > 0 {
		wrong = numbers[0].Number
	}
	if len(numbers) > 1 {
		next = numbers[1].Number
	}
	return wrong, next
}
