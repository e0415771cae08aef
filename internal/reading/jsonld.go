package reading

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// linkedData returns the things described in the JSON-LD scripts of a page.
func linkedData(markup string) []*thing {
	var all []*thing
	for rest := markup; len(all) < maxItems; {
		at := indexFold(rest, "<script")
		if at < 0 {
			break
		}
		rest = rest[at:]
		end := tagEnd(rest)
		head := rest[:end]
		rest = rest[min(end+1, len(rest)):]
		body := rest
		if stop := indexFold(rest, "</script"); stop >= 0 {
			body, rest = rest[:stop], rest[stop:]
		} else {
			rest = ""
		}
		if strings.Contains(strings.ToLower(head), "ld+json") {
			all = append(all, readJSON(body)...)
		}
	}
	return all
}

// indexFold is strings.Index without regard to the case of ASCII letters; sub
// begins with "<".
func indexFold(s, sub string) int {
	for from := 0; ; {
		at := strings.IndexByte(s[from:], '<')
		if at < 0 {
			return -1
		}
		from += at
		if len(s)-from >= len(sub) && strings.EqualFold(s[from:from+len(sub)], sub) {
			return from
		}
		from++
	}
}

// jsonReader reads JSON as shops write it: with comments, commas too many,
// line breaks in strings, apostrophes for quotation marks, entities of HTML,
// several values in a row, and an end that is missing.
type jsonReader struct {
	s   string
	pos int
	all []*thing
}

func readJSON(s string) []*thing {
	if strings.Contains(s, "&quot;") || strings.Contains(s, "&#34;") {
		s = html.UnescapeString(s)
	}
	j := &jsonReader{s: s}
	for j.pos < len(j.s) && len(j.all) < maxItems {
		at := j.pos
		j.value(0)
		if j.pos == at {
			j.pos++
		}
	}
	return j.all
}

// skip passes over white space, comments, and the wrapping of CDATA.
func (j *jsonReader) skip() {
	for j.pos < len(j.s) {
		rest := j.s[j.pos:]
		switch {
		case rest[0] <= ' ':
			j.pos++
		case strings.HasPrefix(rest, "/*"):
			j.until("*/")
		case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "<!--"), strings.HasPrefix(rest, "-->"):
			if strings.HasPrefix(rest, "<!--") || strings.HasPrefix(rest, "-->") {
				j.pos += 3
				break
			}
			j.until("\n")
		case strings.HasPrefix(rest, "<![CDATA["):
			j.pos += len("<![CDATA[")
		case strings.HasPrefix(rest, "]]>"):
			j.pos += 3
		case strings.HasPrefix(rest, "\u00a0"), strings.HasPrefix(rest, "\ufeff"):
			_, size := utf8.DecodeRuneInString(rest)
			j.pos += size
		default:
			return
		}
	}
}

func (j *jsonReader) until(end string) {
	if at := strings.Index(j.s[j.pos:], end); at >= 0 {
		j.pos += at + len(end)
		return
	}
	j.pos = len(j.s)
}

// value reads one value: texts and things as they are, of an array each.
func (j *jsonReader) value(depth int) []value {
	j.skip()
	if j.pos >= len(j.s) || depth > 2*maxNested || len(j.all) >= maxItems {
		j.pos = len(j.s)
		return nil
	}
	switch c := j.s[j.pos]; c {
	case '{':
		return []value{{thing: j.object(depth)}}
	case '[':
		j.pos++
		var list []value
		for {
			j.skip()
			if j.pos >= len(j.s) {
				return list
			}
			switch j.s[j.pos] {
			case ']':
				j.pos++
				return list
			case ',':
				j.pos++
				continue
			case '}', ':':
				return list // the bracket was forgotten
			}
			at := j.pos
			list = append(list, j.value(depth+1)...)
			if j.pos == at {
				j.pos++
			}
		}
	case '"', '\'':
		return []value{{text: j.text(c)}}
	}
	return []value{{text: j.word()}}
}

func (j *jsonReader) object(depth int) *thing {
	t := &thing{}
	j.all = append(j.all, t)
	j.pos++
	for {
		j.skip()
		if j.pos >= len(j.s) {
			return t
		}
		switch c := j.s[j.pos]; c {
		case '}':
			j.pos++
			return t
		case ']':
			return t // the brace was forgotten
		case ',', ':', '{', '[':
			j.pos++
			continue
		}
		at := j.pos
		var key string
		if c := j.s[j.pos]; c == '"' || c == '\'' {
			key = j.text(c)
		} else {
			key = j.word()
		}
		j.skip()
		if j.pos < len(j.s) && (j.s[j.pos] == ':' || j.s[j.pos] == '=') {
			j.pos++
			t.member(key, j.value(depth+1))
		}
		if j.pos == at {
			j.pos++
		}
	}
}

func (t *thing) member(key string, values []value) {
	for _, v := range values {
		switch key {
		case "@type", "type":
			if v.text != "" && len(t.types) < maxValues {
				t.types = append(t.types, local(v.text))
			}
		case "@id":
			t.id = clipText(v.text, 200)
		case "@value":
			t.put("name", v)
		default:
			t.put(key, v)
		}
	}
}

// text reads a string in quotation marks.
func (j *jsonReader) text(quote byte) string {
	var b strings.Builder
	j.pos++
	for j.pos < len(j.s) {
		c := j.s[j.pos]
		j.pos++
		switch {
		case c == quote:
			return b.String()
		case c == '\\' && j.pos < len(j.s):
			e := j.s[j.pos]
			j.pos++
			switch e {
			case 'n', 'r', 't', 'b', 'f':
				b.WriteByte(' ')
			case 'u':
				if j.pos+4 <= len(j.s) {
					if n, err := strconv.ParseUint(j.s[j.pos:j.pos+4], 16, 32); err == nil {
						b.WriteRune(rune(n))
						j.pos += 4
					}
				}
			default:
				b.WriteByte(e)
			}
		case c < ' ':
			b.WriteByte(' ')
		default:
			if b.Len() < 4*maxValue {
				b.WriteByte(c)
			}
		}
	}
	return b.String()
}

// word reads what stands without quotation marks: a number, true, or a key.
func (j *jsonReader) word() string {
	start := j.pos
	for j.pos < len(j.s) && strings.IndexByte(",:{}[]\"'\n", j.s[j.pos]) < 0 {
		j.pos++
	}
	return strings.TrimSpace(j.s[start:j.pos])
}
