// Package reading answers: what does this message say?
//
// It is pure: bytes in, a Reading out, no clock, no files, no network, nothing
// of ours imported. It never panics and never gives up: a mail that cannot be
// parsed still yields what could be read, with the reasons in Errors.
package reading

import "time"

// Nature is what kind of sender wrote a message .
type Nature string

// The natures of a message.
const (
	Human       Nature = "human"
	AutoReply   Nature = "auto_reply"
	OutOfOffice Nature = "out_of_office"
	Gone        Nature = "gone"    // left, or the address is retired
	Receipt     Nature = "receipt" // MDN, "ticket received"
	Bounce      Nature = "bounce"  // given up
	Delayed     Nature = "delayed" // still being tried
	Calendar    Nature = "calendar"
	Bulk        Nature = "bulk" // sent to many, nobody awaits an answer
	Uncertain   Nature = "uncertain"
)

// Hints is what the reader knows of a message beside its bytes.
type Hints struct {
	// At is the time of the message; relative dates ("Tuesday") count from it.
	// Zero: the Date field.
	At time.Time
	// Zone is where the person lives, and where a writer is thought to be whose
	// Date field does not say; nil: UTC.
	Zone *time.Location
	// HeaderOnly says that raw is a header without its body, so that the
	// absence of text means nothing.
	HeaderOnly bool
	// Region is the ISO 3166 code of the country where the person lives ("DE"):
	// telephone numbers without a calling code are likely of there. Empty:
	// unknown.
	Region string
	// Orders are how shops that the person knows write of orders.
	Orders []OrderPattern
}

// Address is one mailbox of RFC 5322 §3.4: the display name decoded, the
// address in lower case.
type Address struct {
	Name    string
	Address string
}

// Day is a civil day, as a mail names it.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// Phone is a telephone number found in a mail.
type Phone struct {
	E164  string // ITU-T E.164: "+" and up to 15 digits
	Label string // "mobile", "office", "fax", ...: as the mail calls it; empty if it does not
	Text  string // as it is written
}

// Call is what a writer who wants to be called says about it.
type Call struct {
	Phone *Phone // nil: no number beside the wish
	When  string // the wished time in the writer's words; empty if none
	Day   *Day   // the wished day, if When names one
}

// Failure is what a bounce or a delay notice reports (RFC 3464).
type Failure struct {
	Status            string // enhanced status code, RFC 3463; empty if none is given
	Address           string // the recipient that failed
	OriginalMessageID string // of the returned mail, canonical
	Permanent         bool
}

// Order is what a mail says about an order.
type Order struct {
	Number    string // the shop's; empty if only a parcel is spoken of
	Stage     Stage
	Carrier   string   // "UPS", "DHL", ...; as the mail or the tracking number says
	Tracking  []string // tracking numbers, white space removed, check digits verified where there are any
	Promised  *Day     // the last day on which it is to arrive
	Delivered *Day     // the day on which it arrived
}

// Stage is how far an order has come.
type Stage string

// The stages of an order. An empty one: the mail does not say.
const (
	Ordered        Stage = "ordered"
	Confirmed      Stage = "confirmed"
	Shipped        Stage = "shipped"
	OrderDelayed   Stage = "delayed"
	OutForDelivery Stage = "out_for_delivery"
	Delivered      Stage = "delivered"
	Returned       Stage = "returned"
)

// Complaint is the reason of a complaint or of the wish to return something, as
// reports count it. Empty: neither.
type Complaint string

// The reasons.
const (
	ReturnWished   Complaint = "return"
	RefundWished   Complaint = "refund"
	Damaged        Complaint = "damaged"
	WrongItem      Complaint = "wrong_item"
	Missing        Complaint = "missing"
	Late           Complaint = "late"
	OtherComplaint Complaint = "complaint"
)

// StandIn is whom an absence or departure notice names instead of its writer.
type StandIn struct {
	Name    string
	Address string // lower case; empty if only a number or a name is given
	Phone   *Phone
}

// Authentication is the topmost Authentication-Results field (RFC 8601). It
// proves nothing by itself: the caller must know that ServerID is the
// provider's own.
type Authentication struct {
	ServerID string // authserv-id, lower case; empty if there is no such field
	Pass     bool   // dmarc=pass, or dkim=pass with a domain aligned to From
}

// Reading is what a message says.
type Reading struct {
	// Header fields. Message-IDs are canonical: no angle brackets, quoting and
	// white space removed, case kept. References are in order, In-Reply-To
	// apart from them.
	MessageID  string
	InReplyTo  []string
	References []string
	Date       time.Time // UTC; zero if absent or unreadable
	Subject    string    // decoded, control characters removed, white space folded
	From       Address
	ReplyTo    []Address
	To, Cc     []Address
	Bcc        []Address
	ListID     string // List-Id, or another sign of a list; empty if none
	NoReply    bool   // From is a no-reply address
	Auth       Authentication

	// Judgement.
	Nature Nature
	Sure   float64 // 0-1
	Why    string  // the reason for Nature, in words

	// Text. Empty when only the header was given.
	NewText   string // newly written text: no quotes, no signature
	Quoted    bool   // the mail quotes another
	Signature string
	Truncated bool // the text was cut at the limit

	// What it wants.
	Asks        bool // question, request, or offer that awaits a yes
	Courtesy    bool // "thanks", "noted", and nothing else
	CallRequest bool // "please call me"
	Promises    bool // the writer will come back to it ("I'll get back to you")
	Stop        bool // "stop writing to me"
	Forward     bool // a forwarded mail
	Confirms    bool // "yes, correct"
	Complaint   Complaint
	Call        *Call // of a CallRequest; nil otherwise
	NamedDate   *Day  // a day they name for an answer or a need
	Until       *Day  // last day away, of an out-of-office
	StandIn     StandIn
	Phones      []Phone
	Order       *Order
	Bounce      *Failure

	Errors []string
}
