package scripted

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
)

// What is offered before and after somebody has logged in.
const (
	before = "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE AUTH=PLAIN"
	after  = "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE NAMESPACE UNSELECT CHILDREN LIST-EXTENDED LIST-STATUS SPECIAL-USE ESEARCH CONDSTORE QRESYNC"
)

// session is one connection.
type session struct {
	server *Server
	r      *bufio.Reader
	w      *bufio.Writer

	in        bool // logged in
	condstore bool // MODSEQ belongs to every FETCH response (RFC 7162 §3.1)
	qresync   bool
	selected  *folder
	known     uint32 // how many messages of the selected folder were told
	over      bool
	tag       string // of the command being answered

	header, body []byte // reused
}

func newSession(s *Server, conn net.Conn) *session {
	return &session{server: s, r: bufio.NewReaderSize(conn, 4096), w: bufio.NewWriterSize(conn, 32<<10)}
}

// refused is an answer of NO or BAD.
type refused struct{ status, text string }

func (r *refused) Error() string { return r.status + " " + r.text }

func bad(text string) error { return &refused{"BAD", text} }
func no(text string) error  { return &refused{"NO", text} }

// serve answers commands until the client has had enough.
func (c *session) serve() {
	c.untagged("OK [CAPABILITY " + before + "] ready.")
	for !c.over {
		// Answers to a flight of commands go out together.
		if c.r.Buffered() == 0 && c.w.Flush() != nil {
			return
		}
		line, err := readCommand(c.r, func() error {
			_, _ = c.w.WriteString("+ OK\r\n") // Flush tells
			return c.w.Flush()
		})
		if err != nil {
			return
		}
		tag, rest, _ := strings.Cut(line, " ")
		name, rest, _ := strings.Cut(rest, " ")
		c.tag = tag
		text, err := c.command(strings.ToUpper(name), rest)
		no := (*refused)(nil)
		switch {
		case errors.As(err, &no):
			text = no.Error()
		case errors.Is(err, errSyntax):
			text = "BAD " + err.Error()
		case err != nil:
			return
		}
		_, _ = fmt.Fprintf(c.w, "%s %s\r\n", tag, text)
	}
	_ = c.w.Flush() // the client may have gone
}

func (c *session) untagged(text string) { _, _ = c.w.WriteString("* " + text + "\r\n") }

// command runs one command and returns the text of its tagged answer.
func (c *session) command(name, rest string) (string, error) {
	args, err := arguments(rest)
	if err != nil {
		return "", err
	}
	switch name {
	case "CAPABILITY":
		c.untagged("CAPABILITY " + c.offers())
		return "OK done.", nil
	case "NOOP", "CHECK":
		c.news()
		return "OK done.", nil
	case "LOGOUT":
		c.untagged("BYE until next time.")
		c.over = true
		return "OK done.", nil
	case "ID":
		c.untagged(`ID ("name" "scripted")`)
		return "OK done.", nil
	case "LOGIN":
		if len(args) != 2 {
			return "", bad("LOGIN wants a name and a password")
		}
		return c.login()
	case "AUTHENTICATE":
		return c.authenticate(args)
	}
	if !c.in {
		return "", bad("log in first")
	}
	return c.authenticated(name, args)
}

func (c *session) offers() string {
	if c.in {
		return after
	}
	return before
}

func (c *session) login() (string, error) {
	c.in = true
	return "OK [CAPABILITY " + after + "] logged in.", nil
}

// authenticate takes PLAIN (RFC 4616), whatever it says.
func (c *session) authenticate(args []arg) (string, error) {
	if len(args) == 0 || !args[0].is("PLAIN") {
		return "", no("only PLAIN is offered")
	}
	response := ""
	if len(args) > 1 {
		response = args[1].text
	} else {
		_, _ = c.w.WriteString("+ \r\n")
		if err := c.w.Flush(); err != nil {
			return "", err
		}
		line, err := c.r.ReadString('\n')
		if err != nil {
			return "", err
		}
		response = strings.TrimSpace(line)
	}
	if raw, err := base64.StdEncoding.DecodeString(response); err != nil || strings.Count(string(raw), "\x00") != 2 {
		return "", no("[AUTHENTICATIONFAILED] that is not PLAIN")
	}
	return c.login()
}

// authenticated runs a command of somebody who has logged in.
func (c *session) authenticated(name string, args []arg) (string, error) {
	switch name {
	case "ENABLE":
		return c.enable(args)
	case "NAMESPACE":
		c.untagged(`NAMESPACE (("" "/")) NIL NIL`)
		return "OK done.", nil
	case "LIST":
		return c.list(args)
	case "STATUS":
		return c.status(args)
	case "SELECT", "EXAMINE":
		return c.examine(args)
	case "IDLE":
		return c.idle()
	case "APPEND", "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE":
		return "", no("[NOPERM] nothing can be changed here")
	}
	if c.selected == nil {
		return "", bad("no folder is open, or the command is unknown: " + name)
	}
	switch name {
	case "CLOSE", "UNSELECT":
		c.selected = nil
		return "OK done.", nil
	case "FETCH":
		return c.fetch(args)
	case "SEARCH":
		return c.search(args, false)
	case "UID":
		switch {
		case len(args) > 0 && args[0].is("FETCH"):
			return c.fetch(args[1:])
		case len(args) > 0 && args[0].is("SEARCH"):
			return c.search(args[1:], true)
		}
	}
	return "", bad("unknown command " + name)
}

func (c *session) enable(args []arg) (string, error) {
	enabled := "ENABLED"
	for _, a := range args {
		switch {
		case a.is("QRESYNC"):
			c.qresync, c.condstore = true, true
			enabled += " QRESYNC"
		case a.is("CONDSTORE"):
			c.condstore = true
			enabled += " CONDSTORE"
		}
	}
	c.untagged(enabled)
	return "OK done.", nil
}

// news tells of new mail in the selected folder.
func (c *session) news() {
	if c.selected == nil {
		return
	}
	if n := c.server.count(*c.selected); n != c.known {
		c.known = n
		c.untagged(fmt.Sprintf("%d EXISTS", n))
	}
}

// idle tells of new mail until the client says DONE (RFC 2177).
func (c *session) idle() (string, error) {
	news, stop := c.server.watch(c)
	defer stop()
	_, _ = c.w.WriteString("+ idling\r\n")
	c.news()
	if err := c.w.Flush(); err != nil {
		return "", err
	}
	said := make(chan error, 1)
	go func() {
		line, err := c.r.ReadString('\n')
		if err == nil && !strings.EqualFold(strings.TrimSpace(line), "DONE") {
			err = errSyntax
		}
		said <- err
	}()
	for {
		select {
		case err := <-said:
			return "OK done.", err
		case <-news:
			c.news()
			if err := c.w.Flush(); err != nil {
				return "", err
			}
		}
	}
}
