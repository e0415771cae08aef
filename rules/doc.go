// Package rules answers one question: when, and why?
//
// It takes facts about one conversation (who wrote when, what it was, what the
// person decided, when a task was shown) and says what is to be done now, when
// that may change, and why, in a sentence. It is the floor of the program: it
// imports the standard library only and knows no mail, no SQL and no clock.
// Every function is pure; now is always an argument.
package rules
