package reading

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The carriers; the file explains itself.
//
//go:embed carriers.txt
var carrierFile string

// carrier is one that delivers parcels.
type carrier struct {
	name    string
	numbers []numberForm
}

// numberForm is how tracking numbers of a carrier look.
type numberForm struct {
	form   *regexp.Regexp
	check  []string // rule of the check digit; none if nil
	prefix string   // digits that are reckoned and not written
	alone  bool     // nothing else looks so
}

// carrierNames finds carriers by what mail calls them.
type carrierNames struct {
	all     []carrier
	byWord  map[string][]carrierName // by the first word, folded
	begins  [1024 / 64]uint64        // a bit for the key of every word in byWord: most words of a text are in none
	byHost  []carrierHost
	byPost  map[string]string // country to postal service; empty if only the country is known
	decided []int             // indexes of the carriers that have numbers which stand alone
}

type carrierName struct {
	words   []string
	spelled string // how it must be written; empty: anyhow
	carrier int
}

type carrierHost struct {
	part    string
	carrier int
}

var carrierTable = sync.OnceValue(func() *carrierNames {
	t := &carrierNames{byWord: make(map[string][]carrierName), byPost: make(map[string]string)}
	for line := range strings.Lines(carrierFile) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		value = strings.TrimSpace(value)
		last := len(t.all) - 1
		switch key {
		case "carrier":
			t.all = append(t.all, carrier{name: value})
			t.addNames(value, len(t.all)-1)
		case "names":
			t.addNames(value, last)
		case "hosts":
			for host := range strings.SplitSeq(value, "|") {
				t.byHost = append(t.byHost, carrierHost{host, last})
			}
		case "number", "alone":
			t.all[last].numbers = append(t.all[last].numbers, readForm(value, key == "alone"))
			if key == "alone" && !slices.Contains(t.decided, last) {
				t.decided = append(t.decided, last)
			}
		case "posts":
			for post := range strings.SplitSeq(value, "|") {
				country, name, _ := strings.Cut(post, " ")
				t.byPost[country] = name
			}
		}
	}
	return t
})

func readForm(value string, alone bool) numberForm {
	form, rule, _ := strings.Cut(value, " : ")
	rule, prefix, _ := strings.Cut(rule, " + ")
	return numberForm{
		form:   regexp.MustCompile("^(?:" + form + ")$"),
		check:  strings.Fields(rule),
		prefix: strings.TrimSpace(prefix),
		alone:  alone,
	}
}

func (t *carrierNames) addNames(value string, index int) {
	for name := range strings.SplitSeq(value, "|") {
		spelled, exact := strings.CutPrefix(name, "!")
		var words []string
		for _, tk := range parseProse(spelled).tokens {
			words = append(words, tk.word)
		}
		if len(words) == 0 {
			continue
		}
		n := carrierName{words: words, carrier: index}
		if exact {
			n.spelled = spelled
		}
		t.byWord[words[0]] = append(t.byWord[words[0]], n)
		t.begins[wordKey(words[0])/64] |= 1 << (wordKey(words[0]) % 64)
	}
}

// wordKey is a number below 1024 that is quickly told from a word.
func wordKey(word string) uint {
	return (uint(word[0])*37 + uint(word[len(word)-1])*5 + uint(word[len(word)/2])*11 + uint(len(word))) % 1024
}

// named finds the carriers that a text names, in the order of its naming. Short
// names count only with a capital: "bring" is a word.
func (t *carrierNames) named(p *prose) []int {
	var found []int
	for i, tk := range p.tokens {
		if tk.word == "" || t.begins[wordKey(tk.word)/64]&(1<<(wordKey(tk.word)%64)) == 0 {
			continue
		}
		for _, n := range t.byWord[tk.word] {
			if len(p.tokens)-i < len(n.words) || slices.Contains(found, n.carrier) {
				continue
			}
			same := true
			for j, w := range n.words {
				same = same && p.tokens[i+j].word == w
			}
			written := p.text[tk.start:tk.end]
			if !same || n.spelled != "" && written != n.spelled ||
				len(n.words) == 1 && written != "" && written[0] >= 'a' && written[0] <= 'z' && (len(written) < 5 || written == "bring" || written == "hermes" || written == "poste") {
				continue
			}
			found = append(found, n.carrier)
		}
	}
	return found
}

// host finds the carrier of a domain.
func (t *carrierNames) host(domain string) (int, bool) {
	domain = strings.ToLower(domain)
	for _, h := range t.byHost {
		at := strings.Index(domain, h.part)
		if at == 0 || at > 0 && (domain[at-1] == '.' || domain[at-1] == '-' || domain[at-1] == '@' || len(h.part) > 6) {
			return h.carrier, true
		}
	}
	return 0, false
}

// fit is what the table says of a number.
type fit int

const (
	noFit      fit = iota
	wrongDigit     // it looks like one, but its check digit is another
	rightForm      // it looks like one that has no check digit
	rightDigit
)

// judge compares a number without white space with the forms of a carrier.
func (c carrier) judge(number string, aloneOnly bool) fit {
	best := noFit
	for _, f := range c.numbers {
		if aloneOnly && !f.alone {
			continue
		}
		m := f.form.FindStringSubmatch(number)
		if m == nil {
			continue
		}
		v := rightForm
		if len(f.check) > 0 {
			v = wrongDigit
			if checkDigit(f.check, f.prefix+m[1], m[2]) {
				v = rightDigit
			}
		}
		best = max(best, v)
	}
	return best
}

// postal tells whether a number follows UPU S10, and whose it is.
func (t *carrierNames) postal(number string) (post string, ok bool) {
	if len(number) != 13 || strings.Trim(number[2:11], "0123456789") != "" ||
		strings.Trim(number[:2]+number[11:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", false
	}
	post, known := t.byPost[number[11:]]
	return post, known && checkDigit([]string{"s10"}, number[2:10], number[10:11])
}
