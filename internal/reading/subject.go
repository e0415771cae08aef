package reading

import "strings"

// maxSubject is how much of a subject is looked at, in bytes.
const maxSubject = 4 << 10

// BaseSubject extracts the base subject of RFC 5256 §2.1: without reply and
// forward prefixes in many languages, "[list]" blobs and "(fwd)", lower case,
// white space folded. response tells that a reply prefix was removed; a forward
// alone is no response.
func BaseSubject(subject string) (base string, response bool) {
	s := foldSpace(decodeWords(clipText(subject, maxSubject)))
	for {
		s = trimForwarded(s)
		for {
			rest, reply, ok := cutPrefix(s)
			if !ok {
				break
			}
			s, response = rest, response || reply
		}
		if rest, ok := cutBlob(s); ok && rest != "" && !strings.HasPrefix(strings.ToLower(s), "[fwd:") {
			s = rest
			continue
		}
		if len(s) > 5 && strings.EqualFold(s[:5], "[fwd:") && strings.HasSuffix(s, "]") {
			s = strings.TrimSpace(s[5 : len(s)-1])
			continue
		}
		return strings.ToLower(s), response
	}
}

func trimForwarded(s string) string {
	for {
		s = strings.TrimSpace(s)
		if len(s) < 5 || !strings.EqualFold(s[len(s)-5:], "(fwd)") {
			return s
		}
		s = s[:len(s)-5]
	}
}

// cutBlob removes one "[list]" from the front.
func cutBlob(s string) (rest string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return s, false
	}
	end := strings.IndexByte(s, ']')
	if end < 0 || strings.IndexByte(s[1:end], '[') >= 0 {
		return s, false
	}
	return strings.TrimSpace(s[end+1:]), true
}

// cutPrefix removes one leader, "Re:" or "Fwd:" with the blobs before it and
// the counter behind it, as in "[list] RE[2]:".
func cutPrefix(s string) (rest string, reply, ok bool) {
	for {
		next, blob := cutBlob(s)
		if !blob {
			break
		}
		s = next
	}
	colon, width := strings.IndexByte(s, ':'), 1
	if wide := strings.Index(s, "："); wide >= 0 && (colon < 0 || wide < colon) {
		colon, width = wide, len("：")
	}
	if colon < 1 || colon > 40 {
		return s, false, false
	}
	word := strings.TrimSpace(s[:colon])
	for {
		next := strings.TrimSpace(trimCounter(word))
		if next == word {
			break
		}
		word = next
	}
	reply, ok = isPrefix(word)
	if !ok {
		return s, false, false
	}
	return strings.TrimSpace(s[colon+width:]), reply, true
}

// trimCounter removes "[2]", "(2)", "^2" and a blob from behind a prefix.
func trimCounter(word string) string {
	if strings.HasSuffix(word, "]") {
		if i := strings.LastIndexByte(word, '['); i > 0 {
			return word[:i]
		}
	}
	if strings.HasSuffix(word, ")") {
		if i := strings.LastIndexByte(word, '('); i > 0 && strings.Trim(word[i+1:len(word)-1], "0123456789") == "" {
			return word[:i]
		}
	}
	if bare := strings.TrimRight(word, "0123456789"); bare != word && strings.HasSuffix(bare, "^") {
		return strings.TrimSuffix(bare, "^")
	}
	return word
}

// isPrefix tells whether a word in front of a colon marks a reply or a forward.
// One letter counts only as Italian mailers write it, in capitals.
func isPrefix(word string) (reply, ok bool) {
	switch word {
	case "R":
		return true, true
	case "I":
		return false, true
	}
	switch strings.ToLower(word) {
	case "re", "aw", "antw", "antwort", "sv", "réf", "réf.", "rif", "rif.", "vs", "res", "resp", "odp", "ynt", "vá",
		"atb", "απ", "σχετ", "回复", "答复", "回覆", "답장", "ответ":
		return true, true
	case "fw", "fwd", "wg", "tr", "rv", "doorst", "enc", "vb", "vl", "pd", "i̇lt", "ilt", "továbbítás", "转发", "轉寄", "전달":
		return false, true
	}
	return false, false
}

// isForward tells whether a subject begins with a forward prefix.
func isForward(subject string) bool {
	_, reply, ok := cutPrefix(subject)
	return ok && !reply || strings.HasPrefix(strings.ToLower(subject), "[fwd:")
}
