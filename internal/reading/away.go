package reading

// standIn finds the address that a notice names after "contact" or its like:
// the first within the next thirty words that is not the sender's own.
func standIn(p *prose, own string) string {
	cues, near := phrases("contact"), -1
	for i, t := range p.tokens {
		if t.address && near >= 0 && i-near <= 30 && t.word != own {
			return t.word
		}
		if cues.at(p.tokens, i) > 0 {
			near = i
		}
	}
	return ""
}
