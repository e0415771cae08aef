package oauth

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"thrice/internal/oauth/oauthtest"
)

func TestATokenIsRenewedAtFourFifthsOfItsLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{Rotates: true}
		k, _ := keeping(t, p)
		first := wantToken(t, k, p, false)
		time.Sleep(41 * time.Minute) // 70 % are 42
		if again := wantToken(t, k, p, false); again != first {
			t.Error("renewed too early")
		}
		time.Sleep(8 * time.Minute) // 80 % are 48
		if again := wantToken(t, k, p, false); again == first {
			t.Error("not renewed")
		}
		wantRefreshes(t, p, 1)
	})
}

func TestARotatedLoginLastsForMonths(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{Rotates: true}
		k, folder := keeping(t, p)
		for range 200 {
			time.Sleep(14 * time.Hour)
			wantToken(t, k, p, false)
			k = NewKeeper(k.client, Files(folder), folder) // the next start
			wantToken(t, k, p, false)
		}
		wantRefreshes(t, p, 200)
	})
}

func TestOneAtATimeAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{Rotates: true, Received: func() { time.Sleep(2 * time.Second) }}
		k, folder := keeping(t, p)
		time.Sleep(time.Hour)
		// A lock does not know whether it is held by this process or another.
		others := []*Keeper{k, k, NewKeeper(k.client, Files(folder), folder), NewKeeper(k.client, Files(folder), folder)}
		given := make([]string, len(others))
		var wg sync.WaitGroup
		for n, o := range others {
			wg.Go(func() {
				var err error
				if given[n], err = o.Token(t.Context(), false); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, g := range given {
			if g != given[0] || !p.Takes(g) {
				t.Errorf("given %q", given)
			}
		}
		wantRefreshes(t, p, 1)
	})
}

func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{Rotates: true}
		k, folder := keeping(t, p)
		first := wantToken(t, k, p, false)
		_, err := k.Token(t.Context(), true)
		if err == nil || !strings.Contains(err.Error(), "that IMAP is turned on") {
			t.Errorf("a token of this moment is refused: %v", err)
		}
		wantRefreshes(t, p, 0)
		time.Sleep(15 * time.Minute)
		second := wantToken(t, k, p, true)
		if second == first {
			t.Error("the refused token is given again")
		}
		wantRefreshes(t, p, 1)

		// Another process was faster: its token has not been refused.
		other := NewKeeper(k.client, Files(folder), folder)
		wantToken(t, other, p, false)
		time.Sleep(15 * time.Minute)
		third := wantToken(t, other, p, true)
		if got := wantToken(t, k, p, true); got != third {
			t.Errorf("got %s, not the token that another process fetched", got)
		}
		wantRefreshes(t, p, 2)
	})
}

func TestAVoidLoginSaysWhatToRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{Rotates: true}
		k, folder := keeping(t, p)
		p.Revoke()
		time.Sleep(time.Hour)
		for range 5 {
			_, err := k.Token(t.Context(), false)
			wantNeedLogin(t, err, "invalid_grant: because[2J of ***")
		}
		wantRefreshes(t, p, 1) // asking again changes nothing
		login(t, NewKeeper(k.client, Files(folder), folder))
		wantToken(t, k, p, false)
	})
}

func TestNobodyHasLoggedIn(t *testing.T) {
	p := &oauthtest.Provider{}
	k, folder := keeping(t, p)
	_, err := NewKeeper(k.client, Files(t.TempDir()), folder).Token(t.Context(), false)
	wantNeedLogin(t, err, "nobody has logged in yet")
	changed := k.client
	changed.Username = "anna@acme.example"
	_, err = NewKeeper(changed, Files(folder), folder).Token(t.Context(), false)
	wantNeedLogin(t, err, "made with other settings")
	wantRefreshes(t, p, 0)
	if err := error(&NeedLogin{"joe's work", "why"}); err.Error() != `why; run: thrice login 'joe'\''s work'` {
		t.Error(err)
	}
}

