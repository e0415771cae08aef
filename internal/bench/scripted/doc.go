// Package scripted is an IMAP server (RFC 3501) whose mail is made up at the
// moment when somebody asks for it, so that a mailbox of a million messages
// needs neither disk nor time to be set up.
//
// It offers what Dovecot does where a client that follows mailboxes cares:
// CONDSTORE and QRESYNC (RFC 7162), ESEARCH, LIST-EXTENDED, LIST-STATUS,
// SPECIAL-USE, IDLE, ENABLE, SASL-IR and LITERAL+. Any user name logs in, and all see the
// same mailbox. It can be read only: nothing is ever stored or expunged, so a
// message's number in its folder is its UID, and new mail comes by Deliver.
package scripted
