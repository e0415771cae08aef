package measure

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"thrice/internal/reading"
)

// annotation is a mail on which people marked header, body and signature. Offsets
// count characters.
type annotation struct {
	Text        string
	Denotations []struct {
		Start, End int
		Type       string
	}
}

// annotatedText measures how well the new text covers what is marked.
//
// Expected is the text before the first marked header, without marked
// signatures and without lines that begin with ">". Both texts are taken as bags
// of lines, white space folded, blank ones left out; a line weighs its length in
// bytes. With the weight of the lines that both have as common, precision is
// common / weight of ours, recall is common / weight of the expected, and F1 is
// their harmonic mean; it is 1 where both texts are empty and 0 where one is.
// The figure is the mean of F1 over the mails.
func annotatedText(o options, found *report) error {
	all, err := annotations(filepath.Join(o.corpora, "quagga-annotated.tar.gz"))
	if err != nil {
		return err
	}
	paths := make([]string, 0, len(all))
	for path := range all {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	sums, counts := make(map[string]float64), make(map[string]int)
	for _, path := range paths {
		a := all[path]
		want, answers := a.expected()
		r := reading.Read(asMail(a.Text, "text/plain"), reading.Hints{})
		f1, extra, lacking := lineF1(r.NewText, want)
		kinds := []string{"", strings.Split(path, "/")[1]}
		if !answers {
			kinds = append(kinds, "without answers between quotes")
		}
		for _, kind := range kinds {
			sums[kind] += f1
			counts[kind]++
		}
		if f1 < 0.95 {
			found.miss(path, "F1 %.2f, too much %q, lacking %q", f1, clip(extra), clip(lacking))
		}
	}
	found.figure("new text, mean F1 (quagga; of 10,000)", int(10_000*sums[""]/float64(max(counts[""], 1))), 10_000, 0.93)
	for _, kind := range []string{"ASF", "Enron", "without answers between quotes"} {
		found.printf("  %-56s %5d mails %7.2f %%", kind, counts[kind], 100*sums[kind]/float64(max(counts[kind], 1)))
	}
	return nil
}

// expected is the text that a reading should keep. answers tells that something
// unquoted that is no signature stands below the first header.
func (a annotation) expected() (text string, answers bool) {
	runes := []rune(a.Text)
	end := len(runes)
	cut := make([]bool, len(runes)+1)
	for _, d := range a.Denotations {
		if d.Type == "Header" {
			end = min(end, d.Start)
		}
		if d.Type == "Body/Signature" {
			for i := max(d.Start, 0); i < min(d.End, len(runes)); i++ {
				cut[i] = true
			}
		}
	}
	var b strings.Builder
	for i, r := range runes[:end] {
		if !cut[i] || r == '\n' {
			b.WriteRune(r)
		}
	}
	below, quoted := string(runes[end:]), false
	for line := range strings.SplitSeq(below, "\n") {
		switch {
		case strings.HasPrefix(line, ">"):
			quoted = true
		case quoted && len(line) > 20 && !strings.HasPrefix(line, "-"):
			answers = true
		}
	}
	return b.String(), answers
}

// lineF1 returns F1 over lines weighted by length, and a line each that one text
// has and the other lacks.
func lineF1(got, want string) (f1 float64, extra, lacking string) {
	lines := func(text string) (bag map[string]int, weight int) {
		bag = make(map[string]int)
		for line := range strings.SplitSeq(text, "\n") {
			if line = foldSpace(line); line != "" && !strings.HasPrefix(line, ">") {
				bag[line]++
				weight += len(line)
			}
		}
		return bag, weight
	}
	ours, ourWeight := lines(got)
	theirs, theirWeight := lines(want)
	common := 0
	for line, n := range ours {
		common += len(line) * min(n, theirs[line])
		if n > theirs[line] && len(line) > len(extra) {
			extra = line
		}
	}
	for line, n := range theirs {
		if n > ours[line] && len(line) > len(lacking) {
			lacking = line
		}
	}
	if ourWeight+theirWeight == 0 {
		return 1, "", ""
	}
	return 2 * float64(common) / float64(ourWeight+theirWeight), extra, lacking
}

// annotations reads the marked mails of an archive by path.
func annotations(path string) (map[string]annotation, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", path, err)
	}
	all := make(map[string]annotation)
	archive := tar.NewReader(unzipped)
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("unpack %s: %w", path, err)
		}
		if !strings.HasSuffix(head.Name, ".ann") {
			continue
		}
		var a annotation
		if err := json.NewDecoder(archive).Decode(&a); err != nil {
			return nil, fmt.Errorf("read %s: %w", head.Name, err)
		}
		all[strings.TrimSuffix(head.Name, ".ann")] = a
	}
}
