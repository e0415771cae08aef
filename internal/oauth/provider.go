package oauth

import "net/http"

// Provider is who a login is made at. Google and Microsoft return those there
// are; the fields are there to be set to another place in tests.
type Provider struct {
	Name         string
	AuthorizeURL string // RFC 6749 §3.1
	TokenURL     string // RFC 6749 §3.2
	DeviceURL    string // RFC 8628 §3.1; empty: logins need a browser on this machine
	Scopes       []string
	// Extra are parameters for AuthorizeURL besides those of the standards.
	Extra map[string]string
	// Loopback is the name under which the browser is sent back to this machine
	// (RFC 8252 §7.3).
	Loopback string
	HTTP     *http.Client // nil: one with a deadline
}

// Google is Google's mail. It gives programs on a desktop no device code for it.
func Google() Provider {
	return Provider{
		Name:         "Google",
		AuthorizeURL: "https://accounts.google.com/o/oauth2/v2/auth",
		TokenURL:     "https://oauth2.googleapis.com/token",
		Scopes:       []string{"https://mail.google.com/"},
		// Without the first there is no refresh token, without the second only
		// at the very first login.
		Extra:    map[string]string{"access_type": "offline", "prompt": "consent"},
		Loopback: "127.0.0.1",
	}
}

// Microsoft is Microsoft 365 and outlook.com. tenant is the organisation's domain
// or number, "common" or "consumers"; send asks for the right to send by SMTP,
// too.
func Microsoft(tenant string, send bool) Provider {
	base := "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/"
	p := Provider{
		Name:         "Microsoft",
		AuthorizeURL: base + "authorize",
		TokenURL:     base + "token",
		DeviceURL:    base + "devicecode",
		Scopes:       []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"},
		Loopback:     "localhost", // the only name whose port need not be registered
	}
	if send {
		p.Scopes = append(p.Scopes, "https://outlook.office.com/SMTP.Send")
	}
	return p
}
