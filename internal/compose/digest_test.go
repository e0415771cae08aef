package compose

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/google/go-cmp/cmp"

	"thrice/rules"
	"thrice/tracker"
)

var update = flag.Bool("update", false, "rewrite the expected digests")

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// at is an instant of March 2026, UTC.
func at(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 30, 0, 0, time.UTC) }

func ptr(t time.Time) *time.Time { return &t }

func item(id, name, subject string) tracker.Item {
	return tracker.Item{ID: id, Account: "work", Kind: rules.KindSales, Subject: subject, State: rules.Due, WaitingOn: rules.Them,
		Customer: tracker.Customer{Name: name, Address: "someone@globex.example", Organisation: "globex.example", Phones: []string{}},
		Why:      "No answer from " + name + " since Mon 2 Mar 2026 09:30; it was due.", Messages: []tracker.ItemMessage{}}
}

func due(i tracker.Item, do rules.Action, step int) tracker.Item {
	i.Task = &tracker.ItemTask{Do: do, Step: step, Due: at(4, 8)}
	return i
}

// monday is a digest with something in every section.
func monday(t *testing.T) Digest {
	t.Helper()
	call := due(item("k3fa2b7c", "Anna Berg", "Offer for the new line"), rules.Call, 3)
	call.Customer.Phones = []string{"+491701234567", "+4930901820", "+4930901821"}
	call.Customer.PhoneNotes = []tracker.PhoneNote{
		{Number: "+491701234567", Label: "mobile", Found: tracker.InSignature, Date: at(2, 8)},
		{Number: "+4930901820", Label: "phone", Found: tracker.InText, Date: at(1, 23)},
		{Number: "+4930901821", Label: "fax", Found: tracker.InSignature, Date: at(2, 8)},
	}
	call.Task.Late = true
	answer := due(item("q7xa2b7c", "", "Question\x1b[31m about \u202einvoice"), rules.Answer, 1)
	answer.Customer.Organisation = ""
	reason := rules.Reason("wrong_item")
	answer.Reason = &reason
	held := due(item("aaaa2b7c", "Carl <b>Cox</b>", "<script>alert(1)</script>"), rules.Check, 0)
	held.State, held.Found = rules.Held, true
	snoozed := item("ssss2b7c", "Dora Dorn", "Renewal")
	snoozed.Paused = true
	snoozed.State, snoozed.Next = rules.Waiting, ptr(at(20, 7))
	soon := item("wwww2b7c", "Emil Ernst", "Samples")
	soon.State, soon.Next, soon.Rests = rules.Waiting, ptr(at(6, 7)), "m1@acme.example"
	soon.Messages = []tracker.ItemMessage{{MessageID: "m1@acme.example", Direction: "out", Nature: tracker.Human}}
	later := soon
	later.ID, later.Next = "zzzz2b7c", ptr(at(9, 7))
	answered := item("cccc2b7c", "Fred Frei", "Contract")
	answered.State, answered.Since, answered.Why = rules.Cleared, ptr(at(4, 15)), "Fred Frei answered on Wed 4 Mar 2026 16:30."
	stopped := item("dddd2b7c", "Gus Gau", "Trial")
	stopped.State, stopped.Since, stopped.Why = rules.Closed, ptr(at(4, 16)), "You ended this on Wed 4 Mar 2026 17:30."
	return NewDigest(tracker.RoundUp{
		At: at(5, 7), Since: at(4, 7),
		Items: []tracker.Item{call, answer, due(item("rrr22b7c", "Hans Huber", "Quote 4711"), rules.Remind, 2),
			due(item("rrr12b7c", "Ines Ihle", strings.Repeat("A very long subject ", 8)), rules.Remind, 1),
			due(item("oooo2b7c", "Jan Jost", "Order 4712"), rules.Update, 0), held, snoozed, later, soon},
		Ended: []tracker.Item{answered, stopped},
		Health: []tracker.Health{
			{Account: tracker.Account{Name: "work", Ended: at(5, 6)}, Folders: make([]tracker.Folder, 12), Conversations: 2000},
			{Account: tracker.Account{Name: "shop", Ended: at(4, 6), Failed: at(5, 5), Trouble: "imap.acme.example:993 refuses connections: check host and port."},
				Unreadable: make([]tracker.Unreadable, 2)},
			{Account: tracker.Account{Name: "new"}},
		},
	}, berlin(t))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestDigestAsTextReadsWell(t *testing.T) {
	text := monday(t).Text()
	golden(t, "digest.txt", text)
	for line := range strings.Lines(text) {
		if columns(strings.TrimSuffix(line, "\n")) > pageWidth {
			t.Errorf("wider than %d columns: %q", pageWidth, line)
		}
	}
}

func TestDigestAsHTMLLoadsNothingAndRunsNothing(t *testing.T) {
	html, err := monday(t).HTML()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "digest.html", html)
	for _, bad := range []string{"<script", "<b>", "http", "src=", "url(", "@import", "<link", "\x1b", "\u202e"} {
		if strings.Contains(html, bad) {
			t.Errorf("contains %q", bad)
		}
	}
}

