package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"thrice/imapsync"
	"thrice/imapsync/scriptedtest"
)

// What Gmail offers before and after the login.
const (
	gmailBefore = "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR " +
		"AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER"
	gmailAfter = "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE " +
		"CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584"
	gmailManner = "on CONNECT\n\tsend * OK Gimap ready for requests from 192.0.2.7 k5mb1234567\n"
)

// gmailNames are the names of Gmail's own folders in one language, as they are
// sent.
type gmailNames struct{ root, sent, all, important, starred, spam, trash, drafts string }

func english() gmailNames {
	return gmailNames{"[Gmail]", "Sent Mail", "All Mail", "Important", "Starred", "Spam", "Trash", "Drafts"}
}

// folder is the whole name of one of them.
func (n gmailNames) folder(base string) string { return n.root + "/" + base }

// gmail is an account at Gmail with the label Kunden.
func gmail(n gmailNames) *scriptedtest.Mailbox {
	validity := uint32(633655511)
	folder := func(name string, attrs ...string) *scriptedtest.Folder {
		validity++
		f := scriptedtest.NewFolder(name)
		f.UIDValidity, f.UIDNext, f.Attrs = validity, 100*(validity-633655511), attrs
		return f
	}
	return &scriptedtest.Mailbox{
		Before: strings.Fields(gmailBefore), Caps: strings.Fields(gmailAfter),
		Tokens: &scriptedtest.Tokens{
			Why:     `{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`,
			Refusal: "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
			Success: "joe@acme.example authenticated (Success)", Tells: true,
		},
		Folders: []*scriptedtest.Folder{
			folder("INBOX", `\HasNoChildren`), folder("Kunden", `\HasNoChildren`), folder(n.root, `\HasChildren`, `\Noselect`),
			folder(n.folder(n.all), `\All`, `\HasNoChildren`), folder(n.folder(n.drafts), `\Drafts`, `\HasNoChildren`),
			folder(n.folder(n.important), `\HasNoChildren`, `\Important`), folder(n.folder(n.sent), `\HasNoChildren`, `\Sent`),
			folder(n.folder(n.spam), `\HasNoChildren`, `\Junk`), folder(n.folder(n.starred), `\Flagged`, `\HasNoChildren`),
			folder(n.folder(n.trash), `\HasNoChildren`, `\Trash`),
		},
	}
}

// without takes capabilities away.
func without(box *scriptedtest.Mailbox, names ...string) *scriptedtest.Mailbox {
	for _, name := range names {
		drop := func(caps []string) []string {
			return strings.Fields(strings.ReplaceAll(" "+strings.Join(caps, " ")+" ", " "+name+" ", " "))
		}
		box.Caps, box.Before = drop(box.Caps), drop(box.Before)
	}
	return box
}

