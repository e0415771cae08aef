package wire

import (
	"bytes"
	"context"
	"errors"
	"strconv"
)

// Search returns the UIDs that meet criteria, which are sent as they are (RFC
// 3501 §6.4.4). A server with ESEARCH answers in ranges (RFC 4731); whichever
// form it takes is understood. No answer is an error, ErrUnanswered, and so is
// one in anything but UIDs, ErrAnswer: nothing found would mean that everything
// is gone. A range up to "*" reaches to the highest UID that there can be. A
// server that offers ESEARCH and knows nothing of it is asked in the old form.
func (c *Conn) Search(ctx context.Context, criteria string) (UIDSet, error) {
	extended := c.caps.Has("ESEARCH") && !c.plainSearch
	found, err := c.search(ctx, criteria, extended)
	var no *Refused
	if extended && errors.As(err, &no) && no.Bad {
		if found, err = c.search(ctx, criteria, false); err == nil {
			c.plainSearch = true
		}
	}
	return found, err
}

func (c *Conn) search(ctx context.Context, criteria string, extended bool) (UIDSet, error) {
	l := c.line("UID SEARCH")
	if extended {
		l.word("RETURN (ALL)")
	}
	s := search{c: c, tag: strconv.AppendUint([]byte{'T'}, uint64(c.tag)+1, 10)}
	_, err := c.command(ctx, "UID SEARCH", l.word(criteria), s.take)
	switch {
	case err != nil:
		return nil, err
	case s.strange:
		return nil, ErrAnswer
	case !s.came:
		return nil, ErrUnanswered
	}
	return s.found.set(), nil
}

// search is what a SEARCH has found so far.
type search struct {
	c       *Conn
	tag     []byte
	found   uidBuilder
	came    bool
	strange bool
}

func (s *search) take(r *response) (bool, error) {
	var err error
	switch r.word {
	case "SEARCH":
		err = s.numbers(r)
	case "ESEARCH":
		var ours bool
		if ours, err = s.extended(r); !ours {
			return false, nil
		}
	default:
		return false, nil
	}
	s.came = true
	s.strange = s.strange || err != nil
	if s.found.full() {
		return true, s.c.garbled("the server found more than %d ranges of UIDs", maxRanges)
	}
	return true, nil
}

// numbers reads what stands behind SEARCH (RFC 3501 §7.2.5), with the
// modification sequence that may come last (RFC 7162 §3.1.5).
func (s *search) numbers(r *response) error {
	for r.i < len(r.b) {
		if r.peek() == '(' {
			return r.skip()
		}
		n, ok := setNumber(r.atom())
		if !ok {
			return errSyntax
		}
		s.found.add(UIDRange{n, n})
		r.spaces()
	}
	return nil
}

// extended reads what stands behind ESEARCH (RFC 4466 §2.6.2, RFC 4731 §3.1).
// It returns false if that answers another command.
func (s *search) extended(r *response) (ours bool, err error) {
	uids := false
	for r.i < len(r.b) {
		if r.peek() == '(' {
			if tag, ok := r.correlator(); ok && !bytes.Equal(tag, s.tag) {
				return false, nil
			}
			r.spaces()
			continue
		}
		name := r.atom()
		if len(name) == 0 {
			return true, errSyntax
		}
		r.spaces()
		switch {
		case bytes.EqualFold(name, []byte("UID")):
			uids = true
			continue
		case bytes.EqualFold(name, []byte("ALL")):
			err = s.found.parse(r.atom())
		default:
			err = r.skip()
		}
		if err != nil {
			return true, err
		}
		r.spaces()
	}
	if !uids {
		return true, errSyntax // numbers of messages, not UIDs
	}
	return true, nil
}

// correlator reads (TAG "T5").
func (r *response) correlator() (tag []byte, ok bool) {
	begin := r.i
	r.open()
	if name := r.atom(); bytes.EqualFold(name, []byte("TAG")) {
		r.spaces()
		if v, err := r.nstring(); err == nil && r.closed() {
			return v.b, true
		}
	}
	r.i = begin
	if r.skip() != nil {
		r.i = len(r.b) // what follows cannot be understood either
	}
	return nil, false
}
