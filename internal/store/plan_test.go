package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thrice/rules"
	"thrice/tracker"
)

// everyQuery runs, on a store of one account, the statements that rounds, single
// mails and the person's questions run: whatever must not take the longer the
// more is stored.
func everyQuery(ctx context.Context, tx tracker.Tx) error {
	all := mailbox(3)
	at, ids := all[0].At, []string{"a"}
	address := []string{"anna1@globex.example", "anna2@globex.example"}
	l := tracker.Location{Account: "work", Folder: "INBOX", UIDValidity: 7, UID: 1, Role: tracker.RoleInbox}
	f := tracker.Folder{Account: "work", Name: "INBOX", Role: tracker.RoleInbox, UIDValidity: 7}
	moved, renumbered := f, f
	moved.Role, renumbered.UIDValidity = tracker.RoleArchive, 8
	var errs []error
	add := func(err error) { errs = append(errs, err) }
	add(tx.SaveAccount(ctx, tracker.Account{Name: "work"}))
	add(tx.SaveFolder(ctx, f))
	for _, m := range all {
		add(tx.SaveMessage(ctx, m, m.Key[12:]))
		add(tx.AddLocation(ctx, m.Key, l))
	}
	add(tx.SaveUnreadable(ctx, tracker.Unreadable{Location: l}))
	add(tx.AddLocation(ctx, all[0].Key, l))
	all[1].IDs = append(all[1].IDs, "b")
	add(tx.SaveMessage(ctx, all[1], "c"))
	add(tx.SaveContent(ctx, all[0].Key, all[1].Content))
	add(tx.Merge(ctx, all[1].Key[12:], all[0].Key[12:]))
	add(tx.Touch(ctx, all[0].Key[12:]))
	add(tx.SaveStanding(ctx, all[0].Key[12:], tracker.Standing{State: rules.Waiting, Contacts: address}))
	add(tx.SaveTask(ctx, all[0].Key[12:], tracker.Task{ID: "t"}))
	add(tx.AddRuling(ctx, all[0].Key[12:], tracker.Ruling{ID: "r"}))
	add(tx.SetNote(ctx, "n", "v"))
	_, err := tx.Account(ctx, "work")
	add(err)
	_, err = tx.Note(ctx, "n")
	add(err)
	_, err = tx.Folders(ctx, "work")
	add(err)
	_, err = tx.Conversation(ctx, all[0].Key[12:])
	add(err)
	_, err = tx.FindConversations(ctx, "a", 2)
	add(err)
	_, err = tx.Conversations(ctx, "work", rules.Waiting)
	add(err)
	_, err = tx.From(ctx, "work", address, at, "c")
	add(err)
	_, err = tx.Phones(ctx, "work", address)
	add(err)
	_, err = tx.WaitingFor(ctx, "work", address)
	add(err)
	_, err = tx.Wanted(ctx, "work", at, 10)
	add(err)
	_, err = tx.Due(ctx, "work", at, "", 10)
	add(err)
	_, err = tx.AuthServers(ctx, "work")
	add(err)
	_, err = tx.Unreadables(ctx, "work")
	add(err)
	_, err = tx.Faulty(ctx, "work", 10)
	add(err)
	_, _, err = tx.Counts(ctx, "work")
	add(err)
	_, err = tx.Threads(ctx, "work", ids)
	add(err)
	_, _, _, err = tx.Message(ctx, "m")
	add(err)
	_, err = tx.BySubject(ctx, "work", "offer", at, at)
	add(err)
	_, err = tx.Orphans(ctx, "work", "offer", at, at)
	add(err)
	add(tx.SaveFlags(ctx, "work", "INBOX", 7, 1, nil))
	add(tx.DropUIDs(ctx, "work", "INBOX", 7, [][2]uint32{{1, 2}}))
	add(tx.SaveFolder(ctx, moved))
	add(tx.SaveFolder(ctx, renumbered))
	add(tx.DropFolders(ctx, "work", nil))
	return errors.Join(errs...)
}

func TestNoQueryReadsAllThatIsStored(t *testing.T) {
	s := openTemp(t)
	if err := s.Update(t.Context(), func(tx tracker.Tx) error { return everyQuery(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
	// Tables that do not grow with the mailbox, and indexes of the few rows that
	// are looked for.
	small := []string{
		"CONSTANT", "sqlite_master", "unreadables", "folders", "sqlite_autoindex_folders_1", "sqlite_autoindex_unreadables_1", "tallies",
		"conversations_touched", "conversations_next", "messages_unread", "messages_faulty",
	}
	// An account alone is as much as all.
	scan := regexp.MustCompile(`^(?:SCAN (\w+).*|SEARCH (\w+) USING .*\(account=\?\))$`)
	index := regexp.MustCompile(`INDEX (\w+)`)
	direct(t, s.write, func(c *conn) {
		queries := 0
		for _, text := range slices.Collect(maps.Keys(c.stmts)) {
			if strings.HasPrefix(text, "PRAGMA") || !strings.Contains(text, " ") {
				continue
			}
			queries++
			plan, err := c.prepare("EXPLAIN QUERY PLAN " + text)
			if err != nil {
				t.Fatal(err)
			}
			// The values do not matter; $3 means that there are at least three.
			for n := 1; strings.Contains(text, fmt.Sprint("$", n)); n++ {
				if err := plan.Bind(nil); err != nil {
					t.Fatal(err)
				}
			}
			for {
				more, err := plan.Step()
				if err != nil {
					t.Fatalf("%s: %v", text, err)
				}
				if !more {
					break
				}
				step := string(plan.Bytes(3))
				m := append(scan.FindStringSubmatch(step), index.FindStringSubmatch(step)...)
				if scan.MatchString(step) && !slices.ContainsFunc(m[1:], func(name string) bool { return slices.Contains(small, name) }) {
					t.Errorf("%s\nin: %s", step, text)
				}
			}
			plan.Reset()
		}
		if queries < 50 {
			t.Errorf("looked at %d queries only", queries)
		}
	})
}
