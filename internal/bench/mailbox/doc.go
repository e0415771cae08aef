// Package mailbox makes up the mail of a salesperson: conversations whose mails
// refer to one another as mail clients write it, newsletters, replies of
// machines and bounces, in INBOX and Sent.
//
// It is a pure function of a seed, a number of messages and a stretch of time.
// What is kept of a message is a few words; its text is written when somebody
// wants it, so that a million messages are no burden.
package mailbox
