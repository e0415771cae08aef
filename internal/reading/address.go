package reading

import "strings"

// maxAddresses is how many mailboxes of one field are kept.
const maxAddresses = 1000

// addresses reads the address lists of RFC 5322 §3.4 in the given fields:
// groups are opened, comments dropped, semicolons taken for commas. From a list
// that is broken, whatever looks like an address is kept.
func addresses(values []string) []Address {
	var list []Address
	for _, value := range values {
		before := len(list)
		list = addressList(value, list)
		if len(list) == before && strings.Contains(decodeWords(value), "@") {
			for _, a := range salvage(decodeWords(value)) {
				list = append(list, Address{Address: a})
			}
		}
		if len(list) > maxAddresses {
			return list[:maxAddresses]
		}
	}
	return list
}

// mailbox is one entry of a list while it is read.
type mailbox struct {
	phrase, comment, angle pieces
	closed                 bool // the angle address is complete
}

func addressList(value string, list []Address) []Address {
	var m mailbox
	flush := func() {
		if a, ok := m.address(); ok && len(list) <= maxAddresses {
			list = append(list, a)
		}
		m = mailbox{}
	}
	for i := 0; i < len(value); {
		switch value[i] {
		case '"':
			end := skipQuoted(value, i)
			if end > i+1 {
				m.quoted(value[i+1 : end-1])
			}
			i = end
		case '(':
			end := skipComment(value, i)
			if end > i+1 {
				m.comment.add(value[i+1 : end-1])
			}
			i = end
		case '<':
			if m.closed { // a second address without a comma
				flush()
			}
			end := strings.IndexAny(value[i+1:], "<>")
			if end < 0 {
				end = len(value) - i - 1
			}
			m.angle.add(value[i+1 : i+1+end])
			m.closed = true
			i += end + 1
			if i < len(value) && value[i] == '>' {
				i++
			}
		case '\\': // a quoted pair, RFC 5322 §4.1
			m.phrase.add(value[i+1 : min(i+2, len(value))])
			i += 2
		case ',', ';':
			flush()
			i++
		case ':':
			// The name of a group, unless the colon is part of "mailto:a@b".
			if !strings.Contains(m.phrase.text(), "@") {
				m = mailbox{}
			}
			i++
		default:
			end := plainEnd(value, i)
			m.phrase.add(value[i:end])
			i = end
		}
	}
	flush()
	return list
}

// plainEnd returns where the next character stands that means something in a
// list of addresses.
func plainEnd(value string, i int) int {
	for ; i < len(value); i++ {
		switch value[i] {
		case '"', '(', '<', '\\', ',', ';', ':':
			return i
		}
	}
	return i
}

// quoted adds the content of a quoted string to the name.
func (m *mailbox) quoted(s string) {
	if strings.IndexByte(s, '\\') < 0 {
		m.phrase.add(s)
		return
	}
	plain := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		plain = append(plain, s[i])
	}
	m.phrase.add(string(plain))
}

func (m *mailbox) address() (Address, bool) {
	phrase := m.phrase.text()
	if m.closed {
		spec := m.angle.text()
		if i := strings.LastIndexByte(spec, ':'); i >= 0 { // a route, RFC 5322 §4.4
			spec = spec[i+1:]
		}
		address, ok := cleanAddress(spec)
		name := foldSpace(decodeWords(phrase))
		if name == "" {
			name = foldSpace(decodeWords(m.comment.text()))
		}
		return Address{Name: strings.Trim(name, `'" `), Address: address}, ok
	}
	if address, ok := cleanAddress(phrase); ok {
		return Address{Name: foldSpace(decodeWords(m.comment.text())), Address: address}, true
	}
	if found := salvage(phrase); len(found) == 1 {
		return Address{Address: found[0]}, true
	}
	return Address{}, false
}

// cleanAddress removes stray white space and checks that there is something on
// both sides of an "@".
func cleanAddress(spec string) (string, bool) {
	spec = strings.ToLower(strings.Trim(spec, " \t\r\n'\"<>"))
	if strings.ContainsAny(spec, " \t") {
		// White space stands rightly around "@" and dots only (obs-addr-spec).
		squeezed := strings.NewReplacer(" @ ", "@", " @", "@", "@ ", "@", " .", ".", ". ", ".").Replace(spec)
		if strings.ContainsAny(squeezed, " \t") {
			return "", false
		}
		spec = squeezed
	}
	at := strings.LastIndexByte(spec, '@')
	if at < 1 || at == len(spec)-1 || len(spec) > 320 {
		return "", false
	}
	return strings.ToValidUTF8(foldSpace(spec), ""), true
}

// salvage finds what looks like an address in any text.
func salvage(text string) []string {
	var found []string
	for at := strings.IndexByte(text, '@'); at >= 0; {
		start, end := at, at+1
		for start > 0 && isAddressByte(text[start-1]) {
			start--
		}
		for end < len(text) && isDomainByte(text[end]) {
			end++
		}
		local := strings.Trim(text[start:at], ".'")
		domain := strings.Trim(text[at+1:end], ".-")
		if local != "" && strings.Contains(domain, ".") && len(found) < maxAddresses {
			found = append(found, strings.ToLower(local+"@"+domain))
		}
		next := strings.IndexByte(text[end:], '@')
		if next < 0 {
			break
		}
		at = end + next
	}
	return found
}

func isAddressByte(c byte) bool {
	return isDomainByte(c) || strings.IndexByte("!#$%&'*+/=?^_`{|}~", c) >= 0
}

func isDomainByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c >= 0x80
}

// domainOf returns what follows the "@".
func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

// isNoReply tells by the local part that nobody reads what is sent there.
func isNoReply(address string) bool {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return false
	}
	room := make([]byte, 0, 64)
	for i := range at {
		if c := address[i]; c >= 'a' && c <= 'z' {
			room = append(room, c)
		}
	}
	return needlesOf("no reply").in(room)
}

// isDaemon tells whether a mail system writes from this address.
func isDaemon(a Address) bool {
	local, _, _ := strings.Cut(a.Address, "@")
	if a.Address == "" {
		local, _, _ = strings.Cut(strings.ToLower(a.Name), " ")
	}
	switch local {
	case "mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon", "mdaemon", "mailsystem":
		return true
	}
	return strings.HasPrefix(local, "mailer-daemon") || strings.HasPrefix(local, "microsoftexchange329e") ||
		strings.HasPrefix(local, "postmaster+")
}
