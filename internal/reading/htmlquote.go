package reading

import "strings"

// A mark is an open element of which mail programs make use: a quotation, a
// signature, something that is not shown.
type mark struct {
	name  string
	depth int // elements of the same name that are open within it, and itself
	kind  markKind
	after bool // a box in which a quotation has ended: what follows is an answer
	first bool // nothing of it was written yet
}

type markKind uint8

const (
	quotationMark markKind = iota + 1
	boxMark                // holds an attribution, a quotation, and answers to it
	signatureMark
	hiddenMark
)

// maxMarks is how many marks may be open; what is nested deeper is as its
// surroundings are.
const maxMarks = 60

// mark notes what an element means.
func (p *page) mark(name, attributes string) {
	if len(p.marks) > 0 {
		for i := range p.marks {
			if p.marks[i].name == name {
				p.marks[i].depth++
			}
		}
	}
	switch name {
	case "div", "blockquote", "span", "td", "table", "section":
	default:
		return
	}
	if p.rest || len(p.marks) >= maxMarks || attributes == "" && name != "blockquote" {
		return
	}
	lower := strings.ToLower(clipText(attributes, 1000))
	kind := p.kindOf(name, lower)
	if kind == 0 {
		return
	}
	p.newline()
	if kind == signatureMark {
		if len(p.marks) == 0 && p.out.Len() > 0 {
			p.out.WriteString("-- \n")
		}
		return
	}
	p.hidden = p.hidden || kind == hiddenMark
	p.marks = append(p.marks, mark{name: name, depth: 1, kind: kind, first: true})
}

// kindOf tells what an element means by its attributes, lower case. It sets
// p.rest where everything below is an old mail.
func (p *page) kindOf(name, attributes string) markKind {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(attributes, w) {
				return true
			}
		}
		return false
	}
	if name == "blockquote" {
		if has("border:none", "border: none", "border-width:0", "border:0") && !has("cite", "quote") {
			return 0 // indented by its writer
		}
		return quotationMark
	}
	if attributes == "" {
		return 0
	}
	switch {
	case has("display:none", "display: none") && !has("mso-hide:none"):
		return hiddenMark
	case name == "span" && !has("olk_src_body_section"):
		return 0
	case has("divrplyfwdmsg", "appendonsend", "skydriveplaceholder", "outlookmessageheader", "olk_src_body_section",
		"isreplycontent", "__headers__", "reply-intro", "divneteasemailcard"):
		if len(p.marks) == 0 {
			p.newline()
			p.rest = true
		}
		return 0
	case has("border-top") && isOutlookRule(attributes):
		p.newline()
		p.header = len(p.marks) == 0
		return 0
	case has("gmail_quote", "protonmail_quote", "moz-email-headers-table"):
		return boxMark
	case has("gmail_attr", "yahoo_quoted", "yqtdbase", "moz-cite-prefix", "moz-forward-container", "tutanota_quote",
		"zmail_extra", "freshdesk_quote", "fd-quoted", "mail-quote", "quoted_msg", "quoted-text", "quotedtext", "hmquote", "quote-header",
		"name=\"quote\"", "name=quote", "replyquote", "front-blockquote", "aolreplacedbody", "qmbox", "history_container",
		"quotedcontent", "wisestamp_quote", "mailru-blockquote", "_quotedreply", "email_quote"):
		return quotationMark
	case has("gmail_signature", "moz-signature", "id=\"signature\"", "id=signature", "protonmail_signature_block-user",
		"ms-outlook-mobile-signature", "mobile-signature", "applemailsignature", "applemobilesignature", "id=\"x_signature\"", "bloop_sign", "yahoo-signature",
		"ydp-signature", "tutanota_signature", "zmail_signature"):
		return signatureMark
	}
	return 0
}

// isOutlookRule tells whether a style is that of the line above a header of
// Outlook: "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in".
func isOutlookRule(attributes string) bool {
	style := strings.NewReplacer(" ", "", "\n", "", "\r", "", "\t", "").Replace(attributes)
	return strings.Contains(style, "border-top:solid") && strings.Contains(style, "pt") ||
		strings.Contains(style, "border-top-style:solid") || strings.Contains(style, "border-top:1pt") || strings.Contains(style, "border-top:1.0pt")
}

// ruleMark tells the rules that programs draw above an old mail.
func (p *page) ruleMark(attributes string) {
	if attributes == "" || len(p.marks) > 0 {
		return
	}
	lower := strings.ToLower(clipText(attributes, 1000))
	if strings.Contains(lower, "__divider__") || strings.Contains(lower, "stopspelling") || strings.Contains(lower, "zwchr") {
		p.rest = true
	}
}

// unmark notes that an element has ended, with all that was open within it.
func (p *page) unmark(name string) {
	for i := len(p.marks) - 1; i >= 0; i-- {
		if p.marks[i].name != name {
			continue
		}
		if p.marks[i].depth--; p.marks[i].depth > 0 {
			continue
		}
		p.newline()
		ended := p.marks[i].kind
		p.marks = p.marks[:i]
		if ended == quotationMark && name == "blockquote" && i > 0 && p.marks[i-1].kind == boxMark {
			p.marks[i-1].after = true
		}
		p.hidden = false
		for _, m := range p.marks {
			p.hidden = p.hidden || m.kind == hiddenMark
		}
	}
}

// quoted tells whether the line that is being written belongs to a quotation. A
// box that begins as a forwarded mail does is quoted to its end.
func (p *page) quoted(line string) bool {
	quoted := p.rest
	for i := range p.marks {
		m := &p.marks[i]
		if m.kind == boxMark && m.first {
			if n, forward := separator([]string{line}, line); n > 0 && forward {
				m.kind = quotationMark
			}
		}
		m.first = false
		quoted = quoted || m.kind == quotationMark || m.kind == boxMark && !m.after
	}
	return quoted
}
