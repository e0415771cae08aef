package reading

import "testing"

func TestTrackingNumbers(t *testing.T) {
	tests := []struct{ name, text, number, carrier string }{
		{"one in groups behind its label", "Tracking number: 9400 1112 0254 8716 3001 23, thanks", "9400111202548716300123", "USPS"},
		{"one that stands alone", "it is 1Z999AA10123456784.", "1Z999AA10123456784", "UPS"},
		{"small letters", "tracking id 1z999aa10123456784", "1Z999AA10123456784", "UPS"},
		{"a wrong check digit", "Tracking number: 1Z999AA10123456785 (UPS)", "", ""},
		{"a post by its country", "Sendungsnummer RR473124829DE", "RR473124829DE", "DHL"},
		{"a country that is none", "tracking number RR473124829XQ", "", ""},
		{"digits of another thing beside a carrier's name", "Our VAT id is 12345678901234. We ship with DHL.", "", ""},
		{"a number only called so, of a carrier that is not named", "Tracking number: 60120172242323", "", ""},
		{"one digit over and over", "DHL tracking number 0000000000", "", ""},
		{"a label and nothing behind it", "tracking number", "", ""},
		{"the number on the next line", "DHL\nSendungsnummer:\n00340434123456789012", "00340434123456789012", "DHL"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := Read([]byte("From: a@acme.example\nSubject: hi\n\n"+test.text+"\n"), Hints{})
			number, carrier := "", ""
			if r.Order != nil && len(r.Order.Tracking) > 0 {
				number, carrier = r.Order.Tracking[0], r.Order.Carrier
			}
			if number != test.number || carrier != test.carrier {
				t.Errorf("%q of %q, want %q of %q", number, carrier, test.number, test.carrier)
			}
		})
	}
}

func TestCarriersHaveNumbersAndKnownRules(t *testing.T) {
	known := map[string]bool{"alternate": true, "weighted": true, "seven": true, "luhn": true, "s10": true, "mod3736": true}
	for _, c := range carrierTable().all {
		for _, f := range c.numbers {
			if len(f.check) == 0 {
				continue
			}
			if !known[f.check[0]] {
				t.Errorf("%s: there is no rule %q", c.name, f.check[0])
			}
			if f.form.NumSubexp() != 2 {
				t.Errorf("%s: %s has %d groups and not the number and its digit", c.name, f.form, f.form.NumSubexp())
			}
		}
	}
	if n := len(carrierTable().byPost); n < 190 {
		t.Errorf("%d postal services", n)
	}
}
