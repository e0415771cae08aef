package reading

import "strings"

// authentication reads the topmost Authentication-Results field (RFC 8601). Only
// that one: those below may have come with the mail. from are the addresses of
// all From fields; anything but one of them cannot pass.
func authentication(h header, from []Address, fromFields int) Authentication {
	var auth Authentication
	if !h.has("authentication-results") {
		return auth
	}
	var value string
	for _, f := range h {
		if f.name == "authentication-results" {
			value = f.value
			break
		}
	}
	clauses, ok := authClauses(value)
	if !ok || len(clauses) == 0 || len(clauses[0]) == 0 {
		return auth
	}
	auth.ServerID = strings.ToLower(clauses[0][0])
	if len(from) != 1 || fromFields != 1 {
		return auth
	}
	domain := domainOf(from[0].Address)
	for _, clause := range clauses[1:] {
		if passes(clause, domain) {
			auth.Pass = true
		}
		if method, result := verdict(clause); method == "dmarc" && result == "fail" {
			auth.Pass = false
			break
		}
	}
	return auth
}

// authClauses splits a value at its semicolons into words, comments removed and
// quoted strings opened. "a = b" is the one word "a=b". A comment or a quoted
// string that does not end makes the whole field worthless.
func authClauses(value string) (clauses [][]string, ok bool) {
	var words []string
	var word pieces
	joined := false // the word goes on behind white space: an "=" was last
	endWord := func() {
		if w := word.text(); w != "" {
			words = append(words, w)
		}
		word = pieces{}
	}
	for i := 0; i < len(value); {
		switch value[i] {
		case '(':
			end := skipComment(value, i)
			if end == i+1 {
				return nil, false
			}
			if !joined {
				endWord()
			}
			i = end
		case '"':
			end := skipQuoted(value, i)
			if end == i+1 {
				return nil, false
			}
			// What is quoted is a value, whatever it looks like.
			word.add(strings.Map(harmless, value[i+1:end-1]))
			i, joined = end, false
		case ';':
			endWord()
			clauses = append(clauses, words)
			words, joined = nil, false
			i++
		case ' ', '\t':
			rest := strings.TrimLeft(value[i:], " \t")
			if !strings.HasPrefix(rest, "=") && !joined {
				endWord()
			}
			i = len(value) - len(rest)
		default:
			end := i + 1
			for end < len(value) && !dividesWord(value[end]) {
				end++
			}
			word.add(value[i:end])
			i, joined = end, value[end-1] == '='
		}
	}
	endWord()
	return append(clauses, words), true
}

// dividesWord tells the characters that end a word, or begin what is no part of
// one.
func dividesWord(c byte) bool { return c == '(' || c == '"' || c == ';' || c == ' ' || c == '\t' }

// harmless replaces what has a meaning outside of quotes.
func harmless(r rune) rune {
	switch r {
	case '=', ';':
		return '_'
	case '\\':
		return -1
	}
	return r
}

// verdict is the method of a clause, without its version, and its result.
func verdict(clause []string) (method, result string) {
	if len(clause) == 0 {
		return "", ""
	}
	method, result, _ = strings.Cut(strings.ToLower(clause[0]), "=")
	method, _, _ = strings.Cut(method, "/")
	return method, result
}

// passes tells whether a clause proves the domain of From: DMARC passed, or DKIM
// did with a domain that is the same, a parent or a child of it.
func passes(clause []string, domain string) bool {
	method, result := verdict(clause)
	if result != "pass" {
		return false
	}
	switch method {
	case "dmarc":
		for _, property := range clause[1:] {
			key, value, _ := strings.Cut(strings.ToLower(property), "=")
			if key == "header.from" && !aligned(domainOf(value), domain) {
				return false
			}
		}
		return true
	case "dkim":
		signer := ""
		for _, property := range clause[1:] {
			key, value, _ := strings.Cut(strings.ToLower(property), "=")
			if key == "header.d" || key == "header.i" && signer == "" {
				signer = domainOf(value)
			}
		}
		return aligned(signer, domain)
	}
	return false
}

func aligned(a, b string) bool {
	a, b = strings.TrimSuffix(a, "."), strings.TrimSuffix(b, ".")
	if len(a) > len(b) {
		a, b = b, a
	}
	if !strings.Contains(a, ".") {
		return false // a top-level domain is nobody's parent
	}
	return a == b || strings.HasSuffix(b, "."+a)
}
