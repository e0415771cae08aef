package reading

import "unicode/utf8"

// mayLead tells whether one of the first words of a line begins a phrase of one
// of the sections. It is a gate before reading the line as prose, which costs far
// more; what passes may still hold no phrase.
func mayLead(line string, first int, sections ...*phraseSet) bool {
	words := &allPhrases().words
	for i := 0; i < len(line) && first > 0; {
		if !wordByte(line[i]) {
			if r, size := utf8.DecodeRuneInString(line[i:]); !isWord(r) {
				i += size
				continue
			}
		}
		end := wordEnd(line, i)
		if id := words.foldedNumber(line[i:end]); id > 0 {
			for _, s := range sections {
				if s.mayBegin(id) {
					return true
				}
			}
		}
		i = end
		first--
	}
	return false
}

// wordEnd returns where the word at i ends, as prose divides words.
func wordEnd(line string, i int) int {
	for j := i; j < len(line); {
		if wordByte(line[j]) && (j+1 == len(line) || line[j+1] < 0x80) {
			j++
			continue
		}
		r, size := utf8.DecodeRuneInString(line[j:])
		if !isWord(r) && !(j > i && isApostrophe(r) && j+size < len(line) && isLetterAt(line, j+size)) {
			return j
		}
		j += size
		if isUnspaced(r) { // scripts without spaces: each character a word
			return j
		}
		if next, _ := utf8.DecodeRuneInString(line[j:]); isUnspaced(next) {
			return j
		}
	}
	return len(line)
}
