package reading

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// quotedNotice is what somebody may quote below anything: it says everything that
// could mislead, and must change nothing.
const quotedNotice = "\n\n> Automatic reply. Your message was read on Monday.\n" +
	"> This is the qmail-send program. 550 5.1.1 user unknown, I am out of the office.\n" +
	"> Delivery is delayed, we will keep trying. Giving up.\n" +
	"> Action: failed\n> Status: 5.1.1\n> METHOD:REPLY\n"

// reportBombs are reports made to be expensive.
func reportBombs() map[string]string {
	const size = 512 << 10
	many := func(s string) string { return strings.Repeat(s, size/len(s)) }
	const daemon = "Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: Undelivered\n"
	const report = daemon + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
	return map[string]string{
		"addresses":                  daemon + "\n" + many("<a@b.example>: no\n"),
		"recipients in the text":     daemon + "\n" + many("Final-Recipient: rfc822;a@b.example\n\n"),
		"parts of a report":          report + many("--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;a@b.example\n\n"),
		"files that may be headers":  report + many("--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nMessage-ID: x\n\n"),
		"half ids":                   daemon + "\n" + many("Message-ID: <\n"),
		"a text and a report":        report + "--b\n\n" + many("<a@b.example> x\n") + "\n--b\nContent-Type: message/delivery-status\n\n" + many("Final-Recipient: rfc822;c@b.example\nAction: failed\n\n"),
		"encoded addresses":          report + "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: utf-8;" + many(`\x{`) + "@b.example\n",
		"attendees":                  "From: a@b.example\nContent-Type: text/calendar\n\n" + many("ATTENDEE;PARTSTAT=X:mailto:a@b\n "),
		"brackets of JSON":           daemon + "\n{\"notificationType\":\"Bounce\",\"x\":" + many("["),
		"a report in a report":       daemon + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/report; boundary=c\n\n" + many("--c\n\n"),
		"boundaries that never come": daemon + "Content-Type: multipart/mixed; boundary=z\n\n" + many("--c\n"),
		"quotations":                 daemon + "\n" + many("> a\n"),
	}
}

func TestReportBombsAreCheap(t *testing.T) {
	limit := 300 * time.Millisecond
	if raceDetector {
		limit = 3 * time.Second
	}
	for name, raw := range reportBombs() {
		best := time.Hour
		for range 3 { // a busy machine may stop one of them
			start := time.Now()
			Read([]byte(raw), Hints{})
			best = min(best, time.Since(start))
		}
		if best > limit {
			t.Errorf("%s took %v", name, best)
		}
	}
}

var statusForm = regexp.MustCompile(`^([45]\.\d{1,3}\.\d{1,3})?$`)

// holds checks what is true of every reading of a report, whatever the bytes.
func holds(t *testing.T, r Reading) {
	t.Helper()
	switch r.Nature {
	case Human, AutoReply, OutOfOffice, Gone, Receipt, Bounce, Delayed, Calendar, Bulk, Uncertain:
	default:
		t.Errorf("nature %q", r.Nature)
	}
	if r.Why == "" || r.Sure <= 0 || r.Sure > 1 {
		t.Errorf("why %q, sure %v", r.Why, r.Sure)
	}
	if failed := r.Nature == Bounce || r.Nature == Delayed; failed != (r.Bounce != nil) {
		t.Errorf("%s, but failure %v", r.Nature, r.Bounce)
	}
	f := r.Bounce
	if f == nil {
		return
	}
	if len(f.Address) > 320 || !utf8.ValidString(f.Address) || strings.ContainsFunc(f.Address, unicode.IsControl) ||
		f.Address != "" && strings.IndexByte(f.Address, '@') < 1 {
		t.Errorf("address %q", f.Address)
	}
	if !statusForm.MatchString(f.Status) {
		t.Errorf("status %q", f.Status)
	}
	if r.Nature == Delayed && f.Permanent {
		t.Error("delayed for good")
	}
	if r.Nature == Bounce && f.Status != "" && f.Permanent != (f.Status[0] == '5') {
		t.Errorf("status %s, permanent %v", f.Status, f.Permanent)
	}
	if f.OriginalMessageID != "" && f.OriginalMessageID == r.MessageID {
		t.Errorf("%s returns itself", r.MessageID)
	}
	if strings.ContainsFunc(f.OriginalMessageID, unicode.IsControl) {
		t.Errorf("id %q", f.OriginalMessageID)
	}
}

// sameWithQuote checks that a quotation below the text leaves the nature alone.
// build makes a mail of a text.
func sameWithQuote(t *testing.T, build func(text string) string, text string) {
	t.Helper()
	bare := Read([]byte(build(text)), Hints{})
	holds(t, bare)
	with := Read([]byte(build(text+quotedNotice)), Hints{})
	holds(t, with)
	if plain := !strings.ContainsAny(text, "\r\x00>") && utf8.ValidString(text); plain && bare.Nature != with.Nature {
		t.Errorf("%s (%s), with a quotation below %s (%s)", bare.Nature, bare.Why, with.Nature, with.Why)
	}
}

