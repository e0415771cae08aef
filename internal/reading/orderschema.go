package reading

import "strings"

// structured fills in what the mail's structured data says (schema.org Order,
// ParcelDelivery, Invoice), and tells whether there is any.
func (m *mail) structured(o *Order) bool {
	found := false
	all := m.described()
	for _, t := range all {
		if t.is("ParcelDelivery") || t.is("TrackAction") && t.name("trackingNumber") != "" {
			found = true
			m.parcelThing(o, t)
		}
	}
	for _, t := range all {
		if t.is("Order") {
			found = true
			m.orderThing(o, t)
		}
	}
	for _, t := range all {
		if !t.is("Invoice") {
			continue
		}
		if order := t.text("referencesOrder", "orderNumber"); o.Number == "" && order != "" {
			o.Number = clipText(order, maxID)
			found = true
		}
	}
	if found && o.Stage == "" {
		o.Stage = m.impliedStage(all)
	}
	return found
}

// impliedStage is what a mail with structured data and no status tells: its
// words do, else a parcel with a number is on its way, and a shop that describes
// an order has taken it.
func (m *mail) impliedStage(all []*thing) Stage {
	if s := m.stageOf(m.subject, m.replies || m.Forward, true); s != "" {
		return s
	}
	var stage Stage
	for _, t := range all {
		switch {
		case t.is("ParcelDelivery") && (t.name("trackingNumber") != "" || t.text("expectedArrivalUntil", "expectedArrivalFrom", "trackingUrl") != ""):
			return Shipped
		case t.is("Order") && t.text("orderStatus") == "" && len(t.props) > 1 && !m.billed(all):
			stage = Confirmed
		}
	}
	return stage
}

// billed tells whether the mail is an invoice, which names orders long done.
func (m *mail) billed(all []*thing) bool {
	for _, t := range all {
		if t.is("Invoice") {
			return true
		}
	}
	return false
}

func (m *mail) parcelThing(o *Order, t *thing) {
	for _, order := range t.inner("partOfOrder") {
		m.orderThing(o, order)
	}
	if o.Number == "" {
		o.Number = clipText(t.text("orderNumber"), maxID)
	}
	o.further(statusStage(t, "deliveryStatus", "orderStatus"))
	if o.Carrier == "" {
		o.Carrier = clipText(t.name("carrier", "provider"), 80)
	}
	m.trackingOf(o, t)
	if page := t.text("trackingUrl"); page != "" {
		s := parcels{table: carrierTable()}
		s.link(page)
		if len(o.Tracking) == 0 {
			o.Tracking = s.numbers
		}
		if i, ok := s.table.host(hostOf(page)); ok && o.Carrier == "" {
			o.Carrier = s.table.all[i].name
		}
	}
	day := m.dayIn(t.text("expectedArrivalUntil"))
	if from := m.dayIn(t.text("expectedArrivalFrom", "expectedArrival")); day == nil || from != nil && from.after(*day) {
		day = from
	}
	if day != nil && (o.Promised == nil || day.after(*o.Promised)) {
		o.Promised = day
	}
	if o.Delivered == nil && o.Stage == Delivered {
		o.Delivered = m.dayIn(t.text("actualDelivery", "actualArrival", "deliveredAt", "deliveryDate", "dateDelivered"))
		for _, event := range t.inner("deliveryStatus", "hasDeliveryEvent") {
			if o.Delivered == nil {
				o.Delivered = m.dayIn(event.text("availableFrom", "endDate", "startDate", "eventTime"))
			}
		}
	}
}

// hostOf is the host in the address of a page.
func hostOf(page string) string {
	_, rest, _ := strings.Cut(page, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// trackingOf takes the numbers of a parcel, but for those whose check digit is
// wrong.
func (m *mail) trackingOf(o *Order, t *thing) {
	table := carrierTable()
	named := table.named(parseProse(o.Carrier))
	if len(named) == 0 {
		named = table.named(parseProse(strings.ToUpper(o.Carrier)))
	}
	for _, v := range t.props["trackingNumber"] {
		number := strings.ToUpper(strings.Join(strings.Fields(v.text), ""))
		wrong := false
		for _, i := range named {
			wrong = wrong || table.all[i].judge(number, false) == wrongDigit
		}
		if digitsOf(number) > 0 && !wrong {
			o.addTracking(number)
		}
	}
}

func (m *mail) orderThing(o *Order, t *thing) {
	if o.Number == "" {
		o.Number = clipText(t.text("orderNumber", "confirmationNumber", "identifier"), maxID)
	}
	o.further(statusStage(t, "orderStatus"))
	for _, delivery := range t.inner("orderDelivery") {
		if len(delivery.types) == 0 && len(delivery.inner("partOfOrder")) == 0 {
			m.parcelThing(o, delivery)
		}
	}
}

// further keeps the stage that is further on: an order is in transit as long as
// the last of its parcels, and the mail is about the newest event.
func (o *Order) further(s Stage) {
	if rankOfStage(s) > rankOfStage(o.Stage) {
		o.Stage = s
	}
}

// after compares days.
func (d Day) after(other Day) bool {
	if d.Year != other.Year {
		return d.Year > other.Year
	}
	if d.Month != other.Month {
		return d.Month > other.Month
	}
	return d.Day > other.Day
}

// statusStage reads an OrderStatus, an address or its last word.
func statusStage(t *thing, names ...string) Stage {
	for _, name := range names {
		for _, v := range t.props[name] {
			text := v.text
			if v.thing != nil {
				text = v.thing.text("name", "orderStatus", "deliveryStatus", "status")
				if text == "" && len(v.thing.types) > 0 {
					text = v.thing.types[0]
				}
				if text == "" {
					text = v.thing.id
				}
			}
			if s := stageOfStatus(text); s != "" {
				return s
			}
		}
	}
	return ""
}

func stageOfStatus(text string) Stage {
	word := strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(local(text)))
	switch strings.TrimPrefix(word, "order") {
	case "processing", "confirmed", "accepted", "paid":
		return Confirmed
	case "paymentdue", "placed", "received", "ed":
		return Ordered
	case "intransit", "shipped", "dispatched", "partiallyshipped":
		return Shipped
	case "problem", "delayed", "exception", "backordered":
		return OrderDelayed
	case "outfordelivery", "pickupavailable":
		return OutForDelivery
	case "delivered", "completed":
		return Delivered
	case "returned":
		return Returned
	}
	return ""
}
