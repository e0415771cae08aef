package reading

import (
	"slices"
	"strings"
)

// maxReferences is how many Message-IDs of a thread are kept.
const maxReferences = 500

// messageIDs returns the canonical Message-IDs in the values of one kind of
// field, in order and without doubles (RFC 5322 §3.6.4). Words around an id, as
// old mailers put them into In-Reply-To, are passed over. Of too many the first
// and the last are kept: they name the root and the nearest parents.
func messageIDs(values []string) []string {
	var ids []string
	for _, value := range values {
		if found := idsIn(value); ids == nil {
			ids = found
		} else {
			ids = append(ids, found...)
		}
	}
	ids = withoutDoubles(ids)
	if len(ids) > maxReferences {
		ids = append(ids[:1:1], ids[len(ids)-maxReferences+1:]...)
	}
	return slices.Clip(ids)
}

// withoutDoubles keeps the first of equal ids.
func withoutDoubles(ids []string) []string {
	const few = 16 // are compared with one another
	if len(ids) <= few {
		kept := ids[:0]
		for _, id := range ids {
			if !slices.Contains(kept, id) {
				kept = append(kept, id)
			}
		}
		return kept
	}
	seen := make(map[string]bool, len(ids))
	return slices.DeleteFunc(ids, func(id string) bool {
		double := seen[id]
		seen[id] = true
		return double
	})
}

// messageID returns the first canonical Message-ID of the fields, or "". A
// Message-ID without brackets and without "@" counts here: it is what the
// sender calls the mail, and answers will name it.
func messageID(values []string) string {
	for _, value := range values {
		if ids := idsIn(value); len(ids) > 0 {
			return ids[0]
		}
		if !strings.ContainsAny(value, " \t<>()\"") && value != "" {
			return value
		}
	}
	return ""
}

func idsIn(value string) []string {
	var ids []string
	bracketed := false
	for i := 0; i < len(value); {
		switch value[i] {
		case '(':
			i = skipComment(value, i)
		case '"':
			i = skipQuoted(value, i)
		case '\\':
			i += 2
		case '<':
			bracketed = true
			end := closing(value, i)
			if end < 0 {
				return ids // cut off: half an id is no id
			}
			if id := cleanID(value[i+1 : end]); id != "" {
				ids = append(ids, id)
			}
			i = end + 1
		default:
			i++
		}
	}
	if !bracketed {
		return bareIDs(value)
	}
	return ids
}

// closing finds the ">" that ends the id opened at i. A quoted local part may
// hold one.
func closing(value string, i int) int {
	for j := i + 1; j < len(value); j++ {
		switch value[j] {
		case '\\':
			j++
		case '"':
			if end := skipQuoted(value, j); end > j+1 {
				j = end - 1
			}
		case '>':
			return j
		}
	}
	return -1
}

// cleanID removes what is not part of an id: white space from folding, the
// quotes of a quoted local part, a comment that white space sets apart, and
// brackets doubled by careless software. Parentheses inside a word stay, since
// removing them could make one id of two.
func cleanID(id string) string {
	if !strings.ContainsAny(id, " \t\"\\<\r\n\x00(") {
		return id
	}
	var b strings.Builder
	for i := 0; i < len(id); i++ {
		switch c := id[i]; {
		case c <= ' ' || c == '<' || c == '"' || c == 0x7f:
		case c == '\\' && i+1 < len(id):
			i++
			b.WriteByte(id[i])
		case c == '(' && apart(id, i):
			i = skipComment(id, i) - 1
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func apart(id string, i int) bool {
	end := skipComment(id, i)
	if end == i+1 {
		return false // never closed
	}
	return i > 0 && id[i-1] <= ' ' || end < len(id) && id[end] <= ' '
}

// bareIDs reads a value without brackets: the only word with "@" is the id, or
// every word is one.
func bareIDs(value string) []string {
	words := strings.FieldsFunc(value, func(r rune) bool { return r <= ' ' || r == ',' || r == ';' })
	var ids []string
	for _, w := range words {
		if w = strings.Trim(w, `"'>`); strings.Contains(w, "@") {
			ids = append(ids, w)
		}
	}
	if len(ids) == 1 || len(ids) == len(words) {
		return ids
	}
	return nil
}

// maxNesting is how deep comments may lie in one another. It also keeps a field
// of nothing but open parentheses from being scanned once for each of them.
const maxNesting = 50

// maxQuoted is how long a quoted string may be, for the same reason: the longest
// line of RFC 5322 §2.1.1.
const maxQuoted = 998

// skipComment returns the place after the comment that opens at i, comments
// inside it included (RFC 5322 §3.2.2). One that never closes is skipped by its
// first character only.
func skipComment[T octets](s T, i int) int {
	depth := 0
	for j := i; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case '(':
			if depth++; depth > maxNesting {
				return i + 1
			}
		case ')':
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	return i + 1
}

// skipQuoted returns the place after the quoted string that opens at i, or
// after the quote alone if it never closes.
func skipQuoted[T octets](s T, i int) int {
	for j := i + 1; j < len(s) && j-i <= maxQuoted; j++ {
		switch s[j] {
		case '\\':
			j++
		case '"':
			return j + 1
		}
	}
	return i + 1
}