func TestDigestAsJSONHasEverySection(t *testing.T) {
	text, err := monday(t).JSON()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.ContainsAny(text, "\x1b\u202e") {
		t.Error("what cannot be seen is not escaped")
	}
	var got struct {
		Counts   map[string]int
		Sections map[string][]tracker.Item
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"call": 1, "answer": 1, "second_reminders": 1, "first_reminders": 1, "orders": 1, "check": 1,
		"cleared": 2, "paused": 1, "coming_up": 1}
	if diff := cmp.Diff(want, got.Counts); diff != "" {
		t.Error(diff)
	}
	if s := got.Sections["answer"][0].Subject; s != "Question\x1b[31m about \u202einvoice" {
		t.Errorf("a script gets the subject as it is, got %q", s)
	}
}

func TestDigestWithNothingToTellIsEmpty(t *testing.T) {
	far := item("aaaa2b7c", "Anna Berg", "Offer")
	far.State, far.Next, far.Rests = rules.Waiting, ptr(at(20, 7)), "m1@acme.example"
	far.Messages = []tracker.ItemMessage{{MessageID: "m1@acme.example", Direction: "out", Nature: tracker.Human}}
	d := NewDigest(tracker.RoundUp{At: at(5, 7), Items: []tracker.Item{far}}, time.UTC)
	if !d.Empty() {
		t.Error("it tells of something that is due in two weeks")
	}
	if monday(t).Empty() {
		t.Error("a full digest is empty")
	}
}

func TestDigestMailIsOneMailInTwoForms(t *testing.T) {
	d := monday(t)
	me := tracker.Party{Name: "Thrice", Address: "joe@acme.example"}
	raw, err := d.Mail(me, tracker.Party{Address: "joe@acme.example"}, "digest.1@acme.example", at(5, 7))
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.Mail(me, tracker.Party{Address: "joe@acme.example"}, "digest.1@acme.example", at(5, 7))
	if err != nil || !bytes.Equal(raw, again) {
		t.Error("two mails of one digest differ", err)
	}
	for line := range bytes.Lines(raw) {
		if !bytes.HasSuffix(line, []byte("\r\n")) || len(line) > 1000 {
			t.Fatalf("no line of RFC 5322: %q", line)
		}
	}
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := r.Header.Subject()
	id, _ := r.Header.MessageID()
	date, _ := r.Header.Date()
	got := []string{subject, id, r.Header.Get("Auto-Submitted"), date.UTC().String(), r.Header.Get("From")}
	want := []string{"Thrice: 1 to call, 1 to answer, 2 reminders, 1 order, 1 to check", "digest.1@acme.example", "auto-generated",
		at(5, 7).String(), `"Thrice" <joe@acme.example>`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	html, err := d.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{d.Text(), html} {
		part, err := r.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, strings.ReplaceAll(string(body), "\r\n", "\n")); diff != "" {
			t.Error(diff)
		}
	}
}
