package measure

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// vagueDays are the days that the note of a vague date accepts: "accept 14-16".
var vagueDays = regexp.MustCompile(`accept (\d+)-(\d+)`)

// measureDates compares the last day away with the date that was read by hand.
func measureDates(o options) (report, error) {
	rows, err := table(filepath.Join(o.corpora, "returndates.tsv"), 5)
	if err != nil {
		return report{}, err
	}
	var found report
	right := 0
	for _, row := range rows {
		r, err := readMail(o, row[0])
		if err != nil {
			return report{}, err
		}
		got := "none"
		if r.Until != nil {
			got = fmt.Sprintf("%04d-%02d-%02d", r.Until.Year, r.Until.Month, r.Until.Day)
		}
		if wanted := lastDays(row[1], row[2], row[4], r.Date); strings.Contains(wanted, got) {
			right++
		} else {
			found.miss(row[0], "until %s, want %s, read as %s (%s)", got, wanted, r.Nature, row[4])
		}
	}
	found.figure("last day away exact", right, len(rows), 0.9)
	return found, nil
}

// lastDays lists the days that are right: the date, the day before a return, one
// of a vague span, the day before the weekday that a note names.
func lastDays(date, meaning, note string, sent time.Time) string {
	if date == "relative" {
		for ahead := 1; ahead <= 7; ahead++ {
			if day := sent.AddDate(0, 0, ahead); strings.Contains(note, "next "+day.Weekday().String()) {
				return day.AddDate(0, 0, -1).Format(time.DateOnly)
			}
		}
	}
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return "none"
	}
	if span := vagueDays.FindStringSubmatch(note); span != nil {
		var days []string
		for d := day.AddDate(0, 0, 1-day.Day()); d.Month() == day.Month(); d = d.AddDate(0, 0, 1) {
			if n := fmt.Sprint(d.Day()); n >= span[1] && n <= span[2] && len(n) == len(span[1]) {
				days = append(days, d.Format(time.DateOnly))
			}
		}
		return strings.Join(days, " ")
	}
	if meaning == "back" {
		return day.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return date
}