func TestOneMailUnderManyLabelsIsOneMessage(t *testing.T) {
	tests := []struct {
		name  string
		names gmailNames
		sent  string
		less  []string // capabilities that are not offered
	}{
		{"as today", english(), "[Gmail]/Sent Mail", nil},
		{"the attributes come with a plain LIST", english(), "[Gmail]/Sent Mail", []string{"LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE"}},
		{"in German", gmailNames{"[Gmail]", "Gesendet", "Alle Nachrichten", "Wichtig", "Markiert", "Spam", "Papierkorb", "Entw&APw-rfe"},
			"[Gmail]/Gesendet", nil},
		{"as in Germany and Britain once", gmailNames{"[Google Mail]", "Sent Mail", "All Mail", "Important", "Starred", "Spam", "Bin", "Drafts"},
			"[Google Mail]/Sent Mail", nil},
		{"in Japanese", gmailNames{"[Gmail]", "&kAFP4W4IMH8w4TD8MOs-", "&MFkweTBmMG4w4TD8MOs-", "&kc2JgQ-", "&MLkwvzD8TtgwTQ-",
			"&j,dg0TDhMPww6w-", "&MLQw33ux-", "&Tgtm+DBN-"}, "[Gmail]/送信済みメール", []string{"LIST-STATUS"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			atProvider(t, gmailManner, func() *scriptedtest.Mailbox { return without(gmail(tt.names), tt.less...) }, func(p *provider) {
				n := tt.names
				p.put(offer("anna"), n.folder(n.sent), n.folder(n.all))
				p.put(offer("ben"), n.folder(n.sent), n.folder(n.all), n.folder(n.important))
				time.Sleep(time.Hour)
				p.put(reply("ben", "ben@acme.example"), "INBOX", "Kunden", n.folder(n.all), n.folder(n.important), n.folder(n.starred))
				p.round()
				p.sentAs(tt.sent, imapsync.BySpecial)
				p.stands("at first", 3, map[string]string{"anna": "waiting", "ben": "cleared"})

				time.Sleep(48 * time.Hour)
				for range 3 {
					p.round()
					p.stands("after 48 hours", 3, map[string]string{"anna": "remind 1", "ben": "cleared"})
				}
				if got := p.opened(); got != 1 {
					p.t.Errorf("%d tasks were opened, want 1", got)
				}
				p.put(reply("anna", "anna@acme.example"), n.folder(n.all), n.folder(n.important), "Kunden", "INBOX")
				p.round()
				both := map[string]string{"anna": "cleared", "ben": "cleared"}
				p.stands("after the answer", 4, both)
				// A star and the archive change where it lies, and nothing else.
				p.put(reply("anna", "anna@acme.example"), n.folder(n.starred))
				p.server.Expunge("INBOX", p.server.UIDs("INBOX")[1])
				p.round()
				p.stands("after it was starred and archived", 4, both)
				if got := p.opened(); got != 1 {
					p.t.Errorf("%d tasks were opened, want 1", got)
				}
				if got := p.texts(); got != 4 {
					p.t.Errorf("%d texts were asked for, want one for each of 4 mails", got)
				}
				if !strings.Contains(strings.Join(p.server.Commands(), "\n"), "\nID (") {
					p.t.Error("Gmail was not told who it talks to")
				}
			})
		})
	}
}

func TestAThrottledAccountLosesNothing(t *testing.T) {
	const withoutBodies = "\treplace / BODY\\[[^\\]]*\\](<\\d+>)? \\{\\d+\\}.*\\)$/ )\n\tdata\n\tdone OK Success [THROTTLED]\n"
	tests := []struct{ name, script, why string }{
		{"messages come without what was asked for", "on FETCH\n" + withoutBodies, "Success [THROTTLED]"},
		{"texts come without what was asked for", "on FETCH matching /PEEK\\[\\]/\n" + withoutBodies, "Success [THROTTLED]"},
		{"half of them come", "on FETCH\n\treplace /(UID \\d*[02468] .*) BODY\\[[^\\]]*\\](<\\d+>)? \\{\\d+\\}.*\\)$/ $1)\n\tdata\n\tdone OK [THROTTLED] Success\n",
			"[THROTTLED] Success"},
		{"every fetch is refused", "on FETCH\n\tdone NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)\n", "command or bandwidth limits"},
		{"texts are refused", "on FETCH matching /PEEK\\[\\]/\n\tdone NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)\n", "command or bandwidth limits"},
		{"whatever is asked is refused", "on LIST|STATUS|EXAMINE|SEARCH|FETCH|NOOP\n\tdone NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)\n",
			"command or bandwidth limits"},
		{"the session is ended", "on FETCH\n\tsend * BYE [OVERQUOTA] Account exceeded command or bandwidth limits.\n\tclose\n", "command or bandwidth limits"},
	}
	for _, tt := range tests {
		for _, first := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/%t", tt.name, first), func(t *testing.T) {
				n := english()
				atProvider(t, gmailManner, func() *scriptedtest.Mailbox { return gmail(n) }, func(p *provider) {
					sent, all := n.folder(n.sent), n.folder(n.all)
					p.put(offer("anna"), sent, all)
					time.Sleep(time.Minute)
					p.put(offer("ben"), sent, all)
					if !first { // the first reading goes well
						p.round()
					}
					time.Sleep(47 * time.Hour)
					p.put(reply("anna", "anna@acme.example"), "INBOX", all)
					time.Sleep(3 * time.Hour)
					p.follow(tt.script)
					for range 2 {
						err := p.fails()
						if !strings.Contains(err.Error(), tt.why) || !errors.Is(err, imapsync.ErrUnreachable) {
							p.t.Errorf("the error is %q, want one that says %q", err, tt.why)
						}
					}
					if got := p.opened(); got != 0 {
						p.t.Errorf("%d tasks were opened although not everything could be read", got)
					}
					p.follow("")
					p.round()
					p.stands("afterwards", 3, map[string]string{"anna": "cleared", "ben": "remind 1"})
					if got := p.opened(); got != 1 {
						p.t.Errorf("%d tasks were opened, want 1", got)
					}
				})
			})
		}
	}
}

