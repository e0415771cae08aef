package compose

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"

	"thrice/tracker"
)

// Mail is the digest as an RFC 5322 mail with text and HTML. messageID is
// without angle brackets. The same arguments give the same bytes, so a digest
// that is made twice is the same digest.
func (d Digest) Mail(from, to tracker.Party, messageID string, at time.Time) ([]byte, error) {
	html, err := d.HTML()
	if err != nil {
		return nil, err
	}
	var h mail.Header
	h.SetDate(at.In(d.zone))
	h.SetAddressList("From", []*mail.Address{address(from)})
	h.SetAddressList("To", []*mail.Address{address(to)})
	h.SetSubject(d.subject())
	h.SetMessageID(messageID)
	// RFC 3834 §5: nobody's absence notice is to answer this.
	h.Set("Auto-Submitted", "auto-generated")
	sum := sha256.Sum256([]byte(messageID))
	h.SetContentType("multipart/alternative", map[string]string{"boundary": "thrice-" + hex.EncodeToString(sum[:12])})

	var b bytes.Buffer
	w, err := message.CreateWriter(&b, h.Header)
	if err != nil {
		return nil, fmt.Errorf("write the digest's mail: %w", err)
	}
	for _, part := range []struct{ kind, text string }{{"text/plain", d.Text()}, {"text/html", html}} {
		if err := writePart(w, part.kind, part.text); err != nil {
			return nil, fmt.Errorf("write the digest's mail: %s: %w", part.kind, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("write the digest's mail: %w", err)
	}
	return b.Bytes(), nil
}

// writePart adds an alternative, best last (RFC 2046 §5.1.4).
func writePart(w *message.Writer, kind, text string) error {
	var h message.Header
	h.SetContentType(kind, map[string]string{"charset": "utf-8"})
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	part, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(part, strings.ReplaceAll(text, "\n", "\r\n")); err != nil {
		return err
	}
	return part.Close()
}

func address(p tracker.Party) *mail.Address {
	return &mail.Address{Name: Plain(p.Name), Address: p.Address}
}
