package store

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thrice/tracker"
)

func TestADamagedBlockOfHeadersSaysWhatToDo(t *testing.T) {
	sound := content(t, func(s *Store) {
		importHeaders(t, s, [][]tracker.Header{history(rand.New(rand.NewPCG(1, 2)), 1, maxBlock+10)})
	})
	for _, tt := range []struct{ name, damage string }{
		{"no UIDs", `UPDATE header_blocks SET uids = X''`},
		{"too many UIDs", `UPDATE header_blocks SET uids = uids || X'01'`},
		{"no flags", `UPDATE header_blocks SET flags = X''`},
		{"flags that go on", `UPDATE header_blocks SET flags = X'01FFFFFFFF0F'`},
		{"flags that are not in the list", `UPDATE header_blocks SET flags = X'01000100'`},
		{"no data", `UPDATE header_data SET data = X''`},
		{"data of zeros", `UPDATE header_data SET data = zeroblob(100)`},
		{"data of another block", `UPDATE header_data SET data = (SELECT data FROM header_data d ORDER BY first_no DESC LIMIT 1)`},
		{"headers that go on behind the data", `UPDATE header_data SET data = X'0400000009'`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, fileName), sound, 0o600); err != nil {
				t.Fatal(err)
			}
			s := openDir(t, dir)
			direct(t, s.write, func(c *conn) {
				if err := c.run(tt.damage); err != nil {
					t.Fatal(err)
				}
			})
			err := s.View(t.Context(), func(r tracker.Reader) error {
				return r.EachHeader(t.Context(), "work", func(tracker.Header) error { return nil })
			})
			for _, want := range []string{filepath.Join(dir, fileName), "move it"} {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got error %v, want one that says %q", err, want)
				}
			}
		})
	}
}
