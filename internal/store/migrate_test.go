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
INSERT INTO folders (account, name, role, uidvalidity, last_uid) VALUES ('work', 'INBOX', 'inbox', 7, 9);
INSERT INTO conversations (id, account, state, since, next, touched) VALUES ('c1', 'work', 'due', 1000, 0, FALSE);
INSERT INTO messages (id, account, conversation, from_name, from_address, reply_name, reply_address, subject, base, response,
	orphan, dated, at, seen, is_real, is_clean, text_read, nature, sure, nature_why, asks, courtesy, call, promises, stop, forward,
	list, no_reply, named, until, stand_in, failed_status, failed_address, failed_permanent, auth_server, auth_pass, errors, text)
VALUES ('m1', 'work', 'c1', 'Anna Berg', 'anna@globex.example', '', '', 'Offer', 'offer', FALSE,
	FALSE, 1000, 1000, 1000, TRUE, TRUE, TRUE, 'human', 0.9, 'nothing speaks against it', TRUE, FALSE, FALSE, FALSE, FALSE, FALSE,
	FALSE, FALSE, '', '', 'ben@globex.example', '', '', FALSE, '', FALSE, '', 'Hello');
INSERT INTO rulings (id, conversation, place, at, what, until, outcome, takes_back) VALUES ('r1', 'c1', 0, 2000, 'called', 0, 'wrong-number', '');
INSERT INTO contacts (conversation, address) VALUES ('c1', 'anna@globex.example');
INSERT INTO message_ids (message, own, place, value) VALUES ('m1', TRUE, 1, 'a2@globex.example'), ('m1', TRUE, 0, 'b1@globex.example'),
	('m1', FALSE, 0, 'z@acme.example'), ('m1', FALSE, 1, 'y@acme.example'), ('m1', FALSE, 2, 'z@acme.example');
INSERT INTO recipients (message, field, place, name, address) VALUES ('m1', 'to', 1, '', 'ben@acme.example'),
	('m1', 'to', 0, 'Joe', 'joe@acme.example'), ('m1', 'cc', 0, 'Z' || char(9) || 'e', 'z@acme.example');
INSERT INTO locations (account, folder, uidvalidity, uid, role, flags, message) VALUES ('work', 'INBOX', 7, 1, 'inbox', '', 'm1');
`

// version2 adds what came with the second version.
const version2 = `INSERT INTO phones (message, place, number, label, text, in_signature) VALUES
	('m1', 1, '+4930901821', '', '', FALSE), ('m1', 0, '+4930901820', 'Tel', '030 901820', TRUE);`

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
	for i, text := range []string{version1, version2} {
		if _, err := p.UpTo(t.Context(), int64(i+1)); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
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
		got := []any{m.Subject, m.Text, m.StandIn, m.Wish, m.Complaint, c.Rulings[0].Outcome, c.Rulings[0].Number,
			m.IDs, m.Refs, m.To, m.Cc, m.Bcc, len(m.Locations), m.Phones}
		want := []any{"Offer", "Hello", tracker.StandIn{Address: "ben@globex.example"}, tracker.Wish{}, rules.Reason(""), rules.WrongNumber, "",
			[]string{"b1@globex.example", "a2@globex.example"}, []string{"z@acme.example", "y@acme.example", "z@acme.example"},
			[]tracker.Party{{Name: "Joe", Address: "joe@acme.example"}, {Address: "ben@acme.example"}},
			[]tracker.Party{{Name: "Z e", Address: "z@acme.example"}}, []tracker.Party(nil), 1,
			[]tracker.Phone{{Number: "+4930901820", Label: "Tel", Text: "030 901820", Signed: true}, {Number: "+4930901821"}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		known, err := tx.Threads(t.Context(), "work", []string{"a2@globex.example", "y@acme.example", "none@acme.example"})
		if diff := cmp.Diff(map[string]string{"a2@globex.example": "c1", "y@acme.example": "c1"}, known); diff != "" || err != nil {
			t.Errorf("conversations by id: %v\n%s", err, diff)
		}
		messages, conversations, err := tx.Counts(t.Context(), "work")
		if messages != 1 || conversations != 1 || err != nil {
			t.Errorf("%d messages, %d conversations, %v", messages, conversations, err)
		}
		waiting, err := tx.WaitingFor(t.Context(), "work", []string{"anna@globex.example"})
		if len(waiting) != 1 || err != nil {
			t.Errorf("%v wait, %v", waiting, err)
		}
		folders, err := tx.Folders(t.Context(), "work")
		if err != nil {
			return err
		}
		wantFolders := []tracker.Folder{{Account: "work", Name: "INBOX", Role: tracker.RoleInbox, UIDValidity: 7, LastUID: 9}}
		if diff := cmp.Diff(wantFolders, folders); diff != "" {
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
