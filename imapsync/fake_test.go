package imapsync

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"thrice/internal/reading"
)

// fakeServer is a small IMAP server that does what it is told, wrong things
// included.
type fakeServer struct {
	t        testing.TB
	greeting string
	caps     string
	password string
	folders  []*fakeFolder
	// on sees each command first: true says that it was dealt with.
	on func(p *fakePeer, tag, command string) bool

	work     sync.Mutex // held while a command is dealt with
	mu       sync.Mutex
	wg       sync.WaitGroup
	idler    *fakePeer // in IDLE
	conns    int
	down     bool
	commands []string
}

type fakeFolder struct {
	name, wire string // wire: as LIST shows it, if not as name
	attrs      string
	validity   uint32
	noUIDNext  bool
	mails      []fakeMail
}

type fakeMail struct {
	uid    uint32
	flags  string
	date   string
	header string
	body   string
}

type fakePeer struct {
	net.Conn
	*fakeServer
	r    *bufio.Reader
	open *fakeFolder
}

func newFake(t testing.TB, folders ...*fakeFolder) *fakeServer {
	f := &fakeServer{t: t, greeting: "* OK ready", caps: "IMAP4rev1", password: "secret", folders: folders}
	t.Cleanup(f.wg.Wait)
	return f
}

func mail(uid uint32) fakeMail {
	return fakeMail{
		uid: uid, date: "02-Mar-2026 09:00:00 +0000", body: "Is this fine?\r\n",
		header: fmt.Sprintf("Date: Mon, 2 Mar 2026 09:00:00 +0000\r\nFrom: Anna <anna@globex.example>\r\nTo: joe@acme.example\r\n"+
			"Subject: Offer %d\r\nMessage-ID: <m%d@globex.example>\r\n\r\n", uid, uid),
	}
}

func inboxOf(uids ...uint32) *fakeFolder {
	f := &fakeFolder{name: inbox, validity: 7}
	for _, u := range uids {
		f.mails = append(f.mails, mail(u))
	}
	return f
}

// dial connects to the server; it is an Account's Dial.
func (f *fakeServer) dial(context.Context, string, string) (net.Conn, error) {
	f.mu.Lock()
	f.conns++
	down := f.down
	f.mu.Unlock()
	if down {
		return nil, errors.New("the test has no network")
	}
	client, server := net.Pipe()
	f.wg.Go(func() {
		defer server.Close()
		p := &fakePeer{Conn: server, fakeServer: f, r: bufio.NewReader(queued(server))}
		p.send("%s", f.greeting)
		p.serve()
	})
	return client, nil
}

// queue holds what the client sends until it is read, as a network does: a
// client may send several commands before it reads an answer.
type queue struct {
	mu   sync.Mutex
	more sync.Cond
	held bytes.Buffer
	err  error
}

func queued(c net.Conn) *queue {
	q := &queue{}
	q.more.L = &q.mu
	go func() {
		buf := make([]byte, 4096)
		for q.err == nil {
			n, err := c.Read(buf)
			q.mu.Lock()
			q.held.Write(buf[:n])
			q.err = err
			q.mu.Unlock()
			q.more.Broadcast()
		}
	}()
	return q
}

func (q *queue) Read(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.held.Len() == 0 && q.err == nil {
		q.more.Wait()
	}
	if q.held.Len() == 0 {
		return 0, q.err
	}
	return q.held.Read(p)
}

func (p *fakePeer) send(format string, args ...any) {
	line := format
	if len(args) > 0 {
		line = fmt.Sprintf(format, args...)
	}
	io.WriteString(p, line+"\r\n")
}

func (p *fakePeer) line() (string, bool) {
	l, err := p.r.ReadString('\n')
	return strings.TrimRight(l, "\r\n"), err == nil
}

func (p *fakePeer) serve() {
	for {
		l, ok := p.line()
		if !ok {
			return
		}
		tag, command, _ := strings.Cut(l, " ")
		p.mu.Lock()
		p.commands = append(p.commands, command)
		p.mu.Unlock()
		p.work.Lock()
		if p.on == nil || !p.on(p, tag, command) {
			p.answer(tag, command)
		}
		p.work.Unlock()
	}
}