func TestAProviderThatFailsIsLeftAlone(t *testing.T) {
	tests := []struct {
		name   string
		answer oauthtest.Answer
		why    string
		passes bool
	}{
		{"too many requests", oauthtest.Answer{Status: 429, RetryAfter: "600", Body: `{"error":"slow_down"}`}, "slow_down", true},
		{"down", oauthtest.Answer{Status: 503, Body: "<html>access-canary-0</html>"}, "status 503", true},
		{"no JSON", oauthtest.Answer{Status: 200, Body: "access-canary-0"}, "cannot be understood", true},
		{"no token", oauthtest.Answer{Status: 200, Body: "{}"}, "cannot be understood", true},
		{"sent elsewhere", oauthtest.Answer{Status: 307, Location: "https://globex.example/"}, "status 307", true},
		{"another client", oauthtest.Answer{Status: 401, Body: `{"error":"invalid_client"}`}, "check oauth_client_id", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &oauthtest.Provider{Rotates: true}
				k, _ := keeping(t, p)
				old := wantToken(t, k, p, false)
				p.Next(tt.answer, tt.answer, tt.answer)
				time.Sleep(50 * time.Minute)
				// The old one lives for ten more minutes.
				for range 3 {
					if got := wantToken(t, k, p, false); got != old {
						t.Error("another token")
					}
				}
				wantRefreshes(t, p, 1)
				_, err := k.Token(t.Context(), true)
				if err == nil || !strings.Contains(err.Error(), tt.why) {
					t.Errorf("refused: error %v, want %q", err, tt.why)
				}
				time.Sleep(10 * time.Minute)
				_, err = k.Token(t.Context(), false)
				if err == nil || !strings.Contains(err.Error(), tt.why) {
					t.Fatalf("dead: error %v, want %q", err, tt.why)
				}
				wantNoSecret(t, err)
				var passes interface{ Temporary() bool }
				if errors.As(err, &passes) != tt.passes {
					t.Errorf("%v: may pass is not %t", err, tt.passes)
				}
				wantRefreshes(t, p, 2)
				time.Sleep(20 * time.Second) // too early
				if _, err := k.Token(t.Context(), false); err == nil {
					t.Error("no error")
				}
				wantRefreshes(t, p, 2)
				time.Sleep(time.Hour)
				if _, err := k.Token(t.Context(), false); err == nil {
					t.Error("no error")
				}
				time.Sleep(time.Hour)
				wantToken(t, k, p, false)
				wantRefreshes(t, p, 4)
			})
		})
	}
}

func TestAMachineThatIsOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{}
		k, _ := keeping(t, p)
		k.client.Provider.HTTP = &http.Client{Transport: offline{}}
		time.Sleep(time.Hour)
		if _, err := k.Token(t.Context(), false); err == nil || !strings.Contains(err.Error(), "is this machine online?") {
			t.Errorf("error %v", err)
		}
		k.client.Provider.HTTP = &http.Client{Transport: direct{p}}
		time.Sleep(time.Minute)
		wantToken(t, k, p, false)
	})
}

func TestAClientSecretThatCannotBeHad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{}
		k, _ := keeping(t, p)
		k.client.Secret = func(context.Context) (string, error) { return "", errors.New("pass: locked") }
		time.Sleep(time.Hour)
		if _, err := k.Token(t.Context(), false); err == nil || !strings.Contains(err.Error(), "pass: locked") {
			t.Errorf("error %v", err)
		}
	})
}

func TestAClockThatWasSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{}
		k, folder := keeping(t, p)
		first := wantToken(t, k, p, false)
		later := k.client
		later.Now = func() time.Time { return time.Now().AddDate(0, 0, -1) }
		if got := wantToken(t, NewKeeper(later, Files(folder), folder), p, false); got == first {
			t.Error("the age of a token of tomorrow is not known, and it was given out")
		}
	})
}

func TestWhoWaitsCanGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{Received: func() { time.Sleep(10 * time.Second) }}
		k, folder := keeping(t, p)
		time.Sleep(time.Hour)
		var wg sync.WaitGroup
		wg.Go(func() { wantToken(t, k, p, false) })
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for _, o := range []*Keeper{k, NewKeeper(k.client, Files(folder), folder)} {
			if _, err := o.Token(ctx, false); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v", err)
			}
		}
		wg.Wait()
	})
}

func TestWhoHangsUpDoesNotLoseTheLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := &oauthtest.Provider{Rotates: true, Received: cancel}
		k, folder := keeping(t, p)
		time.Sleep(time.Hour)
		if _, err := k.Token(ctx, false); err != nil {
			t.Error(err)
		}
		wantToken(t, NewKeeper(k.client, Files(folder), folder), p, false)
		wantRefreshes(t, p, 1)
	})
}
