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

// What Microsoft 365 offers before and after the login, and how it answers: the
// UID and the flags stand behind what was asked for.
const (
	microsoftBefore = "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+"
	microsoftAfter  = "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES " +
		"CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+"
	microsoftManner = "on CONNECT\n\tsend * OK The Microsoft Exchange IMAP4 service is ready. [RgBSADAAUAAyAA==]\n" +
		"on EXAMINE|STATUS matching /Calendar|Contacts|Tasks/\n\tdone NO The requested item could not be found.\n" +
		"on FETCH\n\treplace /\\((UID \\d+(?: FLAGS \\([^)]*\\))?) (.*)\\)$/ ($2 $1)\n\tanswer\n"
	expired = "\tsend * BYE Session invalidated - AccessTokenExpired\n\tclose\n"
)

// microsoft is an account at Microsoft 365 whose Sent folder has a name, as it
// is sent.
func microsoft(sent string) *scriptedtest.Mailbox {
	box := &scriptedtest.Mailbox{
		Before: strings.Fields(microsoftBefore), Caps: strings.Fields(microsoftAfter),
		Tokens: &scriptedtest.Tokens{Refusal: "AUTHENTICATE failed.", Success: "AUTHENTICATE completed."},
	}
	for i, name := range []string{"Calendar", "Contacts", "Deleted Items", "INBOX", sent, "Tasks"} {
		f := scriptedtest.NewFolder(name)
		f.UIDValidity, f.UIDNext, f.Attrs = uint32(14+i), uint32(7*i+1), []string{`\HasNoChildren`}
		box.Folders = append(box.Folders, f)
	}
	return box
}

func microsoftInEnglish() *scriptedtest.Mailbox { return microsoft("Sent Items") }

func TestTheLadderAtMicrosoft(t *testing.T) {
	for raw, name := range map[string]string{
		"Sent Items": "Sent Items", "Gesendete Elemente": "Gesendete Elemente", "&AMk-l&AOk-ments envoy&AOk-s": "Éléments envoyés",
	} {
		t.Run(name, func(t *testing.T) {
			atProvider(t, microsoftManner, func() *scriptedtest.Mailbox { return microsoft(raw) }, func(p *provider) {
				p.put(offer("anna"), raw)
				p.put(offer("ben"), raw)
				p.round()
				p.sentAs(name, imapsync.ByName)
				time.Sleep(24 * time.Hour)
				p.put(reply("ben", "ben@acme.example"), "INBOX")
				time.Sleep(25 * time.Hour)
				p.round()
				p.round()
				p.stands("after 49 hours", 3, map[string]string{"anna": "remind 1", "ben": "cleared"})
				p.put(reply("anna", "anna@acme.example"), "INBOX")
				p.round()
				p.stands("after the answer", 4, map[string]string{"anna": "cleared", "ben": "cleared"})
				if opened, texts := p.opened(), p.texts(); opened != 1 || texts != 4 {
					p.t.Errorf("%d tasks opened, %d texts asked for", opened, texts)
				}
				p.untroubled()
			})
		})
	}
}

func TestATokenThatExpiresInMidSession(t *testing.T) {
	for _, moment := range []string{
		"LIST first", "STATUS first", "STATUS nth 3", "EXAMINE first", "EXAMINE nth 2", "SEARCH first", "SEARCH nth 2",
		"FETCH first", "FETCH nth 2", "FETCH matching /PEEK\\[\\]/ first", "FETCH nth 4",
	} {
		t.Run(moment, func(t *testing.T) {
			atProvider(t, microsoftManner, microsoftInEnglish, func(p *provider) {
				p.put(offer("anna"), "Sent Items")
				p.put(offer("ben"), "Sent Items")
				p.put(reply("ben", "ben@acme.example"), "INBOX")
				p.tokens.logins = 1
				p.follow("on " + moment + "\n" + expired)
				p.round()
				p.stands("afterwards", 3, map[string]string{"anna": "waiting", "ben": "cleared"})
				p.untroubled()
				if renewed, connections := p.tokens.renewals(), p.server.Connections(); renewed != connections-1 || connections > 3 {
					p.t.Errorf("the token was renewed %d times, over %d connections", renewed, connections)
				}
			})
		})
	}
}

func TestATokenThatExpiresInTheMidstOfAMessage(t *testing.T) {
	atProvider(t, microsoftManner, microsoftInEnglish, func(p *provider) {
		for _, customer := range []string{"anna", "ben", "carl"} {
			p.put(offer(customer), "Sent Items")
		}
		p.tokens.logins = 1
		p.follow("on FETCH first\n\tdrop /^\\* [3] /\n\tdata\n" + expired)
		p.round()
		p.stands("afterwards", 3, map[string]string{"anna": "waiting", "ben": "waiting", "carl": "waiting"})
		p.untroubled()
	})
}

func TestATokenThatExpiresInIdle(t *testing.T) {
	atProvider(t, microsoftManner, microsoftInEnglish, func(p *provider) {
		p.put(offer("anna"), "Sent Items")
		p.tokens.logins = 1
		p.follow("on IDLE first\n\tsend + idling\n\tdelay 30s\n" + expired)
		p.while(20*time.Minute, func() {
			time.Sleep(time.Minute)
			p.put(reply("anna", "anna@acme.example"), "INBOX")
			time.Sleep(time.Minute)
			p.stands("a minute after the answer", 2, map[string]string{"anna": "cleared"})
		})
		p.untroubled()
		if got := p.tokens.renewals(); got != 1 {
			p.t.Errorf("the token was renewed %d times", got)
		}
	})
}

