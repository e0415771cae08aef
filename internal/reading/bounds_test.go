package reading

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bombs are mails made to be expensive.
func bombs() map[string]string {
	var nested, siblings strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	siblings.WriteString("Content-Type: multipart/mixed; boundary=b\n\n")
	for range 20000 {
		siblings.WriteString("--b\n\nx\n")
	}
	const size = 512 << 10
	many := func(s string) string { return strings.Repeat(s, size/len(s)) }
	return map[string]string{
		"multiparts in multiparts":   nested.String(),
		"thousands of parts":         siblings.String(),
		"a header without end":       many("X: y\n"),
		"one long line":              "Subject: " + many("x"),
		"a long folded field":        "References:" + many(" <a@x.example>\n"),
		"open comments":              "From: " + many("("),
		"escaped quotes":             "From: " + many(`\"`),
		"open brackets":              "To: " + many("<"),
		"escapes in Message-IDs":     "References: <" + many(`\"`) + ">",
		"escapes in results":         "From: a@x.example\nAuthentication-Results: x " + many(`\"`),
		"signs of an address":        "To: " + many("a@"),
		"encoded words":              "Subject: " + many("=?utf-8?Q?a?= "),
		"starts of encoded words":    "Subject: " + many("=?"),
		"prefixes":                   "Subject: " + many("Re: [x] "),
		"authentication results":     "From: a@x.example\nAuthentication-Results: x; " + many(`dkim=pass (a) "b"; `),
		"parameters":                 "Content-Type: text/plain" + many("; a*0=b"),
		"deep quotes":                "\n" + many(">"),
		"lines that may be quotes":   "\n" + many("On 3 Nov 2026\n"),
		"lines that end in a colon":  "\n" + many("From:\n"),
		"questions":                  "\n" + many("? "),
		"phrases that almost match":  "\n" + many("need it need it "),
		"numbers":                    "\n" + many("by 1.1. - "),
		"tags":                       "Content-Type: text/html\n\n" + many("<div class=gmail_quote>"),
		"open tags":                  "Content-Type: text/html\n\n" + many("<a \""),
		"open comments in HTML":      "Content-Type: text/html\n\n" + many("<!--"),
		"style that never ends":      "Content-Type: text/html\n\n" + many("<style></"),
		"boundaries of nobody":       "Content-Type: multipart/mixed; boundary=b\n\n" + many("--\n"),
		"blocks of a status report":  "Content-Type: message/delivery-status\n\n" + many("Action: failed\n\n"),
		"addresses in an absence":    "Auto-Submitted: auto-replied\n\n" + many("contact a@b.example "),
		"megabytes of base64":        "Content-Transfer-Encoding: base64\n\n" + strings.Repeat("QUJD", 2<<20),
		"megabytes of one letter":    "\n" + strings.Repeat("a", 8<<20),
		"megabytes of old Macintosh": "Subject: x\r\r" + strings.Repeat("a\r", 4<<20),
		"megabytes of parts":         "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\nContent-Type: text/html\n\n<p>\n", 200_000),
		"messages in messages":       many("Content-Type: message/rfc822\n\n"),
		"shifts of ISO 2022":         "Content-Type: text/plain; charset=iso-2022-jp\n\n" + many("\x1b$B\x1b(B"),
		"characters of UTF-7":        "Content-Type: text/plain; charset=utf-7\n\n" + many("+ZeU-"),
		"Japanese without spaces":    "\n" + many("見積書を確認してください"),
		"headers of old mails":       "\n" + many("From: a\nSent: b\nTo: c\nSubject: d\n"),
		"telephone numbers":          "\n" + many("+49 30 1234567, "),
		"dates":                      "Auto-Submitted: auto-replied\n\nI am away from " + many("3 to 4 May until 5/6 - "),
		"orders in orders":           "Content-Type: text/html\n\n<script type=\"application/ld+json\">" + many(`{"@type":"Order","acceptedOffer":`),
		"things in things":           "Content-Type: text/html\n\n" + many(`<div itemscope itemtype="http://schema.org/Order">`),
		"events of a calendar":       "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + many("BEGIN:VEVENT\nATTENDEE:a\n"),
		"folded lines of a calendar": "Content-Type: text/calendar; method=REPLY\n\n" + many("ATTENDEE\n "),
		"status codes":               "From: mailer-daemon@x.example\nSubject: failure notice\n\n" + many("550 5.1.1 "),
		"a report of many addresses": "From: mailer-daemon@x.example\nSubject: failure notice\n\n" + many("mailer-daemon@x.example "),
	}
}

func TestBombsAreCheap(t *testing.T) {
	limit := 100 * time.Millisecond
	if raceDetector {
		limit = time.Second
	}
	for name, raw := range bombs() {
		t.Run(name, func(t *testing.T) {
			content := []byte(raw)
			best, most := time.Hour, uint64(1<<62)
			for n := 0; n < 3 || n < 10 && best > limit; n++ { // a busy machine may stop some of them
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				start := time.Now()
				Read(content, Hints{})
				best = min(best, time.Since(start))
				runtime.ReadMemStats(&after)
				most = min(most, after.TotalAlloc-before.TotalAlloc)
			}
			if best > limit {
				t.Errorf("took %v", best)
			}
			if most > 16<<20 && !raceDetector {
				t.Errorf("took %d KiB of memory, freed or not", most>>10)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	var refs strings.Builder
	for i := range 600 {
		fmt.Fprintf(&refs, " <%d@x.example>\n", i)
	}
	r := Read([]byte("References:"+refs.String()+"\n"+strings.Repeat("word ", 20000)), Hints{})
	if n := len(r.References); n != maxReferences || r.References[0] != "0@x.example" || r.References[n-1] != "599@x.example" {
		t.Errorf("%d references from %s to %s", n, r.References[0], r.References[n-1])
	}
	if !r.Truncated || len(r.NewText) > maxText {
		t.Errorf("truncated %v, %d bytes", r.Truncated, len(r.NewText))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(reply + "\nYes.\n"))
	f.Add([]byte(dsn("Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1")))
	f.Add([]byte(fresh + "Content-Type: text/html\n\n<blockquote type=cite>a</blockquote>by 1.2.<p>"))
	f.Add([]byte(reply + "Auto-Submitted: auto-replied\n\nI am out of the office until 3/4 - 5.\n"))
	f.Add([]byte("From: \"(<\nSubject: =?x?q?=\xff?=\nContent-Type: multipart/mixed; boundary=\"\n\n--"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, headerOnly := range []bool{false, true} {
			start := time.Now()
			r := Read(raw, Hints{HeaderOnly: headerOnly})
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			if r.Nature == "" || r.Why == "" {
				t.Error("no judgement")
			}
			if r.Asks && r.Courtesy {
				t.Error("asks and is a courtesy")
			}
			if len(r.NewText) > maxText || len(r.References) > maxReferences {
				t.Error("out of bounds")
			}
		}
	})
}

func BenchmarkHeader(b *testing.B) {
	raw := []byte(reply + "Cc: Bob <bob@acme.example>\nReply-To: anna@globex.example\nMIME-Version: 1.0\n" +
		"Content-Type: text/plain; charset=utf-8\nX-Mailer: none\n\n")
	for b.Loop() {
		Read(raw, Hints{HeaderOnly: true})
	}
}
