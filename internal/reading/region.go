package reading

import (
	_ "embed" // the names of countries are a file
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Names of countries as signatures write them, and the words by which the
// language of a text is told.
//
//go:embed regions.txt
var regionFile string

// regionNames are the names of countries, folded, to their ISO 3166 code, and
// small words of languages to their regions.
type regionNames struct {
	country map[string]string // words joined with a space
	begins  map[string]bool   // the first words of those
	words   map[string][]string
	speak   map[string][]string // language to regions
}

var regionTable = sync.OnceValue(func() regionNames {
	t := regionNames{make(map[string]string), make(map[string]bool), make(map[string][]string), make(map[string][]string)}
	for line := range strings.Lines(regionFile) {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		language, spoken, isLanguage := strings.Cut(key, " ")
		if isLanguage {
			t.speak[language] = strings.Split(spoken, ",")
			for word := range strings.FieldsSeq(value) {
				t.words[fold(word)] = append(t.words[fold(word)], language)
			}
			continue
		}
		for name := range strings.SplitSeq(value, "|") {
			var words []string
			for _, tk := range parseProse(name).tokens {
				words = append(words, tk.word)
			}
			t.country[strings.Join(words, " ")] = key
			t.begins[words[0]] = true
		}
	}
	return t
})

// regions guesses where a telephone number without a calling code lies, the
// likeliest first: by the country or the postal code of the signature, the
// sender's domain, the language, and where the person lives.
func (m *mail) regions() []string {
	var list []string
	add := func(regions ...string) {
		for _, r := range regions {
			if r != "" && !slices.Contains(list, r) {
				list = append(list, r)
			}
		}
	}
	// The end of the text may be a part of the signature.
	signature := clipFront(m.NewText, 300) + "\n" + m.Signature
	add(countryOf(signature))
	add(postalRegions(signature)...)
	add(domainRegion(m.From.Address))
	home := strings.ToUpper(m.hints.Region)
	if len(list) == 0 {
		spoken := regionTable().speak[m.language()]
		// Who lives in one of the countries of the language is likelier to hear
		// from there.
		if len(spoken) == 0 || slices.Contains(spoken, home) {
			add(home)
		}
		add(spoken...)
	}
	add(home)
	return list
}

// countryOf finds the name of a country; the last one counts, as it ends the
// address.
func countryOf(text string) (region string) {
	names := regionTable()
	tokens := parseProse(clipFront(text, 2000)).tokens
	for i := range tokens {
		if !names.begins[tokens[i].word] {
			continue
		}
		joined := tokens[i].word
		for n := 1; ; n++ {
			if r, ok := names.country[joined]; ok {
				region = r
			}
			if n == 4 || i+n >= len(tokens) {
				break
			}
			joined += " " + tokens[i+n].word
		}
	}
	return region
}

// postalRegions finds postal codes that show their country: D-10115, SW1A 1AA,
// NY 10001, 1012 AB, 〒100-0001.
func postalRegions(text string) (list []string) {
	text = clipFront(text, 2000)
	if strings.Contains(text, "〒") {
		list = append(list, "JP")
	}
	fields := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '|' || r == '·' })
	for i, f := range fields {
		next := ""
		if i+1 < len(fields) {
			next = fields[i+1]
		}
		list = append(list, postalRegion(f, next)...)
	}
	return list
}

