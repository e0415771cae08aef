package main

import (
	"context"

	"thrice/imapsync"
	"thrice/internal/config"
	"thrice/internal/oauth"
)

// client is this program as the account's provider knows it.
func (a *app) client(account config.Account) oauth.Client {
	provider := a.provider
	if provider == nil {
		provider = providerOf
	}
	return oauth.Client{
		Provider: provider(account), ID: account.OAuth.ClientID, Account: account.Name, Username: account.Username, Now: a.now,
		Secret: func(ctx context.Context) (string, error) {
			secret, err := account.ClientSecret(ctx)
			return secret.Reveal(), err
		},
	}
}

func providerOf(account config.Account) oauth.Provider {
	if account.OAuth.Provider == config.Microsoft {
		return oauth.Microsoft(account.OAuth.Tenant, account.SMTP != config.Server{})
	}
	return oauth.Google()
}

// keeper keeps the account's login, nil if it has a password.
func (a *app) keeper(c *config.Config, account config.Account) *oauth.Keeper {
	if account.OAuth.Provider == "" {
		return nil
	}
	var store oauth.Store = oauth.Files(c.DataDir)
	if account.OAuth.Keyring {
		store = oauth.Keyring{}
	}
	return oauth.NewKeeper(a.client(account), store, c.DataDir)
}

// credential gives what the account logs in with: the keeper's token, or, without
// one, the password.
func credential(account config.Account, k *oauth.Keeper) func(context.Context, bool) (imapsync.Credential, error) {
	return func(ctx context.Context, refused bool) (imapsync.Credential, error) {
		if k != nil {
			token, err := k.Token(ctx, refused)
			return imapsync.Credential{Token: token}, err
		}
		secret, err := account.Password(ctx)
		return imapsync.Credential{Password: secret.Reveal()}, err
	}
}
