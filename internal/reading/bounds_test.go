package reading

import (
	"fmt"
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
			best := time.Hour
			for range 3 { // a busy machine may stop one of them
				start := time.Now()
				Read([]byte(raw), Hints{})
				best = min(best, time.Since(start))
			}
			if best > limit {
				t.Errorf("took %v", best)
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
