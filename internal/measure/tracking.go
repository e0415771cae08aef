package measure

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thrice/internal/reading"
)

// couriers is a table of tracking numbers as the collection writes it.
type couriers struct {
	Name    string `json:"name"`
	Numbers []struct {
		Name string `json:"name"`
		Test struct {
			Valid   []string `json:"valid"`
			Invalid []string `json:"invalid"`
		} `json:"test_numbers"`
	} `json:"tracking_numbers"`
}

// measureTracking writes a mail for each number of the tables, with the
// carrier's name and without, and looks what of it is taken for a tracking
// number. A number that is valid for another service of its carrier is not
// invalid there.
func measureTracking(o options) (report, error) {
	paths, err := filepath.Glob(filepath.Join(o.corpora, "tracking_number_data", "*.json"))
	if err != nil {
		return report{}, err
	}
	var found report
	var valid, accepted, named, invalid, refused, alone, silent int
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return report{}, err
		}
		var c couriers
		if err := json.Unmarshal(raw, &c); err != nil {
			return report{}, fmt.Errorf("read %s: %w", path, err)
		}
		var good []string
		for _, n := range c.Numbers {
			good = append(good, n.Test.Valid...)
		}
		for _, n := range c.Numbers {
			for _, number := range n.Test.Valid {
				valid++
				if carrier, ok := tracked(number, c.Name); ok {
					accepted++
					if shared(carrier, c.Name) {
						named++
					} else if c.Name != "S10 International Standard" {
						found.miss(c.Name, "%s: %s: the carrier is %q", n.Name, number, carrier)
					}
				} else {
					found.miss(c.Name, "%s: %s is not accepted", n.Name, number)
				}
				if _, ok := tracked(number, ""); ok {
					alone++
				}
			}
			for _, number := range n.Test.Invalid {
				if slices.Contains(good, number) {
					continue
				}
				invalid++
				if _, ok := tracked(number, c.Name); ok {
					found.miss(c.Name, "%s: %s is not refused", n.Name, number)
				} else {
					refused++
				}
				if carrier, ok := tracked(number, ""); ok {
					found.miss(c.Name, "%s: %s without a carrier's name is taken for one of %q", n.Name, number, carrier)
				} else {
					silent++
				}
			}
		}
	}
	found.figure("valid numbers accepted", accepted, valid, 1)
	found.figure("carrier named", named, valid, 0)
	found.figure("invalid numbers refused", refused, invalid, 1)
	found.figure("valid numbers accepted without a carrier's name", alone, valid, 0)
	found.figure("invalid numbers refused without a carrier's name", silent, invalid, 1)
	return found, nil
}

// tracked reads a mail with the number.
func tracked(number, carrier string) (string, bool) {
	mail := "From: Shop <info@acme.example>\nTo: joe@globex.example\nDate: Mon, 2 Nov 2026 09:12:00 +0100\nSubject: Your parcel\n\nHello Joe,\n\n"
	if carrier != "" {
		mail += "your parcel was shipped with " + carrier + ".\n"
	}
	r := reading.Read([]byte(mail+"Tracking number: "+number+"\n\nRegards\nACME\n"), reading.Hints{})
	want := strings.ToUpper(strings.ReplaceAll(number, " ", ""))
	if r.Order == nil || !slices.Contains(r.Order.Tracking, want) {
		return "", r.Order != nil && len(r.Order.Tracking) > 0
	}
	return r.Order.Carrier, true
}

// shared tells whether two names of a carrier have their first word in common.
func shared(a, b string) bool {
	if strings.HasPrefix(b, "United States Postal") {
		b = "USPS"
	}
	a, _, _ = strings.Cut(strings.ToLower(a), " ")
	b, _, _ = strings.Cut(strings.ToLower(b), " ")
	return a != "" && a == b
}
