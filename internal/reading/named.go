package reading

// namedDate finds the day by which the writer will answer or needs something:
// one behind "by" or "before", or in a sentence that promises or asks.
func (c calendar) namedDate() *Day {
	judged, awaited := -1, false // the sentence looked at last
	for i := 0; i < len(c.tokens); {
		day, size := c.at(i)
		if size == 0 {
			i++
			continue
		}
		if n := c.tokens[i].sentence; n != judged {
			sentence := c.sentenceOf(i)
			judged, awaited = n, phrases("promise").in(sentence) || phrases("asks").in(sentence)
		}
		if awaited || c.behind("deadline", i) {
			return dayOf(day)
		}
		i += size
	}
	return nil
}
