package reading

import (
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// The module that the plans come from is the measure of how we read them.
func TestNumberPlansAgreeWithTheModuleTheyComeFrom(t *testing.T) {
	kinds := []phonenumbers.PhoneNumberType{
		phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE, phonenumbers.PREMIUM_RATE,
		phonenumbers.SHARED_COST, phonenumbers.VOIP, phonenumbers.PERSONAL_NUMBER, phonenumbers.UAN,
	}
	seen := 0
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range kinds {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil || !phonenumbers.IsValidNumber(example) {
				continue
			}
			e164 := phonenumbers.Format(example, phonenumbers.E164)
			national := phonenumbers.NormalizeDigitsOnly(phonenumbers.Format(example, phonenumbers.NATIONAL))
			for _, digits := range []string{national, "00" + e164[1:], e164[1:]} {
				for _, change := range []string{"", "7", "-"} {
					if change != "" && !strings.HasPrefix(digits, "00") {
						continue // what is no number at home may be one with its calling code
					}
					digits := digits + change
					if change == "-" {
						digits = digits[:len(digits)-2]
					}
					want := ""
					if n, err := phonenumbers.Parse(digits, region); err == nil && phonenumbers.IsValidNumber(n) {
						want = phonenumbers.Format(n, phonenumbers.E164)
					}
					got, _ := numberPlans().from(region, digits)
					if got.e164 != want {
						t.Errorf("%s %s: %q, want %q", region, digits, got.e164, want)
					}
					seen++
				}
			}
			if got, ok := numberPlans().abroad(e164[1:]); !ok || got.e164 != e164 {
				t.Errorf("abroad %s: %q", e164, got.e164)
			}
		}
	}
	if seen < 3000 {
		t.Errorf("only %d numbers were compared", seen)
	}
}
