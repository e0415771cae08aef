package measure

import (
	"bufio"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thrice/internal/reading"
)

// Intents of the labelled questions. Those not named here are questions and
// requests too, of every kind.
func support() []string {
	return []string{
		"order_status", "application_status", "flight_status", "pto_request_status", "cancel_reservation",
		"confirm_reservation", "replacement_card_duration", "order", "bill_due", "bill_balance", "transactions",
	}
}

// problems are told as often as asked about: "my luggage is lost".
func problems() []string {
	return []string{"card_declined", "account_blocked", "lost_luggage", "damaged_card", "report_lost_card"}
}

func chitChat() []string {
	return []string{"thank_you", "goodbye", "greeting", "yes", "no", "maybe"}
}

// tally counts what was read of the lines of one intent.
type tally struct{ lines, asks, courtesy, confirms, complaints int }

// measureWants reads customers' lines, each as a mail of its own. They are
// written as people type: mostly without a question mark.
func measureWants(o options) (report, error) {
	var found report
	count := make(map[string]*tally)
	err := eachLine(o, func(intent, line string) {
		r := reading.Read([]byte("From: nora@globex.example\nSubject: Hello\nIn-Reply-To: <1@acme.example>\n"+
			"Content-Type: text/plain; charset=utf-8\n\n"+line+"\n"), reading.Hints{})
		t := count[intent]
		if t == nil {
			t = new(tally)
			count[intent] = t
		}
		t.lines++
		t.asks += one(r.Asks)
		t.courtesy += one(r.Courtesy)
		t.confirms += one(r.Confirms)
		t.complaints += one(r.Complaint != "")
		idle := slices.Contains(chitChat(), intent)
		if r.Asks == idle && intent != "greeting" {
			found.miss(intent, "%s", line)
		}
	})
	if err != nil {
		return found, err
	}
	var all, ofSupport, ofProblems, of tally
	for intent, t := range count {
		if slices.Contains(chitChat(), intent) {
			continue
		}
		all.lines, all.asks = all.lines+t.lines, all.asks+t.asks
		if slices.Contains(support(), intent) {
			ofSupport.lines, ofSupport.asks = ofSupport.lines+t.lines, ofSupport.asks+t.asks
		}
		if slices.Contains(problems(), intent) {
			ofProblems.lines, ofProblems.asks = ofProblems.lines+t.lines, ofProblems.asks+t.asks
		}
	}
	if t := count["order_status"]; t != nil {
		of = *t
	}
	found.figure("order_status: asks", of.asks, of.lines, 0.97)
	found.figure("matters of support: asks", ofSupport.asks, ofSupport.lines, 0.97)
	found.printf("problems, told or asked about: asks %d of %d", ofProblems.asks, ofProblems.lines)
	found.figure("every question and request: asks", all.asks, all.lines, 0.90)
	for _, intent := range chitChat() {
		if t := count[intent]; t != nil && intent != "greeting" {
			found.figure(intent+": asks", t.asks, t.lines, -0.05)
			found.printf("%s: courtesy %d, confirms %d of %d", intent, t.courtesy, t.confirms, t.lines)
		}
	}
	slices.Sort(found.misses)
	return found, unlabelled(o, &found)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// eachLine calls f with the intent and the words of every labelled line.
func eachLine(o options, f func(intent, line string)) error {
	file, err := os.Open(filepath.Join(o.corpora, "clinc150", "train_val.tsv.gz"))
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	plain, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(plain)
	for lines.Scan() {
		if intent, line, ok := strings.Cut(lines.Text(), "\t"); ok {
			f(intent, line)
		}
	}
	return lines.Err()
}

// unlabelled prints what is read of people's mail that has no labels, to see
// when a change moves a share.
func unlabelled(o options, found *report) error {
	for _, folder := range []string{"mini-enron", "email_reply_trimmer/emails"} {
		var t tally
		calls, promises, named := 0, 0, 0
		err := filepath.WalkDir(filepath.Join(o.corpora, filepath.FromSlash(folder)), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if folder != "mini-enron" {
				raw = append([]byte("From: nora@globex.example\n\n"), raw...)
			}
			r := reading.Read(raw, reading.Hints{})
			t.lines++
			t.asks += one(r.Asks)
			t.courtesy += one(r.Courtesy)
			t.confirms += one(r.Confirms)
			t.complaints += one(r.Complaint != "")
			calls += one(r.CallRequest)
			promises += one(r.Promises)
			named += one(r.NamedDate != nil)
			return nil
		})
		if err != nil {
			return err
		}
		found.printf("%s: %d mails; ask %d, courtesy %d, confirm %d, complain %d, call %d, promise %d, name a date %d",
			folder, t.lines, t.asks, t.courtesy, t.confirms, t.complaints, calls, promises, named)
	}
	return nil
}
