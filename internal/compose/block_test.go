package compose

import (
	"strings"
	"testing"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

func TestNumbersStandWhereSomebodyIsToBeReached(t *testing.T) {
	for do, want := range map[rules.Action]bool{
		rules.Call: true, rules.FixAddress: true, rules.NewContact: true,
		rules.Remind: false, rules.Answer: false, rules.Check: false,
	} {
		i := due(item("k3fa2b7c", "Anna Berg", "Offer"), do, 0)
		i.Customer.PhoneNotes = []tracker.PhoneNote{
			{Number: "+491701234567", Label: "mobile\x1b[31m", Found: tracker.InText, Date: at(2, 8)},
			{Number: "+4930901821", Label: "fax", Found: tracker.InText, Date: at(2, 8)},
		}
		text := Block(i, i.ID, time.UTC, Unpainted)
		if strings.Contains(text, "phone: +491701234567 (mobile, from their mail of Mon 2 Mar 2026)") != want {
			t.Errorf("%s:\n%s", do, text)
		}
		if strings.Contains(text, "+4930901821") || strings.Contains(text, "\x1b") {
			t.Errorf("%s shows a fax, or what steers the terminal:\n%s", do, text)
		}
	}
}
