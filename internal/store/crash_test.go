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

// writeForEver stores batches of messages with their cursor. It prints a line
// for each message that is about to be stored: how many are committed.
func writeForEver(ctx context.Context, dir string) error {
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	f := tracker.Folder{Account: "work", Name: "INBOX", Role: tracker.RoleInbox, UIDValidity: 7}
	if f.LastUID, err = committed(ctx, s); err != nil {
		return err
	}
	for err == nil {
		before := f.LastUID
		err = s.Update(ctx, func(tx tracker.Tx) error {
			for range crashBatch {
				fmt.Println(before)
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

// crashBatch is how many messages are stored together.
const crashBatch = 10

// committed is the cursor; an error if there are not as many messages.
func committed(ctx context.Context, s *Store) (cursor uint32, err error) {
	err = s.View(ctx, func(r tracker.Reader) error {
		folders, err := r.Folders(ctx, "work")
		if err != nil {
			return err
		}
		for _, f := range folders {
			cursor = f.LastUID
		}
		messages, _, err := r.Counts(ctx, "work")
		if err == nil && (messages != int(cursor) || cursor%crashBatch != 0) {
			return fmt.Errorf("the cursor is at %d after %d messages", cursor, messages)
		}
		return err
	})
	return cursor, err
}

func TestABatchIsStoredWholeOrNotAtAllWhenTheProgramIsKilled(t *testing.T) {
	dir := t.TempDir()
	var last uint32
	for range 30 {
		first, then := killWriter(t, dir, 1+rand.IntN(4*crashBatch))
		if first < last {
			t.Errorf("after a kill %d messages are left of %d that were committed", first, last)
		}
		last = then
	}
	s := openDir(t, dir)
	cursor, err := committed(t.Context(), s)
	if err != nil || cursor < last || cursor == 0 {
		t.Errorf("at the end %d messages are left, %v; %d were committed", cursor, err, last)
	}
	direct(t, s.write, func(c *conn) {
		if check := ask(t, c, `PRAGMA integrity_check`); check != "ok" {
			t.Errorf("integrity check: %s", check)
		}
	})
}

// killWriter starts a process that writes, which looks at what the one before
// left, and kills it when it has printed so many lines. It returns how many
// messages were committed when it began, and by the last line. What it does at
// the moment it is killed is left to chance.
func killWriter(t *testing.T, dir string, lines int) (first, last uint32) {
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
	for i := range lines {
		if !scanner.Scan() {
			t.Fatalf("the writer ended by itself: %v, %v", scanner.Err(), cmd.Wait())
		}
		n, err := strconv.ParseUint(scanner.Text(), 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		if last = uint32(n); i == 0 {
			first = last
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// It was killed, so this is an error.
	_ = cmd.Wait()
	return first, last
}
