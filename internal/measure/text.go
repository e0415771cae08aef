package measure

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"thrice/internal/reading"
)

// measureText compares the newly written text with what people marked as such.
func measureText(o options) (report, error) {
	var found report
	for _, part := range []func(options, *report) error{
		trimmedPairs, annotatedText, htmlPairs, signaturePairs, bareForwards,
	} {
		if err := part(o, &found); err != nil {
			return report{}, err
		}
	}
	return found, nil
}

// asMail makes a mail of a body; a file that is a mail already stays.
func asMail(raw, typ string) []byte {
	head, _, _ := strings.Cut(raw, "\n")
	if name, _, ok := strings.Cut(head, ": "); ok && !strings.ContainsAny(name, " *>") &&
		(strings.Contains(raw, "\nFrom: ") && strings.Contains(raw, "\nMessage-I") || strings.HasPrefix(raw, "Delivered-To: ")) {
		return []byte(raw)
	}
	return []byte("From: Anna Roe <anna@globex.example>\nTo: joe@acme.example\nSubject: Re: Offer\n" +
		"Message-ID: <m@globex.example>\nIn-Reply-To: <o@acme.example>\nContent-Type: " + typ + "; charset=utf-8\n\n" + raw)
}

// trimmedPairs compares whole texts: white space folded, lines that begin with
// ">" removed on both sides.
func trimmedPairs(o options, found *report) error {
	paths, err := filepath.Glob(filepath.Join(o.corpora, "email_reply_trimmer", "emails", "*"))
	if err != nil {
		return err
	}
	right := 0
	for _, path := range paths {
		name := filepath.Base(path)
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		want, err := os.ReadFile(filepath.Join(o.corpora, "email_reply_trimmer", "trimmed", name))
		if err != nil {
			return err
		}
		r := reading.Read(asMail(string(raw), "text/plain"), reading.Hints{})
		got, expected := withoutQuotes(r.NewText), withoutQuotes(string(want))
		if got == expected {
			right++
			continue
		}
		found.miss("email_reply_trimmer/emails/"+name, "%s", difference(got, expected))
	}
	found.figure("new text exact (email_reply_trimmer)", right, len(paths), 0.90)
	return nil
}

// withoutQuotes folds white space and leaves out lines that begin with ">".
func withoutQuotes(text string) string {
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			kept = append(kept, line)
		}
	}
	return foldSpace(strings.Join(kept, "\n"))
}

func foldSpace(text string) string { return strings.Join(strings.Fields(text), " ") }

// difference shows where two folded texts part.
func difference(got, want string) string {
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	from := max(0, at-20)
	return fmt.Sprintf("at %d: got %q, want %q", at, clip(got[min(from, len(got)):]), clip(want[min(from, len(want)):]))
}

func clip(s string) string { return s[:min(len(s), 110)] }

// signaturePairs cuts what people marked as signature: the text that stays is
// compared with the body without it.
func signaturePairs(o options, found *report) error {
	paths, err := filepath.Glob(filepath.Join(o.corpora, "talon", "signature", "emails", "stripped", "*_body"))
	if err != nil {
		return err
	}
	right := 0
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		signature, err := os.ReadFile(strings.TrimSuffix(path, "_body") + "_signature")
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		plain := strings.ReplaceAll(string(body), "#sig#", "")
		want := strings.TrimSuffix(strings.TrimSpace(plain), strings.TrimSpace(strings.ReplaceAll(string(signature), "#sig#", "")))
		r := reading.Read(asMail(plain, "text/plain"), reading.Hints{})
		if got, expected := foldSpace(r.NewText), foldSpace(want); got == expected {
			right++
		} else {
			found.miss("talon/signature/emails/stripped/"+filepath.Base(path), "%s", difference(got, expected))
		}
	}
	found.figure("text without signature exact (talon)", right, len(paths), 0)
	return nil
}

// bareForwards counts the forwards whose own text holds no header of the mail
// that is forwarded. The bodies say nothing else, or a line before.
func bareForwards(o options, found *report) error {
	paths, err := filepath.Glob(filepath.Join(o.corpora, "crisp-email-forward-parser", "*_body*.txt"))
	if err != nil {
		return err
	}
	sort.Strings(paths)
	right := 0
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r := reading.Read(asMail(string(raw), "text/plain"), reading.Hints{})
		if r.Quoted && len(r.NewText) < 400 && !strings.Contains(r.NewText, "@") {
			right++
			continue
		}
		found.miss("crisp-email-forward-parser/"+filepath.Base(path), "new text %q", clip(r.NewText))
	}
	found.figure("forwarded mail found (crisp)", right, len(paths), 0)
	return nil
}
