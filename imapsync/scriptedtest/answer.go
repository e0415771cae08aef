package scriptedtest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// reply is the right answer to a command.
type reply struct {
	data   []string // untagged, without the ends of their lines
	status string   // what follows the tag
	// talk, if there is one, goes on after the data: a dialogue is needed.
	talk func() error
}

func ok(text string, data ...string) *reply { return &reply{data: data, status: "OK " + text} }

func no(text string) *reply { return &reply{status: "NO " + text} }

func bad(text string) *reply { return &reply{status: "BAD " + text} }

// right is the right answer to a command. What the command does has been done
// when it returns, dialogues apart.
func (e *session) right(c command) *reply {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch c.verb {
	case "ACCEPT":
		return &reply{talk: func() error { return e.startTLS() }}
	case "CONNECT":
		return &reply{data: []string{fmt.Sprintf("* OK [CAPABILITY %s] ready", e.capabilities())}}
	case "CAPABILITY":
		return ok("these", "* CAPABILITY "+e.capabilities())
	case "ID":
		return ok("pleased", `* ID ("name" "scriptedtest")`)
	case "LOGOUT":
		e.goodbye = true
		return ok("bye", "* BYE see you")
	case "NOOP", "CHECK":
		return ok("done", e.news()...)
	}
	if !e.user {
		return e.beforeLogin(c)
	}
	return e.afterLogin(c)
}

// news takes what is to be told. Server.mu is held, as everywhere below right.
func (e *session) news() []string {
	news := e.pending
	e.pending = nil
	return news
}

// capabilities are those that hold at this moment (RFC 9051 §6.1.1).
func (e *session) capabilities() string {
	if e.box.Before != nil {
		return strings.Join(e.box.phase(e.user), " ")
	}
	all := slices.Clone(e.box.Caps)
	naked := e.box.Scheme == schemeStartTLS && !e.secure
	all = slices.DeleteFunc(all, func(c string) bool {
		return (naked || e.user) && (strings.HasPrefix(c, "AUTH=") || c == "SASL-IR")
	})
	if naked {
		all = append(all, "STARTTLS", "LOGINDISABLED")
	}
	return strings.Join(all, " ")
}

func (e *session) beforeLogin(c command) *reply {
	switch c.verb {
	case "STARTTLS":
		if e.secure {
			return bad("encrypted already")
		}
		return ok("begin")
	case "LOGIN":
		user, rest := word(c.args)
		password, _ := word(rest)
		return e.login(user, password)
	case "AUTHENTICATE":
		return e.authenticate(c)
	}
	return bad("log in first")
}

func (e *session) login(user, password string) *reply {
	if user != User || password != Password {
		return no("[AUTHENTICATIONFAILED] wrong user or password")
	}
	e.user = true
	if e.box.has("IDLE") { // some servers tell, others want to be asked
		return ok("[CAPABILITY " + e.capabilities() + "] welcome")
	}
	return ok("welcome")
}

// authenticate speaks PLAIN, with or without an initial response (RFC 4616, RFC
// 4959).
func (e *session) authenticate(c command) *reply {
	args := words(c.args)
	if e.box.Tokens != nil && len(args) > 0 {
		return e.bearer(c, args)
	}
	if len(args) == 0 || !strings.EqualFold(args[0], "PLAIN") || !e.box.has("AUTH=PLAIN") {
		return no("no such mechanism")
	}
	r := no("[AUTHENTICATIONFAILED] wrong user or password")
	judge := func(response string) {
		raw, err := base64.StdEncoding.DecodeString(response)
		if parts := strings.Split(string(raw), "\x00"); err == nil && len(parts) == 3 {
			r.status = e.login(parts[1], parts[2]).status
		}
	}
	if len(args) > 1 {
		judge(args[1])
		return r
	}
	r.talk = func() error {
		if err := e.say("+ "); err != nil {
			return err
		}
		l, err := readLine(e.r)
		judge(l)
		return err
	}
	return r
}

func (e *session) afterLogin(c command) *reply {
	switch c.verb {
	case "ENABLE":
		return e.enable(c)
	case "NAMESPACE":
		return ok("these", `* NAMESPACE (("" "/")) NIL NIL`)
	case "LIST":
		return e.list(c)
	case "STATUS":
		return e.status(c)
	case "EXAMINE", "SELECT":
		return e.examine(c)
	case "NOTIFY":
		return e.notified(c)
	case "APPEND":
		return e.append(c)
	}
	if e.open == nil {
		return bad("no folder is open")
	}
	switch c.verb {
	case "SEARCH":
		return e.search(c)
	case "FETCH":
		return e.fetch(c)
	case "IDLE":
		return e.idle()
	case "CLOSE", "UNSELECT":
		e.open = nil
		return ok("closed")
	}
	return bad("unknown command")
}
