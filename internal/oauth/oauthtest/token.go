package oauthtest

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	if p.asked == nil {
		p.asked = map[string]int{}
	}
	p.asked[r.PostFormValue("grant_type")]++
	p.busy++
	p.crowded = p.crowded || p.busy > 1
	status, answer, wrong := p.judge(r)
	received := p.Received
	p.mu.Unlock()
	if received != nil && status == http.StatusOK && r.PostFormValue("grant_type") == "refresh_token" {
		received()
	}
	p.mu.Lock()
	p.busy--
	p.mu.Unlock()
	if wrong == nil {
		say(w, status, answer)
		return
	}
	if wrong.RetryAfter != "" {
		w.Header().Set("Retry-After", wrong.RetryAfter)
	}
	if wrong.Location != "" {
		w.Header().Set("Location", wrong.Location)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(wrong.Status)
	_, _ = io.WriteString(w, wrong.Body)
}

// judge decides on a request. wrong is what to say instead.
func (p *Provider) judge(r *http.Request) (status int, answer map[string]any, wrong *Answer) {
	refuse := func(code string) (int, map[string]any, *Answer) {
		return http.StatusBadRequest, map[string]any{"error": code, "error_description": "because\x1b[2J of " + r.PostFormValue("refresh_token") + r.PostFormValue("device_code")}, nil
	}
	if len(p.queue) > 0 {
		next := p.queue[0]
		p.queue = p.queue[1:]
		return 0, nil, &next
	}
	secret := Secret
	if p.Public {
		secret = ""
	}
	if r.PostFormValue("client_id") != ClientID || r.PostFormValue("client_secret") != secret {
		return refuse("invalid_client")
	}
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		q, ok := p.codes[r.PostFormValue("code")]
		delete(p.codes, r.PostFormValue("code"))
		if !ok || q.Get("redirect_uri") != r.PostFormValue("redirect_uri") || q.Get("code_challenge") != challenge(r.PostFormValue("code_verifier")) {
			return refuse("invalid_grant")
		}
		return p.give("")
	case "urn:ietf:params:oauth:grant-type:device_code":
		if r.PostFormValue("device_code") != "device-canary" {
			return refuse("invalid_grant")
		}
		if len(p.device) > 0 {
			no := p.device[0]
			p.device = p.device[1:]
			return refuse(no)
		}
		return p.give("")
	case "refresh_token":
		old := r.PostFormValue("refresh_token")
		if p.refresh[old] == 0 {
			return refuse("invalid_grant")
		}
		p.refresh[old]--
		return p.give(old)
	}
	return refuse("unsupported_grant_type")
}

// give makes tokens; old is the refresh token they are given for.
func (p *Provider) give(old string) (int, map[string]any, *Answer) {
	p.count++
	if p.access == nil {
		p.access = map[string]bool{}
	}
	if p.refresh == nil {
		p.refresh = map[string]int{}
	}
	life := p.Life
	if life == 0 {
		life = time.Hour
	}
	access := fmt.Sprintf("%s%d", Access, p.count)
	p.access[access] = true
	answer := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": int(life.Seconds())}
	switch {
	case old != "" && !p.Rotates:
		p.refresh[old]++
	default:
		refresh := fmt.Sprintf("%s%d", Refresh, p.count)
		p.refresh[refresh] = 1
		if p.Forgives {
			p.refresh[refresh] = 2
		}
		answer["refresh_token"] = refresh
	}
	return http.StatusOK, answer, nil
}