func TestAThrottledAccountIsLeftAloneForAWhile(t *testing.T) {
	n := english()
	atProvider(t, gmailManner, func() *scriptedtest.Mailbox { return gmail(n) }, func(p *provider) {
		p.put(offer("anna"), n.folder(n.sent), n.folder(n.all))
		p.follow("on FETCH\n\tdone NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)\n")
		p.run(time.Hour)
		if got := p.server.Connections(); got < 8 || got > 30 {
			p.t.Errorf("it was tried %d times in an hour", got)
		}
		p.follow("")
		p.run(10 * time.Minute)
		p.stands("afterwards", 1, map[string]string{"anna": "waiting"})
	})
}

func TestOneConnectionIsEnoughWhereNoMoreAreAllowed(t *testing.T) {
	const messages = 2100
	n := english()
	atProvider(t, gmailManner, func() *scriptedtest.Mailbox { return gmail(n) }, func(p *provider) {
		at := time.Now().AddDate(0, 0, -60)
		for i := range messages {
			p.server.Put("INBOX", fmt.Sprintf("Date: %s\nFrom: shop@initech.example\nTo: joe@acme.example\nSubject: Price list %d\nMessage-ID: <%d@initech.example>\n\nHello\n",
				at.UTC().Format(time.RFC1123Z), i, i), at)
		}
		p.put(offer("anna"), n.folder(n.sent), n.folder(n.all))
		p.follow("on AUTHENTICATE connection 2\n\tdone NO [ALERT] Too many simultaneous connections. (Failure)\n")
		p.round()
		if got, want := p.server.Connections(), 2; got != want {
			p.t.Errorf("%d connections, want %d", got, want)
		}
		if got := p.tokens.renewals(); got != 0 {
			p.t.Errorf("the token was renewed %d times, for nothing", got)
		}
		for _, f := range p.health().Folders {
			if f.Unread != "" {
				p.t.Errorf("folder %q: unread is %q", f.Name, f.Unread)
			}
		}
		p.expect("afterwards", "anna", "waiting")
	})
}

func TestAnExpiredTokenIsRenewedOnce(t *testing.T) {
	n := english()
	for _, less := range []string{"AUTH=XOAUTH2", "AUTH=OAUTHBEARER"} {
		t.Run("without "+less, func(t *testing.T) {
			atProvider(t, gmailManner, func() *scriptedtest.Mailbox { return without(gmail(n), less) }, func(p *provider) {
				p.put(offer("anna"), n.folder(n.sent), n.folder(n.all))
				p.tokens.takes("canary-0")
				p.tokens.expire()
				p.round()
				if got := p.tokens.renewals(); got != 1 {
					p.t.Errorf("the token was renewed %d times", got)
				}
				p.stands("afterwards", 1, map[string]string{"anna": "waiting"})
			})
		})
	}
}

func TestATokenThatIsRefusedForGood(t *testing.T) {
	atProvider(t, gmailManner, func() *scriptedtest.Mailbox { return gmail(english()) }, func(p *provider) {
		p.tokens.logins = -1
		err := p.fails()
		if !errors.Is(err, imapsync.ErrLogin) || errors.Is(err, imapsync.ErrUnreachable) {
			p.t.Errorf("the error is %v", err)
		}
		for _, words := range []string{"Invalid credentials", "status “400”", "thrice login"} {
			if !strings.Contains(err.Error(), words) {
				p.t.Errorf("%q does not say %q", err, words)
			}
		}
		if strings.Contains(err.Error(), "password") || p.tokens.renewals() != 1 {
			p.t.Errorf("%q; renewed %d times", err, p.tokens.renewals())
		}
	})
}