func postalRegion(f, next string) []string {
	follows := next != "" && next[0] >= '0' && next[0] <= '9' // "08-465 004" is a telephone number
	switch s, n := shape(f), shape(next); {
	case len(f) > 5 && f[1] == '-' && strings.HasSuffix(s, "99999"):
		switch f[0] {
		case 'D':
			return []string{"DE"}
		case 'F':
			return []string{"FR"}
		case 'I':
			return []string{"IT"}
		case 'E':
			return []string{"ES"}
		}
	case s == "A-9999", s == "AA-9999", s == "AA-99999":
		code, _, _ := strings.Cut(f, "-")
		switch code {
		case "A":
			return []string{"AT"}
		case "L":
			return []string{"LU"}
		case "B":
			return []string{"BE"}
		}
		if isRegion(code) {
			return []string{code}
		}
	case n == "9AA" && (s == "A9" || s == "A99" || s == "AA9" || s == "AA99" || s == "A9A" || s == "AA9A"):
		return []string{"GB"}
	case s == "A9A" && n == "9A9":
		return []string{"CA"}
	case s == "AA" && (n == "99999" || n == "99999-9999") && strings.Contains(states, " "+f+" "):
		return []string{"US"}
	case s == "9999" && n == "AA" && !strings.Contains("AM PM", next):
		return []string{"NL"}
	case s == "99-999" && !follows:
		return []string{"PL"}
	case s == "9999-999" && !follows:
		return []string{"PT"}
	case s == "99999-999" && !follows:
		return []string{"BR"}
	case (f == "NSW" || f == "VIC" || f == "QLD" || f == "TAS") && n == "9999":
		return []string{"AU"}
	}
	return nil
}

// states are those of the USA, as the post abbreviates them.
const states = " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR "

// shape writes capitals as A and digits as 9; empty if there is anything else
// but dashes.
func shape(s string) string {
	if len(s) > 12 {
		return ""
	}
	out := []byte(s)
	for i, c := range out {
		switch {
		case c >= '0' && c <= '9':
			out[i] = '9'
		case c >= 'A' && c <= 'Z':
			out[i] = 'A'
		case c != '-':
			return ""
		}
	}
	return string(out)
}

// domainRegion is the country of a mail address by its domain.
func domainRegion(address string) string {
	domain := domainOf(address)
	top := strings.ToUpper(domain[strings.LastIndexByte(domain, '.')+1:])
	switch top {
	case "UK":
		return "GB"
	case "IO", "AI", "ME", "CO", "TV", "FM", "GG", "TO", "CC", "LY", "AC", "SH", "LA", "AM", "WS", "VC", "GL", "EU":
		return "" // bought for the sound of it
	}
	if isRegion(top) {
		return top
	}
	return ""
}

// language guesses the language of the mail by its script and its small words;
// empty if nothing shows it.
func (m *mail) language() string {
	if l := scriptOf(clipText(m.NewText, 2000) + m.Signature); l != "" {
		return l
	}
	words := regionTable().words
	count := make(map[string]int)
	const enough = 300 // words
	signature := parseProse(clipText(m.Signature, 1000))
	for _, t := range slices.Concat(m.prose.tokens[:min(len(m.prose.tokens), enough)], signature.tokens) {
		known := words[t.word]
		for _, language := range known {
			count[language] += 12 / len(known) // what fewer share tells more
		}
	}
	best := ""
	for language, n := range count {
		if n >= 12 && (n > count[best] || n == count[best] && language < best) {
			best = language
		}
	}
	return best
}

// scriptOf names the language of a script that few languages share.
func scriptOf(text string) string {
	count := make(map[string]int)
	for _, r := range text {
		switch {
		case r < 0x370:
		case r < 0x400:
			count["el"]++
		case r == 'і' || r == 'ї' || r == 'є' || r == 'ґ':
			count["uk"] += 12
		case r < 0x500:
			count["ru"]++
		case r >= 0x5d0 && r < 0x5f0:
			count["he"]++
		case r >= 0x600 && r < 0x660:
			count["ar"]++
		case r >= 0xe00 && r < 0xe80:
			count["th"]++
		case r >= 0x3040 && r < 0x3100:
			count["ja"] += 4
		case r >= 0x4e00 && r < 0xa000:
			count["zh"]++
		case r >= 0xac00 && r < 0xd7b0:
			count["ko"] += 2
		}
	}
	best := ""
	for language, n := range count {
		if n > 5 && (n > count[best] || n == count[best] && language < best) {
			best = language
		}
	}
	return best
}
