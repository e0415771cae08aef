package dovecottest

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// client is one user's session, over which mail is delivered.
type client struct {
	*imapclient.Client
	folders map[string]bool // known to exist
}

// close takes leave; what the server says to that does not matter.
func (c *client) close() { _ = errors.Join(c.Logout().Wait(), c.Close()) }

// client returns the user's session.
func (s *Server) client(user string) *client {
	s.t.Helper()
	if c, ok := s.clients[user]; ok {
		return c
	}
	dialed, err := imapclient.DialInsecure(s.Addr, nil)
	if err != nil {
		s.t.Fatalf("deliver to %s: %v", user, err)
	}
	c := &client{dialed, map[string]bool{"INBOX": true}}
	s.clients[user] = c
	if err := c.Login(user, Password).Wait(); err != nil {
		s.t.Fatalf("deliver to %s: %v", user, err)
	}
	// They are shown before they exist, and would come into being when somebody
	// looks: then a look would change the mailbox.
	for _, folder := range s.settings.special() {
		s.make(c, user, folder)
	}
	return c
}

// make makes sure that a folder exists.
func (s *Server) make(c *client, user, folder string) {
	s.t.Helper()
	if c.folders[folder] {
		return
	}
	err := c.Create(folder, nil).Wait()
	if no := (*imap.Error)(nil); err != nil && (!errors.As(err, &no) || no.Code != imap.ResponseCodeAlreadyExists) {
		s.t.Fatalf("make the folder %q of %s: %v", folder, user, err)
	}
	c.folders[folder] = true
}

// Deliver stores a message in a folder, whose name is UTF-8 and whole (prefix
// and all), and which is made if it does not exist. Lines may end in LF. at
// becomes INTERNALDATE, in whole seconds. It returns the message's UID.
func (s *Server) Deliver(user, folder, raw string, at time.Time, flags ...imap.Flag) imap.UID {
	s.t.Helper()
	c := s.client(user)
	s.make(c, user, folder)
	raw = wire(raw)
	command := c.Append(folder, int64(len(raw)), &imap.AppendOptions{Time: at, Flags: flags})
	_, err := command.Write([]byte(raw))
	err = errors.Join(err, command.Close())
	data, answered := command.Wait()
	if err := errors.Join(err, answered); err != nil {
		s.t.Fatalf("deliver to %q of %s: %v", folder, user, err)
	}
	return data.UID
}

// Fill writes messages with their INTERNALDATE straight into the files of a
// folder of ASCII name, which is much quicker than delivering them. The server
// must not have looked at the user's mail before.
func (s *Server) Fill(user, folder string, messages iter.Seq2[string, time.Time]) {
	s.t.Helper()
	maildir := s.maildir(user, folder)
	home := filepath.Join(s.dir, "mail", user)
	made := []string{home, filepath.Join(home, "Maildir"), maildir}
	for _, sub := range []string{"cur", "new", "tmp"} {
		made = append(made, filepath.Join(maildir, sub))
	}
	for _, dir := range made {
		s.must(os.MkdirAll(dir, 0o700))
		s.must(os.Chown(dir, s.uid, s.gid))
	}
	for raw, at := range messages {
		s.filled++
		path := filepath.Join(maildir, "cur", fmt.Sprintf("%d.M%dP1.dovecottest:2,S", at.Unix(), s.filled))
		s.must(os.WriteFile(path, []byte(raw), 0o600))
		s.must(os.Chown(path, s.uid, s.gid))
		s.must(os.Chtimes(path, at, at))
	}
}

// Renumber makes the server forget the numbers of a folder of ASCII name, as
// one does that was restored from a backup: UIDVALIDITY is another then, and
// UIDs begin at 1. Nobody else may have the folder open.
func (s *Server) Renumber(user, folder string) {
	s.t.Helper()
	if c, ok := s.clients[user]; ok { // it would miss what it knows
		c.close()
		delete(s.clients, user)
	}
	forgotten := 0
	for _, pattern := range []string{"dovecot-uidlist", "dovecot.index*"} {
		files, err := filepath.Glob(filepath.Join(s.maildir(user, folder), pattern))
		s.must(err)
		for _, file := range files {
			s.must(os.Remove(file))
			forgotten++
		}
	}
	if forgotten == 0 {
		s.t.Fatalf("the server keeps no numbers of %q", folder)
	}
}

// maildir is where the messages of a folder lie. Maildir++ has all folders side
// by side, with "." between the levels.
func (s *Server) maildir(user, folder string) string {
	root := filepath.Join(s.dir, "mail", user, "Maildir")
	if name := s.settings.plain(folder); name != "INBOX" {
		return filepath.Join(root, "."+name)
	}
	return root
}

func (s *Server) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("write mail: %v", err)
	}
}

// wire ends lines in CRLF.
func wire(raw string) string {
	return strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
}
