package measure

import (
	"os"
	"path/filepath"
	"strings"

	"thrice/internal/reading"
)

// htmlPairs compares what is kept of a page with what is kept of the same page
// whose quotations people have removed: new text and signature, white space
// folded.
func htmlPairs(o options, found *report) error {
	folder := filepath.Join(o.corpora, "nylas-mail-quoted-html", "client-app", "spec", "fixtures", "emails")
	paths, err := filepath.Glob(filepath.Join(folder, "*_stripped.html"))
	if err != nil {
		return err
	}
	right := 0
	for _, path := range paths {
		stripped, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		full, err := os.ReadFile(strings.Replace(path, "_stripped", "", 1))
		if err != nil {
			return err
		}
		got, want := keptOfHTML(full), keptOfHTML(stripped)
		if got == want {
			right++
			continue
		}
		found.miss(strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(o.corpora)+"/"), "%s", difference(got, want))
	}
	found.figure("quoted HTML stripped (nylas)", right, len(paths), 0.90)
	return nil
}

func keptOfHTML(page []byte) string {
	r := reading.Read(asMail(string(page), "text/html"), reading.Hints{})
	return foldSpace(r.NewText + "\n" + r.Signature)
}
