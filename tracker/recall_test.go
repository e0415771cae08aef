package tracker_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"thrice/imapsync"
	"thrice/internal/reading"
	"thrice/internal/store"
	"thrice/rules"
	"thrice/tracker"
)

// past is an account with mail from before its horizon, which is kept as headers.
type past struct {
	t   *testing.T
	db  *store.Store
	tr  *tracker.Tracker
	now time.Time
	uid uint32
	ask bool // what was recalled asks for an answer, as its text shows
}

func newPast(t *testing.T) *past {
	t.Helper()
	p := &past{t: t, db: openStore(t), now: start.Add(30 * 24 * time.Hour)}
	p.tr = tracker.New(p.db, []tracker.Policy{policy}, readHeader, func() time.Time { return p.now }, slog.New(slog.DiscardHandler))
	p.must(p.begin())
	return p
}

func (p *past) begin() error {
	_, err := p.tr.Begin(p.t.Context(), "work")
	return err
}

func (p *past) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// write makes a mail without the rest of its header: from and to are "joe" and
// "anna".
func write(id, from, to, subject, fields string) string {
	address := map[string]string{"joe": "joe@acme.example", "anna": "anna@globex.example"}
	return fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s@mail.example>\r\n%s", address[from], address[to], subject, id, fields)
}

// old puts a mail into a folder as a header, so many days before now.
func (p *past) old(folder string, days int, header string) {
	p.t.Helper()
	at := p.now.AddDate(0, 0, -days)
	h := tracker.Header{Location: p.next(folder), Internal: at, At: at, Raw: []byte("Date: " + at.Format(time.RFC1123Z) + "\r\n" + header + "\r\n")}
	plain := readHeader(h)
	h.Marks = plain.HeaderMarks(at)
	p.must(p.tr.Receive(p.t.Context(), tracker.Batch{Folder: p.folder(folder), Headers: []tracker.Header{h}}))
}

// recent puts a mail into a folder that was read whole.
func (p *past) recent(folder string, days int, header, text string) {
	p.t.Helper()
	at := p.now.AddDate(0, 0, -days)
	raw := "Date: " + at.Format(time.RFC1123Z) + "\r\n" + header + "\r\n" + text + "\r\n"
	a := imapsync.Parse([]byte(raw), p.next(folder), at, p.now, reading.Hints{Zone: time.UTC})
	p.must(p.tr.Receive(p.t.Context(), tracker.Batch{Folder: p.folder(folder), Arrivals: []tracker.Arrival{a}}))
}

func (p *past) next(folder string) tracker.Location {
	p.uid++
	return tracker.Location{Account: "work", Folder: folder, UIDValidity: 1, UID: p.uid, Role: roleOf(folder)}
}

func (p *past) folder(name string) tracker.Folder {
	return tracker.Folder{Account: "work", Name: name, Role: roleOf(name), UIDValidity: 1, LastUID: p.uid}
}

// round ends a round over the folders.
func (p *past) round() {
	p.t.Helper()
	p.must(p.tr.Recall(p.t.Context(), "work"))
	wanted, err := p.tr.Wanted(p.t.Context(), "work")
	p.must(err)
	var texts []tracker.Text
	for _, w := range wanted {
		texts = append(texts, tracker.Text{Key: w.Key, Content: tracker.Content{Nature: tracker.Human, Asks: p.ask}})
	}
	p.must(p.tr.ReceiveTexts(p.t.Context(), "work", texts))
	p.must(p.tr.Finish(p.t.Context(), "work", p.now, []string{"INBOX", "Sent"}))
}

// headers is how many mails are still kept as headers.
func (p *past) headers() (n int) {
	p.t.Helper()
	p.must(p.db.View(p.t.Context(), func(r tracker.Reader) (err error) {
		n, err = r.HeaderCount(p.t.Context(), "work")
		return err
	}))
	return n
}

// conversations are those that are stored, as the subjects of their messages.
func (p *past) conversations() []string {
	p.t.Helper()
	items, err := p.tr.List(p.t.Context(), true)
	p.must(err)
	var out []string
	for _, i := range items {
		var ids []string
		for _, m := range i.Messages {
			ids = append(ids, strings.TrimSuffix(m.MessageID, "@mail.example"))
		}
		out = append(out, strings.Join(ids, " "))
	}
	return out
}

