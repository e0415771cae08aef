package tracker_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

// counting counts how often numbers are looked up.
type counting struct {
	tracker.Store
	lookups int
}

type countingReader struct {
	tracker.Reader
	of *counting
}

func (c *counting) View(ctx context.Context, fn func(tracker.Reader) error) error {
	return c.Store.View(ctx, func(r tracker.Reader) error { return fn(countingReader{r, c}) })
}

func (c countingReader) Phones(ctx context.Context, account string, addresses []string) ([]tracker.FoundPhone, error) {
	c.of.lookups++
	return c.Reader.Phones(ctx, account, addresses)
}

// post is a mailbox that is read by hand, mail by mail.
type post struct {
	t       *testing.T
	store   *counting
	tracker *tracker.Tracker
	now     time.Time
	uid     uint32
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{t: t, now: start, store: &counting{Store: openStore(t)}}
	p.tracker = tracker.New(p.store, []tracker.Policy{policy}, readHeader, func() time.Time { return p.now }, slog.New(slog.DiscardHandler))
	p.round()
	return p
}

// round is a reading of the whole mailbox.
func (p *post) round() {
	p.t.Helper()
	if _, err := p.tracker.Begin(p.t.Context(), "work"); err != nil {
		p.t.Fatal(err)
	}
	if err := p.tracker.Finish(p.t.Context(), "work", p.now, []string{"INBOX"}); err != nil {
		p.t.Fatal(err)
	}
}

// mail lets a mail arrive an hour after the last thing that happened. "us" is
// Joe, who writes to Anna.
func (p *post) mail(from, subject string, c tracker.Content, refs ...string) {
	p.t.Helper()
	p.now = p.now.Add(time.Hour)
	p.uid++
	us, them := tracker.Party{Name: "Joe", Address: "joe@acme.example"}, tracker.Party{Name: "Anna Berg", Address: "anna@globex.example"}
	m := tracker.Message{IDs: []string{fmt.Sprintf("%d@mail.example", p.uid)}, Refs: refs, Subject: subject, Base: strings.ToLower(subject), Date: p.now, Content: c}
	m.From, m.To = us, []tracker.Party{them}
	if from != "us" {
		m.From, m.To = tracker.Party{Address: from}, []tracker.Party{us}
	}
	if m.Read = true; m.Nature == "" {
		m.Nature = tracker.Human
	}
	a := tracker.Arrival{Message: m, Internal: p.now,
		Location: tracker.Location{Account: "work", Folder: "INBOX", UIDValidity: 7, UID: p.uid, Role: tracker.RoleInbox}}
	if err := p.tracker.Receive(p.t.Context(), tracker.Batch{Folder: inbox(p.uid), Arrivals: []tracker.Arrival{a}}); err != nil {
		p.t.Fatal(err)
	}
	p.round()
}

// item is the conversation with a subject.
func (p *post) item(subject string) tracker.Item {
	p.t.Helper()
	items, err := p.tracker.List(p.t.Context(), true)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, i := range items {
		if i.Subject == subject {
			return i
		}
	}
	p.t.Fatalf("no conversation %q", subject)
	return tracker.Item{}
}

func (p *post) choose(subject string, what rules.What, outcome rules.Outcome) tracker.Item {
	p.t.Helper()
	p.now = p.now.Add(time.Hour)
	i, err := p.tracker.Choose(p.t.Context(), p.item(subject).ID, tracker.Choice{What: what, Outcome: outcome})
	if err != nil {
		p.t.Fatal(err)
	}
	return i
}

// numbersOf are those of an item's customer, each with its label and place.
func numbersOf(i tracker.Item) string {
	var out []string
	for n, note := range i.Customer.PhoneNotes {
		if i.Customer.Phones[n] != note.Number {
			return "phones and phone_notes differ"
		}
		out = append(out, strings.Trim(note.Number+" "+note.Label+" "+note.Found, " "))
	}
	return strings.Join(out, ", ")
}

