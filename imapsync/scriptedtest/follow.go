package scriptedtest

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// errOver ends a session whose script says so.
var errOver = errors.New("the script ended the connection")

// performance is a rule being followed on a command.
type performance struct {
	*session
	c     command
	edits []action
	reply *reply // the right answer, once it is known
}

// follow does what a rule says. An error means that the connection is over.
func (e *session) follow(r *rule, c command) error {
	p := &performance{session: e, c: c}
	for _, a := range r.actions {
		if err := p.do(a); err != nil {
			return err
		}
	}
	return nil
}

func (p *performance) do(a action) error {
	switch a.verb {
	case "answer":
		if err := p.data(); err != nil {
			return err
		}
		return p.done("")
	case "data":
		return p.data()
	case "done":
		return p.done(p.expand(a.text, 0))
	case "drop", "replace", "double", "before", "after", "reverse", "cutat":
		p.edits = append(p.edits, a)
		return nil
	case "send":
		return p.send(p.expand(a.text, 0) + "\r\n")
	case "raw":
		return p.send(p.expand(a.text, 0))
	case "repeat":
		return p.repeat(a.n, a.text)
	case "fill":
		return p.fill(a.n, p.expand(a.text, 0))
	case "drip":
		return p.drip(a)
	case "expect":
		return p.expect(a.text)
	case "starttls":
		return p.startTLS()
	}
	return p.misbehave(a)
}

// misbehave does what concerns the connection as such.
func (p *performance) misbehave(a action) error {
	switch a.verb {
	case "delay":
		if !p.out.wait(a.d) {
			return errOver
		}
	case "slow":
		p.writing.Lock()
		p.out.pace = a.d
		p.writing.Unlock()
	case "cutafter":
		p.writing.Lock()
		p.out.left = a.n
		p.writing.Unlock()
	case "close":
		p.leave()
		return errOver
	case "cut":
		p.out.reset()
		return errOver
	case "deaf":
		p.out.ignore()
		<-p.out.over
		return errOver
	case "stall":
		<-p.out.over
		return errOver
	}
	return nil
}

// expand fills in what a text says of the command.
func (p *performance) expand(text string, n int64) string {
	if !strings.Contains(text, "$") {
		return text
	}
	first, _ := word(p.c.args)
	set := first
	if i := strings.Index(p.c.args, "UID "); p.c.verb == "SEARCH" && i >= 0 {
		set, _ = word(p.c.args[i+4:])
	}
	return strings.NewReplacer("$TAG", p.c.tag, "$ARG", first, "$SET", set, "$N", strconv.FormatInt(n, 10)).Replace(text)
}

// answer is the right answer.
func (p *performance) answer() *reply {
	if p.reply == nil {
		p.reply = p.right(p.c)
	}
	return p.reply
}

// data sends the right untagged answer, edited.
func (p *performance) data() error {
	r := p.answer()
	lines := r.data
	for _, edit := range p.edits {
		lines = p.edit(edit, lines)
	}
	var texts []string
	for _, l := range lines {
		for _, edit := range p.edits {
			if edit.verb == "cutat" && edit.re.MatchString(l) {
				// The client may be gone; then there is nothing to cut.
				_ = p.send(append(texts, l[:edit.re.FindStringIndex(l)[0]])...)
				p.out.reset()
				return errOver
			}
		}
		texts = append(texts, l, "\r\n")
	}
	if err := p.send(texts...); err != nil {
		return err
	}
	if r.talk != nil {
		return r.talk()
	}
	return nil
}

func (p *performance) edit(a action, lines []string) []string {
	if a.verb == "reverse" {
		lines = slices.Clone(lines)
		slices.Reverse(lines)
		return lines
	}
	var out []string
	for _, l := range lines {
		matched := a.re.MatchString(l)
		switch {
		case a.verb == "cutat":
			out = append(out, l)
		case a.verb == "drop" && matched:
		case a.verb == "double" && matched:
			out = append(out, l, l)
		case a.verb == "before" && matched:
			out = append(out, p.expand(a.text, 0), l)
		case a.verb == "after" && matched:
			out = append(out, l, p.expand(a.text, 0))
		case a.verb == "replace" && matched:
			out = append(out, a.re.ReplaceAllString(l, p.expand(a.text, 0)))
		default:
			out = append(out, l)
		}
	}
	return out
}

// done sends a tagged line: text, or the right one if that is empty. After an OK
// to STARTTLS encryption begins.
func (p *performance) done(text string) error {
	if p.c.tag == "" {
		return nil
	}
	if text == "" {
		text = p.answer().status
	}
	if err := p.say("%s %s", p.c.tag, text); err != nil {
		return err
	}
	if p.c.verb == "STARTTLS" && strings.HasPrefix(text, "OK") {
		return p.startTLS()
	}
	return nil
}

// repeat sends a line n times.
func (p *performance) repeat(n int64, text string) error {
	text += "\r\n"
	if !strings.Contains(text, "$N") {
		text = p.expand(text, 0)
		return p.fill(n*int64(len(text)), text)
	}
	const numbered = 1 << 62 // no text of a script holds this
	parts := strings.Split(p.expand(text, numbered), strconv.FormatInt(numbered, 10))
	var b []byte
	for i := int64(1); i <= n; i++ {
		b = append(b, parts[0]...)
		for _, part := range parts[1:] {
			b = append(strconv.AppendInt(b, i, 10), part...)
		}
		if len(b) > 16<<10 || i == n {
			if err := p.send(string(b)); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	return nil
}

// fill sends a text over and over, n bytes in all.
func (p *performance) fill(n int64, text string) error {
	block := strings.Repeat(text, max(1, 32<<10/len(text)))
	for ; n > 0; n -= int64(len(block)) {
		if err := p.send(block[:min(n, int64(len(block)))]); err != nil {
			return err
		}
	}
	return nil
}

// drip sends a line again and again, with time in between.
func (p *performance) drip(a action) error {
	const glance = time.Second
	for i := range a.n {
		if err := p.send(p.expand(a.text, i+1) + "\r\n"); err != nil {
			return err
		}
		for left := a.d; left > 0; left -= glance {
			if p.r.Buffered() > 0 || p.out.waiting() {
				return nil
			}
			if !p.out.wait(min(left, glance)) {
				return errOver
			}
		}
	}
	return nil
}

// expect waits until the client says something.
func (p *performance) expect(text string) error {
	for {
		l, err := readLine(p.r)
		if err != nil || strings.HasPrefix(l, text) {
			return err
		}
	}
}