func FuzzDSN(f *testing.F) {
	f.Add("<anna@globex.example>: user unknown", "Final-Recipient: rfc822; anna@globex.example\nAction: failed\nStatus: 5.1.1", "Message-ID: <offer@acme.example>")
	f.Add("still trying", "Final-Recipient: utf-8; \\x{430}@globex.example\nAction: delayed\nStatus: 4.4.1 (x)", "Message-ID: <n1@mx.acme.example>")
	f.Add("", "Original-Recipient: rfc822;+2B+3D@globex.example\nDiagnostic-Code: smtp; 550 5.2.2 full <421 4.4.2>\nStatus: 5.0.0", "")
	f.Add("Your message did not reach\n\njoe@acme.example", "Status: 2.0.0", "From: joe@acme.example\n\nhi")
	f.Add("Ihre Nachricht konnte nicht zugestellt werden 5.10.20.30", "Action: relayed (x)\n\nAction: failed\nFinal-Recipient: x400; /G=anna/", "Message-ID: <>")
	f.Add("{\"notificationType\":\"Bounce\"}", "Final-Recipient: rfc822;|/bin/x", "Received: x\nMessage-ID:\n <a@b.example>")
	f.Fuzz(func(t *testing.T, text, fields, returned string) {
		if len(text)+len(fields)+len(returned) > 8<<10 || strings.Contains(text+fields+returned, "--R1") {
			return
		}
		structured := func(text string) string {
			return "Return-Path: <>\nFrom: MAILER-DAEMON@mx.acme.example\nTo: joe@acme.example\nSubject: Undelivered\nMessage-ID: <n1@mx.acme.example>\n" +
				"Content-Type: multipart/report; report-type=delivery-status; boundary=R1\n\n--R1\n\n" + text +
				"\n--R1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n" + fields +
				"\n--R1\nContent-Type: text/rfc822-headers\n\n" + returned + "\n--R1--\n"
		}
		sameWithQuote(t, structured, text)
		for _, from := range []string{"MAILER-DAEMON@mx.acme.example", "postmaster@globex.example", "Anna <anna@globex.example>"} {
			holds(t, Read([]byte("Return-Path: <>\nFrom: "+from+"\nTo: joe@acme.example\nSubject: "+
				strings.ReplaceAll(clipText(text, 60), "\n", " ")+"\n\n"+text+"\n\n"+fields+"\n\n"+returned), Hints{}))
		}
	})
}

func FuzzMDN(f *testing.F) {
	f.Add("Read: Offer", "Your message\n\n To: Anna\n Subject: Offer\n Sent: Monday\n\nwas read on Tuesday.", "manual-action/MDN-sent-manually; displayed")
	f.Add("Ungelesen: Angebot", "Ihre Nachricht wurde ungelesen gelöscht", "automatic-action/MDN-sent-automatically; deleted/error")
	f.Add("Re: Offer", "I have read your message on Monday. When?", "")
	f.Add("開封済み: x", "メッセージが開封されました", ";;")
	f.Fuzz(func(t *testing.T, subject, text, disposition string) {
		if len(subject)+len(text)+len(disposition) > 8<<10 || strings.ContainsAny(subject+disposition, "\r\n") || strings.Contains(text, "--R1") {
			return
		}
		head := "From: Anna Roe <anna@globex.example>\nTo: joe@acme.example\nSubject: " + subject + "\nMessage-ID: <r1@globex.example>\n"
		report := func(text string) string {
			return head + "Content-Type: multipart/report; report-type=disposition-notification; boundary=R1\n\n--R1\n\n" + text +
				"\n--R1\nContent-Type: message/disposition-notification\n\nDisposition: " + disposition + "\n--R1--\n"
		}
		if r := Read([]byte(report(text)), Hints{}); r.Nature != Receipt && r.Nature != AutoReply {
			t.Errorf("a report of disposition is %s (%s)", r.Nature, r.Why)
		}
		sameWithQuote(t, report, text)
		holds(t, Read([]byte(head+"\n"+text), Hints{}))
	})
}

func FuzzCalendar(f *testing.F) {
	f.Add("REPLY", "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@globex.example\nEND:VEVENT\n", "", false)
	f.Add("", "BEGIN:VCALENDAR\r\nMETHOD:REQ\r\n UEST\r\n", "Please come", false)
	f.Add("request", "", "See the file, could you come?", true)
	f.Add("PUBLISH", "ATTENDEE;PARTSTAT=\"x;y", "Hi", true)
	f.Fuzz(func(t *testing.T, method, content, text string, attached bool) {
		if len(content)+len(text) > 8<<10 || strings.ContainsAny(method, "\r\n\";\\") || strings.Contains(content+text, "--R1") {
			return
		}
		disposition := "inline"
		if attached {
			disposition = "attachment; filename=a.ics"
		}
		build := func(text string) string {
			return "From: Anna Roe <anna@globex.example>\nTo: joe@acme.example\nSubject: Meeting\nContent-Type: multipart/mixed; boundary=R1\n\n--R1\n\n" +
				text + "\n--R1\nContent-Type: text/calendar; method=\"" + method + "\"\nContent-Disposition: " + disposition + "\n\n" + content + "\n--R1--\n"
		}
		sameWithQuote(t, build, text)
		r := Read([]byte(build("")), Hints{})
		if strings.EqualFold(method, "reply") && r.Nature != Calendar {
			t.Errorf("a reply alone is %s (%s)", r.Nature, r.Why)
		}
		if strings.EqualFold(method, "publish") && r.Nature == Calendar {
			t.Errorf("a published calendar is a message (%s)", r.Why)
		}
	})
}