func gives(phones ...tracker.Phone) tracker.Content { return tracker.Content{Phones: phones} }

func TestNumbersAreThoseOfTheCustomersOwnMails(t *testing.T) {
	const anna = "anna@globex.example"
	mobile, office := tracker.Phone{Number: "+491", Label: "mobile"}, tracker.Phone{Number: "+492", Signed: true}
	fax := tracker.Phone{Number: "+499", Label: "fax"}
	for _, tt := range []struct {
		name string
		with func(p *post)
		want string
	}{
		{"none is known", func(*post) {}, ""},
		{"those of the newest mail come first", func(p *post) {
			p.mail(anna, "Order", gives(office))
			p.mail(anna, "Re: Offer", gives(mobile), "1@mail.example")
		}, "+491 mobile text, +492  signature"},
		{"of another conversation, too", func(p *post) {
			p.mail(anna, "Re: Offer", gives(office), "1@mail.example")
			p.mail(anna, "Order", gives(mobile))
		}, "+491 mobile text, +492  signature"},
		{"each once, with the label that any mail gives it", func(p *post) {
			p.mail(anna, "Order", gives(tracker.Phone{Number: "+492", Label: "office"}))
			p.mail(anna, "Re: Offer", gives(office, mobile), "1@mail.example")
		}, "+492 office signature, +491 mobile text"},
		{"a fax comes last", func(p *post) {
			p.mail(anna, "Order", gives(mobile))
			p.mail(anna, "Re: Offer", gives(fax, office), "1@mail.example")
		}, "+492  signature, +491 mobile text, +499 fax text"},
		{"what others, machines and we ourselves give does not count", func(p *post) {
			p.mail("ben@globex.example", "Re: Offer", gives(mobile), "1@mail.example")
			p.mail("us", "Re: Offer", gives(mobile), "1@mail.example")
			p.mail(anna, "Re: Offer", tracker.Content{Nature: tracker.OutOfOffice, Phones: []tracker.Phone{mobile}}, "1@mail.example")
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPost(t)
			p.mail("us", "Offer", tracker.Content{Asks: true})
			tt.with(p)
			if got := numbersOf(p.item("Offer")); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheNumbersOfAListAreLookedUpAtOnce(t *testing.T) {
	p := newPost(t)
	for n := range 5 {
		p.mail("us", fmt.Sprint("Offer ", n), tracker.Content{Asks: true})
	}
	p.store.lookups = 0
	if p.item("Offer 3"); p.store.lookups != 1 {
		t.Errorf("%d queries for 5 conversations", p.store.lookups)
	}
}

func TestAWrongNumberIsDroppedAndTheNextIsCalled(t *testing.T) {
	p := newPost(t)
	phones := []tracker.Phone{{Number: "+491", Label: "mobile"}, {Number: "+499", Label: "fax"}, {Number: "+492", Label: "office"}}
	p.mail("anna@globex.example", "Delivery", tracker.Content{Call: true, Phones: phones})
	want := func(i tracker.Item, do rules.Action, have, why string) {
		t.Helper()
		if i.Task == nil || i.Task.Do != do || strings.Join(i.Customer.Phones, " ") != have || !strings.Contains(i.Why, why) {
			t.Errorf("task %+v, numbers %v, because %q; want %s, %s, %q", i.Task, i.Customer.Phones, i.Why, do, have, why)
		}
	}
	want(p.item("Delivery"), rules.Call, "+491 +492 +499", "asked on")
	want(p.choose("Delivery", rules.Called, rules.WrongNumber), rules.Call, "+492 +499", "the number +491 was wrong on Mon 2 Mar 2026 10:00: the next is +492")
	want(p.choose("Delivery", rules.Called, rules.WrongNumber), rules.NewContact, "+499", "The number +492 was wrong on Mon 2 Mar 2026 11:00 and no other is known")
	want(p.choose("Delivery", rules.TakenBack, ""), rules.Call, "+492 +499", "the next is +492")
	want(p.choose("Delivery", rules.TakenBack, ""), rules.Call, "+491 +492 +499", "asked on")

	// What becomes known later does not change what was wrong.
	p.choose("Delivery", rules.Called, rules.WrongNumber)
	p.mail("anna@globex.example", "Order", tracker.Content{Phones: []tracker.Phone{{Number: "+493"}, {Number: "+491"}}})
	want(p.item("Delivery"), rules.Call, "+493 +492 +499", "the number +491 was wrong")

	// A number that they give for the very call is right again, and comes first.
	p.mail("anna@globex.example", "Re: Delivery", tracker.Content{Call: true, Wish: tracker.Wish{Number: "+491"},
		Phones: []tracker.Phone{{Number: "+494"}, {Number: "+491"}}}, "1@mail.example")
	want(p.item("Delivery"), rules.Call, "+491 +494 +493 +492 +499", "to be called, at +491")
}

func TestAWishedCallWaitsForTheDayTheyNamed(t *testing.T) {
	p := newPost(t)
	p.mail("anna@globex.example", "Delivery", tracker.Content{Call: true,
		Wish: tracker.Wish{Number: "+491", When: "on Wednesday after 2", Day: rules.Date{Year: 2026, Month: time.March, Day: 4}}})
	i := p.item("Delivery")
	if i.State != rules.Waiting || !strings.Contains(i.Why, `in their words "on Wednesday after 2", at +491`) {
		t.Errorf("%s because %q", i.State, i.Why)
	}
	p.now = *i.Next
	p.round()
	if i = p.item("Delivery"); i.Task == nil || i.Task.Do != rules.Call || !i.Task.Due.Equal(time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("task %+v", i.Task)
	}
}

func TestAComplaintComesFirstAndCountsAsAsking(t *testing.T) {
	p := newPost(t)
	p.mail("ben@globex.example", "Question", tracker.Content{Asks: true})
	p.mail("us", "Delivery", tracker.Content{})
	p.mail("anna@globex.example", "Re: Delivery", tracker.Content{Complaint: "damaged"}, "2@mail.example")
	p.mail("carl@initech.example", "Broken", tracker.Content{Nature: tracker.Uncertain, Complaint: "damaged"})
	p.now = start.Add(48 * time.Hour)
	p.round()
	items, err := p.tracker.List(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range items {
		reason := "none"
		if i.Reason != nil {
			reason = i.Reason.Words()
		}
		got = append(got, fmt.Sprint(i.Subject, ": ", i.Task.Do, ", ", reason))
	}
	if want := "Delivery: answer, damaged; Question: answer, none; Broken: answer, none"; strings.Join(got, "; ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "; "), want)
	}
}

func TestWhoStandsInIsNamedWithEverythingThatIsKnown(t *testing.T) {
	for want, s := range map[string]tracker.StandIn{
		"": {},
		"stand-in: Ben Roth (ben@globex.example), +491": {Name: "Ben Roth", Address: "ben@globex.example", Phone: "+491"},
		"stand-in: ben@globex.example":                  {Address: "ben@globex.example"},
		"stand-in: Ben Roth, +491":                      {Name: "Ben Roth", Phone: "+491"},
		"stand-in: +491":                                {Phone: "+491"},
	} {
		if got := s.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTheStandInIsNamedWithTheTask(t *testing.T) {
	p := newPost(t)
	p.mail("us", "Offer", tracker.Content{Asks: true})
	p.mail("anna@globex.example", "Automatic reply: Offer", tracker.Content{Nature: tracker.Gone,
		StandIn: tracker.StandIn{Name: "Ben Roth", Address: "ben@globex.example", Phone: "+491"}}, "1@mail.example")
	i := p.item("Offer")
	if i.Task == nil || i.Task.Do != rules.NewContact || !strings.Contains(i.Why, "find a new contact; stand-in: Ben Roth (ben@globex.example), +491.") {
		t.Errorf("task %+v because %q", i.Task, i.Why)
	}
}
