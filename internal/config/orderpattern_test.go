package config

import "testing"

func TestOrderPatternsMatchAnyOfTheirEntries(t *testing.T) {
	c := mustParse(t, account+`
[[order_pattern]]
from = ["@Shop.Example", "orders@"]
number = ["/order ([0-9]+)/", "/invoice ([0-9]+)/"]
stages = { shipped = ["on its way (today)", "/left our (house|store)/"] }

[[order_pattern]]
name = "carrier"
subject = "parcel"
tracking = "/[0-9]{12}/"
carrier = "Post"
`)
	if len(c.OrderPatterns) != 2 {
		t.Fatalf("patterns %+v", c.OrderPatterns)
	}
	shop, carrier := c.OrderPatterns[0], c.OrderPatterns[1]
	if shop.Name != "order_pattern 1" || shop.From[0] != "@shop.example" || shop.Subject != nil || shop.Tracking != nil {
		t.Errorf("shop %+v", shop)
	}
	for text, want := range map[string]bool{"Your parcel is ON ITS WAY (today)": true, "it left our store": true, "on its way today": false} {
		if got := shop.Stages["shipped"].MatchString(text); got != want {
			t.Errorf("%q: shipped %v", text, got)
		}
	}
	for text, want := range map[string]string{"Order 4711": "4711", "invoice 12": "12"} {
		found := ""
		for _, group := range shop.Number.FindStringSubmatch(text)[1:] {
			found += group
		}
		if found != want {
			t.Errorf("%q has the number %q", text, found)
		}
	}
	if carrier.Name != "carrier" || carrier.Carrier != "Post" || !carrier.Subject.MatchString("Your Parcel") || carrier.Stages != nil {
		t.Errorf("carrier %+v", carrier)
	}
}
