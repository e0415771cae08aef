package store

import (
	"context"

	"thrice/tracker"
)

// columns are those of a message but for its text, in the order of scanMessage.
const columns = `SELECT m.id, m.account, m.conversation, m.from_name, m.from_address, m.reply_name, m.reply_address, m.subject, m.base,
	m.response, m.orphan, m.dated, m.at, m.seen, m.is_real, m.is_clean, m.own_ids, m.ref_ids, m.sent_to, m.sent_cc,
	m.sent_bcc, m.text_read, m.nature, m.sure, m.nature_why, m.asks, m.courtesy, m.confirms, m.complaint, m.call,
	m.wish_number, m.wish_when, m.wish_day, m.promises, m.stop, m.forward, m.list, m.no_reply, m.named, m.until,
	m.stand_in_name, m.stand_in, m.stand_in_phone, m.phones, m.failed_status, m.failed_address, m.failed_permanent,
	m.auth_server, m.auth_pass, m.errors, `

const (
	withText    = columns + `m.text FROM messages m `
	withoutText = columns + `'' FROM messages m `
)

// oldestFirst is the order in which messages are returned.
const oldestFirst = ` ORDER BY m.at, m.id`

func scanMessage(r *row, m *tracker.Placed) error {
	c := &m.Content
	if err := r.Scan(&m.Key, word{&m.Account}, &m.Conversation, &m.From.Name, &m.From.Address,
		&m.ReplyTo.Name, &m.ReplyTo.Address, &m.Subject, &m.Base, &m.Response); err != nil {
		return err
	}
	r.skip(1) // orphan
	return r.Scan(instant{&m.Date}, instant{&m.At}, instant{&m.Seen}, &m.Real, &m.Clean,
		lines{&m.IDs}, lines{&m.Refs}, parties{&m.To}, parties{&m.Cc}, parties{&m.Bcc},
		&c.Read, &c.Nature, &c.Sure, word{&c.NatureWhy}, &c.Asks, &c.Courtesy, &c.Confirms, &c.Complaint,
		&c.Call, &c.Wish.Number, &c.Wish.When, date{&c.Wish.Day}, &c.Promises, &c.Stop, &c.Forward, &c.List, &c.NoReply,
		date{&c.Named}, date{&c.Until}, &c.StandIn.Name, &c.StandIn.Address, &c.StandIn.Phone, phones{&c.Phones},
		&c.Failed.Status, &c.Failed.Address, &c.Failed.Permanent, word{&c.AuthServer}, &c.AuthPass,
		lines{&c.Errors}, &c.Text)
}

// messages loads the messages that a query finds, whole.
func (r *reader) messages(ctx context.Context, query string, args ...any) ([]tracker.Placed, error) {
	all, err := collect(ctx, r, scanMessage, query, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	keys := make([]string, len(all))
	for i := range all {
		keys[i] = all[i].Key
	}
	locations, err := r.locations(ctx, keys)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Locations = locations[all[i].Key]
	}
	return all, nil
}
