// Package oauth holds logins by OAuth 2 (RFC 6749) to a mail provider: how one is
// made, where it is kept, and how the access token that mail servers want is
// renewed. It knows no mail and no configuration.
//
// A login is a refresh token. Providers may replace it each time it is used, and
// may take the old one for stolen if it comes again; so one process at a time
// uses it, and the new one is on disk before anybody gets the access token that
// came with it. What goes wrong is said in words for a person, never with a
// token in them.
package oauth
