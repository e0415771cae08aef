package reading

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// labelledMails returns the mails of testdata with their natures, by path.
func labelledMails(t *testing.T) (mails map[string]string, natures map[string]Nature) {
	t.Helper()
	mails, natures = make(map[string]string), make(map[string]Nature)
	for path, archive := range labelledArchives(t) {
		for _, f := range archive.Files {
			if f.Name == "mail" {
				mails[path] = string(f.Data)
			}
			if f.Name != "want" {
				continue
			}
			for line := range strings.SplitSeq(string(f.Data), "\n") {
				if nature, ok := strings.CutPrefix(line, "nature: "); ok {
					natures[path] = Nature(nature)
				}
			}
		}
	}
	return mails, natures
}

// isPlain tells whether a mail is one text to which lines can be added.
func isPlain(raw string) bool {
	header, _, _ := strings.Cut(strings.ToLower(raw), "\n\n")
	return !strings.Contains(header, "multipart/") && !strings.Contains(header, "base64") && !strings.Contains(header, "quoted-printable") &&
		!strings.Contains(header, "text/html") && !strings.Contains(header, "text/calendar") && !strings.Contains(header, "message/") &&
		!strings.Contains(header, "iso-2022") && !strings.Contains(header, "utf-16")
}

func TestFieldsOfMachinesMakeNoPersonsAnswerAMachines(t *testing.T) {
	const quote = "\n\nOn Mon, 2 Nov 2026 at 09:00, Joe <joe@acme.example> wrote:\n> Here is our offer.\n> Could you tell me whether you take it?\n"
	weak := []string{"X-Auto-Response-Suppress: All", "X-Auto-Response-Suppress: OOF, DR, RN, NRN, AutoReply", "Precedence: bulk", "Precedence: junk", "Precedence: list",
		"List-Id: <x.example>", "List-Unsubscribe: <mailto:u@x.example>"}
	strong := []string{"Auto-Submitted: auto-generated", "Auto-Submitted: auto-replied", "X-Autoreply: yes", "Return-Path: <>"}
	mails, natures := labelledMails(t)
	tried := 0
	for path, raw := range mails {
		// Reports of delivery have rules of their own.
		if natures[path] != Human || !isPlain(raw) || strings.Contains(filepath.ToSlash(path), "/delivery/") {
			continue
		}
		if !strings.Contains(raw, "\nIn-Reply-To: ") {
			raw = "In-Reply-To: <offer@acme.example>\n" + raw
		}
		bare := Read([]byte(raw), Hints{})
		if bare.Nature != Human || bare.NewText == "" {
			continue
		}
		tried++
		for _, field := range weak {
			if r := Read([]byte(field+"\n"+raw+quote), Hints{}); r.Nature != Human && r.Nature != Uncertain {
				t.Errorf("%s: %s made it %s (%s)", path, field, r.Nature, r.Why)
			}
		}
		for _, field := range strong {
			r := Read([]byte(field+"\n"+raw+quote), Hints{})
			converses := bare.Asks || len(strings.Fields(bare.NewText)) >= 12
			if converses && r.Nature != Human && r.Nature != Uncertain {
				t.Errorf("%s: %s made it %s (%s): %q", path, field, r.Nature, r.Why, bare.NewText)
			}
		}
	}
	t.Logf("%d answers", tried)
}

func TestQuotedTextNeverChangesTheNature(t *testing.T) {
	quotes := []string{
		"\n\nOn Mon, 2 Nov 2026 at 09:00, Joe <joe@acme.example> wrote:\n> I am out of the office until Friday.\n> This is an automated message, please do not reply.\n",
		"\n\n-----Original Message-----\nFrom: Joe Doe <joe@acme.example>\nSent: Monday, November 2, 2026 9:00 AM\nTo: Anna Roe\nSubject: Offer\n\nYes, please confirm. We have received your request, ticket number 4711.\n",
	}
	mails, _ := labelledMails(t)
	tried := 0
	for path, raw := range mails {
		bare := Read([]byte(raw), Hints{})
		// What quotes already is no ground to add to; reports and mail to many have
		// rules of their own.
		if !isPlain(raw) || bare.Quoted || bare.Forward || bare.NewText == "" || bare.Bounce != nil ||
			slices.Contains([]string{"text", "delivery", "bulk"}, filepath.Base(filepath.Dir(path))) {
			continue
		}
		tried++
		for _, quote := range quotes {
			if r := Read([]byte(strings.TrimRight(raw, "\n")+quote), Hints{}); r.Nature != bare.Nature {
				t.Errorf("%s: quoted text made it %s (%s) instead of %s (%s)", path, r.Nature, r.Why, bare.Nature, bare.Why)
			}
		}
	}
	t.Logf("%d mails", tried)
}
