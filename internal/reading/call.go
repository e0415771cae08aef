package reading

import "strings"

// call reads the wish to be called, with the number and the time beside it; nil
// if there is none.
func (s *signs) call(regions func() []string, c calendar) *Call {
	for _, found := range s.of[kindCall] {
		if s.stated(found, kindNoCall) {
			wish := &Call{Phone: s.phoneBeside(found, regions())}
			s.readTime(wish, found.at, c)
			return wish
		}
	}
	// "You can reach me" is a wish only with a number or a time.
	for _, found := range s.of[kindReach] {
		if !s.stated(found, kindNoCall) {
			continue
		}
		wish := &Call{Phone: s.phoneBeside(found, regions())}
		s.readTime(wish, found.at, c)
		if wish.Phone != nil {
			return wish
		}
	}
	return nil
}

// phoneBeside is the telephone number nearest to a wish: in its sentence or
// behind it, else before it. A fax number is none.
func (s *signs) phoneBeside(found span, regions []string) *Phone {
	const near = 160 // bytes
	wish := s.tokens[found.at].start
	from, to := max(0, wish-near), min(len(s.text), s.tokens[found.at+found.size-1].end+near)
	for from > 0 && s.text[from] > ' ' {
		from--
	}
	for to < len(s.text) && s.text[to] > ' ' {
		to++
	}
	window := s.text[from:to]
	var before *Phone
	for _, p := range findPhones(window, regions) {
		if strings.Contains(strings.ToLower(p.Label), "fax") {
			continue
		}
		if strings.Index(window, p.Text)+from >= wish {
			return &p
		}
		before = &p
	}
	return before
}

// readTime reads the wished time in the sentence of a wish, or in the one behind
// it if that says little else.
func (s *signs) readTime(wish *Call, i int, c calendar) {
	number := s.numberSpan(wish.Phone, s.tokens[i].start)
	from := i
	for from > 0 && s.sameSentence(from-1, i) {
		from--
	}
	for range 2 {
		to := from
		for to < len(s.tokens) && s.sameSentence(to, from) {
			to++
		}
		if first, last := s.timeSpan(from, to, number); first >= 0 {
			wish.When = foldSpace(clipText(s.text[s.tokens[first].start:s.tokens[last].end], 100))
			for at := first; at <= last && wish.Day == nil; at++ {
				if day, size := c.at(at); size > 0 {
					wish.Day = dayOf(day)
				}
			}
			return
		}
		// In languages whose words of the day are not listed a day is better than
		// nothing.
		for at := from; at < to; at++ {
			if day, size := c.at(at); size > 0 {
				wish.Day = dayOf(day)
				wish.When = foldSpace(clipText(s.text[s.tokens[at].start:s.tokens[at+size-1].end], 100))
				return
			}
		}
		if to >= len(s.tokens) || strings.Contains(s.between(to-1), "\n\n") {
			return
		}
		from = to
	}
}

// numberSpan is where a telephone number stands in the text, in bytes: its
// digits are no hours. It may be written there with more white space. at: where
// the wish stands, near which it was found.
func (s *signs) numberSpan(phone *Phone, at int) span {
	if phone == nil {
		return span{-1, 0}
	}
	const near = 400 // bytes
	from := at - len(clipFront(s.text[:at], near))
	window := clipText(s.text[from:], 2*near)
	if i := strings.Index(window, phone.Text); i >= 0 {
		return span{from + i, len(phone.Text)}
	}
	for _, c := range candidates(window) {
		if text := window[c.start:max(c.end, c.extension)]; foldSpace(text) == phone.Text {
			return span{from + c.start, len(text)}
		}
	}
	return span{-1, 0}
}

// timeSpan finds the longest run of words that name a time between two tokens,
// and returns its first and last, or -1. number is where a telephone number
// stands in the text.
func (s *signs) timeSpan(from, to int, number span) (first, last int) {
	first, last = -1, -1
	for i := from; i < to; {
		end, sure := s.timeRun(i, to, number)
		if end < 0 {
			i++
			continue
		}
		if sure && (first < 0 || end-i > last-first) {
			first, last = i, end
		}
		i = end + 1
	}
	return first, last
}

// timeRun reads a run of times and the words between them from token i on, and
// returns its last token. Of the words between only "before" and "this" begin
// one, with a time close behind. sure tells a time from a bare number.
func (s *signs) timeRun(i, to int, number span) (end int, sure bool) {
	end = -1
	numbers, linked := 0, false
	if first := s.tokens[i].word; phrases("time link").position(first) > 0 && phrases("time").position(first) == 0 &&
		phrases("time this").at(s.tokens, i) == 0 {
		return -1, false
	}
	for j := i; j < to; j++ {
		word := s.tokens[j].word
		if at := s.tokens[j].start; number.at >= 0 && at >= number.at && at < number.at+number.size {
			break
		}
		if j > i && strings.Contains(s.between(j-1), "\n\n") {
			break
		}
		link := phrases("time link").position(word) > 0
		switch {
		case isClock(word):
			sure = true
		case isNumber(word) && len(word) <= 4 && len(word) != 3:
			if numbers++; numbers > 4 {
				return -1, false // the digits of a telephone number
			}
			sure = sure || linked
		case link && word == "am" && (j == i || !isNumber(s.tokens[j-1].word)):
			continue // German "on", and no hour
		case phrases("time").position(word) > 0 || phrases("weekdays").position(word) > 0 || phrases("months").position(word) > 0:
			sure = true
			numbers = 0
		case link && j-max(end, i-1) <= 4:
			linked = linked || phrases("time at").position(word) > 0
			continue
		default:
			return end, sure && end >= 0
		}
		end = j
	}
	return end, sure && end >= 0
}

// isClock tells words such as "3pm", "10h30" and "14h".
func isClock(word string) bool {
	rest := strings.TrimLeft(word, "0123456789")
	if rest == word || len(word)-len(rest) > 2 {
		return false
	}
	switch strings.TrimRight(rest, "0123456789") {
	case "pm", "am", "h", "u", "uhr":
		return true
	}
	return false
}
