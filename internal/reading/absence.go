package reading

// suspect finds mail that reads like a machine's though no field says so.
func (m *mail) suspect() (judgement, bool) {
	opening := m.prose.tokens[:min(len(m.prose.tokens), 60)]
	subject := parseProse(m.Subject).tokens
	switch {
	case phrases("automatic").in(opening):
		return judgement{Uncertain, 0.6, "it calls itself automatic, but no field says so"}, true
	case m.NoReply && (phrases("receipt").in(opening) || phrases("receipt").in(subject)):
		return judgement{Uncertain, 0.6, "it acknowledges receipt, but no field says that a machine wrote it"}, true
	case awayNow(opening[:min(len(opening), 25)]):
		return judgement{Uncertain, 0.5, "it speaks of an absence, but no field says that a machine wrote it"}, true
	}
	return judgement{}, false
}

// awayNow tells whether the words speak of an absence that is not over: "sorry,
// I was on vacation" begins many a good answer.
func awayNow(tokens []token) bool {
	at, _ := phrases("away").find(tokens)
	if at < 0 {
		return false
	}
	for i := max(0, at-3); i < at; i++ {
		if phrases("past").at(tokens, i) > 0 {
			return false
		}
	}
	return true
}
