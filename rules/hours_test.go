package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseWorkingHours(t *testing.T) {
	day := []Span{{8 * 60, 18 * 60}}
	split := []Span{{8 * 60, 12 * 60}, {13 * 60, 17*60 + 30}}
	tests := []struct {
		name, in, out string
		want          WorkingHours
	}{
		{"a working week", "Mon-Fri 08:00-18:00", "", WorkingHours{nil, day, day, day, day, day, nil}},
		{"a lunch break and half a Saturday", "Mon-Fri 08:00-12:00 13:00-17:30; Sat 09:00-12:00", "", WorkingHours{nil, split, split, split, split, split, {{9 * 60, 12 * 60}}}},
		{"single days", "Mon,Wed 08:00-18:00", "Mon 08:00-18:00; Wed 08:00-18:00", WorkingHours{1: day, 3: day}},
		{"a range over Sunday", "sat-MON 8:00-18:00", "Mon 08:00-18:00; Sat-Sun 08:00-18:00", WorkingHours{0: day, 1: day, 6: day}},
		{"until midnight, in full words", "Sunday 08:00-24:00", "Sun 08:00-24:00", WorkingHours{0: {{8 * 60, 24 * 60}}}},
		{"spans in any order and over two groups", "Mon 13:00-17:30; Mon 08:00-12:00", "Mon 08:00-12:00 13:00-17:30", WorkingHours{1: split}},
		{"none at all", " None ", "none", WorkingHours{{}, {}, {}, {}, {}, {}, {}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseWorkingHours(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if tt.out == "" {
				tt.out = tt.in
			}
			if got.String() != tt.out {
				t.Errorf("written as %q, want %q", got, tt.out)
			}
			if again, err := ParseWorkingHours(got.String()); err != nil || !cmp.Equal(again, got) {
				t.Errorf("read again: %v, %v", again, err)
			}
		})
	}
}

func TestParseWorkingHoursSaysWhatIsWrong(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "days and spans are expected"},
		{"Mon-Fri", "days and spans are expected"},
		{"Mon-Fri 08:00-18:00;", "days and spans are expected"},
		{"Mo-Fr 08:00-18:00", `"Mo" is no day of the week`},
		{"Mon- 08:00-18:00", `"" is no day of the week`},
		{"Mon-Fri,Wed 08:00-18:00", "Wednesday stands twice"},
		{"Mon 8-18", `"8-18" is no span`},
		{"Mon 08:00", `"08:00" is no span`},
		{"Mon 08:60-18:00", "is no span"},
		{"Mon 08:00-24:01", "is no span"},
		{"Mon -8:00-18:00", "is no span"},
		{"Mon 22:00-06:00", "must end after it begins"},
		{"Mon 08:00-12:00 11:00-17:00", "Monday: 08:00-12:00 and 11:00-17:00 overlap"},
	}
	for _, tt := range tests {
		w, err := ParseWorkingHours(tt.in)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("ParseWorkingHours(%q) = %v, %v, want an error with %q", tt.in, w, err, tt.want)
		}
	}
	if got := (WorkingHours{}).String(); got != "" {
		t.Errorf("hours never set are written %q", got)
	}
}