func TestAHeaderIsRecalledByWhatBelongsToIt(t *testing.T) {
	tests := []struct {
		name   string
		old    string // a mail of ours from before the horizon
		recent string // an answer since it
		want   string // the conversation, oldest first
	}{
		{"by the id that the answer refers to",
			write("offer", "joe", "anna", "Offer 4711", ""),
			write("answer", "anna", "joe", "Yes", "In-Reply-To: <offer@mail.example>\r\n"), "offer answer"},
		{"by an id that both refer to",
			write("offer", "joe", "anna", "Offer 4711", "References: <gone@mail.example>\r\n"),
			write("answer", "anna", "joe", "Yes", "References: <gone@mail.example>\r\n"), "offer answer"},
		{"by the subject of a response that refers to nothing",
			write("offer", "joe", "anna", "Offer 4711", ""),
			write("answer", "anna", "joe", "Re: Offer 4711", ""), "offer answer"},
		{"not by the subject of a mail that is no response",
			write("offer", "joe", "anna", "Offer 4711", ""),
			write("answer", "anna", "joe", "Offer 4711", ""), "answer"},
	}
	for _, tt := range tests {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, late: %t", tt.name, late), func(t *testing.T) {
				p := newPast(t)
				p.old("Sent", 20, tt.old)
				if late { // the answer comes only after the first round
					p.round()
				}
				p.recent("INBOX", 2, tt.recent, "It suits us.")
				p.round()
				items := p.conversations()
				if len(items) == 0 || items[0] != tt.want {
					t.Errorf("conversations %q, want %q first", items, tt.want)
				}
				recalled := strings.Contains(tt.want, "offer")
				if got := p.headers(); got == 0 != recalled {
					t.Errorf("%d mails are kept as headers", got)
				}
				if health, err := p.tr.Health(t.Context()); err != nil || health[0].Messages != 2 {
					t.Errorf("%d messages are known, want 2; %v", health[0].Messages, err)
				}
			})
		}
	}
}

func TestAHeaderIsRecalledByWhoWroteItWhileWeWaited(t *testing.T) {
	for _, tt := range []struct {
		name string
		ask  bool
		left int
	}{
		{"we asked before the horizon, so what they wrote after that may be the answer", true, 1},
		{"we asked nothing", false, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPast(t)
			p.ask = tt.ask
			p.old("INBOX", 25, write("before", "anna", "joe", "Hello", ""))
			p.old("Sent", 20, write("offer", "joe", "anna", "Offer 4711", ""))
			p.old("INBOX", 17, write("since", "anna", "joe", "About your visit", ""))
			p.recent("INBOX", 10, write("machine", "anna", "joe", "Received", "In-Reply-To: <offer@mail.example>\r\nAuto-Submitted: auto-replied\r\n"), "Received.")
			p.round()
			if got := p.headers(); got != tt.left {
				t.Errorf("%d mails are kept as headers, want %d; conversations %q", got, tt.left, p.conversations())
			}
		})
	}
}

func TestAConversationOfThePastIsReadWhenItIsAskedFor(t *testing.T) {
	p := newPast(t)
	p.old("Sent", 20, write("offer", "joe", "anna", "Offer 4711", ""))
	p.old("INBOX", 17, write("answer", "anna", "joe", "Re: Offer 4711", "In-Reply-To: <offer@mail.example>\r\n"))
	p.old("INBOX", 16, write("other", "anna", "joe", "Hello", ""))
	p.round()
	items, err := p.tr.List(t.Context(), true)
	p.must(err)
	for _, i := range items {
		if len(i.Messages) == 2 {
			_, err := p.tr.Choose(t.Context(), i.ID, tracker.Choice{What: rules.Tracked})
			p.must(err)
		}
	}
	if got := p.headers(); got != 1 || len(items) != 2 {
		t.Errorf("of %d conversations one was asked for, and %d mails are kept as headers", len(items), got)
	}
	if got := p.conversations(); len(got) != 2 {
		t.Errorf("conversations afterwards: %q", got)
	}
}

func TestWhatVanishedFromTheServerIsNotStoredThereAnyMore(t *testing.T) {
	p := newPast(t)
	p.old("INBOX", 20, write("old", "anna", "joe", "Hello", ""))
	p.recent("INBOX", 2, write("new", "anna", "joe", "Hello again", ""), "Hello.")
	for _, gone := range []struct {
		uid  uint32
		left int // ranges of UIDs
	}{{1, 1}, {2, 0}} {
		p.must(p.tr.Receive(t.Context(), tracker.Batch{Folder: p.folder("INBOX"), Gone: [][2]uint32{{gone.uid, gone.uid}}}))
		uids, err := p.tr.StoredUIDs(t.Context(), "work", "INBOX")
		if err != nil || len(uids) != gone.left {
			t.Errorf("stored are %v, %v", uids, err)
		}
	}
}
