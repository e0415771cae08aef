package mailbox

import (
	"encoding/base64"
	"strconv"
)

// Owner is whose mailbox it is.
const Owner = "joe@acme.example"

const ownerName = "Joe Miller"

func firstNames() []string {
	return []string{"Anna", "Bernd", "Chloe", "Daniel", "Emma", "Felix", "Greta", "Hannah", "Ivan", "Julia", "Karl", "Lena",
		"Martin", "Nora", "Otto", "Paula", "Rita", "Stefan", "Tom", "Ute", "Victor", "Wanda", "Jürgen", "Zoé", "Åsa", "Łucja"}
}

func lastNames() []string {
	return []string{"Berg", "Conrad", "Dietz", "Ernst", "Fischer", "Graf", "Hall", "Jones", "Kramer", "Lang", "Meyer", "Nolan",
		"Olsen", "Peters", "Quinn", "Roth", "Schulz", "Turner", "Unger", "Vogel", "Weber", "Young", "Böhm", "Núñez"}
}

func matters() []string {
	return []string{"Offer", "Pump", "Valve", "Contract", "Delivery", "Order", "Drawing", "Sample", "Price list", "Meeting", "Visit",
		"Invoice", "Service", "Warranty", "Spare parts", "Training", "Renewal", "Prototype", "Fair", "Maintenance", "Prüfbericht",
		"Angebot", "Größe", "Schedule", "Budget"}
}

func details() []string {
	return []string{"for the plant in Leeds", "for spring", "and delivery date", "of last week", "for line 3", "with new terms",
		"for your team", "second round", "in stainless steel", "until the end of May", "for the workshop", "as discussed", "new revision",
		"to be confirmed", "for Globex", "size 40", "with installation", "for next year"}
}

func sentences() []string {
	return []string{
		"We have looked at the drawing and are happy with it.", "The sample arrived in good order on Monday.",
		"Our engineers would like to see the material certificate first.", "Prices hold until the end of the quarter.",
		"The line stands still until the valve is replaced.", "Please find the figures below.",
		"We spoke about this at the fair in spring.", "The budget was approved this morning.",
		"Delivery takes three weeks from the day of the order.", "I have put my colleague from purchasing in copy.",
		"The old pump runs at the limit of what it can do.", "We take ten pieces of the large size and four of the small one.",
		"It must withstand eighty degrees for some hours each day.", "The terms of the last contract still apply.",
		"We would install everything over one weekend.", "The test report comes with the goods.",
		"Nothing has changed on our side.", "The freight is included up to the gate of the plant.",
	}
}

func requests() []string {
	return []string{
		"Could you tell me whether this suits you?", "Please let me know by Friday.", "When may we expect your order?",
		"Can you send me the new price list?", "Would Tuesday at ten be a good time for a call?",
		"Please confirm the delivery date.", "What do you think of it?", "Do you need anything else from us?",
	}
}

// person is the name and address of one of the people who write.
func (m *Mailbox) person(number int32) (name, address, domain string) {
	r := of(m.seed, int(number), 2)
	name = r.pick(firstNames()) + " " + r.pick(lastNames())
	domain = "company" + strconv.Itoa(m.company(number)) + ".example"
	return name, "p" + strconv.Itoa(int(number)) + "@" + domain, domain
}

// company is the number of the company that somebody works for.
func (m *Mailbox) company(number int32) int {
	r := of(m.seed, int(number), 10)
	return r.n(900)
}

// encoded is a text as a header field holds it (RFC 2047).
func encoded(s string) string {
	for i := range len(s) {
		if s[i] > '~' {
			return "=?UTF-8?B?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?="
		}
	}
	return s
}

// subject is what a conversation is about.
func (m *Mailbox) subject(thread int32) string {
	r := of(m.seed, int(thread), 3)
	return r.pick(matters()) + " " + strconv.Itoa(1000+r.n(9000)) + " " + r.pick(details()) + ", " + r.pick(matters()) + " " + r.pick(details())
}
