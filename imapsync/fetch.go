package imapsync

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// maxText is how much of a message is fetched for its text.
const maxText = 98304

// ask is what is wanted of messages.
type ask struct {
	body bool // the beginning of the message itself, else its header fields
	date bool // INTERNALDATE
}

// fetched is what came of one message.
type fetched struct {
	flags    []string
	internal time.Time
	raw      []byte // header fields, or the beginning of the message
	came     bool   // raw did
}

// options are the FETCH items. No ENVELOPE and no BODYSTRUCTURE: what a header
// says comes as a literal, which no message can make ungrammatical.
func (a ask) options() *imap.FetchOptions {
	o := &imap.FetchOptions{UID: true, Flags: true, InternalDate: a.date}
	section := &imap.FetchItemBodySection{Peek: true, Specifier: imap.PartSpecifierHeader, HeaderFields: headerFields()}
	if a.body {
		section = &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: maxText}}
	}
	o.BodySection = []*imap.FetchItemBodySection{section}
	return o
}

// headerFields are those that say who wrote what to whom, in answer to what, and
// what kind of sender it was.
func headerFields() []string {
	return []string{
		"Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject",
		"Message-ID", "In-Reply-To", "References",
		"Auto-Submitted", "List-Id", "List-Post", "List-Unsubscribe", "Precedence",
		"Content-Type", "Return-Path", "X-Autoreply", "X-Autorespond", "X-Autoresponder",
		"X-Auto-Response-Suppress", "Authentication-Results", "X-Failed-Recipients",
	}
}

// fetch asks for messages of the open folder and returns what came, which may
// be less than was asked for. After a refusal it returns what came before it.
func (s *session) fetch(ctx context.Context, uids []imap.UID, a ask) (map[imap.UID]fetched, error) {
	h := &harvest{ask: a, closed: s.client.Closed(), got: map[imap.UID]fetched{}}
	h.idle.L = &h.mu
	s.stray.Store(h)
	defer s.stray.Store(nil)
	err := s.do(ctx, "FETCH", fetchCommand(), func() error {
		command := s.client.Fetch(imap.UIDSetNum(uids...), a.options())
		for data := command.Next(); data != nil; data = command.Next() {
			h.take(data, false)
		}
		return command.Close()
	})
	h.wait()
	if err != nil && !isRefusal(err) {
		return nil, err
	}
	asked := make(map[imap.UID]fetched, len(uids))
	for _, u := range uids {
		if m, ok := h.got[u]; ok {
			asked[u] = m
		}
	}
	return asked, err
}

// unasked takes FETCH data that the library could not match to a command, in a
// goroutine of its own. Two lawful kinds of answer end up here: one whose UID
// comes after the literal, and one that follows flags which the server sent by
// itself for the same message.
func (s *session) unasked(data *imapclient.FetchMessageData) {
	defer func() {
		if p := recover(); p != nil {
			s.conn.abort(fmt.Errorf("the IMAP library failed: %v", p))
		}
	}()
	if h := s.stray.Load(); h != nil {
		h.take(data, true)
		return
	}
	for data.Next() != nil {
	}
}

// harvest gathers what a FETCH brings.
type harvest struct {
	ask    ask
	closed <-chan struct{} // the library has stopped reading

	mu   sync.Mutex
	idle sync.Cond
	open int // messages being read
	got  map[imap.UID]fetched
}

func (h *harvest) take(data *imapclient.FetchMessageData, stray bool) {
	h.mu.Lock()
	h.open++
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		h.open--
		h.mu.Unlock()
		h.idle.Broadcast()
	}()
	uid, m := h.read(data)
	h.mu.Lock()
	defer h.mu.Unlock()
	// Flags alone may be late, and of the folder that was open before. Data with
	// a literal is not: the library waits until it is read.
	if uid == 0 || stray && !m.came || h.got[uid].came && !m.came {
		return
	}
	h.got[uid] = m
}

// read takes the items of one message.
func (h *harvest) read(data *imapclient.FetchMessageData) (imap.UID, fetched) {
	var (
		uid imap.UID
		m   fetched
	)
	for item := data.Next(); item != nil; item = data.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = item.UID
		case imapclient.FetchItemDataFlags:
			for _, f := range item.Flags {
				m.flags = append(m.flags, string(f))
			}
		case imapclient.FetchItemDataInternalDate:
			m.internal = item.Time.UTC()
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil || (item.Section.Specifier == imap.PartSpecifierHeader) == h.ask.body { // skipped by Next
				continue
			}
			raw, err := io.ReadAll(item.Literal)
			if err != nil || int64(len(raw)) != item.Literal.Size() {
				// Cut short by the end of the connection, with or without an
				// error. The library would go on reading the literal here, and
				// in its own goroutine at the same time.
				<-h.closed
				continue
			}
			m.raw, m.came = raw, true
		}
	}
	return uid, m
}

// wait returns when nothing is being read any more. What has a literal has
// begun to be read before the command completed.
func (h *harvest) wait() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.open > 0 {
		h.idle.Wait()
	}
}
