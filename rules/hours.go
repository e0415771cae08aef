package rules

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Span is a stretch of working time within a day, in minutes after local
// midnight; To does not belong to it. 24:00 is 1440.
type Span struct{ From, To int }

// String writes the span as "08:00-12:00".
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

// WorkingHours holds the spans of each weekday, indexed by time.Weekday (0 is
// Sunday), ascending and not overlapping. The zero value is "not said"; hours
// that were said to be none have empty slices instead of nil ones.
type WorkingHours [7][]Span

// noHours is how "no working hours at all" is written.
const noHours = "none"

// week is the order in which working hours are written.
func week() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

// ParseWorkingHours reads "Mon-Fri 08:00-12:00 13:00-17:30; Sat 09:00-12:00":
// days, singly ("Mon,Wed") or as a range, then their spans; semicolons between
// groups. An end may be 24:00. "none" means no working hours at all.
func ParseWorkingHours(s string) (WorkingHours, error) {
	var w WorkingHours
	if strings.EqualFold(strings.TrimSpace(s), noHours) {
		for i := range w {
			w[i] = []Span{}
		}
		return w, nil
	}
	for group := range strings.SplitSeq(s, ";") {
		words := strings.Fields(group)
		if len(words) < 2 {
			return WorkingHours{}, fmt.Errorf("working hours %q: days and spans are expected, as in \"Mon-Fri 08:00-18:00\"", strings.TrimSpace(group))
		}
		days, err := parseDays(words[0])
		if err != nil {
			return WorkingHours{}, err
		}
		for _, word := range words[1:] {
			span, err := parseSpan(word)
			if err != nil {
				return WorkingHours{}, err
			}
			for _, day := range days {
				w[day] = append(w[day], span)
			}
		}
	}
	return w, w.sort()
}

// sort puts the spans of each day in order and refuses overlapping ones.
func (w WorkingHours) sort() error {
	for _, day := range week() {
		slices.SortFunc(w[day], func(a, b Span) int { return a.From - b.From })
		for i := 1; i < len(w[day]); i++ {
			if w[day][i].From < w[day][i-1].To {
				return fmt.Errorf("working hours of %s: %s and %s overlap", day, w[day][i-1], w[day][i])
			}
		}
	}
	return nil
}

// parseDays reads "Mon", "Mon,Wed" or "Mon-Fri"; a range may run over Sunday.
func parseDays(s string) ([]time.Weekday, error) {
	var days []time.Weekday
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(part, "-")
		from, err := parseDay(first)
		if err != nil {
			return nil, err
		}
		to := from
		if isRange {
			if to, err = parseDay(last); err != nil {
				return nil, err
			}
		}
		for day := from; ; day = (day + 1) % 7 {
			if slices.Contains(days, day) {
				return nil, fmt.Errorf("working hours: %s stands twice in %q", day, s)
			}
			days = append(days, day)
			if day == to {
				break
			}
		}
	}
	return days, nil
}

func parseDay(s string) (time.Weekday, error) {
	for _, day := range week() {
		if strings.EqualFold(s, day.String()) || strings.EqualFold(s, day.String()[:3]) {
			return day, nil
		}
	}
	return 0, fmt.Errorf("working hours: %q is no day of the week (Mon, Tue, Wed, Thu, Fri, Sat, Sun)", s)
}

func parseSpan(s string) (Span, error) {
	first, last, ok := strings.Cut(s, "-")
	from, errFrom := parseMinute(first)
	to, errTo := parseMinute(last)
	if !ok || errors.Join(errFrom, errTo) != nil {
		return Span{}, fmt.Errorf("working hours: %q is no span of the form 08:00-18:00", s)
	}
	if from >= to {
		return Span{}, fmt.Errorf("working hours: %q must end after it begins, on the same day; 24:00 is the latest end", s)
	}
	return Span{from, to}, nil
}

func parseMinute(s string) (int, error) {
	hour, minute, ok := strings.Cut(s, ":")
	h, errHour := strconv.ParseUint(hour, 10, 8)
	m, errMinute := strconv.ParseUint(minute, 10, 8)
	if err := errors.Join(errHour, errMinute); err != nil {
		return 0, err
	}
	if total := int(h*60 + m); ok && len(hour) <= 2 && len(minute) == 2 && m < 60 && total <= 24*60 {
		return total, nil
	}
	return 0, errors.New("no time of day")
}

// String writes the hours in the form ParseWorkingHours reads, from Monday on,
// neighbouring days of the same hours together. It is empty for the zero value.
func (w WorkingHours) String() string {
	var groups []string
	days := week()
	for i := 0; i < len(days); {
		spans, last := w[days[i]], i
		for last+1 < len(days) && slices.Equal(w[days[last+1]], spans) {
			last++
		}
		if len(spans) > 0 {
			group := days[i].String()[:3]
			if last > i {
				group += "-" + days[last].String()[:3]
			}
			for _, span := range spans {
				group += " " + span.String()
			}
			groups = append(groups, group)
		}
		i = last + 1
	}
	if len(groups) == 0 && w.said() {
		return noHours
	}
	return strings.Join(groups, "; ")
}

// said tells hours that are none from hours that were never set.
func (w WorkingHours) said() bool {
	return slices.ContainsFunc(w[:], func(spans []Span) bool { return spans != nil })
}

// none says that no day has working hours.
func (w WorkingHours) none() bool {
	return !slices.ContainsFunc(w[:], func(spans []Span) bool { return len(spans) > 0 })
}
