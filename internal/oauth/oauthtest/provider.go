// Package oauthtest is an OAuth 2 provider for tests: it authorizes whoever asks,
// gives out tokens, and misbehaves as it is told.
package oauthtest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// The client that a Provider knows, and the beginning of every token it gives.
const (
	ClientID = "client-1"
	Secret   = "client-secret-canary"
	Access   = "access-canary-"
	Refresh  = "refresh-canary-"
)

// Provider is an authorization server. It serves "/authorize", "/token" and
// "/device". Set the fields before it is used.
type Provider struct {
	Life     time.Duration // of an access token; 0: an hour
	Rotates  bool          // each use of a refresh token voids it and gives another
	Forgives bool          // a voided refresh token is taken once more
	Denies   bool          // the person refuses
	Public   bool          // clients have no secret
	Interval int           // seconds between questions for a device code; 0: 5
	// Received is called when a refresh has been done and before it is answered.
	Received func()

	mu      sync.Mutex
	count   int
	codes   map[string]url.Values // of authorization requests, by code
	refresh map[string]int        // how often a refresh token may be used; absent: never
	access  map[string]bool
	queue   []Answer
	device  []string
	asked   map[string]int // requests by grant type
	busy    int
	crowded bool
}

// Answer is what the token endpoint says instead of the truth.
type Answer struct {
	Status     int
	Body       string
	RetryAfter string
	Location   string
}

// Next has the token endpoint give these answers first.
func (p *Provider) Next(answers ...Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue = append(p.queue, answers...)
}

// Waits has the next device code answered with these errors before the token.
func (p *Provider) Waits(errors ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.device = errors
}

// Revoke voids every token.
func (p *Provider) Revoke() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refresh, p.access = nil, nil
}

// Forget voids every access token.
func (p *Provider) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.access = nil
}

// Takes says that an access token is valid.
func (p *Provider) Takes(access string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.access[access]
}

// Asked counts the requests to the token endpoint with a grant type, and says
// whether two of them ever came at once.
func (p *Provider) Asked(grant string) (times int, crowded bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[grant], p.crowded
}

// ServeHTTP serves the endpoints.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method + r.URL.Path {
	case "GET/authorize":
		p.authorize(w, r)
	case "POST/token":
		p.token(w, r)
	case "POST/device":
		p.deviceCode(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	local := err == nil && back.Scheme == "http" && (back.Hostname() == "127.0.0.1" || back.Hostname() == "localhost")
	switch {
	case q.Get("client_id") != ClientID, q.Get("response_type") != "code", q.Get("code_challenge_method") != "S256",
		len(q.Get("code_challenge")) != 43, len(q.Get("state")) < 20, q.Get("scope") == "", !local:
		http.Error(w, "bad request: "+q.Encode(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	answer := url.Values{"state": {q.Get("state")}}
	if p.Denies {
		answer.Set("error", "access_denied")
		answer.Set("error_description", "The person\x1b[2J said no")
	} else {
		p.count++
		code := fmt.Sprintf("code-canary-%d", p.count)
		if p.codes == nil {
			p.codes = map[string]url.Values{}
		}
		p.codes[code] = q
		answer.Set("code", code)
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (p *Provider) deviceCode(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("client_id") != ClientID || r.PostFormValue("scope") == "" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	interval := p.Interval
	if interval == 0 {
		interval = 5
	}
	say(w, http.StatusOK, map[string]any{"device_code": "device-canary", "user_code": "BCDF-GHJK",
		"verification_uri": "https://login.example/device", "expires_in": 900, "interval": interval})
}

// say answers in JSON.
func say(w http.ResponseWriter, status int, what map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(what) // to a test that has hung up
}

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
