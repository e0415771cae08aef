package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"thrice/tracker"
)

// crashDir names, to a process of its own, the folder of the store to write to
// until it is killed.
const crashDir = "STORE_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		if err := writeForEver(context.Background(), dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeForEver stores batches of messages with their cursor, and prints a line
// for each message that is about to be stored: the number of those committed.
func writeForEver(ctx context.Context, dir string) error {
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	f := tracker.Folder{Account: "work", Name: "INBOX", Role: tracker.RoleInbox, UIDValidity: 7}
	err = s.View(ctx, func(r tracker.Reader) error {
		folders, err := r.Folders(ctx, "work")
		if len(folders) > 0 {
			f = folders[0]
		}
		return err
	})
	for err == nil {
		committed := f.LastUID
		err = s.Update(ctx, func(tx tracker.Tx) error {
			for range 10 {
				fmt.Println(committed)
				f.LastUID++
				m := mailbox(1)[0]
				m.Key = strconv.Itoa(int(f.LastUID))
				l := tracker.Location{Account: "work", Folder: f.Name, UIDValidity: f.UIDValidity, UID: f.LastUID}
				if err := tx.SaveMessage(ctx, m, "c"+m.Key); err != nil {
					return err
				}
				if err := tx.AddLocation(ctx, m.Key, l); err != nil {
					return err
				}
			}
			return tx.SaveFolder(ctx, f)
		})
	}
	return err
}

func TestABatchIsStoredWholeOrNotAtAllWhenTheProgramIsKilled(t *testing.T) {
	dir := t.TempDir()
	var before uint32
	for range 30 {
		committed := killWriter(t, dir, 1+rand.IntN(60))
		s, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		var check string
		if err := s.write.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&check); err != nil || check != "ok" {
			t.Fatalf("integrity check: %s, %v", check, err)
		}
		cursor, messages := progress(t, s)
		if cursor != messages {
			t.Errorf("the cursor is at %d after %d messages", cursor, messages)
		}
		if cursor < committed || cursor < before || cursor%10 != 0 {
			t.Errorf("the cursor is at %d though %d were committed, and %d before", cursor, committed, before)
		}
		before = cursor
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if before == 0 {
		t.Error("nothing was ever committed")
	}
}

// killWriter starts a process that writes, kills it when it has printed so many
// lines, and returns how many messages it had committed by then. What it does at
// that moment is left to chance.
func killWriter(t *testing.T, dir string, lines int) (committed uint32) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	scanner := bufio.NewScanner(out)
	for range lines {
		if !scanner.Scan() {
			t.Fatalf("the writer ended by itself: %v", scanner.Err())
		}
	}
	n, err := strconv.ParseUint(scanner.Text(), 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// It was killed, so this is an error.
	_ = cmd.Wait()
	return uint32(n)
}

func progress(t *testing.T, s *Store) (cursor, messages uint32) {
	t.Helper()
	err := s.View(t.Context(), func(r tracker.Reader) error {
		folders, err := r.Folders(t.Context(), "work")
		if err != nil {
			return err
		}
		for _, f := range folders {
			cursor = f.LastUID
		}
		n, _, err := r.Counts(t.Context(), "work")
		messages = uint32(n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return cursor, messages
}
