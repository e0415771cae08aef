// Package compose puts into words what the program has to tell: the list on
// the terminal, the digest as text, HTML, JSON and mail.
//
// Everything here is pure: what is told, the zone and the instant are
// arguments, and the same arguments give the same bytes. Subjects and names come
// from mails, so from anybody: whatever is shown goes through Plain first.
package compose
