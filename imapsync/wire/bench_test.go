package wire

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// canned is a server that has all its answers ready, at no cost.
type canned struct {
	net.Conn
	answers []byte
}

func (c *canned) Read(p []byte) (int, error) {
	if len(c.answers) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.answers)
	c.answers = c.answers[n:]
	return n, nil
}

func (*canned) Write(p []byte) (int, error)      { return len(p), nil }
func (*canned) Close() error                     { return nil }
func (*canned) SetReadDeadline(time.Time) error  { return nil }
func (*canned) SetWriteDeadline(time.Time) error { return nil }

// BenchmarkFetch reads 100,000 messages of about 640 bytes of header fields
// each: divide by that for the cost of one.
func BenchmarkFetch(b *testing.B) {
	const messages, size = 100_000, 500
	var answers strings.Builder
	fields := fmt.Sprintf("Date: Mon, 2 Mar 2026 09:00:00 +0000\r\nFrom: Anna <anna@globex.example>\r\nTo: joe@acme.example\r\n"+
		"Subject: %s\r\n\r\n", strings.Repeat("offer ", 86))
	flags := []string{"", `\Seen`, `\Seen \Answered`, `\Seen $Forwarded`}
	for i := range messages {
		fmt.Fprintf(&answers, "* %d FETCH (UID %d FLAGS (%s) INTERNALDATE \"%02d-Mar-2026 09:%02d:00 +0100\" BODY[HEADER.FIELDS (DATE FROM TO CC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES)] {%d}\r\n%s)\r\n",
			i+1, i+1, flags[i%len(flags)], 1+i%28, i%60, len(fields), fields)
		if (i+1)%size == 0 {
			fmt.Fprintf(&answers, "T%d OK Fetch completed.\r\n", (i+1)/size)
		}
	}
	text := []byte(answers.String())
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		c := New(&canned{answers: text}, Options{})
		from, came := uint32(1), 0
		err := c.Fetch(b.Context(), FetchItems{Flags: true, Internal: true, Fields: []string{"Date"}}, func() (UIDSet, bool) {
			w := UIDSet{{from, from + size - 1}}
			from += size
			return w, w[0].First <= messages
		}, 3, func(m *Message) error {
			if m.Came && !m.Internal.IsZero() && len(m.Raw) == len(fields) {
				came++
			}
			return nil
		}, func(_ UIDSet, err error) error { return err })
		if err != nil || came != messages {
			b.Fatalf("%d came, %v", came, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/messages, "ns/message")
}
