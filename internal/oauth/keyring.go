package oauth

import (
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

// keyringService is the name under which logins lie in the system's keyring; the
// user is the account's name.
const keyringService = "thrice login"

// Keyring is the Store that keeps logins in the system's keyring.
type Keyring struct{}

// accessOf is the user of an access token. It has an entry of its own, because
// Windows takes no more than 2,560 bytes into one.
func accessOf(account string) string { return account + " (access token)" }

// Load asks the keyring.
func (Keyring) Load(account string) (Token, error) {
	text, err := keyring.Get(keyringService, account)
	if errors.Is(err, keyring.ErrNotFound) {
		return Token{}, ErrNone
	}
	if err != nil {
		return Token{}, fmt.Errorf("read the login from the keyring: %w", err)
	}
	t, err := decode([]byte(text))
	if err != nil {
		return Token{}, fmt.Errorf("the keyring, service %q, user %q: %w", keyringService, account, err)
	}
	// Without the access token a new one is fetched.
	if text, err := keyring.Get(keyringService, accessOf(account)); err == nil {
		if a, err := decode([]byte(text)); err == nil && a.owner == t.owner {
			t.access, t.obtained, t.expires = a.access, a.obtained, a.expires
		}
	}
	return t, nil
}

// Save puts the refresh token into the keyring, and the access token if it has
// room for it.
func (Keyring) Save(account string, t Token) error {
	if err := keyring.Set(keyringService, account, string(Token{refresh: t.refresh, owner: t.owner}.encode())); err != nil {
		return fmt.Errorf("put the login into the keyring: %w", err)
	}
	access := t
	access.refresh = "-"
	if err := keyring.Set(keyringService, accessOf(account), string(access.encode())); err != nil {
		// The one that is there belongs to an earlier refresh token.
		if err := keyring.Delete(keyringService, accessOf(account)); err != nil && !errors.Is(err, keyring.ErrNotFound) {
			return fmt.Errorf("take the old access token out of the keyring: %w", err)
		}
	}
	return nil
}
