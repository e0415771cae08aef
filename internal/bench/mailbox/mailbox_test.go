package mailbox_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"thrice/internal/bench/mailbox"
)

func year() (from, to time.Time) {
	to = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	return to.AddDate(-1, 0, 0), to
}

func TestTheSameSeedMakesTheSameMail(t *testing.T) {
	from, to := year()
	a, b, other := mailbox.New(1, 500, from, to), mailbox.New(1, 500, from, to), mailbox.New(2, 500, from, to)
	for number := range 500 {
		text := a.AppendBody(a.AppendHeader(nil, number), number)
		if again := b.AppendBody(b.AppendHeader(nil, number), number); !bytes.Equal(text, again) {
			t.Fatalf("message %d is another one:\n%s\n%s", number, text, again)
		}
		if bytes.Equal(text, other.AppendHeader(nil, number)) {
			t.Fatalf("message %d of another seed is the same", number)
		}
	}
}

func TestAMailboxIsWhole(t *testing.T) {
	from, to := year()
	m := mailbox.New(1, 10_000, from, to)
	if in, sent := m.Len(mailbox.Inbox), m.Len(mailbox.Sent); in != 6_000 || sent != 4_000 {
		t.Errorf("%d messages in INBOX and %d in Sent", in, sent)
	}
	seen := map[string]bool{}
	var fields, whole, linked int
	for number := range 10_000 {
		header := m.AppendHeader(nil, number)
		msg, err := mail.ReadMessage(bytes.NewReader(m.AppendBody(header, number)))
		if err != nil {
			t.Fatalf("message %d: %v\n%s", number, err, header)
		}
		at, err := msg.Header.Date()
		if err != nil || !at.Equal(m.Time(number)) || at.After(to) || at.Before(from) || number > 0 && at.Before(m.Time(number-1)) {
			t.Fatalf("message %d is of %v, %v", number, at, err)
		}
		id := msg.Header.Get("Message-ID")
		if seen[id] {
			t.Errorf("%s stands twice", id)
		}
		if answered := msg.Header.Get("In-Reply-To"); answered != "" {
			linked++
			if !seen[answered] {
				t.Errorf("message %d answers %s, which does not exist before it", number, answered)
			}
			if refs := strings.Fields(msg.Header.Get("References")); len(refs) > 20 || len(refs) > 0 && refs[len(refs)-1] != answered {
				t.Errorf("message %d answers %s and refers to %q", number, answered, refs)
			}
		}
		seen[id] = true
		parts(t, number, msg)
		whole += len(header)
		for _, name := range []string{"Date", "From", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References",
			"Auto-Submitted", "List-Id", "Precedence", "Content-Type"} {
			if v := msg.Header.Get(name); v != "" {
				fields += len(name) + len(v) + 4
			}
		}
	}
	t.Logf("%d bytes of header, %d of them in the fields that matter; %d of 10,000 mails name the one they answer", whole/10_000, fields/10_000, linked)
	if linked < 3_000 || fields/10_000 < 400 {
		t.Error("that is no mailbox of a salesperson")
	}
}

// parts reads all the parts of a message.
func parts(t *testing.T, number int, msg *mail.Message) {
	t.Helper()
	kind, with, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatalf("message %d: %v", number, err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return
	}
	r := multipart.NewReader(msg.Body, with["boundary"])
	for n := 0; ; n++ {
		part, err := r.NextPart()
		if err == io.EOF && n > 1 {
			return
		}
		if err != nil {
			t.Fatalf("message %d, part %d: %v", number, n, err)
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			t.Fatalf("message %d, part %d: %v", number, n, err)
		}
	}
}

func TestANewMailAnswersOneOfOurs(t *testing.T) {
	from, to := year()
	m := mailbox.New(1, 100, from, to)
	m.Add(to.Add(time.Hour))
	if m.Len(mailbox.Inbox) != 61 || m.Number(mailbox.Inbox, 60) != 100 || !m.Time(100).Equal(to.Add(time.Hour)) {
		t.Fatalf("%d messages in INBOX", m.Len(mailbox.Inbox))
	}
	text := string(m.AppendHeader(nil, 100))
	if !strings.Contains(text, "In-Reply-To: <") || !strings.Contains(text, "@acme.example>") || !strings.Contains(text, "Subject: Re: ") {
		t.Error(text)
	}
}

func BenchmarkHeader(b *testing.B) {
	from, to := year()
	m := mailbox.New(1, 100_000, from, to)
	var buf []byte
	for i := 0; b.Loop(); i++ {
		buf = m.AppendHeader(buf[:0], i%100_000)
	}
}
