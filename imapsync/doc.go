// Package imapsync answers: where does mail come from?
//
// It logs in to an IMAP server (RFC 3501), walks over every folder, reads what is
// new past each folder's cursor, has it read by internal/reading and hands it to
// a Sink, the tracker; what is older than the account's horizon it hands on as
// header fields, with marks to find them by. It decides nothing about a message
// and changes nothing in a mailbox: folders are opened with EXAMINE, messages are
// fetched with BODY.PEEK, and the one thing ever written is what Append is given.
//
// A server is not trusted. What it sends comes through package wire, which bounds
// bytes, lines, literals, nesting and silence, and whether a message really came
// is judged by the set of UIDs that was asked for.
package imapsync
