package main

import (
	"time"

	"thrice/internal/reading"
)

// view is a reading as "read --json" prints it. What a mail does not say is null,
// an empty list or "".
type view struct {
	Path        string     `json:"path"`
	Number      int        `json:"number,omitempty"` // in an mbox that holds several
	Nature      string     `json:"nature"`
	Sure        float64    `json:"sure"`
	Why         string     `json:"why"`
	Date        *time.Time `json:"date"`
	Subject     string     `json:"subject"`
	From        string     `json:"from"`
	FromName    string     `json:"from_name"`
	NewText     string     `json:"new_text"`
	Quoted      bool       `json:"quoted"`
	Truncated   bool       `json:"truncated"`
	Signature   string     `json:"signature"`
	Asks        bool       `json:"asks"`
	Courtesy    bool       `json:"courtesy"`
	Confirms    bool       `json:"confirms"`
	Promises    bool       `json:"promises"`
	Stop        bool       `json:"stop"`
	Forward     bool       `json:"forward"`
	Complaint   *string    `json:"complaint"`
	CallRequest bool       `json:"call_request"`
	Call        *callView  `json:"call"`
	Until       *string    `json:"until"`
	StandIn     *string    `json:"stand_in"` // the address, else the number, else the name
	StandInName *string    `json:"stand_in_name"`
	StandInTel  *string    `json:"stand_in_phone"`
	NamedDate   *string    `json:"named_date"`
	Phones      []phone    `json:"phones"`
	Order       *order     `json:"order"`
	Bounce      *bounce    `json:"bounce"`
	MessageID   *string    `json:"message_id"`
	InReplyTo   *string    `json:"in_reply_to"`
	References  []string   `json:"references"`
	Errors      []string   `json:"errors"`
}

type phone struct {
	E164  string `json:"e164"`
	Label string `json:"label"`
	Text  string `json:"text"`
}

type callView struct {
	Phone *string `json:"phone"`
	When  *string `json:"when"`
	Day   *string `json:"day"`
}

type order struct {
	Number    *string  `json:"number"`
	Stage     *string  `json:"stage"`
	Carrier   *string  `json:"carrier"`
	Tracking  *string  `json:"tracking"` // the first of tracking_numbers
	Numbers   []string `json:"tracking_numbers"`
	Promised  *string  `json:"promised"`
	Delivered *string  `json:"delivered"`
}

type bounce struct {
	Status            *string `json:"status"`
	Address           *string `json:"address"`
	OriginalMessageID *string `json:"original_message_id"`
	Permanent         bool    `json:"permanent"`
}

// viewOf turns a reading into what is printed of it.
func viewOf(m mailFile, r reading.Reading) view {
	v := view{
		Path: m.path, Number: m.number,
		Nature: string(r.Nature), Sure: r.Sure, Why: r.Why,
		Subject: r.Subject, From: r.From.Address, FromName: r.From.Name,
		NewText: r.NewText, Quoted: r.Quoted, Truncated: r.Truncated, Signature: r.Signature,
		Asks: r.Asks, Courtesy: r.Courtesy, Confirms: r.Confirms, Promises: r.Promises, Stop: r.Stop, Forward: r.Forward,
		Complaint: text(string(r.Complaint)), CallRequest: r.CallRequest,
		Until: text(day(r.Until)), NamedDate: text(day(r.NamedDate)),
		StandIn: text(r.StandIn.Address), StandInName: text(r.StandIn.Name), StandInTel: text(number(r.StandIn.Phone)),
		MessageID: text(r.MessageID), References: append([]string{}, r.References...), Errors: append([]string{}, r.Errors...),
		Phones: []phone{},
	}
	if !r.Date.IsZero() {
		v.Date = &r.Date
	}
	if len(r.InReplyTo) > 0 {
		v.InReplyTo = &r.InReplyTo[0]
	}
	if v.StandIn == nil {
		v.StandIn = v.StandInTel
	}
	if v.StandIn == nil {
		v.StandIn = v.StandInName
	}
	for _, p := range r.Phones {
		v.Phones = append(v.Phones, phone(p))
	}
	if c := r.Call; c != nil {
		v.Call = &callView{text(number(c.Phone)), text(c.When), text(day(c.Day))}
	}
	if o := r.Order; o != nil {
		v.Order = &order{
			Number: text(o.Number), Stage: text(string(o.Stage)), Carrier: text(o.Carrier), Numbers: append([]string{}, o.Tracking...),
			Promised: text(day(o.Promised)), Delivered: text(day(o.Delivered)),
		}
		if len(o.Tracking) > 0 {
			v.Order.Tracking = &o.Tracking[0]
		}
	}
	if f := r.Bounce; f != nil {
		v.Bounce = &bounce{text(f.Status), text(f.Address), text(f.OriginalMessageID), f.Permanent}
	}
	return v
}

// text is a string, or null if there is none.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