func TestExchangeThatHasNoMailboxToGoWithALogin(t *testing.T) {
	const words = "BAD User is authenticated but not connected."
	for _, script := range []string{
		"on LIST|STATUS|EXAMINE|SEARCH|FETCH\n\tdone " + words + "\n",
		"on LIST\n\tdone " + words + "\n\tsend * BYE Connection closed. 14\n\tclose\n",
		"on EXAMINE|STATUS\n\tdone " + words + "\n",
		"on FETCH\n\tdone " + words + "\n",
	} {
		t.Run(script, func(t *testing.T) {
			atProvider(t, microsoftManner, microsoftInEnglish, func(p *provider) {
				p.put(offer("anna"), "Sent Items")
				p.follow(script)
				err := p.fails()
				if errors.Is(err, imapsync.ErrLogin) || !errors.Is(err, imapsync.ErrUnreachable) || strings.Contains(err.Error(), "password") ||
					strings.Contains(err.Error(), "leave them out") || !strings.Contains(err.Error(), "User is authenticated but not connected") {
					p.t.Errorf("the error is %q", err)
				}
				before := p.server.Connections()
				p.run(time.Hour)
				if got := p.server.Connections() - before; got < 8 || got > 30 {
					p.t.Errorf("it was tried %d times in an hour", got)
				}
				if got := p.tokens.renewals(); got != 0 {
					p.t.Errorf("the token was renewed %d times", got)
				}
				p.follow("")
				p.run(10 * time.Minute)
				p.stands("afterwards", 1, map[string]string{"anna": "waiting"})
				if !p.health().Fresh() {
					p.t.Error("it did not recover")
				}
			})
		})
	}
}

// dated is a mail of ours with a Date.
func dated(customer string, at time.Time) string {
	return fmt.Sprintf("Date: %s\n%s", at.UTC().Format(time.RFC1123Z), offer(customer))
}

func TestAMigrationThatRewroteTheTimesOfArrival(t *testing.T) {
	atProvider(t, microsoftManner, microsoftInEnglish, func(p *provider) {
		now := time.Now()
		day := func(n int) time.Time { return now.AddDate(0, 0, n) }
		p.server.Put("Sent Items", dated("old", day(-90)), now)          // counts from its Date, long ago
		p.server.Put("Sent Items", dated("recent", day(-8)), now)        // the same
		p.server.Put("Sent Items", dated("scheduled", day(-3)), day(-1)) // counts from its arrival
		p.round()
		items, err := p.desk.tracker.List(p.t.Context(), true)
		p.must(err)
		want := map[string]time.Time{"old": day(-90), "recent": day(-8), "scheduled": day(-1)}
		for _, i := range items {
			customer := strings.TrimPrefix(i.Subject, "Offer for ")
			if at, ok := want[customer]; !ok || i.LastOutbound == nil || !i.LastOutbound.Equal(at.Truncate(time.Second)) {
				p.t.Errorf("%s: written at %v, want %v", customer, i.LastOutbound, at)
			}
			delete(want, customer)
		}
		if len(want) > 0 {
			p.t.Errorf("not there: %v", want)
		}
		for customer, want := range map[string]string{"old": "idle", "recent": "remind 1", "scheduled": "waiting"} {
			if got := p.state()[customer]; got != want {
				p.t.Errorf("%s is %q, want %q", customer, got, want)
			}
		}
	})
}

func TestAMessageIDThatTheServerRewrote(t *testing.T) {
	const rewritten = "AM0PR01MB1234.eurprd01.prod.outlook.example"
	for _, names := range []string{"anna@acme.example", rewritten} {
		t.Run(names, func(t *testing.T) {
			atProvider(t, microsoftManner, microsoftInEnglish, func(p *provider) {
				// The copy that the mail program stored, and that of the server.
				p.put(offer("anna"), "Sent Items")
				p.put(strings.Replace(offer("anna"), "anna@acme.example", rewritten, 1), "Sent Items")
				p.round()
				p.stands("at first", 1, map[string]string{"anna": "waiting"})
				time.Sleep(time.Hour)
				p.put(reply("anna", names), "INBOX")
				p.round()
				p.stands("after the answer", 2, map[string]string{"anna": "cleared"})
			})
		})
	}
}

func TestAnAnswerToAMessageIDThatNoCopyHasIsHeld(t *testing.T) {
	atProvider(t, microsoftManner, microsoftInEnglish, func(p *provider) {
		p.put(offer("anna"), "Sent Items")
		p.round()
		time.Sleep(time.Hour)
		p.put(reply("anna", "AM0PR01MB1234@outlook.example"), "INBOX")
		time.Sleep(72 * time.Hour)
		p.round()
		// Nothing proves that it is the answer, and nobody is reminded.
		p.expect("after the answer", "anna", "check 0")
	})
}

func TestAServerThatIdlesAndNeverSpeaks(t *testing.T) {
	atProvider(t, "", microsoftInEnglish, func(p *provider) {
		p.put(offer("anna"), "Sent Items")
		p.follow("on IDLE\n\tsend + idling\n\texpect DONE\n\tdone OK IDLE completed.\n")
		p.while(time.Hour, func() {
			time.Sleep(31 * time.Minute)
			p.put(reply("anna", "anna@acme.example"), "INBOX")
			time.Sleep(6 * time.Minute)
			p.stands("after the next poll", 2, map[string]string{"anna": "cleared"})
		})
		p.untroubled()
	})
}
