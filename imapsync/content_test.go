package imapsync

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/internal/reading"
	"thrice/rules"
	"thrice/tracker"
)

func TestWhatAMailSaysOfCallsIsKept(t *testing.T) {
	r := reading.Reading{
		NewText:   "Please call me at 030 12345, " + strings.Repeat("soon ", 40) + "\n",
		Signature: "Anna Berg\nT 030 12345 F 030 12346",
		Confirms:  true, Complaint: reading.WrongItem,
		Call: &reading.Call{Phone: &reading.Phone{E164: "+493012345", Text: "030 12345"}, When: strings.Repeat("soon ", 40),
			Day: &reading.Day{Year: 2026, Month: time.March, Day: 3}},
		Phones:  []reading.Phone{{E164: "+493012346", Label: "fax", Text: "030 12346"}, {E164: "+493012345", Label: "phone", Text: "030 12345"}},
		StandIn: reading.StandIn{Name: "Ben Roth", Address: "ben@globex.example", Phone: &reading.Phone{E164: "+493012347"}},
	}
	got := content(r, true)
	want := tracker.Content{
		Read: true, Text: got.Text, Confirms: true, Complaint: "wrong_item",
		Wish: tracker.Wish{Number: "+493012345", When: strings.Repeat("soon ", 16), Day: rules.Date{Year: 2026, Month: time.March, Day: 3}},
		Phones: []tracker.Phone{
			{Number: "+493012345", Label: "phone", Text: "030 12345"},
			{Number: "+493012346", Label: "fax", Text: "030 12346", Signed: true},
		},
		StandIn: tracker.StandIn{Name: "Ben Roth", Address: "ben@globex.example", Phone: "+493012347"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOfALongListOfNumbersTheFirstAreKept(t *testing.T) {
	var r reading.Reading
	for i := range 40 {
		r.Phones = append(r.Phones, reading.Phone{E164: fmt.Sprintf("+4930%d", 10000+i)})
	}
	if got := content(r, true).Phones; len(got) != maxPhones || got[0].Number != "+493010000" {
		t.Errorf("kept %v", got)
	}
}
