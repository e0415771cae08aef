package measure

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thrice/internal/reading"
)

// measurePhones counts the numbers found in people's mail and lists them, as
// nobody has labelled any.
func measurePhones(o options) (report, error) {
	rows, err := table(filepath.Join(o.corpora, "labels.tsv"), 4)
	if err != nil {
		return report{}, err
	}
	paths, err := filepath.Glob(filepath.Join(o.corpora, "talon", "signature", "emails", "P", "*"))
	if err != nil {
		return report{}, err
	}
	var found report
	var human []string
	for _, row := range rows {
		if row[1] == "human" {
			human = append(human, filepath.Join(o.corpora, filepath.FromSlash(row[0])))
		}
	}
	for _, set := range []struct {
		name  string
		paths []string
	}{{"people's mail", human}, {"mail with a signature", paths}} {
		mails, numbers, labels := 0, 0, 0
		for _, path := range set.paths {
			if strings.HasSuffix(path, "_sender") {
				continue
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return report{}, err
			}
			if set.name != "people's mail" && !slices.Contains([]string{"From"}, string(raw[:min(4, len(raw))])) {
				raw = append([]byte("From: a@b.example\nTo: c@d.example\nSubject: x\n\n"), raw...)
			}
			r := reading.Read(raw, reading.Hints{})
			if len(r.Phones) > 0 {
				mails++
			}
			for _, p := range r.Phones {
				numbers++
				if p.Label != "" {
					labels++
				}
				found.miss(strings.TrimPrefix(path, o.corpora+"/"), "%s %q: %q", p.E164, p.Label, p.Text)
			}
		}
		found.printf("%-25s %5d mails, %4d with numbers, %4d numbers, %4d of them labelled", set.name, len(set.paths), mails, numbers, labels)
	}
	return found, nil
}
