package store

import (
	"context"
	"errors"
	"fmt"

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
	header := []any{
		m.Key, m.Account, conversation, m.From.Name, m.From.Address, m.ReplyTo.Name, m.ReplyTo.Address,
		m.Subject, m.Base, m.Response, millis(m.Date), millis(m.At), millis(m.Seen), m.Real, m.Clean, m.Orphan(),
	}
	args := append(header, contentArgs(&m.Content)...)
	isNew, err := t.exec(ctx, insertMessage, args...)
	if err != nil {
		return err
	}
	if isNew == 0 {
		if err := t.replaceMessage(ctx, m, args); err != nil {
			return err
		}
	}
	if err := t.saveIDs(ctx, m); err != nil {
		return err
	}
	if isNew > 0 {
		if err := t.savePhones(ctx, m.Key, m.Phones); err != nil {
			return err
		}
	}
	return t.saveRecipients(ctx, m)
}

// insertMessage says by its count whether the message is new: most are, and
// need no look at what stood there before.
const insertMessage = `
	INSERT INTO messages (id, account, conversation, from_name, from_address, reply_name, reply_address,
		subject, base, response, dated, at, seen, is_real, is_clean, orphan,
		text_read, nature, sure, nature_why, asks, courtesy, call, promises, stop, forward, list, no_reply,
		named, until, stand_in, failed_status, failed_address, failed_permanent, auth_server, auth_pass, errors, text,
		confirms, complaint, wish_number, wish_when, wish_day, stand_in_name, stand_in_phone)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
		$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,
		$39, $40, $41, $42, $43, $44, $45)
	ON CONFLICT (id) DO NOTHING`

// setContent begins behind the id and takes contentArgs.
const setContent = `text_read = $2, nature = $3, sure = $4, nature_why = $5, asks = $6, courtesy = $7,
	call = $8, promises = $9, stop = $10, forward = $11, list = $12, no_reply = $13, named = $14, until = $15,
	stand_in = $16, failed_status = $17, failed_address = $18, failed_permanent = $19,
	auth_server = $20, auth_pass = $21, errors = $22, text = $23, confirms = $24, complaint = $25,
	wish_number = $26, wish_when = $27, wish_day = $28, stand_in_name = $29, stand_in_phone = $30`

// replaceMessage overwrites a known message; args are those of insertMessage.
func (t *tx) replaceMessage(ctx context.Context, m *tracker.Message, args []any) error {
	if _, err := t.exec(ctx, `
		UPDATE messages SET account = $2, conversation = $3, from_name = $4, from_address = $5, reply_name = $6,
			reply_address = $7, subject = $8, base = $9, response = $10, dated = $11, at = $12, seen = $13,
			is_real = $14, is_clean = $15, orphan = $16
		WHERE id = $1`, args[:16]...); err != nil {
		return err
	}
	if err := t.saveContent(ctx, m.Key, &m.Content); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM message_ids WHERE message = $1`, m.Key); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM recipients WHERE message = $1`, m.Key)
	return err
}

// SaveContent replaces what was read of a message.
func (t *tx) SaveContent(ctx context.Context, key string, c tracker.Content) error {
	if err := t.saveContent(ctx, key, &c); err != nil {
		return fmt.Errorf("save text of message %s: %w", key, err)
	}
	return nil
}

func (t *tx) saveContent(ctx context.Context, key string, c *tracker.Content) error {
	args := append([]any{key}, contentArgs(c)...)
	n, err := t.exec(ctx, `UPDATE messages SET `+setContent+` WHERE id = $1`, args...)
	if err == nil && n == 0 {
		return errNoMessage
	}
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM phones WHERE message = $1`, key); err != nil {
		return err
	}
	return t.savePhones(ctx, key, c.Phones)
}

func contentArgs(c *tracker.Content) []any {
	return []any{
		c.Read, string(c.Nature), c.Sure, c.NatureWhy, c.Asks, c.Courtesy,
		c.Call, c.Promises, c.Stop, c.Forward, c.List, c.NoReply, day(c.Named), day(c.Until),
		c.StandIn.Address, c.Failed.Status, c.Failed.Address, c.Failed.Permanent,
		c.AuthServer, c.AuthPass, joined(c.Errors), c.Text,
		c.Confirms, string(c.Complaint), c.Wish.Number, c.Wish.When, day(c.Wish.Day), c.StandIn.Name, c.StandIn.Phone,
	}
}

// The header fields that name recipients.
const (
	fieldTo  = "to"
	fieldCc  = "cc"
	fieldBcc = "bcc"
)

// saveRecipients inserts To, Cc and Bcc of a message that has none stored.
func (t *tx) saveRecipients(ctx context.Context, m *tracker.Message) error {
	rows := make([][]any, 0, len(m.To)+len(m.Cc)+len(m.Bcc))
	for _, field := range []struct {
		name    string
		parties []tracker.Party
	}{{fieldTo, m.To}, {fieldCc, m.Cc}, {fieldBcc, m.Bcc}} {
		for i, p := range field.parties {
			rows = append(rows, []any{m.Key, field.name, i, p.Name, p.Address})
		}
	}
	return t.insertRows(ctx, `INSERT INTO recipients (message, field, place, name, address) VALUES `, rows, ``)
}
