package config

import (
	"regexp"
	"slices"
	"strings"
)

// The providers that an account can log in at by OAuth.
const (
	Google    = "google"
	Microsoft = "microsoft"
)

// OAuth is a login by OAuth 2 instead of a password. The zero value is none.
type OAuth struct {
	Provider string // Google or Microsoft; empty: the account has a password
	ClientID string
	Tenant   string // Microsoft's: a domain, a number, "common", "organizations" or "consumers"
	Keyring  bool   // the login is kept in the system's keyring, not in the data directory

	secret passwordSource
}

// tenants are the names of tenants: domains and numbers, too.
var tenants = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]*$`)

// clientSecret is how the keys of the client secret begin.
const clientSecret = "oauth_client_secret"

// oauth reads a login by OAuth, if there is one.
func (r *reader) oauth(s *section) OAuth {
	var o OAuth
	oneOf(s, "oauth", &o.Provider, Google, Microsoft)
	s.text("oauth_client_id", &o.ClientID)
	s.value("oauth_tenant", `a text such as "acme.example"`, func(v string) error {
		if !tenants.MatchString(v) {
			return wrong(`write a domain, a number, "organizations" or "consumers"`, "%q is no tenant", v)
		}
		o.Tenant = v
		return nil
	})
	var secrets []string
	o.secret, secrets = r.origin(s, clientSecret)
	if len(secrets) > 1 {
		s.fault(s.line(secrets[1]), secrets[1], wrong("keep one", "the client secret has more than one source: %s", strings.Join(secrets, ", ")))
	}
	if s.node.fields["oauth"] == nil {
		for _, key := range append([]string{"oauth_client_id", "oauth_tenant"}, secrets...) {
			if s.node.fields[key] != nil {
				s.fault(s.line(key), key, wrong(`add oauth = "google" or "microsoft", or delete it`, "it means nothing without oauth"))
			}
		}
		return OAuth{}
	}
	if o.Provider == "" {
		return OAuth{} // wrong, and said so
	}
	if s.node.fields["oauth_client_id"] == nil {
		s.fault(s.line("oauth"), "oauth_client_id", wrong("docs/login.md says how to get one; an app password with password_cmd is the easier way", "it is missing"))
	}
	switch {
	case o.Provider == Google && len(secrets) == 0:
		s.fault(s.line("oauth"), clientSecret+"_cmd", wrong("say where it is: "+clientSecret+"_cmd, _file or _env", "Google gives a client secret along with the client id, and wants it"))
	case o.Provider == Google && o.Tenant != "":
		s.fault(s.line("oauth_tenant"), "oauth_tenant", wrong("delete it", "only Microsoft has tenants"))
	case o.Provider == Microsoft && o.Tenant == "":
		o.Tenant = "common"
	}
	return o
}

// origin reads where a secret is, from the keys that begin with a prefix, and
// returns the keys that are there.
func (r *reader) origin(s *section, prefix string) (source passwordSource, given []string) {
	for _, ending := range []string{"_cmd", "_file", "_env"} {
		key, what := prefix+ending, ""
		s.text(key, &what)
		if s.node.fields[key] == nil {
			continue
		}
		given = append(given, key)
		if ending == "_file" && what != "" {
			path, err := r.path(what)
			if err != nil {
				s.fault(s.line(key), key, err)
			}
			what = path
		}
		source = passwordSource{key, what}
	}
	return source, given
}

// credentials reads what the account logs in with: exactly one place of a
// password must be named, or OAuth, beside which keyring says where that is kept.
func (r *reader) credentials(s *section, a *Account) {
	source, given := r.origin(s, "password")
	keyring := false
	if s.truth("keyring", &keyring); keyring && s.node.fields["oauth"] == nil {
		given = append(given, fromKeyring)
		source = passwordSource{from: fromKeyring}
	}
	a.OAuth = r.oauth(s)
	a.OAuth.Keyring = keyring && a.OAuth.Provider != ""
	if s.node.fields["oauth"] != nil {
		given = append(given, "oauth")
	}
	switch {
	case len(given) == 0:
		s.fault(s.node.line, "password_cmd", wrong("write one of password_cmd, password_file, password_env, keyring = true or oauth", "it is not said where the password is"))
	case len(given) > 1:
		slices.SortFunc(given, func(x, y string) int { return s.line(x) - s.line(y) })
		s.fault(s.line(given[1]), given[1], wrong("keep one", "the password has more than one source: %s", strings.Join(given, ", ")))
	}
	a.password = source
}
