package config

import "testing"

func TestTheRegionIsSaidOrFollowsFromTheHolidays(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing says it", "", ""},
		{"it is said", `region = "DE"`, "DE"},
		{"in small letters, and as people call it", `region = "uk"`, "GB"},
		{"the holidays of a part of a country", `holidays = ["de-be"]`, "DE"},
		{"the first holidays count", `holidays = ["AT", "DE-BY"]`, "AT"},
		{"what is said counts more", "region = \"CH\"\nholidays = [\"DE-BW\"]", "CH"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := mustParse(t, tt.text+"\n"+account).Region; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestARegionThatIsNoCountry(t *testing.T) {
	for _, v := range []string{"Germany", "DE-BE", "", "XX", "49", "EU"} {
		_, err := Parse([]byte(`region = "`+v+`"`+"\n"+account), "config.toml", joe(), now())
		want := `config.toml:1: region: "` + v + `" is no country; write its two letters of ISO 3166, such as "DE"`
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
