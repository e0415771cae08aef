// Package tracker answers: what is going on?
//
// It is the middle of the program: messages, conversations, tasks, the way a
// message finds its conversation (Place), what a conversation's facts are
// (Conversation.Facts), what has to change when a decision is made (Reconcile),
// and the use cases that tie these together (Tracker). What decides is pure;
// Tracker only loads, calls and saves, through the Store port declared here.
// It knows neither IMAP nor SQL.
package tracker
