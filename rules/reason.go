package rules

import "strings"

// Reason is why somebody complains, or wishes to return something: one word, as
// reports count it. Empty: neither.
type Reason string

// The reasons that are not said by their own word; all others are: "damaged".
const (
	ReturnWished Reason = "return"
	RefundWished Reason = "refund"
	Late         Reason = "late"
)

// Words is the reason as a person reads it: "return wished", "wrong item".
func (r Reason) Words() string {
	switch r {
	case ReturnWished, RefundWished:
		return string(r) + " wished"
	case Late:
		return "delivery late"
	}
	return strings.ReplaceAll(string(r), "_", " ")
}
