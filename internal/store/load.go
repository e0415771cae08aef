package store

import (
	"context"

	"thrice/tracker"
)

// columns are those of a message but for its text, in the order of scanMessage.
const columns = `SELECT m.id, m.account, m.conversation, m.from_name, m.from_address, m.reply_name, m.reply_address,
	m.subject, m.base, m.response, m.dated, m.at, m.seen, m.is_real, m.is_clean, m.text_read, m.nature, m.sure, m.nature_why,
	m.asks, m.courtesy, m.call, m.promises, m.stop, m.forward, m.list, m.no_reply, m.named, m.until, m.stand_in,
	m.failed_status, m.failed_address, m.failed_permanent, m.auth_server, m.auth_pass, m.errors,
	m.confirms, m.complaint, m.wish_number, m.wish_when, m.wish_day, m.stand_in_name, m.stand_in_phone, `

const (
	withText    = columns + `m.text FROM messages m `
	withoutText = columns + `'' FROM messages m `
)

// oldestFirst is the order in which messages are returned.
const oldestFirst = ` ORDER BY m.at, m.id`

func scanMessage(rows *row, m *tracker.Placed) error {
	c := &m.Content
	return rows.Scan(&m.Key, &m.Account, &m.Conversation, &m.From.Name, &m.From.Address,
		&m.ReplyTo.Name, &m.ReplyTo.Address, &m.Subject, &m.Base, &m.Response,
		instant{&m.Date}, instant{&m.At}, instant{&m.Seen}, &m.Real, &m.Clean, &c.Read, &c.Nature, &c.Sure, &c.NatureWhy,
		&c.Asks, &c.Courtesy, &c.Call, &c.Promises, &c.Stop, &c.Forward, &c.List, &c.NoReply,
		date{&c.Named}, date{&c.Until}, &c.StandIn.Address,
		&c.Failed.Status, &c.Failed.Address, &c.Failed.Permanent, &c.AuthServer, &c.AuthPass,
		lines{&c.Errors}, &c.Confirms, &c.Complaint, &c.Wish.Number, &c.Wish.When, date{&c.Wish.Day},
		&c.StandIn.Name, &c.StandIn.Phone, &c.Text)
}

// messages loads the messages that a query finds, whole, with a number of
// further queries that does not depend on how many there are.
func (r *reader) messages(ctx context.Context, query string, args ...any) ([]tracker.Placed, error) {
	all, err := collect(ctx, r, scanMessage, query, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	keys := make([]string, len(all))
	byKey := make(map[string]*tracker.Message, len(all))
	for i := range all {
		keys[i] = all[i].Key
		byKey[all[i].Key] = &all[i].Message
	}
	if err := r.fillIDs(ctx, keys, byKey); err != nil {
		return nil, err
	}
	if err := r.fillRecipients(ctx, keys, byKey); err != nil {
		return nil, err
	}
	if err := r.fillPhones(ctx, keys, byKey); err != nil {
		return nil, err
	}
	locations, err := r.locations(ctx, keys)
	if err != nil {
		return nil, err
	}
	for key, l := range locations {
		byKey[key].Locations = l
	}
	return all, nil
}

func (r *reader) fillIDs(ctx context.Context, keys []string, byKey map[string]*tracker.Message) error {
	type entry struct {
		message, value string
		own            bool
	}
	for list, args := range lists(keys) {
		entries, err := collect(ctx, r, func(rows *row, e *entry) error {
			return rows.Scan(&e.message, &e.own, &e.value)
		}, `SELECT message, own, value FROM message_ids WHERE message IN `+list+` ORDER BY message, own, place`, args...)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if m := byKey[e.message]; e.own {
				m.IDs = append(m.IDs, e.value)
			} else {
				m.Refs = append(m.Refs, e.value)
			}
		}
	}
	return nil
}

func (r *reader) fillRecipients(ctx context.Context, keys []string, byKey map[string]*tracker.Message) error {
	type recipient struct {
		message, field string
		tracker.Party
	}
	for list, args := range lists(keys) {
		recipients, err := collect(ctx, r, func(rows *row, p *recipient) error {
			return rows.Scan(&p.message, &p.field, &p.Name, &p.Address)
		}, `SELECT message, field, name, address FROM recipients WHERE message IN `+list+`
			ORDER BY message, field, place`, args...)
		if err != nil {
			return err
		}
		for _, p := range recipients {
			switch m := byKey[p.message]; p.field {
			case fieldTo:
				m.To = append(m.To, p.Party)
			case fieldCc:
				m.Cc = append(m.Cc, p.Party)
			case fieldBcc:
				m.Bcc = append(m.Bcc, p.Party)
			}
		}
	}
	return nil
}
