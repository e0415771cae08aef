package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"thrice/tracker"
)

func TestEveryConnectionHasTheSettings(t *testing.T) {
	s := openTemp(t)
	for _, tt := range []struct {
		name      string
		pool      *pool
		size      int
		queryOnly string
	}{{"write", s.write, 1, "0"}, {"read", s.read, readers, "1"}} {
		if got := cap(tt.pool.slots); got != tt.size {
			t.Errorf("%s pool has up to %d connections, want %d", tt.name, got, tt.size)
		}
		// All at the same time, so that each is another connection.
		for i := range tt.size {
			conn, err := tt.pool.take(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer tt.pool.give(conn)
			for pragma, want := range map[string]string{
				"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
				"busy_timeout": "10000", "query_only": tt.queryOnly,
			} {
				if got := ask(t, conn, "PRAGMA "+pragma); got != want {
					t.Errorf("%s connection %d: %s is %s, want %s", tt.name, i, pragma, got, want)
				}
			}
		}
	}
}

// ask runs a query of one row with one column.
func ask(t *testing.T, c *conn, query string) string {
	t.Helper()
	answer, ok, err := one(t.Context(), newReader(c), itself[string], query)
	if err != nil || !ok {
		t.Fatalf("%s: %t, %v", query, ok, err)
	}
	return answer
}

// direct runs fn on a connection of a pool.
func direct(t *testing.T, p *pool, fn func(*conn)) {
	t.Helper()
	c, err := p.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer p.give(c)
	fn(c)
}

func TestSQLiteIsRecentEnough(t *testing.T) {
	// Versions before lose data in WAL mode when two connections meet at a reset.
	s := openTemp(t)
	var version string
	direct(t, s.read, func(c *conn) { version = ask(t, c, `SELECT sqlite_version()`) })
	number := 0
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			t.Fatal(err)
		}
		number = number*1000 + n
	}
	if number < 3_051_003 {
		t.Errorf("SQLite has version %s, want 3.51.3 or later", version)
	}
}

func TestAConnectionForReadingCannotWrite(t *testing.T) {
	s := openTemp(t)
	direct(t, s.read, func(c *conn) {
		if err := c.run(`INSERT INTO notes (name, value) VALUES ('a', 'b')`); err == nil {
			t.Error("it wrote")
		}
	})
}

func TestTheFilesAreForTheirOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := openDir(t, dir)
	setNote(t, s, "a")
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 2 {
		t.Fatalf("files: %v, %v", entries, err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
}

func TestAFolderMayHaveAnyName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Käse? 100%41 #1 & more;x=y")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	setNote(t, openDir(t, dir), "a")
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		t.Error(err)
	}
}

func TestOpenAgainFindsWhatWasSaved(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []string{"", "a"} {
		s, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := note(t, s); got != want {
			t.Errorf("note is %q, want %q", got, want)
		}
		setNote(t, s, "a")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTwoProgramsTakeTurns(t *testing.T) {
	dir := t.TempDir()
	stores := []*Store{openDir(t, dir), openDir(t, dir)}
	setNote(t, stores[0], "0")
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			err := stores[i%2].Update(t.Context(), func(tx tracker.Tx) error {
				old, err := tx.Note(t.Context(), "note")
				n, errNumber := strconv.Atoi(old)
				return errors.Join(err, errNumber, tx.SetNote(t.Context(), "note", strconv.Itoa(n+1)))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := note(t, stores[0]); got != "20" {
		t.Errorf("counted to %s, want 20", got)
	}
}

func TestAFolderThatDoesNotExistIsAnError(t *testing.T) {
	_, err := Open(t.Context(), filepath.Join(t.TempDir(), "none"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got error %v, want %v", err, fs.ErrNotExist)
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	setNote(t, s, "theirs")
	direct(t, s.write, func(c *conn) {
		if err := c.run(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, TRUE)`); err != nil {
			t.Fatal(err)
		}
	})
	_, err := Open(t.Context(), dir)
	for _, want := range []string{filepath.Join(dir, fileName), "newer version of this program", "99"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one that says %q", err, want)
		}
	}
	if got := note(t, s); got != "theirs" {
		t.Errorf("note is %q, want %q", got, "theirs")
	}
}

func TestADamagedDatabaseSaysWhatToDo(t *testing.T) {
	sound := filled(t)
	for _, tt := range []struct {
		name   string
		damage func(data []byte) []byte
	}{
		{"no database at all", func([]byte) []byte { return []byte(strings.Repeat("Dear diary, ", 1000)) }},
		{"cut off in the middle", func(data []byte) []byte { return data[:len(data)/2] }},
		{"cut off within a page", func(data []byte) []byte { return data[:len(data)/2+100] }},
		{"pages of zeros", func(data []byte) []byte { clear(data[8192 : len(data)/2]); return data }},
		{"pages of noise", func(data []byte) []byte {
			for i := 4096; i < len(data); i++ {
				data[i] = byte(i * 7919 >> 3)
			}
			return data
		}},
		{"a schema of noise", func(data []byte) []byte {
			for i := 100; i < 4096; i++ {
				data[i] = 0xff
			}
			return data
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), fileName)
			if err := os.WriteFile(path, tt.damage(slices.Clone(sound)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), filepath.Dir(path))
			for _, want := range []string{path, "damaged", "move it", "read again from the mailbox"} {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got error %v, want one that says %q", err, want)
				}
			}
		})
	}
}

func TestDamageThatShowsLaterSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), filled(t), 0o600); err != nil {
		t.Fatal(err)
	}
	s := openDir(t, dir)
	if err := os.Truncate(filepath.Join(dir, fileName), 16384); err != nil {
		t.Fatal(err)
	}
	err := s.View(t.Context(), func(r tracker.Reader) error {
		_, err := r.From(t.Context(), "work", []string{"anna1@globex.example"}, mailbox(1)[0].At, "")
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "move it") {
		t.Errorf("got error %v, want one that says what to do", err)
	}
}

// filled is the content of a sound database with some messages.
func filled(t *testing.T) []byte {
	t.Helper()
	return content(t, func(s *Store) { importAll(t, s, mailbox(100)) })
}

func setNote(t *testing.T, s *Store, value string) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx tracker.Tx) error { return tx.SetNote(t.Context(), "note", value) }); err != nil {
		t.Fatal(err)
	}
}

func note(t *testing.T, s *Store) (value string) {
	t.Helper()
	err := s.View(t.Context(), func(r tracker.Reader) (err error) {
		value, err = r.Note(t.Context(), "note")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}
