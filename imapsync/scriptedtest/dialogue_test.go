package scriptedtest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// start returns a server of the default folders and a connection to it.
func start(t *testing.T, profile, script string) (*Server, net.Conn) {
	t.Helper()
	s := serve(t, &Mailbox{Caps: Profile(profile), Folders: DefaultFolders()}, script)
	return s, dial(t, s)
}

func serve(t *testing.T, box *Mailbox, script string) *Server {
	t.Helper()
	parsed, err := ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	return New(t, box, parsed)
}

func dial(t *testing.T, s *Server) net.Conn {
	t.Helper()
	c, err := s.Dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// dialogue plays one: what begins with "> " is sent, the other lines must come
// from the server just so; "..." stands for any lines up to the one after it,
// and "EOF" for the end.
func dialogue(t *testing.T, c net.Conn, text string) {
	t.Helper()
	r := bufio.NewReader(c)
	c.SetReadDeadline(time.Now().Add(5 * time.Minute))
	skip := false
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimSpace(line)
		if out, ok := strings.CutPrefix(line+" ", "> "); ok {
			if _, err := io.WriteString(c, strings.TrimSpace(out)+"\r\n"); err != nil {
				t.Fatalf("send %q: %v", out, err)
			}
			continue
		}
		if line == "..." {
			skip = true
			continue
		}
		for {
			got, err := r.ReadString('\n')
			got = strings.TrimRight(got, "\r\n ")
			if err != nil {
				got = strings.TrimPrefix(got+" EOF", " ")
			}
			if got == line {
				break
			}
			if !skip || err != nil {
				t.Fatalf("got  %q\nwant %q", got, line)
			}
		}
		skip = false
	}
}

const login = `
	* OK [CAPABILITY IMAP4rev1] ready
	> a LOGIN joe "s3cret-of-joe"
	a OK welcome`

func TestTheServerAnswersRightly(t *testing.T) {
	tests := []struct{ name, profile, text string }{
		{"nothing without a login", "plain", `
			* OK [CAPABILITY IMAP4rev1] ready
			> a LIST "" "*"
			a BAD log in first
			> b LOGIN joe wrong
			b NO [AUTHENTICATIONFAILED] wrong user or password
			> c LOGIN {3}
			+ go on
			> joe {13+}
			> s3cret-of-joe
			c OK welcome
			> d LOGOUT
			* BYE see you
			d OK bye
			EOF`},
		{"PLAIN in two steps, capabilities after it", "rich", `
			...
			> a AUTHENTICATE PLAIN
			+ 
			> AGpvZQBzM2NyZXQtb2Ytam9l
			a OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE IDLE NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS CONDSTORE QRESYNC ESEARCH UIDPLUS UNSELECT] welcome
			> b ENABLE QRESYNC FOO
			* ENABLED QRESYNC
			b OK enabled`},
		{"folders", "plain", login + `
			> b LIST "" "*"
			* LIST () "/" INBOX
			* LIST () "/" Kunden
			* LIST (\Sent) "/" Sent
			b OK listed
			> c LIST "" "*" RETURN (SPECIAL-USE)
			c BAD what is RETURN?
			> d STATUS "Sent" (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)
			* STATUS Sent (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7 HIGHESTMODSEQ 4)
			d OK done
			> e EXAMINE Nowhere
			e NO [NONEXISTENT] no such folder
			> f UID FETCH 1 FLAGS
			f BAD no folder is open`},
		{"reading", "plain", login + `
			> b EXAMINE INBOX
			...
			* 5 EXISTS
			* 0 RECENT
			* OK [UIDVALIDITY 7] valid
			* OK [UIDNEXT 6] next
			b OK [READ-ONLY] opened
			> c UID SEARCH UID 4:*
			* SEARCH 4 5
			c OK searched
			> d UID SEARCH OR SINCE 2-Mar-2026 NOT ALL HEADER Message-ID "<2."
			* SEARCH 2
			d OK searched
			> e UID FETCH 2,4 (UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (Subject TO)])
			* 2 FETCH (UID 2 FLAGS () INTERNALDATE " 2-Mar-2026 09:02:00 +0000" BODY[HEADER.FIELDS (Subject TO)] {51}
			To: joe@acme.example
			Subject: Offer 2 in INBOX
			
			)
			* 4 FETCH (UID 4 FLAGS () INTERNALDATE " 2-Mar-2026 09:04:00 +0000" BODY[HEADER.FIELDS (Subject TO)] {51}
			To: joe@acme.example
			Subject: Offer 4 in INBOX
			
			)
			e OK fetched
			> f UID FETCH 1 (BODY.PEEK[]<0.6>)
			* 1 FETCH (UID 1 BODY[]<0> {6}
			Date: )
			f OK fetched
			> g UID SEARCH RETURN (ALL) ALL
			g BAD what is RETURN?
			> h IDLE
			h BAD unknown command`},
		{"what changed", "rich", `
			...
			> a AUTHENTICATE PLAIN AGpvZQBzM2NyZXQtb2Ytam9l
			...
			> b ENABLE QRESYNC
			...
			> c EXAMINE INBOX (QRESYNC (7 5 1:9))
			...
			* OK [HIGHESTMODSEQ 6] highest
			* 5 FETCH (UID 5 FLAGS () MODSEQ (6))
			c OK [READ-ONLY] opened
			> d UID SEARCH RETURN (MIN MAX COUNT ALL) 1:*
			* ESEARCH (TAG "d") UID MIN 1 MAX 5 COUNT 5 ALL 1:5
			d OK searched
			> e UID FETCH 1:* (FLAGS) (CHANGEDSINCE 4 VANISHED)
			* 4 FETCH (UID 4 FLAGS () MODSEQ (5))
			* 5 FETCH (UID 5 FLAGS () MODSEQ (6))
			e OK fetched
			> f EXAMINE Sent
			* OK [CLOSED] the one before
			...
			f OK [READ-ONLY] opened
			> g LIST "" "*" RETURN (SPECIAL-USE STATUS (MESSAGES))
			* LIST () "/" INBOX
			* STATUS INBOX (MESSAGES 5)
			...
			g OK listed
			> h APPEND Sent {19}
			+ go on
			> Subject: x
			> 
			> Hello
			h OK [APPENDUID 7 4] stored
			> i UID FETCH 4 (BODY.PEEK[TEXT])
			...
			Hello)
			i OK fetched`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, c := start(t, tt.profile, "")
				dialogue(t, c, tt.text)
			})
		})
	}
}