func (p *fakePeer) answer(tag, command string) {
	verb, args, _ := strings.Cut(command, " ")
	if verb == "UID" {
		verb, args, _ = strings.Cut(args, " ")
		verb = "UID " + verb
	}
	switch verb {
	case "CAPABILITY":
		p.send("* CAPABILITY %s", p.caps)
	case "LOGIN":
		if !strings.Contains(args, `"`+p.password+`"`) {
			p.send("%s NO [AUTHENTICATIONFAILED] wrong\x07 password", tag)
			return
		}
	case "LIST":
		for _, f := range p.folders {
			name := f.name
			if f.wire != "" {
				name = f.wire
			}
			p.send(`* LIST (%s) "." "%s"`, f.attrs, name)
		}
	case "EXAMINE":
		if !p.examine(strings.Trim(args, `"`)) {
			p.send("%s NO no such folder", tag)
			return
		}
	case "STATUS":
		name, _, _ := strings.Cut(args, " (")
		i := slices.IndexFunc(p.folders, func(f *fakeFolder) bool { n := strings.Trim(name, `"`); return f.name == n || f.wire == n })
		if i < 0 || p.folders[i].noUIDNext {
			p.send("%s NO no such thing", tag)
			return
		}
		p.send("* STATUS %s (MESSAGES %d UIDNEXT %d UIDVALIDITY %d)", name, len(p.folders[i].mails), p.folders[i].last()+1, p.folders[i].validity)
	case "UID SEARCH":
		p.search(args)
	case "UID FETCH":
		set, items, _ := strings.Cut(args, " ")
		for _, m := range p.open.mails {
			if within(set, m.uid, p.open) {
				p.send("%s", p.open.data(m, items))
			}
		}
	case "IDLE":
		p.send("+ idling")
		p.setIdler(p)
		p.work.Unlock()
		l, ok := p.line()
		p.work.Lock()
		p.setIdler(nil)
		if !ok || l != "DONE" {
			return
		}
	case "SELECT", "STORE", "EXPUNGE":
		p.t.Errorf("the mailbox was touched: %s", command)
	}
	p.send("%s OK done", tag)
}

func (p *fakePeer) examine(name string) bool {
	i := slices.IndexFunc(p.folders, func(f *fakeFolder) bool { return f.name == name || f.wire == name })
	if i < 0 {
		return false
	}
	p.open = p.folders[i]
	p.send("* %d EXISTS", len(p.open.mails))
	p.send("* OK [UIDVALIDITY %d] ok", p.open.validity)
	if !p.open.noUIDNext {
		p.send("* OK [UIDNEXT %d] ok", p.open.last()+1)
	}
	return true
}

func (p *fakePeer) search(args string) {
	set, byUID := strings.CutPrefix(args, "UID ")
	var found []string
	for _, m := range p.open.mails {
		if !byUID || within(set, m.uid, p.open) {
			found = append(found, strconv.Itoa(int(m.uid)))
		}
	}
	p.send("* SEARCH %s", strings.Join(found, " "))
}

func (f *fakeFolder) last() uint32 {
	last := uint32(0)
	for _, m := range f.mails {
		last = max(last, m.uid)
	}
	return last
}

// within reads a sequence set; "n:*" always includes the last message.
func within(set string, uid uint32, f *fakeFolder) bool {
	for part := range strings.SplitSeq(set, ",") {
		from, to, ranged := strings.Cut(part, ":")
		number := func(s string) uint32 {
			if s == "*" {
				return f.last()
			}
			n, _ := strconv.ParseUint(s, 10, 32)
			return uint32(n)
		}
		a, b := number(from), number(from)
		if ranged {
			b = number(to)
		}
		if a, b = min(a, b), max(a, b); a <= uid && uid <= b {
			return true
		}
	}
	return false
}

// data is a FETCH response, in the usual order.
func (f *fakeFolder) data(m fakeMail, items string) string {
	i := slices.IndexFunc(f.mails, func(n fakeMail) bool { return n.uid == m.uid })
	date := ""
	if strings.Contains(items, "INTERNALDATE") {
		date = fmt.Sprintf(` INTERNALDATE "%s"`, m.date)
	}
	return fmt.Sprintf("* %d FETCH (UID %d FLAGS (%s)%s %s)", i+1, m.uid, m.flags, date, m.section(items))
}

// section is the literal that was asked for.
func (m fakeMail) section(items string) string {
	name, text := regexp.MustCompile(`BODY\.PEEK(\[HEADER[^\]]*\])`).ReplaceAllString(items, "$1"), m.header
	name = regexp.MustCompile(`\[HEADER[^\]]*\]`).FindString(name)
	if name == "" {
		name, text = "[]<0>", m.header+m.body
	}
	return fmt.Sprintf("BODY%s {%d}\r\n%s", name, len(text), text)
}

// account is one that reads from the server.
func (f *fakeServer) account() Account {
	return Account{
		Name: "work", Scheme: SchemeInsecure, Host: "localhost", Username: "joe", Hints: reading.Hints{Zone: time.UTC}, Dial: f.dial,
		Credential: func(context.Context, bool) (Credential, error) { return Credential{Password: "secret"}, nil },
	}
}

// sent are the commands that the server got, those that begin with prefix.
func (f *fakeServer) sent(prefix string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, c := range f.commands {
		if strings.HasPrefix(c, prefix) {
			out = append(out, c)
		}
	}
	return out
}

func (f *fakeServer) connections() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.conns
}

func (f *fakeServer) setDown(down bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = down
}

func (f *fakeServer) setIdler(p *fakePeer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.idler = p
}

// push sends a line to the client that is in IDLE, and says whether one is.
func (f *fakeServer) push(line string) bool {
	f.mu.Lock()
	p := f.idler
	f.mu.Unlock()
	if p != nil {
		p.send("%s", line)
	}
	return p != nil
}

// deliver adds a message to a folder.
func (f *fakeServer) deliver(to *fakeFolder, m fakeMail) {
	f.work.Lock()
	defer f.work.Unlock()
	to.mails = append(to.mails, m)
}
