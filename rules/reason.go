package rules

import "strings"

// Reason is why somebody complains, or wishes to return something: one word, as
// reports count it. Empty: neither.
type Reason string

// The reasons that are wishes; all others say what is wrong.
const (
	ReturnWished Reason = "return"
	RefundWished Reason = "refund"
)

// Words is the reason as a person reads it: "return wished", "wrong item".
func (r Reason) Words() string {
	switch r {
	case ReturnWished, RefundWished:
		return string(r) + " wished"
	}
	return strings.ReplaceAll(string(r), "_", " ")
}
