package reading

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds in bytes: how much of a subject is looked at, and how long a word in
// front of a colon may be to be a prefix.
const (
	maxSubject = 4 << 10
	maxLeader  = 40
)

// BaseSubject extracts the base subject of RFC 5256 §2.1: without reply and
// forward prefixes in many languages, "[list]" blobs and "(fwd)", lower case,
// white space folded. response tells that a reply prefix was removed; a forward
// alone is no response.
func BaseSubject(subject string) (base string, response bool) {
	const usual = 128 // bytes
	rest, response := cutLeaders(append(make([]byte, 0, usual), foldSpace(decodeWords(clipText(subject, maxSubject)))...))
	return string(appendLower(make([]byte, 0, usual), rest)), response
}

// cutLeaders removes prefixes, blobs and "(fwd)" from a subject on one line, and
// tells whether a prefix of a reply was among them.
func cutLeaders(s []byte) (rest []byte, response bool) {
	for {
		s = trimForwarded(s)
		for {
			rest, reply, ok := cutPrefix(s)
			if !ok {
				break
			}
			s, response = rest, response || reply
		}
		if rest, ok := cutBlob(s); ok && len(rest) > 0 && !marksForward(s) {
			s = rest
			continue
		}
		if len(s) > 5 && marksForward(s) && s[len(s)-1] == ']' {
			s = bytes.TrimSpace(s[5 : len(s)-1])
			continue
		}
		return s, response
	}
}

// marksForward tells whether a subject begins with "[Fwd:".
func marksForward[T octets](s T) bool {
	return len(s) >= 5 && strings.EqualFold(string(s[:5]), "[fwd:")
}

func trimForwarded(s []byte) []byte {
	for {
		s = bytes.TrimSpace(s)
		if len(s) < 5 || s[len(s)-1] != ')' || !strings.EqualFold(string(s[len(s)-5:]), "(fwd)") {
			return s
		}
		s = s[:len(s)-5]
	}
}

// cutBlob removes one "[list]" from the front.
func cutBlob(s []byte) (rest []byte, ok bool) {
	if len(s) == 0 || s[0] != '[' {
		return s, false
	}
	end := bytes.IndexByte(s, ']')
	if end < 0 || bytes.IndexByte(s[1:end], '[') >= 0 {
		return s, false
	}
	return bytes.TrimSpace(s[end+1:]), true
}

// cutBlobs removes all of them.
func cutBlobs(s []byte) []byte {
	for {
		rest, ok := cutBlob(s)
		if !ok {
			return s
		}
		s = rest
	}
}

// cutPrefix removes one leader, "Re:" or "Fwd:" with the blobs before it and
// the counter behind it, as in "[list] RE[2]:".
func cutPrefix(s []byte) (rest []byte, reply, ok bool) {
	s = cutBlobs(s)
	colon, width := bytes.IndexByte(s, ':'), 1
	if wide := bytes.Index(s, []byte("：")); wide >= 0 && (colon < 0 || wide < colon) {
		colon, width = wide, len("：")
	}
	if colon < 1 || colon > maxLeader {
		return s, false, false
	}
	word := bytes.TrimSpace(s[:colon])
	for {
		next := bytes.TrimSpace(trimCounter(word))
		if len(next) == len(word) {
			break
		}
		word = next
	}
	reply, ok = isPrefix(word)
	if !ok {
		return s, false, false
	}
	return bytes.TrimSpace(s[colon+width:]), reply, true
}

// trimCounter removes "[2]", "(2)", "^2" and a blob from behind a prefix.
func trimCounter(word []byte) []byte {
	switch {
	case bytes.HasSuffix(word, []byte("]")):
		if i := bytes.LastIndexByte(word, '['); i > 0 {
			return word[:i]
		}
	case bytes.HasSuffix(word, []byte(")")):
		if i := bytes.LastIndexByte(word, '('); i > 0 && len(trimDigits(word[i+1:len(word)-1])) == 0 {
			return word[:i]
		}
	}
	if bare := trimDigits(word); len(bare) < len(word) && bytes.HasSuffix(bare, []byte("^")) {
		return bare[:len(bare)-1]
	}
	return word
}

// trimDigits removes digits from the end.
func trimDigits(s []byte) []byte {
	for len(s) > 0 && s[len(s)-1] >= '0' && s[len(s)-1] <= '9' {
		s = s[:len(s)-1]
	}
	return s
}

// isPrefix tells whether a word in front of a colon marks a reply or a forward.
// One letter counts only as Italian mailers write it, in capitals.
func isPrefix(word []byte) (reply, ok bool) {
	switch string(word) {
	case "R":
		return true, true
	case "I":
		return false, true
	}
	var room [maxLeader]byte
	switch string(appendLower(room[:0], word)) {
	case "re", "aw", "antw", "antwort", "sv", "réf", "réf.", "rif", "rif.", "vs", "res", "resp", "odp", "ynt", "vá",
		"atb", "απ", "σχετ", "回复", "答复", "回覆", "답장", "ответ":
		return true, true
	case "fw", "fwd", "wg", "tr", "rv", "doorst", "enc", "vb", "vl", "pd", "i̇lt", "ilt", "továbbítás", "转发", "轉寄", "전달":
		return false, true
	}
	return false, false
}

// appendLower appends s as strings.ToLower writes it.
func appendLower(out, s []byte) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(s[i:])
			out = utf8.AppendRune(out, unicode.ToLower(r))
			i += size
			continue
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		out = append(out, c)
		i++
	}
	return out
}

// isReply tells whether a text begins with a reply prefix.
func isReply(text string) bool {
	_, reply, ok := cutPrefix([]byte(text))
	return ok && reply
}

// isForward tells whether a subject begins with a forward prefix.
func isForward(subject string) bool {
	_, reply, ok := cutPrefix([]byte(subject))
	return ok && !reply || marksForward(subject)
}