func TestWhoeverListensIsTold(t *testing.T) {
	s, c := start(t, "rich", "")
	dialogue(t, c, `
		...
		> a AUTHENTICATE PLAIN AGpvZQBzM2NyZXQtb2Ytam9l
		...
		> b EXAMINE INBOX
		...
		b OK [READ-ONLY] opened
		> c IDLE
		+ idling`)
	if uid := s.Deliver("INBOX"); uid != 6 {
		t.Errorf("delivered %d", uid)
	}
	dialogue(t, c, "* 6 EXISTS")
	s.Expunge("INBOX", 2)
	dialogue(t, c, `
		* 2 EXPUNGE
		> DONE
		c OK had enough`)
	s.Deliver("INBOX")
	dialogue(t, c, `
		> d NOOP
		* 6 EXISTS
		d OK done
		> e ENABLE QRESYNC
		...
		> f EXAMINE INBOX (QRESYNC (7 1))
		...
		* VANISHED (EARLIER) 2
		...
		f OK [READ-ONLY] opened`)
	s.Expunge("INBOX", 1)
	dialogue(t, c, `
		> g NOOP
		* VANISHED 1
		g OK done`)
	if got := fmt.Sprint(s.UIDs("INBOX")); got != "[3 4 5 6 7]" {
		t.Errorf("UIDs %s", got)
	}
}

func TestEncryptionAndWhatCameBeforeIt(t *testing.T) {
	box := &Mailbox{Scheme: schemeStartTLS, Caps: Profile("rich"), Folders: DefaultFolders()}
	s := serve(t, box, "")
	s.Listen(t)
	c := dial(t, s)
	dialogue(t, c, `
		* OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE IDLE NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS CONDSTORE QRESYNC ESEARCH UIDPLUS UNSELECT STARTTLS LOGINDISABLED] ready
		> a STARTTLS
		a OK begin`)
	encrypted := tls.Client(c, &tls.Config{ServerName: Host, RootCAs: s.Roots})
	dialogue(t, encrypted, `
		> b STARTTLS
		b BAD encrypted already
		> c LOGIN joe s3cret-of-joe
		...
		> d LOGOUT
		* BYE see you
		d OK bye
		EOF`)
	if got := string(s.Clear()); !strings.HasPrefix(got, "a STARTTLS\r\n") || strings.Contains(got, "joe") {
		t.Errorf("in the clear: %q", got)
	}
	if got := s.Commands(); len(got) != 4 || got[3] != "LOGOUT" {
		t.Errorf("commands %q", got)
	}
}
