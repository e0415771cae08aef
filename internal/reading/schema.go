package reading

import (
	"bytes"
	"strings"
)

// Bounds on the structured data of a mail.
const (
	maxItems  = 500     // things described
	maxNested = 32      // one in another
	maxValue  = 1 << 10 // bytes of one value
	maxValues = 50      // values of one property
)

// thing is something a mail describes with the vocabulary of schema.org, be it
// in JSON-LD or in microdata.
type thing struct {
	id    string
	types []string // "Order", without what stands before it
	props map[string][]value
}

// value is a text or another thing.
type value struct {
	text  string
	thing *thing
}

// put adds a value of a property.
func (t *thing) put(name string, v value) {
	if name = local(name); name == "" || len(t.props[name]) >= maxValues {
		return
	}
	if t.props == nil {
		t.props = make(map[string][]value)
	}
	v.text = foldSpace(clipText(v.text, maxValue))
	t.props[name] = append(t.props[name], v)
}

// local is a name without its vocabulary: "http://schema.org/Order",
// "schema:Order" and "Order" are the same.
func local(name string) string {
	name = strings.TrimSpace(clipText(name, 200))
	return name[strings.LastIndexAny(name, "/:#")+1:]
}

func (t *thing) is(typ string) bool {
	for _, one := range t.types {
		if strings.EqualFold(one, typ) {
			return true
		}
	}
	return false
}

// text is the first text of the properties.
func (t *thing) text(names ...string) string {
	if t == nil {
		return ""
	}
	for _, name := range names {
		for _, v := range t.props[name] {
			if v.text != "" {
				return v.text
			}
		}
	}
	return ""
}

// name is the first value of the properties that is a name, or has one.
func (t *thing) name(names ...string) string {
	for _, name := range names {
		for _, v := range t.props[name] {
			if v.thing != nil {
				if n := v.thing.text("name", "legalName", "alternateName"); n != "" {
					return n
				}
			} else if v.text != "" && !strings.Contains(v.text, "://") {
				return v.text
			}
		}
	}
	return ""
}

// inner are the things in a property.
func (t *thing) inner(names ...string) (list []*thing) {
	for _, name := range names {
		for _, v := range t.props[name] {
			if v.thing != nil {
				list = append(list, v.thing)
			}
		}
	}
	return list
}

// described returns all things of the mail's HTML, the inner ones too. Mail
// without any costs a look for the name of the vocabulary.
func (m *mail) described() []*thing {
	var all []*thing
	for _, p := range m.parts {
		if p.typ == "message/rfc822" {
			break // what follows is another mail's
		}
		if p.typ != "text/html" || !mayDescribe(p) {
			continue
		}
		markup, _ := p.markup()
		if !strings.Contains(markup, "schema.org") {
			continue
		}
		all = append(all, linkedData(markup)...)
		all = append(all, microdata(markup)...)
	}
	byID := make(map[string]*thing)
	for _, t := range all {
		if t.id != "" && len(t.types) > 0 {
			byID[t.id] = t
		}
	}
	for _, t := range all {
		for name, values := range t.props {
			for i, v := range values {
				// A thing may stand elsewhere and only its name here.
				if v.thing != nil && len(v.thing.props) == 0 && byID[v.thing.id] != nil {
					t.props[name][i].thing = byID[v.thing.id]
				} else if v.thing == nil && v.text != "" && byID[v.text] != nil && byID[v.text] != t {
					t.props[name][i].thing = byID[v.text]
				}
			}
		}
	}
	return all
}

// mayDescribe looks into the part as it is transferred. A line break of
// quoted-printable may cut one of the words, but hardly all.
func mayDescribe(p part) bool {
	if strings.Contains(strings.ToLower(p.header.get("content-transfer-encoding")), "base64") {
		return true
	}
	return bytes.Contains(p.body, []byte("schema.org")) || bytes.Contains(p.body, []byte("ld+json")) ||
		bytes.Contains(p.body, []byte("itemtype"))
}
