package reading

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindPhones(t *testing.T) {
	tests := []struct {
		name, text string
		regions    []string
		want       []Phone
	}{
		{"a call's number in a sentence", "Please call me at 0171 3920012 tomorrow.", []string{"DE"},
			[]Phone{{"+491713920012", "phone", "0171 3920012"}}},
		{"an extension stays with the text", "Tel. 020 7946 0018 ext. 12", []string{"GB"},
			[]Phone{{"+442079460018", "phone", "020 7946 0018 ext. 12"}}},
		{"another extension behind a slash", "Tel. 030 231250-22/23", []string{"DE"},
			[]Phone{{"+493023125022", "phone", "030 231250-22"}}},
		{"two numbers in one run", "Fon 030 231250 / 0171 3920012", []string{"DE"},
			[]Phone{{"+4930231250", "phone", "030 231250"}}},
		{"the first region in which it exists", "Tel. 01 99 00 12 00", []string{"US", "FR"},
			[]Phone{{"+33199001200", "phone", "01 99 00 12 00"}}},
		{"no region, no calling code", "Tel. 0171 3920012", nil, nil},
		{"a number nobody has", "Tel. +49 000 000", nil, nil},
		{"an order's number behind a telephone's label", "Tel. order no. 030 231250", []string{"DE"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, findPhones(test.text, test.regions)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheRegionOfAPersonHelps(t *testing.T) {
	raw := []byte("From: a@b.example\nSubject: x\n\nPlease call 020 7946 0018.\n")
	for region, want := range map[string]string{"": "+442079460018", "IT": "+442079460018", "GB": "+442079460018"} {
		r := Read(raw, Hints{Region: region})
		if len(r.Phones) != 1 || r.Phones[0].E164 != want {
			t.Errorf("%q: %v, want %s", region, r.Phones, want)
		}
	}
}
