package reading

// cue names a section of the phrases that automatic mail is known by.
type cue uint8

const (
	cueAway      cue = iota // an absence
	cuePast                 // beside one: it is over
	cueWish                 // beside one: it is wished, or somebody else's
	cueGone                 // left, retired
	cueRetired              // the address is no longer used
	cueReceipt              // "we have received your request"
	cueTicket               // its number, its deadline
	cueAutomatic            // "this is an automatic ..."
	cueReply                // "automatic reply"
	cueLater                // "I will answer when I return"
	cueUrgent               // "in urgent cases"
	cueThanks               // "thank you for your message"
	cueContact              // "please contact"
	cueAnswer               // what answers a mail: an agreement, a request, the offer
	cueWord                 // "yes", where a clause begins
	cueSmall                // small print
	cueBut
	cueUntil      // before a day: the last one away
	cueUntilAfter // behind a day
	cueBack       // before the day of return
	cueBackAfter
	cueAgain // beside one
	cueFrom  // before the first day
	cueFromAfter
	cueRange // between two days
	cues     // how many there are
)

// section is the name of a cue in the files.
func (k cue) section() string {
	return [cues]string{
		"away", "past", "wish", "gone", "retired", "receipt", "ticket", "automatic", "automatic reply", "reply later", "urgent", "thanks",
		"contact", "answer", "answer word", "small print", "but",
		"until", "until after", "back", "back after", "again", "from", "from after", "range",
	}[k]
}

// number is that of the section in the table of phrases.
func (k cue) number() uint8 { return uint8(k) }

// cueSet is a set of cues.
type cueSet uint32

func setOf(list ...cue) (s cueSet) {
	for _, k := range list {
		s |= 1 << k
	}
	return s
}

// has tells whether one of the cues is in the set.
func (s cueSet) has(any cueSet) bool { return s&any != 0 }

// found is a phrase found in a text.
type found struct {
	cue      cue
	from, to int // tokens
}

// cuesIn finds the phrases of all cues in the first tokens of a text, in order.
func cuesIn(p *prose, limit int) []found {
	var list []found
	for _, f := range p.search() {
		if int(f.at) >= limit {
			break
		}
		if f.section < cues.number() {
			list = append(list, found{cue(f.section), int(f.at), int(f.end)})
		}
	}
	return list
}
