package reading

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// maxNumber is how many digits a number may have, prefixes included.
const maxNumber = 20

// maxLookups is how many candidates of a mail are looked up in the numbering
// plans, which takes some 50 µs each: a list of prices must not cost a second.
const maxLookups = 60

// dialled is a number that exists.
type dialled struct {
	e164   string
	region string // ISO 3166
	trunk  bool   // it was written with the prefix of its country, "030 ..." or "1-212-..."
}

// dialAbroad reads a number that begins with its calling code.
func dialAbroad(digits string) (dialled, bool) { return dial("+"+digits, "") }

// dialFrom reads a number as it is dialled in a region: at home, abroad behind
// the international prefix, or with the calling code and nothing before it.
func dialFrom(region, digits string) (dialled, bool) { return dial(digits, region) }

func dial(digits, region string) (dialled, bool) {
	if len(digits) > maxNumber {
		return dialled{}, false
	}
	n, err := phonenumbers.ParseAndKeepRawInput(digits, region)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return dialled{}, false
	}
	d := dialled{e164: phonenumbers.Format(n, phonenumbers.E164), region: phonenumbers.GetRegionCodeForNumber(n)}
	if n.GetCountryCodeSource() == phonenumbers.PhoneNumber_FROM_DEFAULT_COUNTRY {
		national := phonenumbers.GetNationalSignificantNumber(n)
		d.trunk = len(digits) > len(national) && strings.HasSuffix(digits, national)
	}
	return d, true
}

// dialUnlisted reads a number of a length that the plan of its country allows,
// though the plan knows no such range: plans lag behind, and ranges are set aside
// for made-up people. region is empty for a number with its calling code.
func dialUnlisted(digits, region string) (dialled, bool) {
	if len(digits) > maxNumber {
		return dialled{}, false
	}
	n, err := phonenumbers.ParseAndKeepRawInput(digits, region)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
		return dialled{}, false
	}
	national := phonenumbers.GetNationalSignificantNumber(n)
	if len(national) < minDigits || strings.HasPrefix(national, "0") {
		return dialled{}, false
	}
	return dialled{e164: phonenumbers.Format(n, phonenumbers.E164), region: region}, true
}

// isRegion tells whether a code of two letters is that of a country with
// telephones.
func isRegion(code string) bool { return len(code) == 2 && phonenumbers.GetSupportedRegions()[code] }
