package reading

import (
	"slices"
	"strings"
)

// Bounds on the search for tracking numbers.
const (
	maxTracking = 10 // numbers kept
	maxLabels   = 40 // labels looked behind
	minTracking = 8  // characters of a number
)

// parcels is the search for tracking numbers in one mail.
type parcels struct {
	table    *carrierNames
	named    []int  // carriers that the mail names, the likeliest first
	unknown  string // a carrier that the mail names and the table does not know
	numbers  []string
	carriers []string       // of the numbers
	hosts    map[string]int // of the pages looked at, to their carrier; -1: none
}

// add keeps a number.
func (s *parcels) add(number, carrier string) {
	if number == "" || slices.Contains(s.numbers, number) || len(s.numbers) >= maxTracking {
		return
	}
	s.numbers = append(s.numbers, number)
	s.carriers = append(s.carriers, carrier)
}

// likeness is how much speaks for a number beside itself.
type likeness int

const (
	bare      likeness = iota // nothing: only forms that stand alone
	near                      // a parcel or a carrier is spoken of beside it
	announced                 // it is called a tracking number
)

// accept tells whose number it is, if it is one.
func (s *parcels) accept(number string, like likeness) (carrier string, ok bool) {
	if len(number) < minTracking || len(number) > 40 || digitsOf(number) < 5 && like < announced || uniform(number) {
		return "", false
	}
	if like > bare {
		for _, i := range s.named {
			switch c := s.table.all[i]; c.judge(number, false) {
			case rightDigit:
				return c.name, true
			case rightForm:
				// Eight digits beside the word "parcel" are anything.
				if like == announced || len(number) >= 11 {
					return c.name, true
				}
			}
		}
	}
	if post, ok := s.table.postal(number); ok {
		return post, true
	}
	for _, i := range s.table.decided {
		if c := s.table.all[i]; c.judge(number, true) >= rightForm {
			return c.name, true
		}
	}
	if like < announced {
		return "", false
	}
	if len(s.named) > 0 {
		return s.open(number)
	}
	if s.unknown != "" && digitsOf(number) >= 5 {
		return s.unknown, true
	}
	return "", false
}

// open takes a number that is called one for a carrier of which no check digit
// is known.
func (s *parcels) open(number string) (string, bool) {
	for _, i := range s.named {
		c := s.table.all[i]
		checked := func(f numberForm) bool { return len(f.check) > 0 || f.alone }
		if digitsOf(number) >= 6 && !slices.ContainsFunc(c.numbers, checked) && c.name != "Amazon" {
			return c.name, true
		}
	}
	return "", false
}

