package reading

import "strings"

// confirms tells whether the writer says "yes, correct": a phrase that confirms,
// not denied, not asked, and not under a condition; or "yes" alone.
func (s *signs) confirms() bool {
	for _, found := range s.of[kindConfirm] {
		if s.stated(found, kindNoConfirm) && !s.hedged(found) {
			return true
		}
	}
	for _, found := range s.of[kindYes] {
		if s.own(found) && !s.denied(found) && s.isWhole(found) && !s.isMarked(found.at+found.size-1) {
			return true
		}
	}
	return false
}

// stated tells whether a phrase is meant, not denied, and not part of a longer
// phrase that only looks like it.
func (s *signs) stated(found span, unless kind) bool {
	if !s.own(found) || s.denied(found) {
		return false
	}
	return !s.covered(found, unless)
}

// covered tells whether a phrase of a kind overlaps another.
func (s *signs) covered(found span, by kind) bool {
	for _, other := range s.from(by, found.at-maxPhrase) {
		if other.at >= found.at+found.size {
			break
		}
		if other.at+other.size > found.at {
			return true
		}
	}
	return false
}

// denied tells whether "not" stands in the two words before a phrase, or right
// behind it.
func (s *signs) denied(found span) bool {
	for _, not := range s.from(kindNegation, found.at-maxPhrase) {
		if not.at > found.at+found.size {
			break
		}
		before := not.at < found.at && not.at >= found.at-2
		behind := not.at == found.at+found.size
		if (before || behind) && s.sameSentence(not.at, found.at) {
			return true
		}
	}
	return false
}

// hedged tells whether a phrase is asked, or follows an "if" in its sentence.
func (s *signs) hedged(found span) bool {
	last := found.at
	for last+1 < len(s.tokens) && s.sameSentence(last+1, last) {
		last++
	}
	return s.isMarked(last) || s.conditional(found)
}

// conditional tells whether an "if" stands before a phrase in its sentence.
func (s *signs) conditional(found span) bool {
	for _, condition := range s.from(kindCondition, found.at-maxSentence) {
		if condition.at >= found.at {
			break
		}
		// Spanish and Italian "sí," is no "if".
		if yes := strings.Contains(s.between(condition.at), ","); s.sameSentence(condition.at, found.at) && !yes {
			return true
		}
	}
	return false
}
