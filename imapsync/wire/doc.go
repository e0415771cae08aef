// Package wire speaks IMAP4rev1 (RFC 3501) as a client that follows mailboxes:
// it reads them, never changes them but for APPEND, and trusts the server in
// nothing. It knows commands, responses and their limits, and nothing of what
// is looked for in a mailbox or of what is done with it.
//
// A Conn is used by one goroutine at a time and starts none: a method sends its
// command, reads until the answer is complete and returns. What a server sends
// besides is told to Options.Notice. Every read and write has a deadline, every
// response a bound; lawful orders that are rare, and extensions that nobody
// asked for, are no errors. A response that has a beginning and an end but
// cannot be understood costs that one response, never the connection.
package wire
