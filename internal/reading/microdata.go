package reading

import (
	"html"
	"strings"
)

// microdata returns the things described by the attributes of a page's elements
// (itemscope, itemtype, itemprop). It reads the page once and trusts nothing in
// it to be closed.
func microdata(markup string) []*thing {
	d := &describing{}
	for pos := 0; pos < len(markup); {
		open := strings.IndexByte(markup[pos:], '<')
		if open < 0 {
			d.write(markup[pos:])
			break
		}
		d.write(markup[pos : pos+open])
		pos += open
		rest := markup[pos:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			end := strings.Index(rest, "-->")
			if end < 0 {
				end = len(rest)
			}
			pos += min(end+3, len(rest))
			continue
		case len(rest) < 2 || !isLetter(rest[1]) && rest[1] != '/':
			d.write("<")
			pos++
			continue
		}
		end := tagEnd(rest)
		pos += min(end+1, len(rest))
		name, attributes := splitTag(rest[1:max(end, 1)])
		if closed, ok := strings.CutPrefix(name, "/"); ok {
			d.close(closed)
			continue
		}
		if name == "script" || name == "style" {
			if stop := indexFold(markup[pos:], "</"+name); stop >= 0 {
				pos += stop
			} else {
				pos = len(markup)
			}
			continue
		}
		d.open(name, attributes)
	}
	return d.all
}

// describing is the state of reading microdata.
type describing struct {
	all   []*thing
	stack []element
	text  strings.Builder
}

// element is an open one.
type element struct {
	name  string
	props []string // of owner, which the element's text is
	owner *thing
	own   *thing // the thing that the element describes
	start int    // of its text
}

// write notes text, if an open element wants it.
func (d *describing) write(s string) {
	for i := len(d.stack) - 1; i >= 0; i-- {
		if e := d.stack[i]; len(e.props) > 0 && e.own == nil {
			if d.text.Len()-e.start < 4*maxValue {
				d.text.WriteString(clipText(s, 4*maxValue))
			}
			return
		}
	}
}

// open takes an element. Only those that describe something are kept, and the
// ones of the same names inside of them.
func (d *describing) open(name, attributes string) {
	lower := strings.ToLower(clipText(attributes, 4<<10))
	if !strings.Contains(lower, "item") {
		if isVoid(name) || strings.HasSuffix(attributes, "/") {
			return
		}
		// Kept only to find the end of those around it.
		if len(d.stack) > 0 && len(d.stack) < 4*maxNested {
			d.stack = append(d.stack, element{name: name})
		}
		return
	}
	a := readAttributes(attributes)
	e := element{name: name, start: d.text.Len(), props: strings.Fields(a["itemprop"]), owner: d.owner()}
	if _, scoped := a["itemscope"]; (scoped || a["itemtype"] != "") && len(d.all) < maxItems {
		e.own = &thing{id: a["itemid"]}
		for typ := range strings.FieldsSeq(a["itemtype"]) {
			e.own.types = append(e.own.types, local(typ))
		}
		d.all = append(d.all, e.own)
		if e.owner != nil {
			for _, p := range e.props {
				e.owner.put(p, value{thing: e.own})
			}
		}
		e.props = nil
	} else if len(e.props) > 0 && e.owner != nil {
		if text, ok := attributeValue(name, a); ok {
			for _, p := range e.props {
				e.owner.put(p, value{text: text})
			}
			e.props = nil
		}
	} else {
		e.props = nil
	}
	if isVoid(name) || strings.HasSuffix(attributes, "/") && (name == "meta" || name == "link" || e.own == nil && e.props == nil) {
		return
	}
	if len(d.stack) < 4*maxNested {
		d.stack = append(d.stack, e)
	}
}

// owner is the innermost thing being described.
func (d *describing) owner() *thing {
	for i := len(d.stack) - 1; i >= 0; i-- {
		if d.stack[i].own != nil {
			return d.stack[i].own
		}
	}
	return nil
}

// close ends the innermost element of the name and all that are open in it.
func (d *describing) close(name string) {
	for i := len(d.stack) - 1; i >= 0; i-- {
		if d.stack[i].name != name {
			continue
		}
		for _, e := range d.stack[i:] {
			if len(e.props) == 0 || e.owner == nil {
				continue
			}
			text := foldSpace(html.UnescapeString(d.text.String()[e.start:]))
			for _, p := range e.props {
				e.owner.put(p, value{text: text})
			}
		}
		d.stack = d.stack[:i]
		return
	}
}

// attributeValue is the value that an element has in an attribute and not in
// its text.
func attributeValue(name string, a map[string]string) (string, bool) {
	if v, ok := a["content"]; ok {
		return v, true
	}
	switch name {
	case "a", "link", "area":
		v, ok := a["href"]
		return v, ok
	case "img", "iframe", "embed":
		v, ok := a["src"]
		return v, ok
	case "time":
		v, ok := a["datetime"]
		return v, ok
	case "data", "meter":
		v, ok := a["value"]
		return v, ok
	case "meta":
		return a["value"], true
	}
	return "", false
}

// splitTag takes a tag's inside apart: the name in lower case, and the rest.
func splitTag(tag string) (name, attributes string) {
	end := strings.IndexAny(strings.TrimPrefix(tag, "/"), " \t\r\n/>")
	if strings.HasPrefix(tag, "/") && end >= 0 {
		end++
	}
	if end < 0 {
		end = len(tag)
	}
	return strings.ToLower(tag[:min(end, 32)]), tag[end:]
}

// readAttributes reads the attributes of a tag, names in lower case.
func readAttributes(s string) map[string]string {
	a := make(map[string]string)
	for n := 0; n < 100; n++ {
		s = strings.TrimLeft(s, " \t\r\n/")
		if s == "" {
			break
		}
		end := strings.IndexAny(s, "= \t\r\n/")
		if end < 0 {
			a[strings.ToLower(s)] = ""
			break
		}
		name := strings.ToLower(s[:end])
		s = strings.TrimLeft(s[end:], " \t\r\n")
		if !strings.HasPrefix(s, "=") {
			a[name] = ""
			continue
		}
		s = strings.TrimLeft(s[1:], " \t\r\n")
		var text string
		if s != "" && (s[0] == '"' || s[0] == '\'') {
			text, s, _ = strings.Cut(s[1:], s[:1])
		} else if end := strings.IndexAny(s, " \t\r\n"); end >= 0 {
			text, s = s[:end], s[end:]
		} else {
			text, s = s, ""
		}
		if _, twice := a[name]; !twice {
			a[name] = html.UnescapeString(text)
		}
	}
	return a
}

func isVoid(name string) bool {
	switch name {
	case "meta", "link", "img", "br", "hr", "input", "area", "base", "col", "embed", "source", "wbr":
		return true
	}
	return false
}
