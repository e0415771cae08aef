package config

import (
	"strings"

	"golang.org/x/text/language"
)

// region reads the country where the person lives. Without the key it is that
// of the first entry of the holidays that names a region.
func (r *reader) region(s *section) {
	c := r.config
	s.value("region", `a country such as "DE"`, func(v string) error {
		country, err := language.ParseRegion(v)
		if err != nil || len(v) != 2 || !country.IsCountry() {
			return wrong(`write its two letters of ISO 3166, such as "DE"`, "%q is no country", v)
		}
		c.Region = country.Canonicalize().String()
		return nil
	})
	if s.node.fields["region"] == nil {
		c.Region = r.home
	}
}

// country is the country of an entry of the holidays, such as DE of "DE-BE".
func country(entry string) string {
	code, _, _ := strings.Cut(strings.ToUpper(entry), "-")
	return code
}
