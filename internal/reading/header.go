package reading

import (
	"bytes"
	"strings"
)

// Bounds on a header: bytes read of it, and fields kept.
const (
	maxHeader = 256 << 10
	maxFields = 5000
)

// field is one header field, its value unfolded but not decoded.
type field struct {
	name  string // lower case
	value string
}

// header holds the fields of a message or a part in their order.
type header []field

// get returns the value of the first field of that lower-case name that is not
// empty.
func (h header) get(name string) string {
	for _, f := range h {
		if f.name == name && f.value != "" {
			return f.value
		}
	}
	return ""
}

// has tells whether there is a field of that lower-case name, even an empty one.
func (h header) has(name string) bool {
	for _, f := range h {
		if f.name == name {
			return true
		}
	}
	return false
}

// all returns the values of every field of that lower-case name.
func (h header) all(name string) []string { return h.appendAll(nil, name) }

// appendAll appends them.
func (h header) appendAll(values []string, name string) []string {
	for _, f := range h {
		if f.name == name {
			values = append(values, f.value)
		}
	}
	return values
}

// splitHeader reads header fields from the start of raw and returns them, how
// many bytes they took with the blank line, and how many lines made no sense.
// stop, if not nil, ends the header at a line that belongs to somebody else (a
// boundary of the multipart around).
func splitHeader(raw []byte, stop func(line []byte) bool) (h header, size, garbage int) {
	limit := min(len(raw), maxHeader)
	spans := make([]span, 0, 32) // of the fields
	begin, end := -1, 0          // the field being collected
	flush := func() {
		if begin >= 0 && len(spans) < maxFields {
			spans = append(spans, span{begin, end - begin})
		}
		begin = -1
	}
	defer func() { h = fieldsAt(raw, spans) }()
	for size < limit {
		next := bytes.IndexByte(raw[size:limit], '\n')
		stopAt := limit
		if next >= 0 {
			stopAt = size + next + 1
		}
		line := raw[size:stopAt]
		for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
			line = line[:len(line)-1]
		}
		switch {
		case len(line) == 0 && begin < 0 && len(spans) == 0 && stop == nil:
			// A blank line before everything is an accident of transport.
		case len(line) == 0:
			flush()
			return nil, stopAt, garbage
		case line[0] == ' ' || line[0] == '\t':
			end = size + len(line)
		case stop != nil && stop(line):
			flush()
			return nil, size, garbage
		case isField(line):
			flush()
			begin, end = size, size+len(line)
		default:
			flush()
			if !bytes.HasPrefix(line, []byte("From ")) && !bytes.HasPrefix(line, []byte(">From ")) {
				garbage++
			}
		}
		size = stopAt
	}
	flush()
	return nil, size, garbage
}

// isField tells whether a line begins a field: a name of visible characters,
// perhaps white space (RFC 5322 §4.5), and a colon.
func isField(line []byte) bool {
	name := 0
	for name < len(line) && line[name] > ' ' && line[name] != 0x7f && line[name] != ':' {
		name++
	}
	rest := trimSpaces(line[name:])
	return len(rest) > 0 && rest[0] == ':' && len(rest) < len(line)
}

// fieldsAt makes the fields of a header from where they stand in it.
func fieldsAt(raw []byte, spans []span) header {
	if len(spans) == 0 {
		return nil
	}
	last := spans[len(spans)-1]
	unfolded := make([]byte, 0, last.at+last.size-spans[0].at)
	for i, s := range spans {
		at := len(unfolded)
		unfolded = appendUnfolded(unfolded, raw[s.at:s.at+s.size])
		spans[i] = span{at, len(unfolded) - at}
	}
	text := string(unfolded) // once: the fields are pieces of it
	h := make(header, 0, len(spans))
	for _, s := range spans {
		name, value, _ := strings.Cut(text[s.at:s.at+s.size], ":")
		h = append(h, field{name: fieldName(strings.TrimRight(name, " \t")), value: strings.TrimSpace(value)})
	}
	return h
}

// fieldName writes the name of a field in lower case; the commonest need no room.
func fieldName(name string) string {
	switch name {
	case "From":
		return "from"
	case "To":
		return "to"
	case "Cc":
		return "cc"
	case "Subject":
		return "subject"
	case "Date":
		return "date"
	case "Message-ID", "Message-Id":
		return "message-id"
	case "In-Reply-To":
		return "in-reply-to"
	case "References":
		return "references"
	case "Received":
		return "received"
	case "Return-Path":
		return "return-path"
	case "Delivered-To":
		return "delivered-to"
	case "MIME-Version", "Mime-Version":
		return "mime-version"
	case "Content-Type":
		return "content-type"
	case "Content-Transfer-Encoding":
		return "content-transfer-encoding"
	case "Content-Disposition":
		return "content-disposition"
	case "Authentication-Results":
		return "authentication-results"
	case "DKIM-Signature":
		return "dkim-signature"
	case "User-Agent":
		return "user-agent"
	case "X-Mailer":
		return "x-mailer"
	case "Sender":
		return "sender"
	case "Reply-To":
		return "reply-to"
	case "List-Id", "List-ID":
		return "list-id"
	case "List-Unsubscribe":
		return "list-unsubscribe"
	case "Precedence":
		return "precedence"
	case "Auto-Submitted":
		return "auto-submitted"
	case "X-Spam-Status":
		return "x-spam-status"
	case "Received-SPF":
		return "received-spf"
	case "Thread-Index":
		return "thread-index"
	case "Thread-Topic":
		return "thread-topic"
	case "Accept-Language":
		return "accept-language"
	case "Content-Language":
		return "content-language"
	case "ARC-Seal":
		return "arc-seal"
	case "ARC-Message-Signature":
		return "arc-message-signature"
	case "ARC-Authentication-Results":
		return "arc-authentication-results"
	}
	return strings.ToLower(name)
}

// appendUnfolded appends a field with its lines joined (RFC 5322 §2.2.3). The
// white space that begins a continuation stays.
func appendUnfolded(out, field []byte) []byte {
	for {
		line, rest, more := bytes.Cut(field, []byte("\n"))
		if !more {
			return append(out, line...)
		}
		out = append(out, bytes.TrimRight(line, "\r")...)
		field = rest
	}
}

// fieldsIn reads the fields of every block of a text made of field blocks
// divided by blank lines, as message/delivery-status is (RFC 3464 §2.1). At most
// limit blocks are read.
func fieldsIn(body []byte, limit int) []header {
	var blocks []header
	for len(body) > 0 && len(blocks) < limit {
		body = bytes.TrimLeft(body, "\r\n")
		h, size, _ := splitHeader(body, nil)
		if len(h) > 0 {
			blocks = append(blocks, h)
		}
		if size == 0 {
			break
		}
		body = body[size:]
	}
	return blocks
}
