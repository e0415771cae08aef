package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"thrice/internal/bench/mailbox"
	"thrice/internal/dovecot"
)

// seed makes the same mail in every run.
const seed = 1

// history is a mailbox whose mail ends now.
func history(messages, days int, now time.Time) *mailbox.Mailbox {
	return mailbox.New(seed, messages, now.AddDate(0, 0, -days), now)
}

// cached is a user's mail that stays between runs for half a day: mail that ends
// now must not be old. Dovecot's indexes lie beside it. The user's name is
// returned, and whether the mail had to be made.
func cached(mail string, name string, now time.Time, fill func(maildir string) error) (user string, made bool, err error) {
	const long = 12 * time.Hour
	home := filepath.Join(mail, name)
	done := filepath.Join(home, "complete")
	if f, err := os.Stat(done); err == nil && now.Sub(f.ModTime()) < long {
		return name, false, nil
	}
	if err := os.RemoveAll(home); err != nil {
		return "", false, err
	}
	if err := makeFolder(home); err != nil {
		return "", false, err
	}
	if err := fill(filepath.Join(home, "Maildir")); err != nil {
		return "", false, fmt.Errorf("make the mail of %s: %w", name, err)
	}
	return name, true, os.WriteFile(done, nil, 0o644)
}

// makeFolder makes a folder that belongs to the owner of the mail.
func makeFolder(dir string) error {
	uid, gid := dovecot.Owner()
	return errors.Join(os.MkdirAll(dir, 0o700), os.Chown(dir, uid, gid))
}

// makeMaildir makes the empty folders of a Maildir.
func makeMaildir(dir string) error {
	err := makeFolder(dir)
	for _, sub := range []string{"cur", "new", "tmp"} {
		err = errors.Join(err, makeFolder(filepath.Join(dir, sub)))
	}
	return err
}

// item is a message to be written, and the Maildir for it.
type item struct {
	number int
	dir    string
}

// write writes messages of a mailbox into Maildirs that exist.
func write(m *mailbox.Mailbox, items []item) error {
	const writers = 4
	uid, gid := dovecot.Owner()
	var wg sync.WaitGroup
	errs := make([]error, writers)
	for w := range writers {
		wg.Go(func() {
			var text []byte
			for i := w; i < len(items) && errs[w] == nil; i += writers {
				number := items[i].number
				text = m.AppendBody(m.AppendHeader(text[:0], number), number)
				at := m.Time(number)
				path := filepath.Join(items[i].dir, "cur", fmt.Sprintf("%d.M%dP1.bench,S=%d:2,S", at.Unix(), number, len(text)))
				errs[w] = errors.Join(os.WriteFile(path, text, 0o600), os.Chown(path, uid, gid), os.Chtimes(path, at, at))
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// twoFolders writes a mailbox as INBOX and Sent.
func twoFolders(m *mailbox.Mailbox) func(maildir string) error {
	return func(maildir string) error {
		sent := filepath.Join(maildir, ".Sent")
		if err := errors.Join(makeMaildir(maildir), makeMaildir(sent)); err != nil {
			return err
		}
		var items []item
		for f, dir := range map[mailbox.Folder]string{mailbox.Inbox: maildir, mailbox.Sent: sent} {
			for i := range m.Len(f) {
				items = append(items, item{m.Number(f, i), dir})
			}
		}
		return write(m, items)
	}
}

// manyFolders writes a mailbox into INBOX, Sent and folders beside them, among
// which the mail is dealt out.
func manyFolders(m *mailbox.Mailbox, folders int) func(maildir string) error {
	return func(maildir string) error {
		dirs := []string{maildir, filepath.Join(maildir, ".Sent")}
		for i := len(dirs); i < folders; i++ {
			dirs = append(dirs, filepath.Join(maildir, ".Customer "+strconv.Itoa(i)))
		}
		var items []item
		for i, dir := range dirs {
			if err := makeMaildir(dir); err != nil {
				return err
			}
			for number := i; number < m.Len(mailbox.Inbox)+m.Len(mailbox.Sent); number += folders {
				items = append(items, item{number, dir})
			}
		}
		return write(m, items)
	}
}

// merged links all the messages of a user into one folder of another.
func merged(from string) func(maildir string) error {
	return func(maildir string) error {
		if err := makeMaildir(maildir); err != nil {
			return err
		}
		for _, dir := range []string{from, filepath.Join(from, ".Sent")} {
			files, err := os.ReadDir(filepath.Join(dir, "cur"))
			if err != nil {
				return err
			}
			for _, f := range files {
				if err := os.Link(filepath.Join(dir, "cur", f.Name()), filepath.Join(maildir, "cur", f.Name())); err != nil {
					return err
				}
			}
		}
		return nil
	}
}
