package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// OrderPattern is how the mails of one shop or carrier speak of an order. What
// is nil or empty is not said.
type OrderPattern struct {
	Name     string
	From     []string // a part of the sender's address, or "@domain" its end; lower case
	Subject  *regexp.Regexp
	Number   *regexp.Regexp // the order's number: its first group, or all of it
	Tracking *regexp.Regexp // likewise
	Carrier  string
	Stages   map[string]*regexp.Regexp // by the name of the stage
}

// stages are how far an order can have come.
func stages() []string {
	return []string{"ordered", "confirmed", "shipped", "delayed", "out_for_delivery", "delivered", "returned"}
}

func (r *reader) orderPatterns(root *section) {
	for i, s := range root.tables("order_pattern", "[[order_pattern]]") {
		p := OrderPattern{Name: "order_pattern " + strconv.Itoa(i+1)}
		s.text("name", &p.Name)
		s.texts("from", `a part of an address, or "@shop.example"`, func(v string) error {
			if v = strings.ToLower(strings.TrimSpace(v)); v == "" || strings.HasPrefix(v, "/") {
				return wrong(`write a part of the address, or "@shop.example"`, "%q is no part of an address", v)
			}
			p.From = append(p.From, v)
			return nil
		})
		p.Subject = s.expression("subject", false)
		p.Number = s.expression("number", true)
		p.Tracking = s.expression("tracking", true)
		s.text("carrier", &p.Carrier)
		if table := s.table("stages"); table != nil {
			p.Stages = map[string]*regexp.Regexp{}
			for _, stage := range stages() {
				if re := table.expression(stage, false); re != nil {
					p.Stages[stage] = re
				}
			}
			table.close()
		}
		s.complete(p)
		s.close()
		r.config.OrderPatterns = append(r.config.OrderPatterns, p)
	}
}

// complete notes that a pattern is for no mail in particular, or reads nothing.
func (s *section) complete(p OrderPattern) {
	has := func(key string) bool { return s.node.fields[key] != nil }
	if !has("from") && !has("subject") {
		s.missing("from", `name the sender, as in from = ["@shop.example"], or the subject`)
	}
	if !has("number") && !has("tracking") && !has("stages") {
		s.missing("number", `write what to look for, as in number = "/order ([0-9]+)/"`)
	}
	if p.Stages != nil && len(s.node.fields["stages"].fields) == 0 {
		s.fault(s.line("stages"), "stages", wrong(`name a stage, as in stages = { shipped = "on its way" }`, "it is empty"))
	}
}

// maxExpression bounds what is compiled, as in rules.
const maxExpression = 1000

// expression reads one text, or a list of which any may match: a part of the
// text, or RE2 between slashes. Upper and lower case do not matter. Where finds
// is set something must be found by it, so that only RE2 makes sense. It returns
// nil if the key is absent or wrong.
func (s *section) expression(key string, finds bool) *regexp.Regexp {
	var parts []string
	s.texts(key, "a text in quotes", func(v string) error {
		inner, isRE := strings.CutPrefix(v, "/")
		inner, closed := strings.CutSuffix(inner, "/")
		switch isRE = isRE && closed && inner != ""; {
		case strings.TrimSpace(v) == "":
			return wrong("leave the key out", "it is empty")
		case len(v) > maxExpression:
			return fmt.Errorf("%d characters; at most %d", len(v), maxExpression)
		case !isRE && finds:
			return wrong(`write it between slashes, as in "/order ([0-9]+)/"`, "%q is no RE2 expression", v)
		case !isRE:
			inner = regexp.QuoteMeta(v)
		}
		if _, err := regexp.Compile(inner); err != nil {
			return wrong("correct it", "%q is not a valid RE2 expression: %v", v, err)
		}
		parts = append(parts, inner)
		return nil
	})
	if len(parts) == 0 {
		return nil
	}
	re, err := regexp.Compile("(?i)(?:" + strings.Join(parts, ")|(?:") + ")")
	if err != nil { // each alone is valid; all together are too large
		s.fault(s.line(key), key, fmt.Errorf("all together are no RE2 expression: %w", err))
		return nil
	}
	return re
}
