package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// client is a plain IMAP client (RFC 3501), the other side of every scenario. It
// knows as little as can be, so that it shows what a server really says.
type client struct {
	conn     net.Conn
	in       *bufio.Reader
	greeting string
	tags     int
	patience time.Duration // with each line of the server's
}

// answer is what a server says to a command: its untagged lines with their
// literals in them, and the line that ends it.
type answer struct {
	lines  []string
	status string // OK, NO or BAD
	text   string // after the status
}

// refusal is an answer other than OK.
type refusal struct {
	command string
	answer
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%s: %s %s", r.command, r.status, r.text)
}

// dial connects and reads the greeting.
func dial(ctx context.Context, addr string) (*client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &client{conn: conn, in: bufio.NewReader(conn), patience: time.Minute}
	if c.greeting, err = c.line(); err != nil {
		c.close()
		return nil, fmt.Errorf("greeting of %s: %w", addr, err)
	}
	return c, nil
}

// login connects as the person whose mailbox it is.
func (s *server) login(ctx context.Context) (*client, error) {
	c, err := dial(ctx, s.addr)
	if err != nil {
		return nil, err
	}
	if _, err := c.do("LOGIN %q %q", s.user, s.password); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *client) close() { closeQuietly(c.conn) }

// line reads one line, and the literals in it, without the last CRLF.
func (c *client) line() (string, error) {
	if err := c.conn.SetReadDeadline(time.Now().Add(c.patience)); err != nil {
		return "", err
	}
	var b strings.Builder
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return "", err
		}
		b.WriteString(line)
		size, ok := literal(line)
		if !ok {
			return strings.TrimRight(b.String(), "\r\n"), nil
		}
		if _, err := io.CopyN(&b, c.in, int64(size)); err != nil {
			return "", err
		}
	}
}

// literal is the size of the literal that follows a line, if one does.
func literal(line string) (size int, ok bool) {
	line = strings.TrimRight(line, "\r\n")
	open := strings.LastIndexByte(line, '{')
	if open < 0 || !strings.HasSuffix(line, "}") {
		return 0, false
	}
	size, err := strconv.Atoi(line[open+1 : len(line)-1])
	return size, err == nil
}

// send sends a command and returns its tag.
func (c *client) send(format string, args ...any) (string, error) {
	c.tags++
	tag := fmt.Sprintf("c%d", c.tags)
	_, err := fmt.Fprintf(c.conn, tag+" "+format+"\r\n", args...)
	return tag, err
}

// do sends a command and waits for its end. The error is a *refusal if the
// server says NO or BAD.
func (c *client) do(format string, args ...any) (answer, error) {
	tag, err := c.send(format, args...)
	if err != nil {
		return answer{}, err
	}
	return c.finish(tag, fmt.Sprintf(format, args...))
}

// finish reads what a command brings.
func (c *client) finish(tag, command string) (answer, error) {
	var a answer
	for {
		line, err := c.line()
		if err != nil {
			return a, fmt.Errorf("%s: %w", command, err)
		}
		rest, ours := strings.CutPrefix(line, tag+" ")
		if !ours {
			a.lines = append(a.lines, line)
			continue
		}
		a.status, a.text, _ = strings.Cut(rest, " ")
		if a.status != "OK" {
			return a, &refusal{command, a}
		}
		return a, nil
	}
}

// begin sends a command that ends in a literal and waits until the server wants
// that; with wait false it does not ask (RFC 7888).
func (c *client) begin(wait bool, size int, format string, args ...any) (tag string, err error) {
	plus := "+"
	if wait {
		plus = ""
	}
	tag, err = c.send("%s {%d%s}", fmt.Sprintf(format, args...), size, plus)
	if err != nil || !wait {
		return tag, err
	}
	for {
		line, err := c.line()
		switch rest, ours := strings.CutPrefix(line, tag+" "); {
		case err != nil:
			return tag, err
		case ours:
			status, text, _ := strings.Cut(rest, " ")
			return tag, &refusal{fmt.Sprintf(format, args...), answer{status: status, text: text}}
		case strings.HasPrefix(line, "+"):
			return tag, nil
		}
	}
}

// put appends one mail to a folder and returns the answer.
func (c *client) put(folder string, m letter) (answer, error) {
	raw := m.raw()
	tag, err := c.begin(true, len(raw), "%s", appendTo(folder, m))
	if err != nil {
		return answer{}, err
	}
	if _, err := io.WriteString(c.conn, raw+"\r\n"); err != nil {
		return answer{}, err
	}
	return c.finish(tag, "APPEND "+folder)
}

// appendTo is the command before the literal.
func appendTo(folder string, m letter) string {
	return fmt.Sprintf("APPEND %q %s", folder, attributes(m))
}

// attributes are what APPEND says of a mail before the mail itself.
func attributes(m letter) string {
	return fmt.Sprintf("(\\Seen) %q", m.at.Format("02-Jan-2006 15:04:05 -0700"))
}

// need makes a folder unless it is there.
func (c *client) need(folder string) error {
	a, err := c.do(`LIST "" %q`, folder)
	if err != nil || len(a.lines) > 0 {
		return err
	}
	_, err = c.do("CREATE %q", folder)
	return err
}

// search returns the UIDs in the folder that is open.
func (c *client) search(criteria string, args ...any) ([]string, error) {
	a, err := c.do("UID SEARCH "+criteria, args...)
	for _, line := range a.lines {
		if found, ok := strings.CutPrefix(line, "* SEARCH"); ok {
			return strings.Fields(found), err
		}
	}
	return nil, err
}

// move takes a message out of the open folder into another.
func (c *client) move(uid, folder string) error {
	_, err := c.do("UID MOVE %s %q", uid, folder)
	if no := (*refusal)(nil); !errors.As(err, &no) {
		return err
	}
	for _, line := range []string{
		fmt.Sprintf("UID COPY %s %q", uid, folder),
		fmt.Sprintf(`UID STORE %s +FLAGS.SILENT (\Deleted)`, uid),
		"EXPUNGE",
	} {
		if _, err := c.do("%s", line); err != nil {
			return err
		}
	}
	return nil
}

// status returns one number that STATUS tells of a folder.
func (c *client) status(folder, item string) (string, error) {
	a, err := c.do("STATUS %q (%s)", folder, item)
	for _, line := range a.lines {
		if _, after, ok := strings.Cut(line, "("+item+" "); ok {
			return strings.TrimRight(after, ") "), err
		}
	}
	return "", errors.Join(err, fmt.Errorf("STATUS tells no %s: %q", item, a.lines))
}
