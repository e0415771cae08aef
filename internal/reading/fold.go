package reading

import (
	"strings"
	"unicode"
)

// fold writes a word as it is compared: people leave out accents and vowel
// points, one letter has several spellings in Unicode, and digits have several
// scripts.
func fold(word string) string {
	if isFolded(word) {
		return word
	}
	var b strings.Builder
	b.Grow(len(word))
	foldInto(&b, word)
	return b.String()
}

// isFolded tells whether a word is certainly as it is compared already.
func isFolded(word string) bool {
	for i := range len(word) {
		if c := word[i]; c >= 0x80 || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

func foldInto(b *strings.Builder, word string) {
	for _, r := range word {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r) + 'a' - 'A')
		case r < 0x80:
			b.WriteByte(byte(r))
		case r >= 0xff01 && r <= 0xff5e: // wide forms
			b.WriteRune(unicode.ToLower(r - 0xff01 + '!'))
		default:
			r = unicode.ToLower(r)
			if folded := foldRune(r); folded != same {
				b.WriteString(folded)
			} else {
				b.WriteRune(r)
			}
		}
	}
}

// same is what foldRune returns of a letter that is compared as it is.
const same = "\x00"

// asciiDigits are the digits in their order.
const asciiDigits = "0123456789"

// foldRune folds a lower-case letter beyond ASCII.
func foldRune(r rune) string {
	switch {
	case r >= 0x2e80: // Chinese, Japanese, Korean
		return same
	case r < 0x250 || r >= 0x1e00 && r < 0x1f00:
		return foldLatin(r)
	case r >= 0x300 && r < 0x370: // an accent of its own
		return ""
	case r >= 0x370 && r < 0x400 || r >= 0x1f00 && r < 0x2000:
		return foldGreek(r)
	case r >= 0x591 && r <= 0x5c7 || r >= 0x610 && r <= 0x61a || r >= 0x64b && r <= 0x65f || r == 0x670 || r == 'ـ':
		return "" // vowel points of Hebrew and Arabic, and the stroke that stretches a word
	case r >= '٠' && r <= '٩':
		return asciiDigits[r-'٠' : r-'٠'+1]
	case r >= '۰' && r <= '۹':
		return asciiDigits[r-'۰' : r-'۰'+1]
	case r >= '०' && r <= '९':
		return asciiDigits[r-'०' : r-'०'+1]
	case r >= '๐' && r <= '๙':
		return asciiDigits[r-'๐' : r-'๐'+1]
	}
	switch r {
	case '’', 'ʼ':
		return "'"
	case 'ё':
		return "е"
	case 'й': // its breve may be a character of its own
		return "и"
	case 'ї':
		return "і"
	case 'أ', 'إ', 'آ', 'ٱ':
		return "ا"
	case 'ى', 'ی':
		return "ي"
	case 'ک':
		return "ك"
	case 'ة':
		return "ه"
	}
	return same
}

// foldLatin takes the marks from a Latin letter.
func foldLatin(r rune) string {
	switch r {
	case 'ß', 'ẞ':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	}
	// The letters without marks, in the order of Unicode; a point where there
	// is none.
	const (
		extended = ".aaaaaa.ceeeeiiiidnooooo.ouuuuy.yAaAaAaCcCcCcCcDd.dEeEeEeEeEeGgG" +
			"gGgGgHh.hIiIiIiIiIi..JjKk.LlLlLl.l.lNnNnNnn..OoOoOo..RrRrRrSsSsS" +
			"sSsTtTt.tUuUuUuUuUuUuWwYyYZzZzZz................................" +
			".Oo.............Uu............................AaIiOoUuUuUuUuUu.A" +
			"aAa....GgKkOoOo..j...Gg..NnAa....AaAaEeEeIiIiOoOoRrRrUuUuSsTt..H" +
			"h......AaEeOoOoOoOoYy............................"
		additional = "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm" +
			"MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv" +
			"WwWwWwWwWwXxXxYyZzZzZzhtwy......AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe" +
			"EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy......"
	)
	letters, first := extended, rune(0xdf)
	if r >= 0x1e00 {
		letters, first = additional, 0x1e00
	}
	if r < first || letters[r-first] == '.' {
		return same
	}
	return letters[r-first : r-first+1]
}

// foldGreek takes the accents from a Greek letter, and gives sigma one form.
func foldGreek(r rune) string {
	switch r {
	case 'ά':
		return "α"
	case 'έ':
		return "ε"
	case 'ή':
		return "η"
	case 'ί', 'ϊ', 'ΐ':
		return "ι"
	case 'ό':
		return "ο"
	case 'ύ', 'ϋ', 'ΰ':
		return "υ"
	case 'ώ':
		return "ω"
	case 'ς':
		return "σ"
	}
	return same
}
