package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Append stores a message of size bytes, read from r, in a mailbox that is named
// as in Mailbox.Raw (RFC 3501 §6.3.11). It becomes the time of arrival unless
// it is zero. The server's number for the message is returned if it tells (RFC
// 4315), else 0. If r ends early the connection is over.
func (c *Conn) Append(ctx context.Context, raw string, flags []string, at time.Time, size int64, r io.Reader,
) (uidvalidity, uid uint32, err error) {
	if size < 0 {
		return 0, 0, errors.New("append a message of negative size")
	}
	l := c.line("APPEND").string(raw)
	if len(flags) > 0 {
		l.list(flags...)
	}
	if !at.IsZero() {
		l.string(at.Format("_2-Jan-2006 15:04:05 -0700"))
	}
	l.literal(size)
	x, err := c.begin(ctx, "APPEND")
	if err != nil {
		return 0, 0, err
	}
	a, err := x.append(l, size, r)
	return a.uidvalidity, a.uid, x.end(err)
}

type appended struct{ uidvalidity, uid uint32 }

func (x *exchange) append(l *line, size int64, r io.Reader) (appended, error) {
	var where appended
	refused := error(nil)
	x.complete = func(_ uint32, a answer) error {
		if a.err != nil {
			refused = a.err
		} else if a.code == "APPENDUID" {
			where = appendUID(string(a.args))
		}
		return nil
	}
	ready, err := x.start(l)
	if err == nil && ready {
		err = x.body(size, r)
	}
	if err != nil {
		return where, err
	}
	x.patience = commandTime
	if err := x.wait(); err != nil {
		return where, err
	}
	return where, refused
}

// body sends the message and the end of the command.
func (x *exchange) body(size int64, r io.Reader) error {
	part := make([]byte, min(size, 32<<10))
	for left := size; left > 0; {
		n, err := io.ReadFull(r, part[:min(left, int64(len(part)))])
		if err != nil {
			return x.fail(&Broken{Cause: fmt.Errorf("read the message to store: %w", err)})
		}
		if err := x.write(part[:n]); err != nil {
			return err
		}
		left -= int64(n)
	}
	return x.write([]byte("\r\n"))
}

func appendUID(args string) appended {
	validity, uid, _ := strings.Cut(args, " ")
	v, err := strconv.ParseUint(validity, 10, 32)
	if err != nil {
		return appended{}
	}
	u, err := strconv.ParseUint(strings.TrimSpace(uid), 10, 32)
	if err != nil {
		return appended{}
	}
	return appended{uint32(v), uint32(u)}
}
