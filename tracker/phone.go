package tracker

import (
	"time"

	"thrice/rules"
)

// Phone is a telephone number that a mail gave.
type Phone struct {
	Number string // ITU-T E.164
	Label  string // "mobile", "office", "fax", ...; empty if the mail does not say
	Text   string // as it is written
	Signed bool   // it stands in the signature
}

// fax is the label of numbers that nobody can be talked to at.
const fax = "fax"

// FoundPhone is a number with the mail that gave it.
type FoundPhone struct {
	Phone
	From string // address of who wrote the mail
	At   time.Time
}

// Wish is what somebody who wants to be called says about it. Each part may be
// missing.
type Wish struct {
	Number string // E.164
	When   string // in their words
	Day    rules.Date
}

// StandIn is whom a notice of absence names instead of its writer. Each part
// may be missing.
type StandIn struct {
	Name    string
	Address string
	Phone   string // E.164
}

// String is a remark about who stands in; empty if nobody does.
func (s StandIn) String() string {
	who := Party{Name: s.Name, Address: s.Address}.String()
	switch {
	case who == "" && s.Phone == "":
		return ""
	case who == "":
		return "stand-in: " + s.Phone
	case s.Phone == "":
		return "stand-in: " + who
	}
	return "stand-in: " + who + ", " + s.Phone
}
