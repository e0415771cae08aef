package wire

import (
	"errors"
	"fmt"
)

// Why a connection was given up, or an answer could not be used.
var (
	// ErrTimeout is that the server said nothing, or took for ever to say it.
	ErrTimeout = errors.New("the server does not answer")
	// ErrPreAuth is a greeting that claims a login nobody made: what a server
	// says before encryption must not skip the login (RFC 9051 §11.3).
	ErrPreAuth = errors.New("the server claims to have logged us in already")
	// ErrEarlyData is data sent between the answer to STARTTLS and encryption,
	// which somebody else may have put there (RFC 9051 §6.2.1).
	ErrEarlyData = errors.New("the server sent more before encryption began")
	// ErrUnanswered is a command that was completed without the response it
	// asked for: what is not known is not empty.
	ErrUnanswered = errors.New("the server completed the command without an answer")
	// ErrAnswer is an answer that cannot be understood. The connection is fine.
	ErrAnswer = errors.New("the server's answer cannot be understood")
)

// maxText bounds what is kept of a server's words, in bytes.
const maxText = 500

// Refused is a command completed with NO or BAD (RFC 3501 §7.1). The connection
// is fine.
type Refused struct {
	Command string // as it is called: "EXAMINE"
	Bad     bool   // BAD, not NO
	Code    string // the response code in upper case, without brackets: "NONEXISTENT", or ""
	Args    string // what stands behind the code, as sent
	Text    string // the server's words, as sent, at most 500 bytes
}

// Error says which command was refused and what the server said.
func (r *Refused) Error() string {
	verdict := "NO"
	if r.Bad {
		verdict = "BAD"
	}
	code := r.Code
	if r.Args != "" {
		code += " " + r.Args
	}
	if code != "" {
		verdict += " [" + code + "]"
	}
	return fmt.Sprintf("%s refused: %s %s", r.Command, verdict, r.Text)
}

// Broken is a connection that is over. Every later command returns it again.
type Broken struct {
	Cause   error
	Garbled bool   // closed from this side for what the server sent, by limits or framing
	Bye     string // what the server said when it ended the session, at most 500 bytes
}

// Error says why the connection is over.
func (b *Broken) Error() string {
	if b.Bye != "" {
		return fmt.Sprintf("the server ended the session, saying %q", b.Bye)
	}
	return b.Cause.Error()
}

// Unwrap returns the cause.
func (b *Broken) Unwrap() error { return b.Cause }
