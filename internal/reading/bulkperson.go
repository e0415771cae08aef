package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// personalFields looks at the header for signs of a person.
func (m *mail) personalFields(e *evidence) {
	for _, f := range m.header {
		switch f.name {
		case "x-mailer", "user-agent":
			if isMailProgram(strings.ToLower(clipText(f.value, maxSubject))) {
				e.add(clueMailProgram)
			}
		case "x-ms-has-attach", "x-ms-tnef-correlator":
			e.add(clueMailProgram)
		}
	}
	if strings.HasSuffix(m.MessageID, "@mail.gmail.com") {
		e.add(clueMailProgram)
	}
	// A form on our own site writes in our name, answers go to who filled it in.
	if m.answersElsewhere() && len(m.To) > 0 && domainOf(m.To[0].Address) == domainOf(m.From.Address) &&
		domainOf(m.ReplyTo[0].Address) != domainOf(m.From.Address) {
		e.add(clueFormSender)
	}
}

// isMailProgram knows what people write mail with. Old names of Outlook Express,
// The Bat and Foxmail are what spam calls itself.
func isMailProgram(name string) bool {
	for _, s := range []string{
		"thunderbird", "mutt", "apple mail", "iphone mail", "ipad mail", "microsoft outlook 1", "microsoft office outlook",
		"microsoft-macoutlook", "evolution", "claws", "sylpheed", "gnus", "lotus notes", "hcl notes", "roundcube", "zimbra", "horde",
		"squirrelmail", "exmh", "alpine", "k-9", "fairemail", "bluemail", "airmail", "canary", "emclient", "em client", "mailbird",
		"postbox", "nylas", "spark", "sogo", "open-xchange", "rainloop", "snappymail", "gmail", "nmh", "vm ", "mozilla/5.0",
	} {
		if strings.HasPrefix(name, s) || len(s) > 6 && strings.Contains(name, s) {
			return true
		}
	}
	return false
}

// personalText looks at the text for signs of a person.
func (m *mail) personalText(e *evidence) {
	tokens := m.prose.tokens
	if m.replies && m.Quoted {
		e.add(clueQuotes)
	}
	const letter = 300 // words: longer texts ask their readers something as a matter of course
	if len(tokens) <= letter && m.wishes().Asks {
		e.add(clueAsksReader)
	}
	if n := len(tokens); n > 0 && n <= 40 && links(tokens) == 0 && len(m.Signature) < 400 {
		e.add(clueShortText)
	}
	if len(tokens) < 60 && links(tokens) == 0 && m.wishes().Stop {
		e.add(clueWantsOut)
	}
	if !e.has(clueAnyone) && greetsSomebody(m.prose) {
		e.add(clueGreets)
	}
	if m.signedByName() {
		e.add(clueSigned)
	}
}

// greetsSomebody tells whether the text begins with a greeting and a name.
func greetsSomebody(p *prose) bool {
	if len(p.tokens) < 2 {
		return false
	}
	n := phrases("greeting").at(p.tokens, 0)
	if n == 0 || n >= len(p.tokens) || p.tokens[n].sentence != p.tokens[0].sentence {
		return false
	}
	first, _ := utf8.DecodeRuneInString(p.text[p.tokens[n].start:])
	return unicode.IsUpper(first)
}

// signedByName tells whether a name of the sender stands at the end of the text
// or in the signature.
func (m *mail) signedByName() bool {
	var end []token
	if n := len(m.prose.tokens); n > 0 {
		end = m.prose.tokens[max(0, n-6):]
	}
	if name := m.From.Name; name >= "\u2e80" { // written without spaces
		return len(name) >= 6 && strings.Contains(clipFront(m.NewText, 100)+clipText(m.Signature, 200), name)
	}
	signature := parseProse(clipText(m.Signature, 200)).tokens
	for _, name := range parseProse(m.From.Name).tokens {
		if utf8.RuneCountInString(name.word) < 3 {
			continue
		}
		for _, list := range [][]token{end, signature[:min(len(signature), 12)]} {
			for _, t := range list {
				if t.word == name.word && !t.address {
					return true
				}
			}
		}
	}
	return false
}
