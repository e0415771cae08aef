package main

import (
	"context"
	"fmt"
	"sync"

	"thrice/imapsync"
	"thrice/internal/config"
)

// mailbox is an account with what reads it.
type mailbox struct {
	account config.Account
	*imapsync.Syncer
}

// roundsAtOnce is how many accounts are read at the same time while the program
// runs: more cost memory and bring nothing.
const roundsAtOnce = 8

// mailboxes are what reads the accounts of the configuration; none is connected
// yet. Who asks for them closes them.
func (a *app) mailboxes(d *desk, progress func(imapsync.Progress)) ([]mailbox, error) {
	var out []mailbox
	turns := make(chan struct{}, roundsAtOnce)
	for _, account := range d.Accounts {
		roots, err := account.RootCAs()
		if err != nil {
			closeAll(out)
			return nil, exit{codeUsage, err}
		}
		scheme := map[config.Security]string{config.TLS: imapsync.SchemeTLS, config.StartTLS: imapsync.SchemeStartTLS,
			config.Insecure: imapsync.SchemeInsecure}[account.IMAP.Security]
		out = append(out, mailbox{account, imapsync.New(imapsync.Account{
			Name: account.Name, Scheme: scheme, Host: account.IMAP.Host, Port: account.IMAP.Port,
			Username: account.Username, Credential: credential(account, a.keeper(d.Config, account)),
			Folders: account.Folders, Sent: account.Sent, RootCAs: roots, Pins: account.Pins, Hints: hintsOf(d.Config), Poll: account.Poll, Turns: turns,
			Connections: account.Connections, Dial: a.dial,
		}, d.tracker, a.log(), progress, a.now)})
	}
	return out, nil
}

func closeAll(boxes []mailbox) {
	for _, b := range boxes {
		b.Close()
	}
}

// readAll reads each mailbox once, side by side, and returns what went wrong, in
// their order. One that fails does not keep the others from being read.
func readAll(ctx context.Context, boxes []mailbox) []error {
	failed := make([]error, len(boxes))
	var wg sync.WaitGroup
	for n, b := range boxes {
		wg.Go(func() {
			b.Wake() // it looks at every folder, also where a connection is open already
			if err := b.Round(ctx); err != nil {
				failed[n] = fmt.Errorf("account %s: %w", b.account.Name, err)
			}
		})
	}
	wg.Wait()
	return failed
}