func digitsOf(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// uniform tells whether a number of digits is one digit over and over.
func uniform(number string) bool {
	return strings.Trim(number, number[:1]) == ""
}

// search looks through a text: behind the words that announce a number, then
// for numbers that need no announcement, in the addresses of pages too.
func (s *parcels) search(p *prose) {
	labels, numbers, words := 0, phrases("tracking number"), phrases("order parcel")
	for i := 0; i < len(p.tokens) && labels < maxLabels; {
		like, n := announced, numbers.at(p.tokens, i)
		if n == 0 {
			like, n = near, words.at(p.tokens, i)
		}
		if n == 0 {
			i++
			continue
		}
		labels++
		s.behind(p.text[p.tokens[i+n-1].end:], like)
		i += n
	}
	looks := 0
	for i, t := range p.tokens {
		if len(s.numbers) >= maxTracking {
			return
		}
		piece := p.text[t.start:t.end]
		if t.word == "" && strings.Contains(piece, "://") {
			s.link(piece)
			continue
		}
		if len(piece) < minTracking+2 || digitsOf(piece) < 6 {
			continue
		}
		like := bare
		if len(piece) >= 12 && len(s.named) > 0 && looks < maxLabels {
			looks++
			if len(s.table.named(&prose{text: p.text, tokens: p.sentenceOf(i)})) > 0 {
				like = near
			}
		}
		number := strings.ToUpper(piece)
		if carrier, ok := s.accept(number, like); ok && !s.holds(number) {
			s.add(number, carrier)
		}
	}
}

// holds tells whether a number is a piece of one that was found.
func (s *parcels) holds(number string) bool {
	return slices.ContainsFunc(s.numbers, func(n string) bool { return strings.Contains(n, number) })
}

// behind reads the number that an announcement leads to: on its line or, if
// nothing stands there, on the next. It may be written in groups.
func (s *parcels) behind(rest string, like likeness) {
	rest = clipText(rest, 200)
	rest = strings.TrimLeft(rest, " \t:#.()=*_-\u00a0：")
	if like == announced {
		rest = strings.TrimLeft(rest, "\r\n \t:*_|")
	}
	if line := strings.IndexByte(rest, '\n'); line >= 0 {
		rest = rest[:line]
	}
	groups := groupsOf(rest)
	if len(groups) == 0 {
		return
	}
	// Several whole numbers in a row come before one in groups.
	found := false
	for _, g := range groups {
		if len(g) < 10 {
			break
		}
		found = s.take(g, like) || found
	}
	if found {
		return
	}
	for n := len(groups); n > 0; n-- {
		if n < len(groups) && digitsOf(groups[n]) > 0 {
			continue // a number is not cut where it goes on
		}
		if s.take(strings.Join(groups[:n], ""), like) {
			return
		}
	}
}

// take keeps a number if it is one. Dashes mostly divide it into groups, and
// belong to few.
func (s *parcels) take(number string, like likeness) bool {
	plain := strings.ReplaceAll(number, "-", "")
	if carrier, ok := s.accept(plain, like); ok {
		s.add(plain, carrier)
		return true
	}
	if carrier, ok := s.accept(number, like); ok {
		s.add(number, carrier)
		return true
	}
	return false
}

// groupsOf returns the groups at the beginning of a text that may be a number:
// of digits, or of capitals, or a word or two of the sentence before it.
func groupsOf(text string) []string {
	var groups []string
	skipped := 0
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '\t' || r == 0xa0 || r == ',' || r == ';' || r == '|' }) {
		if piece == "-" && len(groups) > 0 {
			groups = append(groups, piece)
			continue
		}
		piece = strings.Trim(piece, "#:.()[]<>\"'*“”„-_")
		if piece == "" {
			continue
		}
		short := len(piece) <= 3 && piece == strings.ToUpper(piece) && isLetter(piece[0])
		if !isNumberPiece(piece) || digitsOf(piece) == 0 && !short {
			if len(groups) > 0 || skipped >= 5 {
				return groups
			}
			skipped++
			continue
		}
		if len(groups) >= 40 {
			return groups
		}
		groups = append(groups, strings.ToUpper(piece))
	}
	return groups
}

// isNumberPiece tells whether a piece has the characters of a number.
func isNumberPiece(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !isLetter(c) && (c < '0' || c > '9') && (c != '-' || i == 0) && (c != '%' || i > 0) {
			return false
		}
	}
	return true
}

// link reads the number in the address of a carrier's page.
func (s *parcels) link(address string) {
	_, rest, _ := strings.Cut(address, "://")
	host, rest, _ := strings.Cut(clipText(rest, 600), "/")
	i, known := s.hosts[host]
	if !known {
		var ok bool
		if i, ok = s.table.host(host); !ok {
			i = -1
		}
		if s.hosts == nil {
			s.hosts = make(map[string]int)
		}
		s.hosts[host] = i
	}
	if i < 0 {
		return
	}
	only := parcels{table: s.table, named: []int{i}}
	for _, piece := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("/?&=#;,+", r) }) {
		piece = strings.ToUpper(strings.Trim(piece, "()<>\"'."))
		if len(piece) < minTracking+2 || !isNumberPiece(piece) {
			continue
		}
		if carrier, ok := only.accept(piece, near); ok && carrier != "" && !s.holds(piece) {
			s.add(piece, carrier)
		}
	}
}
