package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thrice/rules"
)

func date(t *testing.T, s string) rules.Date {
	t.Helper()
	d, err := rules.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestHolidaysByRegion(t *testing.T) {
	c := mustParse(t, `holidays = ["de-be", "GB"]`+"\n"+account)
	for day, want := range map[string]string{
		"2026-03-08": "Frauentag",
		"2026-04-03": "Good Friday", // the later entry names a day that both have
		"2026-10-03": "Tag der Deutschen Einheit",
		"2026-12-28": "Boxing Day", // observed on Monday
		"2024-05-01": "Tag der Arbeit",
		"2036-01-01": "New Year's Day",
		"2023-12-25": "",
		"2037-01-01": "",
		"2026-06-15": "",
	} {
		if got := c.Calendar.Holidays[date(t, day)]; got != want {
			t.Errorf("%s is %q, want %q", day, got, want)
		}
	}
	if c.Calendar.Workday(date(t, "2026-12-28")) {
		t.Error("a holiday is a workday")
	}
}

func TestEveryRegionHasNewYear(t *testing.T) {
	for region := range regions() {
		c := mustParse(t, `holidays = "`+region+`"`+"\n"+account)
		if len(c.Calendar.Holidays) < 13*4 || c.Calendar.Holidays[rules.Date{Year: 2026, Month: time.January, Day: 1}] == "" {
			t.Errorf("%s has %d holidays in 13 years and New Year's Day %v", region, len(c.Calendar.Holidays), c.Calendar.Holidays[rules.Date{Year: 2026, Month: time.January, Day: 1}])
		}
	}
}

const office = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" +
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260810\r\nDTEND;VALUE=DATE:20260815\r\nSUMMARY:Summer\\, at\r\n  last\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29\r\nSUMMARY:Leap day\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nRRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3\r\nDTSTART:20250501\r\nSUMMARY:Fair\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270102\r\nRRULE:FREQ=YEARLY;UNTIL=20281231T000000Z\r\nSUMMARY:Turn\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260701\r\nSTATUS:CANCELLED\r\nSUMMARY:Off\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nDTSTART:20260702T090000Z\r\nDTEND:20260702T100000Z\r\nSUMMARY:A meeting\r\nEND:VEVENT\r\n" +
	"END:VCALENDAR\r\n"

func TestHolidaysOfAFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "office.ics"), []byte(office), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Parse([]byte(`holidays = ["office.ics"]`+"\n"+account), filepath.Join(dir, "config.toml"), joe(), now())
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{
		"2026-08-09": "", "2026-08-10": "Summer, at last", "2026-08-14": "Summer, at last", "2026-08-15": "", "2027-08-10": "",
		"2028-02-29": "Leap day", "2027-02-28": "", "2027-03-01": "",
		"2025-05-01": "Fair", "2026-05-01": "", "2029-05-01": "Fair", "2031-05-01": "",
		"2026-12-31": "Turn", "2029-01-01": "Turn", "2029-12-31": "",
		"2026-07-01": "", "2026-07-02": "",
	} {
		if got := c.Calendar.Holidays[date(t, day)]; got != want {
			t.Errorf("%s is %q, want %q", day, got, want)
		}
	}
}

func TestCalendarsThatCannotBeUnderstoodAreRefused(t *testing.T) {
	for name, lines := range map[string]string{
		"no calendar":                   "",
		"another day each year":         "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nEND:VEVENT",
		"another month than it says":    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=10\nEND:VEVENT",
		"a weekly event":                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\nRRULE:FREQ=WEEKLY\nEND:VEVENT",
		"a day that is none":            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261399\nEND:VEVENT",
		"every hundred thousandth year": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;INTERVAL=100000\nEND:VEVENT",
	} {
		if events, err := parseEvents(lines); err == nil {
			t.Errorf("%s: %+v", name, events)
		}
	}
}

func TestALongEventDoesNotCloseTheOfficeForEver(t *testing.T) {
	events, err := parseEvents(strings.NewReplacer("20260815", "99991231").Replace(office))
	if err != nil {
		t.Fatal(err)
	}
	days := 0
	events[0].days(2024, 2036, func(rules.Date) { days++ })
	if days != maxEvent {
		t.Errorf("%d days", days)
	}
}
