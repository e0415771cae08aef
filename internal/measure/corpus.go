package measure

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"thrice/internal/reading"
)

// table reads a file of tab-separated values; lines that begin with "#" are
// left out, short rows are filled up to width.
func table(path string, width int) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	var rows [][]string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if line := lines.Text(); line != "" && !strings.HasPrefix(line, "#") {
			row := strings.Split(line, "\t")
			for len(row) < width {
				row = append(row, "")
			}
			rows = append(rows, row)
		}
	}
	return rows, lines.Err()
}

// readMail reads one mail of the corpora.
func readMail(o options, path string) (reading.Reading, error) {
	raw, err := os.ReadFile(filepath.Join(o.corpora, filepath.FromSlash(path)))
	if err != nil {
		return reading.Reading{}, err
	}
	return reading.Read(raw, reading.Hints{}), nil
}
