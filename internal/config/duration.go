package config

import (
	"fmt"
	"strings"
	"time"
)

// maxDuration is longer than any sensible setting and far from overflow.
const maxDuration = 100 * 366 * 24 * time.Hour

// parseDuration reads "48h", "14d", "2w", "5m", "30s" or several of them, as in
// "1d12h". A day is 24 hours.
func parseDuration(s string) (time.Duration, error) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	if strings.HasPrefix(s, "-") {
		return 0, wrong("write it without the minus sign", "%q is negative", s)
	}
	var total time.Duration
	number, digits := time.Duration(0), 0
	for i := range len(s) {
		unit, known := units[s[i]]
		switch {
		case s[i] >= '0' && s[i] <= '9' && digits < 9:
			number, digits = number*10+time.Duration(s[i]-'0'), digits+1
		case known && digits > 0:
			if number > (maxDuration-total)/unit {
				return 0, wrong("shorten it", "%q is longer than a hundred years", s)
			}
			total += number * unit
			number, digits = 0, 0
		default:
			return 0, fmt.Errorf("found %q", s)
		}
	}
	if digits > 0 || s == "" {
		return 0, fmt.Errorf("found %q", s)
	}
	return total, nil
}
