// Package imapsync answers: where does mail come from?
//
// It logs in to an IMAP server (RFC 3501, RFC 9051), walks over every folder,
// reads what is new past each folder's cursor, has it read by internal/reading
// and hands it to a Sink, the tracker. It decides nothing about a message and
// changes nothing in a mailbox: folders are opened with EXAMINE, messages are
// fetched with BODY.PEEK, and the one thing ever written is what Append is
// given. It is the only package that knows the IMAP library.
//
// A server is not trusted. What it sends passes conn, which bounds bytes, lines,
// literals, nesting and silence before the library sees any of it, and whether
// a message really came is judged by the set of UIDs that was asked for.
package imapsync
