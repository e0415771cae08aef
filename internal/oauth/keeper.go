package oauth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

const (
	// firstWait and longestWait are between requests to a provider that fails;
	// each wait is twice the one before.
	firstWait   = 30 * time.Second
	longestWait = 15 * time.Minute
	// young is the age below which it is no use to replace a token that a mail
	// server refuses.
	young = 10 * time.Minute
	// turn is how often a lock that another process holds is looked at.
	turn = 50 * time.Millisecond
)

// Keeper gives out the access token of one account, and renews it. Of all
// keepers of an account, in any process, one at a time asks the provider.
type Keeper struct {
	client Client
	store  Store
	lock   string // path

	one    chan struct{} // holds one token while this keeper is in use
	held   Token         // what was given out last
	unkept *unkept       // what could not be stored
	spent  string        // the refresh token that the provider does not take any more
	end    error         // what it said
	next   time.Time     // no request before that
	wait   time.Duration
	last   error // why the last request failed
}

// unkept is a token that is not stored yet, and the refresh token it came for.
type unkept struct {
	token Token
	from  string
}

// NewKeeper keeps the login of the client's account in a store. folder is where
// processes find one another: on this machine's disk, not on a network's.
func NewKeeper(c Client, s Store, folder string) *Keeper {
	return &Keeper{client: c, store: s, lock: Files(folder).base(c.Account) + ".lock", one: make(chan struct{}, 1)}
}

// Token returns an access token. refused says that the mail server did not take
// the one that was returned last. The error is a *NeedLogin if a person has to
// log in; it has a method Temporary if it may pass.
func (k *Keeper) Token(ctx context.Context, refused bool) (string, error) {
	leave, err := k.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	if !refused && k.unkept == nil && k.held.fresh(k.client.Now()) {
		return k.held.access, nil
	}
	var access string
	err = k.alone(ctx, func() (err error) {
		access, err = k.current(ctx, refused)
		return err
	})
	return access, err
}

// Keep stores a login that was just made.
func (k *Keeper) Keep(ctx context.Context, t Token) error {
	leave, err := k.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return k.alone(ctx, func() error {
		k.unkept, k.held = nil, Token{}
		return k.store.Save(k.client.Account, t)
	})
}

func (k *Keeper) enter(ctx context.Context) (leave func(), err error) {
	select {
	case k.one <- struct{}{}:
		return func() { <-k.one }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// alone calls fn while no other process does.
func (k *Keeper) alone(ctx context.Context, fn func() error) error {
	l := flock.New(k.lock, flock.SetPermissions(0o600))
	if ok, err := l.TryLockContext(ctx, turn); err != nil || !ok {
		return fmt.Errorf("wait for another process that renews the login (%s): %w", k.lock, err)
	}
	return errors.Join(fn(), l.Unlock())
}

// current is Token under the lock: another process may have been faster.
func (k *Keeper) current(ctx context.Context, refused bool) (string, error) {
	stored, err := k.stored()
	if err != nil {
		return "", err
	}
	refused = refused && (k.held.access == "" || k.held.access == stored.access)
	now := k.client.Now()
	switch {
	case refused && stored.fresh(now) && now.Sub(stored.obtained) < young:
		return "", fmt.Errorf("the mail server refuses an access token that %s gave just now: check that the login was made for %s, and that IMAP is turned on for that mailbox",
			k.client.Provider.Name, k.client.Username)
	case refused || !stored.fresh(now):
		renewed, err := k.renew(ctx, stored)
		if err == nil {
			stored = renewed
		} else if refused || !stored.alive(now) || errors.As(err, new(*NeedLogin)) {
			return "", err
		}
	}
	k.held = stored
	return stored.access, nil
}

// stored loads the login, after storing one that could not be stored before.
func (k *Keeper) stored() (Token, error) {
	account := k.client.Account
	stored, err := k.store.Load(account)
	if u := k.unkept; u != nil && err == nil && stored.refresh == u.from {
		if err := k.keep(u.token); err != nil {
			return Token{}, err
		}
		return u.token, nil
	}
	switch {
	case errors.Is(err, ErrNone):
		return Token{}, &NeedLogin{account, err.Error()}
	case err != nil:
		return Token{}, err
	}
	k.unkept = nil // somebody has logged in meanwhile
	if stored.owner != k.client.owner() {
		return Token{}, &NeedLogin{account, "the stored login was made with other settings (oauth, oauth_client_id, oauth_tenant or username)"}
	}
	return stored, nil
}

// renew asks the provider for a new access token. It is returned only after what
// came with it is stored: the old refresh token may be void from now on.
func (k *Keeper) renew(ctx context.Context, old Token) (Token, error) {
	switch {
	case k.spent != "" && k.spent == old.refresh:
		return Token{}, k.end // asking again changes nothing
	case k.client.Now().Before(k.next):
		return Token{}, k.last
	}
	// Whoever hangs up now may never learn the new refresh token.
	t, err := k.client.refresh(context.WithoutCancel(ctx), old)
	if err != nil {
		k.failed(old, err)
		return Token{}, err
	}
	k.wait, k.next, k.last = 0, time.Time{}, nil
	k.unkept = &unkept{t, old.refresh}
	return t, k.keep(t)
}

func (k *Keeper) keep(t Token) error {
	if err := k.store.Save(k.client.Account, t); err != nil {
		return fmt.Errorf("the renewed login is not used before it is stored: %w", err)
	}
	k.unkept = nil
	return nil
}

// failed remembers a failure, so that the provider is not asked too often.
func (k *Keeper) failed(old Token, err error) {
	if errors.As(err, new(*NeedLogin)) {
		k.spent, k.end = old.refresh, err
		return
	}
	k.wait = min(max(2*k.wait, firstWait), longestWait)
	wait := k.wait
	if out := (*outage)(nil); errors.As(err, &out) {
		wait = max(wait, out.after)
	}
	k.next, k.last = k.client.Now().Add(wait), err
}
