package reading

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// kind names a section of the phrases that tell what a mail wants.
type kind uint8

const (
	kindAsk       kind = iota // a question, request or offer, anywhere in a sentence
	kindClause                // one where a clause begins
	kindFirst                 // one where a sentence begins
	kindWhole                 // one that is the whole sentence
	kindPlease                // "please": whatever follows is a request
	kindNoAsk                 // what only looks like one
	kindOnlyIf                // "if you have any questions": the rest of the clause is politeness
	kindSlogan                // opens a question that nobody is to answer
	kindSmall                 // "how are you"
	kindTag                   // ", isn't it"
	kindPraise                // "lovely", beside a tag
	kindCall                  // a wish to be called
	kindReach                 // "you can reach me"
	kindNoCall                // what only looks like one
	kindPromise               // the writer will come back to it
	kindNoPromise             // what only looks like one
	kindStop                  // "stop writing to me"
	kindNoStop                // what only looks like one
	kindYes                   // "yes": confirms with what follows or alone
	kindConfirm               // "that is correct"
	kindNoConfirm             // what only looks like one
	kindNegation
	kindCondition // "if": what follows has not happened
	kindNeed      // a need: a day in its sentence is named
	kindPast      // what has been is spoken of
	kindDamaged
	kindWrongItem
	kindMissing
	kindLate
	kindRefund
	kindReturn
	kindComplaint
	kindNoComplaint // what only looks like one
	kinds           // how many there are
)

// section is the name of a kind in the files.
func (k kind) section() string {
	return [kinds]string{
		"asks", "asks clause", "asks first", "asks whole", "please", "no ask", "only if", "slogan", "smalltalk", "tag", "praise",
		"call", "reach", "no call", "promise", "no promise", "stop", "no stop", "yes", "confirm", "no confirm", "negation", "condition",
		"need", "past question", "damaged", "wrong item", "missing", "late", "refund", "return", "complaint", "no complaint",
	}[k]
}

// number is that of the section in the table of phrases.
func (k kind) number() uint8 { return cues.number() + uint8(k) }

// span is a run of tokens.
type span struct{ at, size int }

// signs are the phrases found in a text.
type signs struct {
	*prose
	of   [kinds][]span // in order, the longest at each place
	mute []bool        // tokens of politeness or of other people's words; nil: none
	idle []bool        // tokens that only look as if they asked; nil: none
}

func findSigns(p *prose) *signs {
	s := &signs{prose: p}
	for _, f := range p.search() {
		if f.section < kindAsk.number() {
			continue
		}
		k := f.section - kindAsk.number()
		s.of[k] = append(s.of[k], span{int(f.at), int(f.end - f.at)})
	}
	s.muteQuotes()
	s.mutePoliteness()
	s.idleWords()
	return s
}

// maxPhrase is more words than any phrase takes, gaps included.
const maxPhrase = 24

// from returns the phrases of a kind that begin at token i or behind it.
func (s *signs) from(k kind, i int) []span {
	n, _ := slices.BinarySearchFunc(s.of[k], i, func(found span, i int) int { return found.at - i })
	return s.of[k][n:]
}

// set marks the tokens from one to before another.
func (s *signs) set(marks []bool, from, to int) []bool {
	if marks == nil {
		marks = make([]bool, len(s.tokens))
	}
	for i := from; i < to; i++ {
		marks[i] = true
	}
	return marks
}

func (s *signs) muted(i int) bool { return s.mute != nil && s.mute[i] }

// asking tells whether a token may be part of a question or request.
func (s *signs) asking(i int) bool { return !s.muted(i) && (s.idle == nil || !s.idle[i]) }

// own tells whether a phrase is the writer's own and meant.
func (s *signs) own(found span) bool {
	return !s.muted(found.at) && !s.muted(found.at+found.size-1)
}

