package oauth

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// unstatedLife is how long a token is taken to live whose provider does not say.
const unstatedLife = time.Hour

// Token is a login at a provider: a refresh token, and the access token that it
// gave last. It prints as "***".
type Token struct {
	access, refresh   string
	obtained, expires time.Time // of the access token
	owner             string    // whom it was given to, see Client.owner
}

// Format writes "***", whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("***")) }

// MarshalJSON returns "***" as a JSON string.
func (t Token) MarshalJSON() ([]byte, error) { return []byte(`"***"`), nil }

// fresh says that the access token is in the first 70 to 80 % of its life. How
// much it is depends on the token, so that accounts do not all renew at once.
func (t Token) fresh(now time.Time) bool {
	life := t.expires.Sub(t.obtained)
	early := time.Duration(sha256.Sum256([]byte(t.access))[0]) // 0 to 255
	due := t.obtained.Add(life*7/10 + life*early/2560)
	return t.access != "" && now.Before(due) && !t.ahead(now)
}

// alive says that the access token can still be used for a while.
func (t Token) alive(now time.Time) bool {
	margin := min(time.Minute, t.expires.Sub(t.obtained)/20)
	return t.access != "" && now.Before(t.expires.Add(-margin)) && !t.ahead(now)
}

// ahead says that the token is from the future: the clock was set back, and says
// nothing about the token's age.
func (t Token) ahead(now time.Time) bool { return t.obtained.After(now.Add(5 * time.Minute)) }

// record is a token as it is stored.
type record struct {
	Owner    string    `json:"owner"`
	Refresh  string    `json:"refresh_token,omitempty"`
	Access   string    `json:"access_token,omitempty"`
	Obtained time.Time `json:"obtained,omitzero"`
	Expires  time.Time `json:"expires,omitzero"`
}

func (t Token) encode() []byte {
	text, err := json.MarshalIndent(record{t.owner, t.refresh, t.access, t.obtained.UTC(), t.expires.UTC()}, "", "  ")
	if err != nil {
		panic(err) // texts and instants can be encoded
	}
	return append(text, '\n')
}

// decode reads a stored token. Its error does not quote it.
func decode(text []byte) (Token, error) {
	var r record
	if err := json.Unmarshal(text, &r); err != nil || r.Refresh == "" {
		return Token{}, errors.New("the stored login is damaged")
	}
	return Token{r.Access, r.Refresh, r.Obtained, r.Expires, r.Owner}, nil
}
