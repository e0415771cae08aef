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
