package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"thrice/internal/compose"
	"thrice/internal/config"
	"thrice/internal/oauth"
)

type loginCommand struct {
	Account string `arg:"" optional:"" help:"The account, if more than one logs in by OAuth."`
	Browser bool   `help:"Use a browser on this machine where a code would be typed, which some organisations forbid."`
	Paste   bool   `help:"The browser is on another machine: copy the address where it ends to here."`
}

// Run has the person log in at the account's provider, and keeps the login.
func (c *loginCommand) Run(ctx context.Context, a *app) error {
	conf, _, err := a.load()
	if err != nil {
		return err
	}
	account, err := c.account(conf)
	if err != nil {
		return exit{codeUsage, err}
	}
	if err := conf.OpenDataDir(); err != nil {
		return exit{codeUsage, err}
	}
	token, err := c.login(ctx, a, a.client(account))
	if err == nil {
		err = a.keeper(conf, account).Keep(ctx, token)
	}
	if err != nil {
		return fmt.Errorf("account %s: %w", account.Name, err)
	}
	_, err = fmt.Fprintf(a.stdout, "\nThe login is kept. \"thrice check\" tries it.\n")
	return err
}

// account finds the account that is meant.
func (c *loginCommand) account(conf *config.Config) (config.Account, error) {
	var able []config.Account
	for _, account := range conf.Accounts {
		switch {
		case account.OAuth.Provider != "":
			able = append(able, account)
		case account.Name == c.Account:
			return account, fmt.Errorf("account %s has a password, there is nothing to log in to; see oauth in the configuration", account.Name)
		}
	}
	var names []string
	for _, account := range able {
		if account.Name == c.Account || c.Account == "" && len(able) == 1 {
			return account, nil
		}
		names = append(names, account.Name)
	}
	switch {
	case len(names) == 0:
		return config.Account{}, fmt.Errorf("no account logs in by OAuth; see oauth in the configuration")
	case c.Account == "":
		return config.Account{}, fmt.Errorf("which account? there is %s", strings.Join(names, ", "))
	}
	return config.Account{}, fmt.Errorf("there is no account %q; there is %s", c.Account, strings.Join(names, ", "))
}

// login logs in as the provider and the person want it.
func (c *loginCommand) login(ctx context.Context, a *app, client oauth.Client) (oauth.Token, error) {
	open := func(where string) func(address string) error {
		return func(address string) error {
			_, err := fmt.Fprintf(a.stdout, "Open this address in a browser %s, log in as %s, and allow access to the mail:\n\n%s\n\n",
				where, client.Username, address)
			return err
		}
	}
	switch {
	case c.Paste:
		return client.ByHand(ctx, open("on any machine"), func() (string, error) { return a.pasted(ctx) })
	case c.Browser || client.Provider.DeviceURL == "":
		return client.ByBrowser(ctx, open("on this machine (from another one: --paste)"))
	}
	return client.ByDevice(ctx, func(address, code string) error {
		_, err := fmt.Fprintf(a.stdout, "Open this address in a browser on any machine, type the code, and log in as %s:\n\n%s\n\n  code: %s\n\n",
			client.Username, compose.Plain(address), compose.Plain(code))
		return err
	})
}

// pasted reads the address where the browser ended.
func (a *app) pasted(ctx context.Context) (string, error) {
	fmt.Fprint(a.stdout, "The browser then says that it cannot open a page at 127.0.0.1 or localhost. Copy the\naddress of that page to here:\n> ")
	type read struct {
		line string
		err  error
	}
	line := make(chan read, 1)
	// Nothing ends the reading of a terminal; the process does.
	go func() {
		text, err := bufio.NewReader(a.stdin).ReadString('\n')
		if strings.TrimSpace(text) != "" {
			err = nil
		}
		line <- read{text, err}
	}()
	select {
	case r := <-line:
		if r.err != nil {
			return "", fmt.Errorf("read the address: %w", r.err)
		}
		return r.line, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
