package compose

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed digest.html.tmpl
var digestHTML string

var digestTemplate = template.Must(template.New("digest").Parse(digestHTML))

// sheet is what the HTML shows.
type sheet struct {
	Title, Counts string
	Sections      []sheetSection
	Footer        []string
}

type sheetSection struct {
	Title string
	Items []sheetItem
}

type sheetItem struct {
	ID, Who, At, Subject, Why string
	Remarks                   []string
}

// HTML is the digest for mail clients: nothing external, styles inline.
func (d Digest) HTML() (string, error) {
	s := sheet{Title: "Thrice, " + Moment(d.at, d.zone), Counts: d.counts(), Footer: d.footer()}
	for _, sec := range d.sections {
		out := sheetSection{Title: fmt.Sprintf("%s (%d)", sec.Title, len(sec.Items))}
		for _, i := range sec.Items {
			out.Items = append(out.Items, sheetItem{ID: Short(i.ID, d.idLength), Who: who(i), At: instants(i, d.zone),
				Subject: subject(i), Why: Plain(i.Why), Remarks: remarks(i, d.zone)})
		}
		s.Sections = append(s.Sections, out)
	}
	var b strings.Builder
	if err := digestTemplate.Execute(&b, s); err != nil {
		return "", fmt.Errorf("write the digest as HTML: %w", err)
	}
	return b.String(), nil
}
