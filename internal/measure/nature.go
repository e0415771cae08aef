package measure

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"thrice/internal/reading"
)

// mapped are the natures that mean what a class of the labels means, the first
// being the plain one. A class that is not here has no counterpart and is shown
// only in the matrix.
func mapped() map[string][]reading.Nature {
	return map[string][]reading.Nature{
		"human":       {reading.Human},
		"auto-reply":  {reading.AutoReply, reading.Receipt, reading.Gone},
		"ooo":         {reading.OutOfOffice, reading.Gone},
		"bounce":      {reading.Bounce},
		"delayed-dsn": {reading.Delayed},
		"mdn":         {reading.Receipt},
		"bulk":        {reading.Bulk},
		"calendar":    {reading.Calendar},
	}
}

// natures is the order of the columns.
func natures() []reading.Nature {
	return []reading.Nature{
		reading.Human, reading.Uncertain, reading.AutoReply, reading.OutOfOffice, reading.Gone,
		reading.Receipt, reading.Bounce, reading.Delayed, reading.Calendar, reading.Bulk,
	}
}

// labelled is one row of the labels with what was read.
type labelled struct {
	path, class string
	strong      bool
	got         reading.Nature
	why         string
	listed      bool // it carries List fields or Precedence
}

// listField is a sign of bulk mail in a header.
var listField = regexp.MustCompile(`(?im)^(list-[a-z]+|precedence):`)

// measureNature compares the nature of every labelled mail with its class.
func measureNature(o options) (report, error) {
	rows, err := table(filepath.Join(o.corpora, "labels.tsv"), 4)
	if err != nil {
		return report{}, err
	}
	var all []labelled
	for _, row := range rows {
		raw, err := os.ReadFile(filepath.Join(o.corpora, filepath.FromSlash(row[0])))
		if err != nil {
			return report{}, err
		}
		r := reading.Read(raw, reading.Hints{})
		header, _, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
		all = append(all, labelled{row[0], row[1], row[2] == "A", r.Nature, r.Why, listField.MatchString(header)})
	}
	var found report
	matrix(&found, all)
	natureFigures(&found, all)
	for _, l := range all {
		if want, ok := mapped()[l.class]; ok && !slices.Contains(want, l.got) {
			found.miss(l.path, "%s read as %s (%s)", l.class, l.got, l.why)
		}
	}
	slices.SortFunc(found.misses, func(a, b string) int { return strings.Compare(missKind(a), missKind(b)) })
	return found, nil
}

// missKind orders misses by what was taken for what, then by path.
func missKind(miss string) string {
	path, what, _ := strings.Cut(miss, ": ")
	return what + path
}

// matrix prints classes against natures, with precision and recall.
func matrix(found *report, all []labelled) {
	count := make(map[string]map[reading.Nature]int)
	var classes []string
	for _, l := range all {
		if count[l.class] == nil {
			count[l.class] = make(map[reading.Nature]int)
			classes = append(classes, l.class)
		}
		count[l.class][l.got]++
	}
	slices.Sort(classes)
	head := fmt.Sprintf("%-12s", "")
	for _, n := range natures() {
		head += fmt.Sprintf(" %9s", strings.ReplaceAll(string(n), "out_of_office", "ooo"))
	}
	found.printf("%s %9s %9s", head, "recall", "precision")
	for _, class := range classes {
		line, total, right := fmt.Sprintf("%-12s", class), 0, 0
		for _, n := range natures() {
			line += fmt.Sprintf(" %9d", count[class][n])
			total += count[class][n]
			if slices.Contains(mapped()[class], n) {
				right += count[class][n]
			}
		}
		if _, ok := mapped()[class]; !ok {
			found.printf("%s", line)
			continue
		}
		same := 0 // everything, of classes that have a counterpart, read as this one
		for other, row := range count {
			if _, ok := mapped()[other]; !ok {
				continue
			}
			for _, n := range mapped()[class] {
				if other == class || !slices.Contains(mapped()[other], n) {
					same += row[n]
				}
			}
		}
		found.printf("%s %7.1f %% %7.1f %%", line, percent(right, total), percent(right, same))
	}
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

func natureFigures(found *report, all []labelled) {
	count := func(of func(labelled) bool) (n int) {
		for _, l := range all {
			if of(l) {
				n++
			}
		}
		return n
	}
	human := func(l labelled) bool { return l.class == "human" }
	machine := func(l labelled) bool {
		return slices.Contains([]string{"auto-reply", "ooo", "bounce", "delayed-dsn", "mdn"}, l.class)
	}
	bulk := func(l labelled) bool { return l.class == "bulk" }
	strong := func(l labelled) bool { _, ok := mapped()[l.class]; return ok && l.strong }
	any := func(l labelled) bool { _, ok := mapped()[l.class]; return ok }
	exact := func(l labelled) bool { return slices.Contains(mapped()[l.class], l.got) }
	and := func(a, b func(labelled) bool) func(labelled) bool {
		return func(l labelled) bool { return a(l) && b(l) }
	}
	is := func(natures ...reading.Nature) func(labelled) bool {
		return func(l labelled) bool { return slices.Contains(natures, l.got) }
	}
	found.figure("human read as human or uncertain", count(and(human, is(reading.Human, reading.Uncertain))), count(human), 0.995)
	found.figure("human read as human", count(and(human, is(reading.Human))), count(human), 0.96)
	found.figure("auto-reply, ooo, bounce, delayed, mdn read as human", count(and(machine, is(reading.Human))), count(machine), -0.005)
	found.figure("nature exact, strong labels", count(and(strong, exact)), count(strong), 0.95)
	found.figure("nature exact, all labels", count(and(any, exact)), count(any), 0)
	listed := and(bulk, func(l labelled) bool { return l.listed })
	found.figure("bulk with List fields or Precedence read as bulk", count(and(listed, exact)), count(listed), 0.95)
	found.figure("bulk read as human", count(and(bulk, is(reading.Human))), count(bulk), -0.25)
}
