package reading

import (
	"strings"
	"testing"
	"unicode"
)

// FuzzHeader holds what every header must yield, however it is spoilt: one line
// of subject, dates within reason, ids without brackets, and the same fields
// whether the body was fetched or not.
func FuzzHeader(f *testing.F) {
	f.Add("From: Anna <anna@globex.example>\nSubject: =?utf-8?Q?a=0Ab?=\nDate: Mon, 2 Nov 2026 09:12:00 +0100\nMessage-ID: <a@b>")
	f.Add("From: \"a (b\" <x@y>, z\nReferences: <a> <b\n <c>>\nIn-Reply-To: Your mail of Tuesday <d@e>")
	f.Add("Date: 31 Feb 26 99:99 XYZ\nDate: 2026-11-02T09:12:00Z\nTo: undisclosed-recipients:;")
	f.Add("Authentication-Results: mx.example; dmarc=pass (p=\"x\\\") header.from=b\nFrom: a@b\n\tc\n  d")
	f.Add("subject:\x00\u202e=?iso-2022-jp?B?GyRC?= \r\n\r\nbody\r\n")
	f.Fuzz(func(t *testing.T, head string) {
		head, _, _ = strings.Cut(strings.ReplaceAll(head, "\r", ""), "\n\n")
		r := Read([]byte(head+"\n\n"), Hints{HeaderOnly: true})
		if strings.ContainsFunc(r.Subject, func(c rune) bool { return unicode.IsControl(c) && c != '\u00ad' }) || len(r.Subject) > maxSubject {
			t.Errorf("the subject is not one line: %q", r.Subject)
		}
		if y := r.Date.Year(); !r.Date.IsZero() && (y < 1970 || y > 9999) {
			t.Errorf("a date in the year %d", y)
		}
		for _, id := range append(append([]string{r.MessageID}, r.InReplyTo...), r.References...) {
			if strings.ContainsAny(id, "<> \t\r\n") {
				t.Errorf("the id %q is not bare", id)
			}
		}
		for _, a := range append(append(append([]Address{r.From}, r.To...), r.Cc...), r.ReplyTo...) {
			if a.Address != strings.ToLower(a.Address) || strings.ContainsAny(a.Address, "\r\n<>") {
				t.Errorf("the address %q", a.Address)
			}
		}
		whole := Read([]byte(head+"\n\nHello.\n"), Hints{})
		if whole.Subject != r.Subject || whole.MessageID != r.MessageID || whole.From != r.From || !whole.Date.Equal(r.Date) {
			t.Error("the header reads otherwise with a body below it")
		}
	})
}
