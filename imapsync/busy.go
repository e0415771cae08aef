package imapsync

import (
	"errors"
	"fmt"
	"strings"

	"thrice/imapsync/wire"
)

// busy is a server that has no time for the account at present, whatever it is
// asked: too much was read, or too often. That passes, and is no fault of a
// folder, a message or a password.
type busy struct {
	where, words string
	cause        error // nil: it says so together with its OK
}

func (b *busy) Error() string {
	return fmt.Sprintf("%s wants to be asked less at present: %s; what is missing is read later", b.where, b.words)
}

func (b *busy) Unwrap() []error {
	if b.cause == nil {
		return []error{ErrUnreachable}
	}
	return []error{ErrUnreachable, b.cause}
}

func isBusy(err error) bool { return errors.As(err, new(*busy)) }

// exhausted says that a refusal is about the account as a whole. The codes are
// those of Gmail: RFC 5530 §3 has OVERQUOTA for storing only.
func exhausted(no *wire.Refused) bool {
	text := strings.ToLower(no.Text)
	return no.Code == "THROTTLED" || no.Code == "OVERQUOTA" && no.Command != "APPEND" ||
		strings.Contains(text, "[throttled]") || strings.Contains(text, "too many simultaneous connections") ||
		unconnected(no)
}

// unconnected says that Exchange took the login and then has no mailbox to go
// with it, be it that too much was asked, or that there is none.
func unconnected(no *wire.Refused) bool {
	return strings.Contains(strings.ToLower(no.Text), "authenticated but not connected")
}

// fetched judges how a FETCH ended. A server that throttles answers OK, leaves
// out what was asked for and says so in that answer only: nothing follows from
// that about the messages.
func (s *session) fetched(complete bool, refused error) error {
	if err := s.told("FETCH", refused); isBusy(err) {
		return err
	}
	if text := s.conn.LastText(); refused == nil && !complete && strings.Contains(strings.ToUpper(text), "[THROTTLED]") {
		return &busy{s.where, "the server says " + said(text), nil}
	}
	return nil
}

// enough is a refusal of a server that has no time for the account, in words. If
// it passes by itself only sometimes, they say what else there may be.
func (s *session) enough(no *wire.Refused) error {
	words := answer(no)
	if unconnected(no) {
		words += " (if that goes on, check that username is the mailbox that the login was made for, and that IMAP is turned on for it)"
	}
	return &busy{s.where, words, no}
}
