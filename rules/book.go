package rules

// Kind is the sort of a conversation.
type Kind string

// The kinds of a conversation.
const (
	KindSales   Kind = "sales"   // begun by us
	KindInquiry Kind = "inquiry" // begun by them
	KindOrder   Kind = "order"
)

// Track says whether a message may start a clock.
type Track string

// The values of a rule's track; empty means TrackAuto.
const (
	TrackAuto   Track = "auto"   // the text decides
	TrackAlways Track = "always" // even if it asks nothing
	TrackNever  Track = "never"
)

// Rule overrides what the text of a message would decide.
type Rule struct {
	Name    string
	Match   Match
	Unless  Match  // ignored when empty
	Kind    Kind   // empty: by who began
	Cadence string // empty: the first of each side
	Deliver string // "task", "draft" or "send"; empty: as the account says
	Assign  string // whose digest it goes into; empty: the account's
	Track   Track
}

// Book is the rules in order of precedence and the cadences they name. The
// built-in rule comes last and need not stand in it.
type Book struct {
	Rules    []Rule
	Cadences []Cadence
}

// Verdict is what the book says about one message. Both cadences are always
// set: a rule's cadence serves the side it waits on, the first cadence of the
// other side serves that one.
type Verdict struct {
	Rule    string // name of the rule that matched; empty for the built-in one
	Kind    Kind   // empty: by who began
	Them    Cadence
	Us      Cadence
	Track   Track
	Deliver string
	Assign  string
}

// For returns the verdict of the first rule that matches m, or the built-in one.
func (b Book) For(m Mail) Verdict {
	v := Verdict{Them: b.first(Them, Sales()), Us: b.first(Us, Inquiry()), Track: TrackAuto}
	for _, r := range b.Rules {
		if !r.Match.matches(m) || !r.Unless.empty() && r.Unless.matches(m) {
			continue
		}
		v.Rule, v.Kind, v.Deliver, v.Assign = r.Name, r.Kind, r.Deliver, r.Assign
		if r.Track != "" {
			v.Track = r.Track
		}
		if c, ok := b.cadence(r.Cadence); ok {
			if c.On == Them {
				v.Them = c
			} else {
				v.Us = c
			}
		}
		return v
	}
	return v
}

// first is the first cadence of a side, or the built-in one.
func (b Book) first(on Side, builtIn Cadence) Cadence {
	for _, c := range b.Cadences {
		if c.On == on {
			return c
		}
	}
	return builtIn
}

func (b Book) cadence(name string) (Cadence, bool) {
	for _, c := range b.Cadences {
		if c.Name == name {
			return c, true
		}
	}
	return Cadence{}, false
}
