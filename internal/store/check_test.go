package store

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestTheFileIsReadWholeAfterACrashAndOnceADay(t *testing.T) {
	sound := filled(t)
	const page = 4096
	broken := slices.Clone(sound)
	broken[bytes.Index(broken, []byte("Could you tell me"))/page*page] = 0xff // a kind of page that does not exist
	now := time.Now()
	for _, tt := range []struct {
		name     string
		checked  time.Duration // before the last change; 0: never
		wal      string        // what a program left that was killed
		other    bool          // another program has it open
		isLooked bool
	}{
		{name: "it was never checked", isLooked: true},
		{name: "it was closed and checked today", checked: 23 * time.Hour},
		{name: "it was closed and checked yesterday", checked: 25 * time.Hour, isLooked: true},
		{name: "a program was killed", checked: time.Hour, wal: "changes", isLooked: true},
		{name: "a program that has it open has not taken its log away", checked: time.Hour, wal: "changes", other: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, fileName)
			put := func(name, data string, at time.Time) {
				t.Helper()
				if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(name, at, at); err != nil {
					t.Fatal(err)
				}
			}
			if tt.other {
				put(path, string(sound), now)
				put(path+checked, "", now)
				openDir(t, dir)
			}
			put(path, string(broken), now)
			if tt.wal != "" {
				put(path+"-wal", tt.wal, now)
			}
			if tt.checked > 0 {
				put(path+checked, "", now.Add(-tt.checked))
			}
			s, err := Open(t.Context(), dir)
			if (err != nil) != tt.isLooked {
				t.Errorf("open: %v", err)
			}
			if err == nil {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestASoundFileIsNotedAsSuch(t *testing.T) {
	path := filepath.Join(t.TempDir(), fileName)
	hourAgo := time.Now().Add(-time.Hour).Truncate(time.Second)
	for i := range 3 {
		s, err := Open(t.Context(), filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		setNote(t, s, "a")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path + checked)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && !info.ModTime().Equal(hourAgo) {
			t.Error("it was read whole again though it was closed")
		}
		if err := os.Chtimes(path+checked, hourAgo, hourAgo); err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkOpen opens and closes a database of some size that is sound.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	s, err := Open(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	importAll(b, s, mailbox(2*imported))
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := Open(b.Context(), dir)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
