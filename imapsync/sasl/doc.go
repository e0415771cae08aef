// Package sasl logs in: it chooses a mechanism of SASL (RFC 4422) from what a
// server offers and speaks the client's side of it. It knows no connection: who
// has one hands over challenges and sends what comes back.
//
// A password goes out in one mechanism only. Each of them shows it, or a proof
// of it, to the server once; a second try would count as a second wrong one.
package sasl
