package reading

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dsn is a delivery status notification with the given recipient fields.
func dsn(fields string) string {
	return strings.ReplaceAll(`Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.acme.example>
To: joe@acme.example
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"

--b/1
Content-Type: text/plain

Your mail had a problem.

--b/1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example

FIELDS

--b/1
Content-Type: text/rfc822-headers

From: joe@acme.example
Message-ID: <offer@acme.example>
Subject: Offer

--b/1--
`, "FIELDS", fields)
}

func TestReports(t *testing.T) {
	const recipient = "Final-Recipient: rfc822; Anna@globex.example\n"
	failure := func(status string, permanent bool) *Failure {
		return &Failure{Status: status, Address: "anna@globex.example", OriginalMessageID: "offer@acme.example", Permanent: permanent}
	}
	tests := []struct {
		name, raw string
		nature    Nature
		want      *Failure
	}{
		{"failed for good", dsn(recipient + "Action: failed\nStatus: 5.1.1"), Bounce, failure("5.1.1", true)},
		{"given up with class 4", dsn(recipient + "Action: failed\nStatus: 4.2.2"), Bounce, failure("4.2.2", false)},
		{"failed without status", dsn(recipient + "Action: failed"), Bounce, failure("", true)},
		{"status in the diagnosis", dsn(recipient + "Action: failed\nDiagnostic-Code: smtp; 550 5.7.1 no"), Bounce, failure("5.7.1", true)},
		{"delayed", dsn(recipient + "Action: delayed\nStatus: 4.4.1"), Delayed, failure("4.4.1", false)},
		{"delivered", dsn(recipient + "Action: delivered\nStatus: 2.0.0"), Receipt, nil},
		{"relayed", dsn(recipient + "Action: relayed (to a host without reports)\nStatus: 2.0.0"), Receipt, nil},
		{"no action but class 4", dsn(recipient + "Status: 4.4.1"), Delayed, failure("4.4.1", false)},
		{"one of two failed", dsn("Final-Recipient: rfc822; bob@globex.example\nAction: delivered\nStatus: 2.0.0\n\n" + recipient + "Action: failed\nStatus: 5.1.1"), Bounce, failure("5.1.1", true)},
		{"the recipient we wrote to", dsn("Original-Recipient: rfc822;anna@globex.example\nFinal-Recipient: rfc822;x@y.example\nAction: failed\nStatus: 5.0.0"), Bounce, failure("5.0.0", true)},
		{
			"a plain bounce", "From: MAILER-DAEMON@mx.acme.example\nTo: joe@acme.example\nSubject: failure notice\n\n" +
				"Sorry, I couldn't deliver:\n<anna@globex.example>: 550 5.1.1 user unknown\n\n--- Below is the mail.\n\nMessage-ID: <offer@acme.example>\n",
			Bounce, failure("5.1.1", true),
		},
		{
			"a plain bounce of class 4 without enhanced status", "Return-Path: <>\nFrom: postmaster@mx.acme.example\nTo: joe@acme.example\nSubject: Mail delivery failed\n\n" +
				"<anna@globex.example>: 452 mailbox full\nMessage-ID: <offer@acme.example>\n",
			Bounce, failure("", false),
		},
		{
			"a plain delay", "From: MAILER-DAEMON@mx.acme.example\nTo: joe@acme.example\nSubject: Warning: message delayed 4 hours\n\n" +
				"anna@globex.example: 4.4.1 timed out\nMessage-ID: <offer@acme.example>\n",
			Delayed, failure("4.4.1", false),
		},
		{"a postmaster who writes himself", "From: postmaster@globex.example\nTo: joe@acme.example\nSubject: Re: Your question\n\nWe changed the server.\n", Human, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Read([]byte(tt.raw), Hints{})
			if r.Nature != tt.nature {
				t.Errorf("nature %s (%s), want %s", r.Nature, r.Why, tt.nature)
			}
			if diff := cmp.Diff(tt.want, r.Bounce); diff != "" {
				t.Error(diff)
			}
		})
	}
}
