package reading

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// The lists hold one text a line, below a line in brackets that says what all of
// them are. What is written is what people write; nothing asks by accident.
func TestListedSentences(t *testing.T) {
	check := map[string]func(*Reading) bool{
		"asks":      func(r *Reading) bool { return r.Asks },
		"states":    func(r *Reading) bool { return !r.Asks },
		"courtesy":  func(r *Reading) bool { return r.Courtesy && !r.Asks },
		"more":      func(r *Reading) bool { return !r.Courtesy },
		"call":      func(r *Reading) bool { return r.CallRequest && r.Call != nil },
		"no call":   func(r *Reading) bool { return !r.CallRequest && r.Call == nil },
		"promises":  func(r *Reading) bool { return r.Promises },
		"confirms":  func(r *Reading) bool { return r.Confirms },
		"no yes":    func(r *Reading) bool { return !r.Confirms },
		"stop":      func(r *Reading) bool { return r.Stop },
		"no stop":   func(r *Reading) bool { return !r.Stop },
		"content":   func(r *Reading) bool { return r.Complaint == "" },
		"damaged":   func(r *Reading) bool { return r.Complaint == Damaged },
		"wrong":     func(r *Reading) bool { return r.Complaint == WrongItem },
		"missing":   func(r *Reading) bool { return r.Complaint == Missing },
		"late":      func(r *Reading) bool { return r.Complaint == Late },
		"refund":    func(r *Reading) bool { return r.Complaint == RefundWished },
		"return":    func(r *Reading) bool { return r.Complaint == ReturnWished },
		"complaint": func(r *Reading) bool { return r.Complaint == OtherComplaint },
	}
	file, err := os.Open("testdata/wants.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	section, count := "", make(map[string]int)
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "["):
			if section = strings.Trim(line, "[]"); check[section] == nil {
				t.Fatalf("%q is nothing to be checked", section)
			}
			continue
		}
		count[section]++
		r := Read([]byte(reply+"Content-Type: text/plain; charset=utf-8\n\n"+line+"\n"), Hints{})
		if !check[section](&r) {
			t.Errorf("%s: %q (asks %v, courtesy %v, confirms %v, complaint %q)", section, line, r.Asks, r.Courtesy, r.Confirms, r.Complaint)
		}
	}
	t.Log(count)
}
