package wire

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// maxStray is how many responses that belong to nothing are passed over in one
// command.
const maxStray = 1000

// answer is how a command was completed.
type answer struct {
	err  *Refused // nil: OK
	code string
	args []byte // valid until the next response
}

// exchange is what is under way between begin and end: commands that were sent,
// and what to do with their answers.
type exchange struct {
	*Conn
	on       func(*response) (bool, error) // untagged data; true: it was asked for. May be nil
	complete func(tag uint32, a answer) error
	sent     []uint32 // tags of commands that are not completed, oldest first

	res       response
	plus      bool   // a continuation is awaited
	challenge []byte // what the continuation said, valid until the next response
	strays    int
	unasked   int64
	total     int64
	most      int64 // bound of total; 0: none
	deaf      bool  // nothing that it says is believed or passed on

	stop   func() bool
	ctxErr func() error
}

// begin starts an exchange that is called name. Every error of it goes through
// end.
func (c *Conn) begin(ctx context.Context, name string) (*exchange, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c.over != nil {
		return nil, c.over
	}
	if c.bye != "" {
		return nil, c.fail(&Broken{Cause: errClosed, Bye: c.bye})
	}
	c.cmd, c.patience, c.text = name, commandTime, ""
	c.resize(commandBuffer)
	if c.held != "" {
		c.notice(Notice{Alert: c.held})
		c.held = ""
	}
	return &exchange{
		Conn: c, most: 16 * c.o.Limits.Command, ctxErr: ctx.Err,
		stop: context.AfterFunc(ctx, func() { c.Abort(ctx.Err()) }),
	}, nil
}

// end ends an exchange and returns its error: ctx.Err() if that is why the
// connection ended.
func (x *exchange) end(err error) error {
	x.stop()
	x.resize(commandBuffer)
	if cap(x.out) > commandBuffer {
		x.out = nil
	}
	if broken := (*Broken)(nil); errors.As(err, &broken) && x.ctxErr() != nil {
		return x.ctxErr()
	}
	return err
}

// command runs one command from beginning to end. A refusal is an error.
func (c *Conn) command(ctx context.Context, name string, l *line, on func(*response) (bool, error)) (answer, error) {
	x, err := c.begin(ctx, name)
	if err != nil {
		return answer{}, err
	}
	x.on = on
	a, err := x.run(l)
	if err == nil && a.err != nil {
		err = a.err
	}
	return a, x.end(err)
}

// run sends a command and reads until it is completed.
func (x *exchange) run(l *line) (answer, error) {
	result := x.single()
	if err := x.send(l); err != nil {
		return answer{}, err
	}
	err := x.wait()
	return *result, err
}

// single has the next answer kept.
func (x *exchange) single() *answer {
	result := new(answer)
	x.complete = func(_ uint32, a answer) error {
		*result = a
		return nil
	}
	return result
}

// wait reads until every command is completed.
func (x *exchange) wait() error {
	for len(x.sent) > 0 {
		if err := x.step(); err != nil {
			return err
		}
	}
	return nil
}

// send sends a command.
func (x *exchange) send(l *line) error {
	l.b = append(l.b, "\r\n"...)
	_, err := x.start(l)
	return err
}

// start sends a command without its end. Where it holds a literal that the
// server must be ready for, it waits; a server that refuses then has completed
// the command, the rest is not sent, and start returns false.
func (x *exchange) start(l *line) (bool, error) {
	x.tag++
	x.sent = append(x.sent, x.tag)
	x.out = l.b
	tag, begin := x.tag, 0
	for _, at := range l.pauses {
		if err := x.write(l.b[begin:at]); err != nil {
			return false, err
		}
		begin = at
		if ready, err := x.ready(tag); err != nil || !ready {
			return false, err
		}
	}
	return true, x.write(l.b[begin:])
}

// ready waits for the server to ask for more. It returns false if it has
// completed the command instead.
func (x *exchange) ready(tag uint32) (bool, error) {
	x.plus = true
	for x.plus && slices.Contains(x.sent, tag) {
		if err := x.step(); err != nil {
			return false, err
		}
	}
	asked := !x.plus
	x.plus = false
	return asked, nil
}

// step reads one response and deals with it.
func (x *exchange) step() error {
	r := &x.res
	if err := x.next(r); err != nil {
		return err
	}
	if x.total += r.size; x.total > x.most && x.most > 0 {
		return x.garbled("the server sent more than %d bytes in answer to %s", x.most, x.cmd)
	}
	switch r.kind {
	case untagged:
		return x.data(r)
	case tagged:
		return x.completed(r)
	case continuation:
		if x.plus {
			x.plus, x.challenge = false, r.rest()
			return nil
		}
	}
	return x.strayed(r.size)
}

// strayed counts a response that belongs to nothing.
func (x *exchange) strayed(size int64) error {
	if x.strays++; x.strays > maxStray {
		return x.garbled("the server sent more than %d responses that belong to nothing during %s", maxStray, x.cmd)
	}
	return x.excess(size)
}

// excess counts bytes that nobody asked for.
func (x *exchange) excess(size int64) error {
	if x.unasked += size; x.unasked > x.o.Limits.Command {
		return x.garbled("the server sent more than %d bytes during %s that nobody asked for", x.o.Limits.Command, x.cmd)
	}
	return nil
}

// data deals with an untagged response.
func (x *exchange) data(r *response) error {
	if r.word == "BYE" {
		return x.ended(r)
	}
	if x.on != nil {
		begin := r.i
		if asked, err := x.on(r); asked || err != nil {
			return err
		}
		r.i, r.lits = begin, r.literals
	}
	if !x.deaf {
		x.told(r)
	}
	return x.excess(r.size)
}

// ended keeps what the server says when it ends the session (RFC 3501 §7.1.5).
// The running command may still be answered, which often says more.
func (x *exchange) ended(r *response) error {
	if x.bye == "" {
		x.bye = goodbye(r.rest())
		x.patience = min(x.patience, byeTime)
		if !x.deaf {
			x.notice(Notice{Bye: x.bye})
		}
	}
	return x.excess(r.size)
}

// goodbye is what a server says with BYE, which is something even if it is
// nothing.
func goodbye(said []byte) string { return cmp.Or(string(clip(said)), "BYE") }

// completed deals with the completion of a command.
func (x *exchange) completed(r *response) error {
	i := slices.Index(x.sent, r.tag)
	if i < 0 {
		return x.strayed(r.size)
	}
	x.text = string(clip(r.rest()))
	t := r.text()
	a := answer{code: t.code, args: t.args}
	switch r.word {
	case "OK":
		if t.code == "CAPABILITY" {
			x.caps = parseCaps(t.args)
		}
	case "NO", "BAD":
		a.err = t.refused(x.cmd, r.word == "BAD")
	case "BYE":
		return x.fail(&Broken{Cause: errClosed, Bye: goodbye(t.said)})
	default:
		return x.garbled("the server completed %s with neither OK, NO nor BAD", x.cmd)
	}
	if t.code == "ALERT" && !x.deaf {
		x.notice(Notice{Alert: string(clip(t.said))})
	}
	x.sent = slices.Delete(x.sent, i, i+1)
	return x.complete(r.tag, a)
}
