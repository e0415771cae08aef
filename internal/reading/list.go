package reading

import "strings"

// listID names the mailing list a message came through: its List-Id (RFC 2919),
// else another sign of one. Empty means no list.
func listID(h header) string {
	if id := h.get("list-id"); id != "" {
		if id = inBrackets(id); id != "" {
			return strings.ToLower(id)
		}
	}
	for _, name := range []string{"list-post", "mailing-list", "x-mailing-list", "x-list"} {
		if value := h.get(name); value != "" && !strings.EqualFold(value, "no") {
			return strings.ToLower(inBrackets(value))
		}
	}
	if value := h.get("list-unsubscribe"); value != "" && isListPrecedence(h) {
		return inBrackets(value)
	}
	return ""
}

// inBrackets returns what stands between the first angle brackets, or all.
func inBrackets(value string) string {
	if _, rest, ok := strings.Cut(value, "<"); ok {
		value, _, _ = strings.Cut(rest, ">")
	}
	return foldSpace(decodeWords(value))
}

func isListPrecedence(h header) bool {
	switch strings.ToLower(h.get("precedence")) {
	case "list", "bulk", "junk":
		return true
	}
	return false
}
