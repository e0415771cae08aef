package tracker

import (
	"time"

	"thrice/rules"
)

// Policy is how one account is followed: who we are, which rules hold, when we
// work.
type Policy struct {
	Identity
	Book     rules.Book
	Calendar rules.Calendar
	Lookback time.Duration // first run: how far back conversations are tracked
	History  time.Duration // first run: how far back headers are read
}

// believed says that the provider itself vouches for the sender of m.
func (p Policy) believed(m *Message) bool {
	return m.AuthPass && p.AuthServer != "" && m.AuthServer == p.AuthServer
}

// verdict is what the rule book says about one message.
func (p Policy) verdict(m *Message) rules.Verdict {
	mail := rules.Mail{Outbound: p.Outbound(m), From: p.Author(m).Address, Subject: m.Subject}
	for _, r := range m.To {
		mail.To = append(mail.To, r.Address)
	}
	for _, r := range m.Cc {
		mail.Cc = append(mail.Cc, r.Address)
	}
	mail.Folders, mail.Flags = m.foldersAndFlags()
	return p.Book.For(mail)
}
