package tracker

import (
	"slices"
	"time"
)

// subjectWindow is how far apart a response without references and the message
// it may answer can lie.
const subjectWindow = 30 * 24 * time.Hour

// Place finds the conversation of a message: into, or "" for a new one; merge
// are others that turn out to be the same conversation. known maps Message-IDs,
// seen or only referred to, to conversations; a message that names an id that
// nobody has seen shares its conversation with all others that name it, so the
// order of arrival does not matter, and cycles and self-references are harmless.
func Place(m *Message, known map[string]string) (into string, merge []string) {
	for _, id := range slices.Concat(m.Refs, m.IDs) {
		switch c, ok := known[id]; {
		case !ok || c == into:
		case into == "":
			into = c
		case !slices.Contains(merge, c):
			merge = append(merge, c)
		}
	}
	return into, merge
}

// PlaceBySubject finds, for a message that Place could not place or has just
// placed, the conversations it belongs to by its subject alone: a response that
// carries no reference at all goes with the newest earlier message of the same
// base subject between the same parties within 30 days. Both directions are
// looked at, since the response may have arrived first. A subject alone proves
// nothing, so such a response holds rather than clears.
//
// near are the stored messages with the same base subject; own is the
// conversation of m, or "".
func (id Identity) PlaceBySubject(m *Message, own string, near []Placed) []string {
	var found []string
	if m.Orphan() {
		if parent := id.parent(m, near); parent != nil {
			found = append(found, parent.Conversation)
		}
	}
	for i := range near {
		o := &near[i]
		if o.Conversation == own || !o.Orphan() || !o.At.After(m.At) || attached(o, near) {
			continue
		}
		if id.couldAnswer(&o.Message, m) {
			found = append(found, o.Conversation)
		}
	}
	return found
}

// Orphan says that only the subject can tell where the message belongs: it is a
// response and refers to nothing.
func (m *Message) Orphan() bool { return m.Response && m.Base != "" && len(m.Refs) == 0 }

// parent is the newest of the stored messages that m could answer.
func (id Identity) parent(m *Message, near []Placed) *Placed {
	var best *Placed
	for i := range near {
		if x := &near[i]; id.couldAnswer(m, &x.Message) && (best == nil || x.At.After(best.At)) {
			best = x
		}
	}
	return best
}

// attached says that o's conversation already holds an earlier message of the
// same subject.
func attached(o *Placed, near []Placed) bool {
	return slices.ContainsFunc(near, func(x Placed) bool {
		return x.Conversation == o.Conversation && x.At.Before(o.At)
	})
}

// couldAnswer says that o may be the response to m: the same subject, later but
// not by more than the window, between the same parties.
func (id Identity) couldAnswer(o, m *Message) bool {
	return o.follows(m) && meet(id.outsideOf(o), id.outsideOf(m))
}

// follows says that o has the subject of m and is later, but not by more than
// the window.
func (o *Message) follows(m *Message) bool {
	return o.Base == m.Base && o.At.After(m.At) && o.At.Sub(m.At) <= subjectWindow
}

// outsideOf are the outside parties of a message, author and recipients.
func (id Identity) outsideOf(m *Message) []Party {
	return id.outsiders(append([]Party{id.Author(m)}, m.Recipients()...))
}

// meet says that some party of a is, or belongs to the organisation of, some
// party of b.
func meet(a, b []Party) bool {
	return slices.ContainsFunc(a, func(p Party) bool { return among(p, b) })
}

func among(p Party, parties []Party) bool {
	return slices.ContainsFunc(parties, func(q Party) bool { return p.Address == q.Address || sameOrganisation(p, q) })
}
