package reading

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// labelledHumans returns the mails of people by name.
func labelledHumans(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/mails/human/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no mails of people", err)
	}
	mails := make(map[string][]byte)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		mails[strings.TrimSuffix(filepath.Base(file), ".txtar")] = txtar.Parse(content).Files[0].Data
	}
	return mails
}

// suspiciousFields are fields of machines that people's mail carries as well.
var suspiciousFields = []string{
	"X-Auto-Response-Suppress: All",
	"Precedence: bulk",
	"Precedence: list",
	"Precedence: junk",
	"List-Id: <x.globex.example>",
	"List-Unsubscribe: <mailto:u@globex.example>",
	"Auto-Submitted: auto-generated",
	"Feedback-ID: 1:globex",
	"X-Campaign-ID: 1",
	"X-Spam-Flag: YES",
	"Return-Path: <bounce-77_joe=acme.example@mail.globex.example>",
}

func TestOneFieldOfAMachineNeverMakesAnAnswerBulkOrAutomatic(t *testing.T) {
	answers := 0
	for name, raw := range labelledHumans(t) {
		for _, field := range suspiciousFields {
			r := Read(append([]byte(field+"\n"), raw...), Hints{})
			if len(r.InReplyTo) == 0 || r.NewText == "" && strings.HasPrefix(field, "Auto-Submitted") {
				continue
			}
			answers++
			if r.Nature != Human && r.Nature != Uncertain {
				t.Errorf("%s with %s: %s (%s)", name, field, r.Nature, r.Why)
			}
		}
	}
	if answers == 0 {
		t.Error("no mail answers another")
	}
}

func TestANoReplySenderNeverMakesAPersonBulk(t *testing.T) {
	for name, raw := range labelledHumans(t) {
		at := bytes.Index(raw, []byte("From: "))
		end := at + bytes.IndexByte(raw[at:], '\n')
		changed := append(append(bytes.Clone(raw[:at]), "From: Globex <no-reply@globex.example>"...), raw[end:]...)
		if r := Read(changed, Hints{}); r.Nature != Human && r.Nature != Uncertain {
			t.Errorf("%s from a no-reply address: %s (%s)", name, r.Nature, r.Why)
		}
	}
}

// A first mail may come through a group address or a system that marks what it
// sends. Then the text decides, and most of it stays a person's.
func TestOneFieldOfAMachineSeldomMakesAFirstMailBulk(t *testing.T) {
	mails, bulk := 0, 0
	for name, raw := range labelledHumans(t) {
		for _, field := range suspiciousFields {
			r := Read(append([]byte(field+"\n"), raw...), Hints{})
			if len(r.InReplyTo) > 0 || strings.HasPrefix(field, "Auto-Submitted") {
				continue
			}
			mails++
			switch r.Nature {
			case Human, Uncertain:
			case Bulk:
				bulk++
				t.Logf("%s with %s: %s", name, field, r.Why)
			default:
				t.Errorf("%s with %s: %s (%s)", name, field, r.Nature, r.Why)
			}
		}
	}
	if bulk*20 > mails {
		t.Errorf("%d of %d mails of people are bulk", bulk, mails)
	}
}

func TestMailToMany(t *testing.T) {
	const (
		prose   = "\nHello Joe,\n\ncould you send us the price for ten of them?\n\nRegards\nAnna\n"
		news    = "\nOur new lamps are here: https://globex.example/lamps\n"
		leaving = "\nYou are receiving this email because you signed up. To unsubscribe, go to https://globex.example/u\n"
		list    = "List-Id: <talk.initech.example>\nList-Post: <mailto:talk@initech.example>\nPrecedence: list\n"
		group   = "Delivered-To: joe@acme.example\nList-Id: <sales.acme.example>\nList-Post: <mailto:sales@acme.example>\nPrecedence: list\n"
	)
	tests := []struct {
		name string
		raw  string
		only bool // the header alone was fetched
		want Nature
	}{
		{"a way to leave in the text is enough with a reason for coming", fresh + "Subject: Lamps\n" + news + leaving, false, Bulk},
		{"a way to leave below an answer means nothing", reply + news + leaving, false, Human},
		{"list fields and news without a word of leaving", fresh + "Subject: Lamps\nList-Id: <n.globex.example>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n" + news, false, Bulk},
		{"Precedence alone above a letter is no proof", fresh + "Subject: Price\nPrecedence: bulk\n" + prose, false, Human},
		{"an inquiry through our own group is human", group + fresh + "Subject: Price\n" + prose, false, Human},
		{"an advertisement through our own group is bulk", group + fresh + "Subject: Lamps\n" + news + leaving, false, Bulk},
		{"a question put to a public list awaits no answer of ours", "Delivered-To: joe@acme.example\n" + list + strings.Replace(fresh, "To: joe@acme.example", "To: talk@initech.example", 1) + "Subject: [talk] Prices\n\nHi,\n\nwho sells those lamps in Spain?\n\nAnna\n", false, Bulk},
		{"a list's mail that names us is human", "Delivered-To: joe@acme.example\n" + list + strings.Replace(fresh, "To: joe@acme.example", "To: talk@initech.example, joe@acme.example", 1) + "Subject: [talk] Prices\n" + prose, false, Human},
		{"an answer sent by a mailing service with all its fields is in doubt", reply + "X-Campaign-ID: 7\nList-Unsubscribe: <https://globex.example/u>\nFeedback-ID: 7:globex\nReturn-Path: <bounce-7_joe=acme.example@m.globex.example>\n" + prose, false, Uncertain},
		{"the header of a newsletter leaves a doubt until the text is read", fresh + "Subject: Lamps\nList-Unsubscribe: <https://globex.example/u>\n", true, Uncertain},
		{"the header of a campaign is enough", strings.Replace(fresh, "anna@", "newsletter@", 1) + "Subject: Lamps\nList-Unsubscribe: <https://globex.example/u>\nPrecedence: bulk\nX-Campaign-ID: 7\n", true, Bulk},
		{"the header of a mail through our group leaves no doubt", group + fresh + "Subject: Price\n", true, Human},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Read([]byte(tt.raw), Hints{HeaderOnly: tt.only})
			if r.Nature != tt.want {
				t.Errorf("%s (%s), want %s", r.Nature, r.Why, tt.want)
			}
		})
	}
}

func TestCodesAreToldFromWords(t *testing.T) {
	for line, want := range map[string]bool{
		"hqwrtzplmnbvc":         true,
		"x9Kd22LpQ7aa":          true,
		"Freundschaftsbeweis":   false,
		"internationalisation":  false,
		"RE-2026-0815":          false,
		"https://a.example/x9K": false,
		"Regards":               false,
		"":                      false,
	} {
		if got := isCode(line); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}

func TestImagesOfOnePointAreFoundHoweverTheyAreWritten(t *testing.T) {
	for tag, want := range map[string]bool{
		`img src="http://a.example" width="1" height="1"`:                 true,
		`IMG SRC=http://a.example HEIGHT=1 WIDTH=1`:                       true,
		`img src=3D"http://a.example" width=3D"1" height=3D"1"`:           true,
		`img src="http://a.example" style="width:1px;height:1px"`:         true,
		`img src="http://a.example" width="120" height="1"`:               false,
		`img src="http://a.example" width="15" height="10"`:               false,
		`img src="http://a.example"`:                                      false,
		`img src="http://a.example" width="100%" style="max-height:10px"`: false,
	} {
		if got := isPixel([]byte(tag)); got != want {
			t.Errorf("%s: %v, want %v", tag, got, want)
		}
	}
}
