package reading

import (
	_ "embed" // the plans are a file
	"regexp"
	"strings"
	"sync"
)

//go:generate go run ./numberplan numberplans.tsv

// The numbering plans of the world: see the command numberplan.
//
//go:embed numberplans.tsv
var planFile string

// plan is how the telephone numbers of one region look and are dialled.
type plan struct {
	region, code string // ISO 3166 and the calling code: "GB", "44"
	replacement  string // for the national prefix, "$1" and so on; mostly empty
	compiled     func() planPatterns
}

// planPatterns are compiled when a number of the region is first seen: few
// mailboxes know more than a handful of countries.
type planPatterns struct {
	international *regexp.Regexp // prefix for dialling abroad
	national      *regexp.Regexp // trunk prefix; nil if there is none
	general, used *regexp.Regexp // whole numbers
}

// plans are all numbering plans.
type plans struct {
	byRegion map[string]*plan
	byCode   map[string][]*plan // the main region of a code first
}

var numberPlans = sync.OnceValue(func() plans {
	p := plans{byRegion: make(map[string]*plan), byCode: make(map[string][]*plan)}
	for line := range strings.Lines(planFile) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 8 {
			continue // a comment
		}
		one := &plan{region: f[0], code: f[1], replacement: f[5]}
		one.compiled = sync.OnceValue(func() planPatterns {
			c := planPatterns{
				general: regexp.MustCompile("^(?:" + f[6] + ")$"),
				used:    regexp.MustCompile("^(?:" + f[7] + ")$"),
			}
			if f[3] != "" {
				c.international = regexp.MustCompile("^(?:" + f[3] + ")")
			}
			if f[4] != "" {
				c.national = regexp.MustCompile("^(?:" + f[4] + ")")
			}
			return c
		})
		p.byRegion[one.region] = one
		same := p.byCode[one.code]
		if f[2] == "true" {
			same = append([]*plan{one}, same...)
		} else {
			same = append(same, one)
		}
		p.byCode[one.code] = same
	}
	return p
})

// maxNumber is how many digits a number may have, prefixes included.
const maxNumber = 20

// dialled is a number that exists.
type dialled struct {
	e164   string
	region string
	trunk  bool // it was written with the prefix of its country, "030 ..." or "1-212-..."
}

// abroad reads a number that begins with its calling code.
func (p plans) abroad(digits string) (dialled, bool) {
	if len(digits) > maxNumber {
		return dialled{}, false
	}
	for n := 1; n <= 3 && n < len(digits); n++ {
		same := p.byCode[digits[:n]]
		if len(same) == 0 {
			continue
		}
		significant, _ := same[0].strip(digits[n:])
		for _, one := range same {
			if one.exists(significant) {
				return dialled{e164: "+" + one.code + significant, region: one.region}, true
			}
		}
		return dialled{}, false
	}
	return dialled{}, false
}

// from reads a number as it is dialled in a region: at home, abroad behind the
// international prefix, or with the calling code and nothing before it.
func (p plans) from(region, digits string) (dialled, bool) {
	one := p.byRegion[region]
	if one == nil || len(digits) > maxNumber {
		return dialled{}, false
	}
	if prefix := one.compiled().international; prefix != nil {
		if n := len(prefix.FindString(digits)); n > 0 {
			if d, ok := p.abroad(digits[n:]); ok {
				return d, true
			}
		}
	}
	significant, stripped := one.strip(digits)
	for _, same := range append([]*plan{one}, p.byCode[one.code]...) {
		if same.exists(significant) {
			return dialled{e164: "+" + one.code + significant, region: same.region, trunk: stripped}, true
		}
	}
	if strings.HasPrefix(digits, one.code) {
		return p.abroad(digits)
	}
	return dialled{}, false
}

// exists tells whether a national significant number is one in use.
func (p *plan) exists(significant string) bool {
	c := p.compiled()
	return c.general.MatchString(significant) && c.used.MatchString(significant)
}

// strip takes the national prefix off, unless the number is one with it and
// none without it.
func (p *plan) strip(digits string) (significant string, stripped bool) {
	c := p.compiled()
	if c.national == nil {
		return digits, false
	}
	m := c.national.FindStringSubmatchIndex(digits)
	if m == nil || m[1] == 0 {
		return digits, false
	}
	significant = digits[m[1]:]
	if groups := len(m)/2 - 1; p.replacement != "" && groups > 0 && m[2*groups] >= 0 {
		significant = string(c.national.ExpandString(nil, template(p.replacement), digits, m)) + significant
	}
	if c.general.MatchString(digits) && !c.general.MatchString(significant) {
		return digits, false
	}
	return significant, true
}

// template writes "$15" as Go reads it: the first group and a five.
func template(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '$' && i+1 < len(s) {
			b.WriteString("${" + s[i+1:i+2] + "}")
			i++
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
