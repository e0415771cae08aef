package reading

import "strings"

// challenge finds mail of a filter that wants the sender to show that he is a
// person, and of a list that holds a mail back. Some dress it as a delivery
// report; nothing has failed yet.
func (m *mail) challenge() (judgement, bool) {
	const first = 160 // words
	tokens := m.prose.tokens
	if len(tokens) == 0 && m.Quoted && !m.answers() {
		text := m.body // all of it looked like a quotation
		tokens = parseProse(clipText(dropQuotes(text), 2<<10)).tokens
	}
	if !phrases("challenge").in(tokens[:min(len(tokens), first)]) || m.Forward {
		return judgement{}, false
	}
	by := m.writer()
	if by == daemon {
		return judgement{}, false // a refusal may tell how to be let through
	}
	link := m.typ.typ == "multipart/report" || by != somebody
	for _, f := range m.header {
		link = link || strings.HasPrefix(f.name, "x-bluebottle") || f.name == "x-tmda-fingerprint" || f.name == "x-boxbe"
	}
	for _, t := range tokens {
		link = link || t.word == ""
	}
	if !link {
		return judgement{}, false
	}
	return judgement{AutoReply, 0.85, "a filter or list holds the mail until somebody confirms it"}, true
}