// idleWords marks "please find attached", unless a longer phrase asks there.
func (s *signs) idleWords() {
	asked := s.of[kindAsk]
	for _, none := range s.of[kindNoAsk] {
		for len(asked) > 0 && asked[0].at < none.at {
			asked = asked[1:]
		}
		if len(asked) > 0 && asked[0].at == none.at && asked[0].size > none.size {
			continue
		}
		s.idle = s.set(s.idle, none.at, none.at+none.size)
	}
	for _, slogan := range s.of[kindSlogan] { // "Need help?", but not "Questions: what is the lead time?"
		from, to := s.sentenceAround(slogan.at)
		behind := strings.HasPrefix(s.text[s.tokens[slogan.at+slogan.size-1].end:], ":")
		if from == slogan.at && s.isMarked(to-1) && !behind {
			s.idle = s.set(s.idle, from, to)
		}
	}
	for _, tag := range s.of[kindTag] { // "Lovely weather, isn't it?"
		from, to := s.sentenceAround(tag.at)
		if tag.at+tag.size == to && s.isMarked(to-1) && s.has(kindPraise, from, to) {
			s.idle = s.set(s.idle, from, to)
		}
	}
}

// sentenceAround is where the sentence of a token begins, and the token behind
// its end.
func (s *signs) sentenceAround(i int) (from, to int) {
	from, to = i, i+1
	for from > 0 && s.sameSentence(from-1, i) {
		from--
	}
	for to < len(s.tokens) && s.sameSentence(to, i) {
		to++
	}
	return from, to
}

// mutePoliteness mutes the clauses around "if you have any questions".
func (s *signs) mutePoliteness() {
	for _, condition := range s.of[kindOnlyIf] {
		from := s.clauseStart(condition.at)
		if from == condition.at && from > 0 && s.sameSentence(from, from-1) && strings.Contains(s.between(from-1), ",") {
			from = s.clauseStart(from - 1) // "call me, if you have questions"
		}
		to := condition.at + condition.size
		for to < len(s.tokens) && s.sameSentence(to, condition.at) {
			to++
		}
		s.mute = s.set(s.mute, from, to)
	}
}

func (s *signs) sameSentence(i, j int) bool { return s.tokens[i].sentence == s.tokens[j].sentence }

// clauseStart is where the clause of a token begins.
func (s *signs) clauseStart(i int) int {
	for i > 0 && s.sameSentence(i, i-1) && !strings.ContainsAny(s.between(i-1), ",;:()") {
		i--
	}
	return i
}

// muteQuotes mutes what stands in quotation marks, three words and more: it is
// somebody else's. A text that stands in them as a whole is the writer's.
func (s *signs) muteQuotes() {
	if !slices.ContainsFunc([]string{"\"", "“", "„", "«", "»", "「"}, func(mark string) bool { return strings.Contains(s.text, mark) }) {
		return
	}
	quoted := make([]bool, len(s.tokens))
	n, next := 0, 0
	for at := 0; at < len(s.text); {
		r, size := utf8.DecodeRuneInString(s.text[at:])
		closers := closingQuotes(r)
		if closers == "" || r == '"' && at > 0 && !strings.ContainsRune(" \n\t(", rune(s.text[at-1])) {
			at += size
			continue
		}
		const longest = 400 // bytes; behind it an inch mark or a slip is likelier
		from := at + size
		at = from
		rest, _, _ := strings.Cut(clipText(s.text[from:], longest), "\n\n")
		end := strings.IndexAny(rest, closers)
		if end < 0 {
			continue
		}
		at = from + end
		for next < len(s.tokens) && s.tokens[next].start < from {
			next++
		}
		first := next
		for next < len(s.tokens) && s.tokens[next].end <= at {
			next++
		}
		if next-first >= 3 {
			n += next - first
			for i := first; i < next; i++ {
				quoted[i] = true
			}
		}
		_, size = utf8.DecodeRuneInString(s.text[at:])
		at += size
	}
	if n > 0 && n < len(s.tokens)*4/5 {
		s.mute = quoted
	}
}

// closingQuotes are the marks that close what a mark opens; empty if it opens
// nothing.
func closingQuotes(r rune) string {
	switch r {
	case '"':
		return "\""
	case '“':
		return "”\""
	case '„':
		return "“”\""
	case '«':
		return "»"
	case '»':
		return "«"
	case '「':
		return "」"
	}
	return ""
}

// between is the text between a token and the next.
func (s *signs) between(i int) string {
	if i < 0 || i+1 >= len(s.tokens) || s.tokens[i+1].start < s.tokens[i].end {
		return ""
	}
	return s.text[s.tokens[i].end:s.tokens[i+1].start]
}
