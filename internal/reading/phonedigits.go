package reading

import (
	"strings"
	"unicode/utf8"
)

// candidate is a run of digits and what people put between them.
type candidate struct {
	start, end int    // in the text
	digits     string // ASCII; letters of a vanity number turned into digits
	plus       bool
	groups     []int  // how many digits stand together
	marks      string // what stood between the groups, one byte each: ' ' - . / ( )
	extension  int    // end of an extension behind it; 0 if none
	direct     string // digits of a "Durchwahl", which belong to the number
}

// candidates finds them all in one pass.
func candidates(text string) []candidate {
	var list []candidate
	for i := 0; i < len(text) && len(list) < maxCandidates; {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c == '+', c == '(':
		case c == 0xd9 || c == 0xdb || c == 0xef: // first bytes of digits that are not ASCII
			r, size := utf8.DecodeRuneInString(text[i:])
			if digitValue(r) < 0 && plain(r) != '+' && plain(r) != '(' {
				i += size
				continue
			}
		default:
			i++
			continue
		}
		c, next := readCandidate(text, i)
		if n := len(c.digits); n >= minDigits && n <= maxNumber+3 {
			list = append(list, c)
		}
		i = next
	}
	return list
}

// readCandidate reads the run that begins at i and returns where to go on.
func readCandidate(text string, i int) (c candidate, next int) {
	c.start, c.end, next = i, i, i
	digits := make([]byte, 0, 24)
	var marks []byte
	gap, group, inside := 0, 0, 0 // inside: how many marks stand before the last digit
	for j := i; j < len(text); {
		r, size := utf8.DecodeRuneInString(text[j:])
		if v := digitValue(r); v >= 0 {
			if len(digits) <= 2*maxNumber {
				digits = append(digits, byte('0'+v))
			}
			group++
			j += size
			gap, inside, c.end, next = 0, len(marks), j, j
			continue
		}
		m := plain(r)
		switch {
		case m == '+' && len(digits) == 0 && !c.plus:
			c.plus = true
		case strings.IndexByte(" -./()", m) >= 0 && gap < 3 && (len(digits) > 0 || m == '(' || c.plus):
			if group > 0 {
				c.groups = append(c.groups, group)
				group = 0
			}
			marks = append(marks, m)
			gap++
		default:
			j = len(text)
			continue
		}
		j += size
		next = max(next, j-gap)
	}
	if group > 0 {
		c.groups = append(c.groups, group)
	}
	c.digits, c.marks = string(digits), string(marks[:inside])
	if len(c.digits) == 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		return c, i + size
	}
	c.vanity(text)
	c.readExtension(text)
	return c, max(next, c.end)
}

// digitValue is the value of a decimal digit, also a full-width or Arabic one;
// -1 of anything else.
func digitValue(r rune) int {
	for _, zero := range [...]rune{'0', 0xff10, 0x660, 0x6f0} {
		if r >= zero && r <= zero+9 {
			return int(r - zero)
		}
	}
	return -1
}

// plain is the ASCII of the marks that people write in numbers; 0 of what is
// none.
func plain(r rune) byte {
	switch r {
	case ' ', '-', '.', '/', '(', ')', '+':
		return byte(r)
	case 0xa0, 0x2007, 0x2009, 0x202f, 0x3000, '\t':
		return ' '
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xff0d, 0x30fc:
		return '-'
	case 0xff08:
		return '('
	case 0xff09:
		return ')'
	case 0xff0b:
		return '+'
	case 0xff0e, 0xb7, 0x2022:
		return '.'
	case 0xff0f:
		return '/'
	}
	return 0
}

// vanity reads letters behind a free-call prefix as the keys they stand on:
// "1-800-555-HELP".
func (c *candidate) vanity(text string) {
	prefix := strings.TrimPrefix(strings.TrimPrefix(c.digits, "1"), "0")
	free := false
	for _, p := range [...]string{"800", "833", "844", "855", "866", "877", "888", "900", "300"} {
		free = free || strings.HasPrefix(prefix, p)
	}
	if !free || len(c.digits) >= 10 {
		return
	}
	const keys = "22233344455566677778889999"
	j, letters := c.end, 0
	digits := []byte(c.digits)
	for ; j < len(text) && letters <= 12; j++ {
		switch b := text[j]; {
		case b >= 'A' && b <= 'Z':
			digits = append(digits, keys[b-'A'])
			letters++
			continue
		case b >= '0' && b <= '9':
			digits = append(digits, b)
			continue
		case b == '-' || b == ' ' && letters == 0 && j == c.end:
			continue
		}
		break
	}
	if letters < 3 || j < len(text) && isLetter(text[j]) {
		return
	}
	whole := 10 // of North America
	if strings.HasPrefix(c.digits, "1") && c.digits != "1300" {
		whole = 11
	}
	if len(digits) < 9 {
		return
	}
	end := j
	for end > c.end && (text[end-1] == '-' || text[end-1] == ' ') {
		end--
	}
	// Words longer than the number are cut: nobody dials the rest.
	c.digits = string(digits[:min(len(digits), whole)])
	c.groups = append(c.groups, len(digits)-len(c.digits))
	c.marks += "-"
	c.end = end
}
