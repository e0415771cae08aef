package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"thrice/internal/store/sqlite"
	"thrice/tracker"
)

// errNoMessage is for a message that should be there and is not.
var errNoMessage = errors.New("no such message")

// SaveMessage inserts or replaces a message, its locations apart.
func (t *tx) SaveMessage(ctx context.Context, m *tracker.Message, conversation string) error {
	if err := t.saveMessage(ctx, m, conversation); err != nil {
		return fmt.Errorf("save message %s in conversation %s: %w", m.Key, conversation, err)
	}
	return nil
}

func (t *tx) saveMessage(ctx context.Context, m *tracker.Message, conversation string) error {
	conversation, err := t.ensure(ctx, m.Account, conversation)
	if err != nil {
		return err
	}
	isNew, err := t.putMessage(ctx, insertMessage, m, conversation)
	if err != nil {
		return err
	}
	if isNew == 0 {
		return t.replaceMessage(ctx, m, conversation)
	}
	t.count(m.Account, tallyMessages, "", 1)
	t.count(m.Account, tallyAuthServer, m.AuthServer, 1)
	return t.saveIDs(ctx, m)
}

// putMessage runs a statement that takes the columns of a message, in their
// order, and returns how many rows it changed.
func (t *tx) putMessage(ctx context.Context, query string, m *tracker.Message, conversation string) (int64, error) {
	s, err := t.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	defer s.Reset()
	if err := bind(s, m.Key, m.Account, conversation, m.From.Name, m.From.Address, m.ReplyTo.Name, m.ReplyTo.Address,
		m.Subject, m.Base, m.Response, m.Orphan(), millis(m.Date), millis(m.At), millis(m.Seen), m.Real, m.Clean,
		joined(m.IDs), joined(m.Refs), joinedParties(m.To), joinedParties(m.Cc), joinedParties(m.Bcc)); err != nil {
		return 0, err
	}
	if err := bindContent(s, &m.Content); err != nil {
		return 0, err
	}
	return t.finish(s)
}

// insertMessage says by its count whether the message is new: most are, and
// need no look at what stood there before.
const insertMessage = `
	INSERT INTO messages (id, account, conversation, from_name, from_address, reply_name, reply_address, subject, base, response, orphan,
		dated, at, seen, is_real, is_clean, own_ids, ref_ids, sent_to, sent_cc, sent_bcc, text_read, nature, sure,
		nature_why, asks, courtesy, confirms, complaint, call, wish_number, wish_when, wish_day, promises, stop, forward,
		list, no_reply, named, until, stand_in_name, stand_in, stand_in_phone, phones, failed_status, failed_address,
		failed_permanent, auth_server, auth_pass, errors, text)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
		$25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46,
		$47, $48, $49, $50, $51)
	ON CONFLICT (id) DO NOTHING`

// updateMessage takes what insertMessage does.
const updateMessage = `UPDATE messages SET account = $2, conversation = $3, from_name = $4, from_address = $5, reply_name = $6, reply_address = $7,
		subject = $8, base = $9, response = $10, orphan = $11, dated = $12, at = $13, seen = $14, is_real = $15,
		is_clean = $16, own_ids = $17, ref_ids = $18, sent_to = $19, sent_cc = $20, sent_bcc = $21, text_read = $22,
		nature = $23, sure = $24, nature_why = $25, asks = $26, courtesy = $27, confirms = $28, complaint = $29,
		call = $30, wish_number = $31, wish_when = $32, wish_day = $33, promises = $34, stop = $35, forward = $36,
		list = $37, no_reply = $38, named = $39, until = $40, stand_in_name = $41, stand_in = $42, stand_in_phone = $43,
		phones = $44, failed_status = $45, failed_address = $46, failed_permanent = $47, auth_server = $48,
		auth_pass = $49, errors = $50, text = $51
	WHERE id = $1`

// updateContent takes what bindContent binds, and the id.
const updateContent = `UPDATE messages SET text_read = $1, nature = $2, sure = $3, nature_why = $4, asks = $5, courtesy = $6, confirms = $7, complaint = $8,
		call = $9, wish_number = $10, wish_when = $11, wish_day = $12, promises = $13, stop = $14, forward = $15,
		list = $16, no_reply = $17, named = $18, until = $19, stand_in_name = $20, stand_in = $21, stand_in_phone = $22,
		phones = $23, failed_status = $24, failed_address = $25, failed_permanent = $26, auth_server = $27,
		auth_pass = $28, errors = $29, text = $30
	WHERE id = $31`

// replaceMessage overwrites a known message.
func (t *tx) replaceMessage(ctx context.Context, m *tracker.Message, conversation string) error {
	var before tracker.Message
	if _, _, err := one(ctx, t.reader, func(r *row, _ *struct{}) error {
		return r.Scan(&before.Account, lines{&before.IDs}, lines{&before.Refs}, &before.AuthServer)
	}, `SELECT account, own_ids, ref_ids, auth_server FROM messages WHERE id = $1`, m.Key); err != nil {
		return err
	}
	if _, err := t.putMessage(ctx, updateMessage, m, conversation); err != nil {
		return err
	}
	t.count(before.Account, tallyMessages, "", -1)
	t.count(before.Account, tallyAuthServer, before.AuthServer, -1)
	t.count(m.Account, tallyMessages, "", 1)
	t.count(m.Account, tallyAuthServer, m.AuthServer, 1)
	if slices.Equal(before.IDs, m.IDs) && slices.Equal(before.Refs, m.Refs) {
		return nil
	}
	for _, id := range slices.Concat(before.IDs, before.Refs) {
		if _, err := t.exec(ctx, `DELETE FROM mentions WHERE value = $1 AND message = $2`, id, m.Key); err != nil {
			return err
		}
	}
	return t.saveIDs(ctx, m)
}

// SaveContent replaces what was read of a message.
func (t *tx) SaveContent(ctx context.Context, key string, c tracker.Content) error {
	if err := t.saveContent(ctx, key, &c); err != nil {
		return fmt.Errorf("save text of message %s: %w", key, err)
	}
	return nil
}

func (t *tx) saveContent(ctx context.Context, key string, c *tracker.Content) error {
	var account, server string
	_, ok, err := one(ctx, t.reader, func(r *row, _ *struct{}) error {
		return r.Scan(word{&account}, word{&server})
	}, `SELECT account, auth_server FROM messages WHERE id = $1`, key)
	if err != nil {
		return err
	}
	if !ok {
		return errNoMessage
	}
	t.count(account, tallyAuthServer, server, -1)
	t.count(account, tallyAuthServer, c.AuthServer, 1)
	s, err := t.stmt(ctx, updateContent)
	if err != nil {
		return err
	}
	defer s.Reset()
	if err := bindContent(s, c); err != nil {
		return err
	}
	if err := bind(s, key); err != nil {
		return err
	}
	_, err = t.finish(s)
	return err
}

// bindContent binds the columns of a content, in their order.
func bindContent(s *sqlite.Stmt, c *tracker.Content) error {
	return bind(s, c.Read, string(c.Nature), c.Sure, c.NatureWhy, c.Asks, c.Courtesy, c.Confirms, string(c.Complaint),
		c.Call, c.Wish.Number, c.Wish.When, day(c.Wish.Day), c.Promises, c.Stop, c.Forward, c.List, c.NoReply,
		day(c.Named), day(c.Until), c.StandIn.Name, c.StandIn.Address, c.StandIn.Phone, joinedPhones(c.Phones),
		c.Failed.Status, c.Failed.Address, c.Failed.Permanent, c.AuthServer, c.AuthPass, joined(c.Errors), c.Text)
}
