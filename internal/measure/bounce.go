package measure

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"thrice/internal/reading"
)

// expected is what the labels say of one recipient of a bounce.
type expected struct {
	status, reply, reason string
}

// Status codes 4.0.9xx and 5.0.9xx are made up by the labels' author for notices
// that give none.
var (
	invented = regexp.MustCompile(`^[45]\.0\.9\d\d$`)
	named    = regexp.MustCompile(`(?im)^(?:(?:original|final)-recipient: *(?:rfc822|utf-8) *;|x-failed-recipients:|x-actual-recipient: *rfc822 *;) *<?([^\s<>;,]+@[^\s<>;,]+)`)
	thirdID  = regexp.MustCompile(`(?is)\ncontent-type: *(?:message/rfc822|text/rfc822-headers|message/global)[^\n]*\n.*?\nmessage-id:\s*(<[^>\n]*>)`)
)

// measureBounces compares status and permanence of bounces with their labels. A
// mail may report on several recipients, and one Failure names one of them: a
// row counts as right if ours equals that of any row of the same mail.
func measureBounces(o options) (report, error) {
	rows, err := table(filepath.Join(o.corpora, "sisimai", "expected.tsv"), 5)
	if err != nil {
		return report{}, err
	}
	files, err := stems(filepath.Join(o.corpora, "sisimai"))
	if err != nil {
		return report{}, err
	}
	byStem, order := make(map[string][]expected), []string(nil)
	for _, row := range rows {
		if _, ok := byStem[row[0]]; !ok {
			order = append(order, row[0])
		}
		byStem[row[0]] = append(byStem[row[0]], expected{row[1], row[2], row[3]})
	}
	var found report
	var codes, rightCodes, ends, rightEnds, addresses, rightAddresses, ids, rightIDs, absent int
	for _, stem := range order {
		path, ok := files[stem]
		if !ok {
			absent += len(byStem[stem])
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return report{}, err
		}
		r := reading.Read(raw, reading.Hints{})
		var f reading.Failure
		if r.Bounce != nil {
			f = *r.Bounce
		}
		raw = unixLines(raw)
		for _, e := range byStem[stem] {
			if e.status == "" || e.status[0] == '2' || e.reason == "feedback" || e.reason == "vacation" {
				continue
			}
			if !invented.MatchString(e.status) && bytes.Contains(raw, []byte(e.status)) {
				codes++
				if slices.ContainsFunc(byStem[stem], func(e expected) bool { return e.status == f.Status }) {
					rightCodes++
				} else {
					found.miss(stem, "status %q, want %q (%s, %s)", f.Status, e.status, e.reason, r.Nature)
				}
			}
			ends++
			if slices.ContainsFunc(byStem[stem], func(e expected) bool { return e.permanent() == f.Permanent }) && r.Bounce != nil {
				rightEnds++
			} else {
				found.miss(stem, "permanent %v, want %v (%s %s, %s, %s %s)", f.Permanent, e.permanent(), e.status, e.reply, e.reason, r.Nature, f.Status)
			}
		}
		if all := named.FindAllSubmatch(raw, -1); all != nil && r.Bounce != nil {
			addresses++
			if slices.ContainsFunc(all, func(m [][]byte) bool { return strings.EqualFold(string(m[1]), f.Address) }) {
				rightAddresses++
			} else {
				found.miss(stem, "address %q, want %q", f.Address, all[0][1])
			}
		}
		if id := thirdID.FindSubmatch(raw); id != nil && r.Bounce != nil {
			ids++
			if f.OriginalMessageID != "" {
				rightIDs++
			} else {
				found.miss(stem, "no id of the returned mail, want %s", id[1])
			}
		}
	}
	found.figure("status equal, where the code stands in the mail", rightCodes, codes, 0.85)
	found.figure("permanent or not", rightEnds, ends, 0.95)
	found.figure("address equal, where the mail names one", rightAddresses, addresses, 0.95)
	found.figure("id of the returned mail found, where there is one", rightIDs, ids, 0.95)
	found.printf("%d rows without a file", absent)
	err = calendarFigures(o, &found)
	return found, err
}

// permanent tells what a row says by its class: that of the code, where a code
// stands in the mail, else that of the SMTP reply, else what the reason implies.
func (e expected) permanent() bool {
	switch {
	case !invented.MatchString(e.status):
		return e.status[0] == '5'
	case e.reply != "":
		return e.reply[0] == '5'
	}
	return e.status[0] == '5' && e.reason != "mailboxfull" && e.reason != "expired"
}

// stems maps the names of mails, without their extension, to paths; of several
// copies that differ in their line ends the one with Unix's is taken.
func stems(dir string) (map[string]string, error) {
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		stem := strings.TrimSuffix(d.Name(), filepath.Ext(path))
		if _, ok := files[stem]; !ok || strings.Contains(path, string(filepath.Separator)+"bsd"+string(filepath.Separator)) {
			files[stem] = path
		}
		return nil
	})
	return files, err
}

func unixLines(raw []byte) []byte {
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
}

// calendarFigures compares the method and the answer that the reason names with
// the labels.
func calendarFigures(o options, found *report) error {
	rows, err := table(filepath.Join(o.corpora, "calendar_methods.tsv"), 3)
	if err != nil {
		return err
	}
	right := 0
	for _, row := range rows {
		r, err := readMail(o, row[0])
		if err != nil {
			return err
		}
		method, answer := strings.ToLower(row[1]), strings.ToLower(row[2])
		switch {
		case r.Nature == reading.Calendar && strings.Contains(r.Why, method) && (method != "reply" || strings.Contains(r.Why, answer)):
			right++
		default:
			found.miss(row[0], "%s (%s), want %s %s", r.Nature, r.Why, method, answer)
		}
	}
	found.figure("calendar method, and answer of a reply", right, len(rows), 0.95)
	return nil
}
