package store

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"thrice/rules"
	"thrice/tracker"
)

// version1 fills the tables of the first version: a mail, a call, nothing of
// what came later.
const version1 = `
INSERT INTO conversations (id, account, state, since, next, touched) VALUES ('c1', 'work', 'due', 1000, 0, FALSE);
INSERT INTO messages (id, account, conversation, from_name, from_address, reply_name, reply_address, subject, base, response,
	orphan, dated, at, seen, is_real, is_clean, text_read, nature, sure, nature_why, asks, courtesy, call, promises, stop, forward,
	list, no_reply, named, until, stand_in, failed_status, failed_address, failed_permanent, auth_server, auth_pass, errors, text)
VALUES ('m1', 'work', 'c1', 'Anna Berg', 'anna@globex.example', '', '', 'Offer', 'offer', FALSE,
	FALSE, 1000, 1000, 1000, TRUE, TRUE, TRUE, 'human', 0.9, 'nothing speaks against it', TRUE, FALSE, FALSE, FALSE, FALSE, FALSE,
	FALSE, FALSE, '', '', 'ben@globex.example', '', '', FALSE, '', FALSE, '', 'Hello');
INSERT INTO rulings (id, conversation, place, at, what, until, outcome, takes_back) VALUES ('r1', 'c1', 0, 2000, 'called', 0, 'wrong-number', '');
`

func TestADatabaseOfTheFirstVersionIsBroughtUpToDate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	if err := createPrivate(path); err != nil {
		t.Fatal(err)
	}
	db, err := openDatabase(path)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), version1); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	s := openDir(t, dir)
	err = s.Update(t.Context(), func(tx tracker.Tx) error {
		c, err := tx.Conversation(t.Context(), "c1")
		if err != nil {
			return err
		}
		m := &c.Messages[0]
		got := []any{m.Subject, m.Text, m.StandIn, len(m.Phones), m.Wish, m.Complaint, c.Rulings[0].Outcome, c.Rulings[0].Number}
		want := []any{"Offer", "Hello", tracker.StandIn{Address: "ben@globex.example"}, 0, tracker.Wish{}, rules.Reason(""), rules.WrongNumber, ""}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		m.Phones = []tracker.Phone{{Number: "+4930901820"}}
		if err := tx.SaveMessage(t.Context(), m, "c1"); err != nil {
			return err
		}
		found, err := tx.Phones(t.Context(), "work", []string{"anna@globex.example"})
		if len(found) != 1 {
			t.Errorf("found the numbers %v", found)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
