package storetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"thrice/tracker"
)

func transactionTests() []test {
	return []test{
		{"what an update saved is there afterwards", func(t *testing.T, s tracker.Store) {
			setNote(t, s, "new")
			wantNote(t, s, "new")
		}},
		{"an update sees what it wrote", func(t *testing.T, s tracker.Store) {
			update(t, s, func(tx tracker.Tx) error {
				err := tx.SetNote(t.Context(), "note", "new")
				got, errNote := tx.Note(t.Context(), "note")
				want(t, "note within the update", "new", got)
				return errors.Join(err, errNote)
			})
		}},
		{"an error leaves no trace and comes back", func(t *testing.T, s tracker.Store) {
			errNo := errors.New("no")
			err := s.Update(t.Context(), func(tx tracker.Tx) error {
				return errors.Join(writeAll(t.Context(), tx), errNo)
			})
			if !errors.Is(err, errNo) {
				t.Errorf("got error %v, want %v", err, errNo)
			}
			wantNothing(t, s)
		}},
		{"a panic leaves no trace and goes on", func(t *testing.T, s tracker.Store) {
			func() {
				defer func() { want[any](t, "panic", "no", recover()) }()
				_ = s.Update(t.Context(), func(tx tracker.Tx) error {
					if err := writeAll(t.Context(), tx); err != nil {
						t.Error(err)
					}
					panic("no")
				})
			}()
			wantNothing(t, s)
			setNote(t, s, "new")
			wantNote(t, s, "new")
		}},
		{"a failed statement fails only its update", func(t *testing.T, s tracker.Store) {
			err := s.Update(t.Context(), func(tx tracker.Tx) error {
				return tx.AddLocation(t.Context(), "nobody", place("INBOX", tracker.RoleInbox, 1))
			})
			if err == nil {
				t.Error("the location of a message that does not exist was saved")
			}
			setNote(t, s, "new")
			wantNote(t, s, "new")
		}},
		{"a view does not see what is committed meanwhile", func(t *testing.T, s tracker.Store) {
			setNote(t, s, "old")
			view(t, s, func(r tracker.Reader) error {
				before, err := r.Note(t.Context(), "note")
				setNote(t, s, "new")
				after, errAfter := r.Note(t.Context(), "note")
				want(t, "note in the view", []string{"old", "old"}, []string{before, after})
				return errors.Join(err, errAfter)
			})
			wantNote(t, s, "new")
		}},
		{"a view cannot write", func(t *testing.T, s tracker.Store) {
			view(t, s, func(r tracker.Reader) error {
				if _, ok := r.(tracker.Tx); ok {
					t.Error("the reader of a view is a transaction that writes")
				}
				return nil
			})
		}},
		{"an error of a view comes back", func(t *testing.T, s tracker.Store) {
			errNo := errors.New("no")
			if err := s.View(t.Context(), func(tracker.Reader) error { return errNo }); !errors.Is(err, errNo) {
				t.Errorf("got error %v, want %v", err, errNo)
			}
		}},
	}
}

// waitingTests hold what happens to updates that wait, or are given up.
func waitingTests() []test {
	return []test{
		{"concurrent updates run one after the other", serialised},
		{"an update that was cancelled before it began does not begin", func(t *testing.T, s tracker.Store) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			wantCanceled(t, s.Update(ctx, func(tracker.Tx) error { return errors.New("it began") }))
			wantCanceled(t, s.View(ctx, func(tracker.Reader) error { return errors.New("it began") }))
		}},
		{"an update that is cancelled leaves no trace, whatever it returns", func(t *testing.T, s tracker.Store) {
			ctx, cancel := context.WithCancel(t.Context())
			wantCanceled(t, s.Update(ctx, func(tx tracker.Tx) error {
				if err := writeAll(ctx, tx); err != nil {
					t.Error(err)
				}
				cancel()
				if err := tx.SetNote(ctx, "note", "later"); err == nil {
					t.Error("a statement ran after the cancellation")
				}
				return nil
			}))
			wantNothing(t, s)
		}},
		{"an update stops waiting for its turn when it is cancelled", func(t *testing.T, s tracker.Store) {
			update(t, s, func(tracker.Tx) error {
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error)
				go func() {
					ended <- s.Update(ctx, func(tracker.Tx) error { return errors.New("it began") })
				}()
				cancel()
				wantCanceled(t, <-ended)
				return nil
			})
		}},
	}
}

// serialised counts with a note: an increment is lost if two updates mix.
func serialised(t *testing.T, s tracker.Store) {
	setNote(t, s, "0")
	const updates = 20
	var wg sync.WaitGroup
	for range updates {
		wg.Go(func() {
			err := s.Update(t.Context(), func(tx tracker.Tx) error {
				old, err := tx.Note(t.Context(), "note")
				if err != nil {
					return err
				}
				n, err := strconv.Atoi(old)
				if err != nil {
					return err
				}
				return tx.SetNote(t.Context(), "note", strconv.Itoa(n+1))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantNote(t, s, strconv.Itoa(updates))
}

// writeAll writes something of everything.
func writeAll(ctx context.Context, tx tracker.Tx) error {
	return errors.Join(
		tx.SetNote(ctx, "note", "new"),
		tx.SaveAccount(ctx, tracker.Account{Name: "work", FirstRun: begin()}),
		tx.SaveFolder(ctx, tracker.Folder{Account: "work", Name: "INBOX", Role: tracker.RoleInbox, UIDValidity: 7, LastUID: 1}),
		tx.SaveMessage(ctx, mail("m1", begin()), "c1"),
		tx.AddLocation(ctx, "m1", place("INBOX", tracker.RoleInbox, 1)),
		tx.SaveUnreadable(ctx, tracker.Unreadable{Location: place("INBOX", tracker.RoleInbox, 2), At: begin()}),
	)
}

// wantNothing says that of writeAll nothing is left.
func wantNothing(t *testing.T, s tracker.Store) {
	t.Helper()
	wantNote(t, s, "")
	view(t, s, func(r tracker.Reader) error {
		messages, conversations, err := r.Counts(t.Context(), "work")
		account, errAccount := r.Account(t.Context(), "work")
		folders, errFolders := r.Folders(t.Context(), "work")
		unreadables, errUnreadables := r.Unreadables(t.Context(), "work")
		want(t, "what is left", []int{0, 0, 0, 0}, []int{messages, conversations, len(folders), len(unreadables)})
		want(t, "account", tracker.Account{Name: "work"}, account)
		return errors.Join(err, errAccount, errFolders, errUnreadables)
	})
}

func setNote(t *testing.T, s tracker.Store, value string) {
	t.Helper()
	update(t, s, func(tx tracker.Tx) error { return tx.SetNote(t.Context(), "note", value) })
}

func wantNote(t *testing.T, s tracker.Store, value string) {
	t.Helper()
	view(t, s, func(r tracker.Reader) error {
		got, err := r.Note(t.Context(), "note")
		want(t, "note", value, got)
		return err
	})
}

func wantCanceled(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
}
