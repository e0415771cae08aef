package wire

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// slowest is how quickly a window must come once it has taken commandTime, in
// bytes a second.
const slowest = 1 << 10

// FetchItems are what Fetch asks for of each message, besides its UID.
type FetchItems struct {
	Flags        bool
	Internal     bool     // INTERNALDATE
	ModSeq       bool     // RFC 7162 §3.1.4.2
	Gmail        bool     // X-GM-MSGID and X-GM-THRID
	Fields       []string // header fields: BODY.PEEK[HEADER.FIELDS (...)]
	Body         int      // > 0: instead of Fields the first bytes of the message: BODY.PEEK[]<0.Body>
	ChangedSince uint64   // > 0: only messages changed since (RFC 7162 §3.1.4.1)
	Vanished     bool     // with ChangedSince: Options.Notice is told what vanished, too (RFC 7162 §3.2.6)
}

// words are what stands behind the UIDs.
func (f FetchItems) words() string {
	items := []string{"UID"}
	add := func(wanted bool, item string) {
		if wanted {
			items = append(items, item)
		}
	}
	add(f.Flags, "FLAGS")
	add(f.Internal, "INTERNALDATE")
	add(f.ModSeq, "MODSEQ")
	add(f.Gmail, "X-GM-MSGID X-GM-THRID")
	add(f.Body > 0, "BODY.PEEK[]<0."+strconv.Itoa(f.Body)+">")
	add(f.Body == 0 && len(f.Fields) > 0, "BODY.PEEK[HEADER.FIELDS ("+strings.Join(f.Fields, " ")+")]")
	words := "(" + strings.Join(items, " ") + ")"
	if f.ChangedSince > 0 {
		words += " (CHANGEDSINCE " + strconv.FormatUint(f.ChangedSince, 10)
		if f.Vanished {
			words += " VANISHED"
		}
		words += ")"
	}
	return words
}

// Fetch fetches messages (RFC 3501 §6.4.8) in windows, which next gives one
// after the other until it returns false. At most inflight commands are under
// way at a time; a window that would make too long a line takes several.
//
// each is told every FETCH response: besides what was asked for changes of
// flags that the server tells by itself, before, between or behind (HasFlags
// without Came), and responses that could not be understood (Fault). Nothing
// says that all that was asked for came, or that it came once. The Message is
// reused. What vanishes meanwhile goes to Options.Notice.
//
// done is told of each window that was completed, with nil or, if a command of
// it was refused, a *Refused; LastText then is the text of its last answer.
//
// A window may take five minutes, and longer only while what was asked for
// comes with 1 KiB a second on average; the time that the callbacks take does
// not count. next, each and done must not call the Conn. If each or done
// returns an error Fetch stops, returns it as it is, and the connection is
// over: the answers still under way would be taken for others.
func (c *Conn) Fetch(ctx context.Context, items FetchItems, next func() (UIDSet, bool), inflight int,
	each func(*Message) error, done func(UIDSet, error) error,
) error {
	x, err := c.begin(ctx, "UID FETCH")
	if err != nil {
		return err
	}
	x.most = 0
	x.resize(fetchBuffer)
	f := fetching{
		x: x, words: items.words(), content: items.Body > 0 || len(items.Fields) > 0,
		next: next, each: each, done: done,
		flags: make(flagCache), windows: make(map[uint32]*window),
	}
	x.on, x.complete = f.take, f.complete
	return x.end(f.run(max(inflight, 1)))
}

// fetching is a Fetch under way.
type fetching struct {
	x       *exchange
	words   string
	content bool // header fields or body are asked for
	next    func() (UIDSet, bool)
	each    func(*Message) error
	done    func(UIDSet, error) error

	flags   flagCache
	m       Message
	current *window // of which a part is not asked for yet; nil: none
	windows map[uint32]*window
	owed    int // messages that may still come
}

// window is a set of messages that belong together.
type window struct {
	set     UIDSet
	rest    UIDSet // not asked for yet
	pending int    // commands under way
	err     error
}

func (f *fetching) run(inflight int) error {
	more := true
	for {
		for more && len(f.x.sent) < inflight {
			var err error
			if more, err = f.ask(); err != nil {
				return err
			}
		}
		if len(f.x.sent) == 0 {
			return nil
		}
		if err := f.x.step(); err != nil {
			return err
		}
	}
}

// ask sends one more command. It returns false if there is no more to ask for.
func (f *fetching) ask() (bool, error) {
	for f.current == nil {
		set, more := f.next()
		if !more {
			return false, nil
		}
		if len(set) > 0 {
			f.current = &window{set: set, rest: set}
		} else if err := f.finish(&window{}); err != nil {
			return false, err
		}
	}
	if len(f.x.sent) == 0 {
		f.x.patience = commandTime
	}
	w := f.current
	l := f.x.line("UID FETCH ")
	room := maxLine - len(f.words) - len("4294967295:4294967295,  ")
	for i, r := range w.rest {
		if i > 0 && len(l.b) > room {
			l.b = l.b[:len(l.b)-1]
			w.rest = w.rest[i:]
			return true, f.send(w, l.word(f.words))
		}
		l.b = append(r.append(l.b), ',')
		f.owed += int(min(r.Last-r.First, 1<<20)) + 1
	}
	l.b = l.b[:len(l.b)-1]
	w.rest, f.current = nil, nil
	return true, f.send(w, l.word(f.words))
}

func (f *fetching) send(w *window, l *line) error {
	w.pending++
	f.windows[f.x.tag+1] = w
	return f.x.send(l)
}

// take deals with an untagged response.
func (f *fetching) take(r *response) (bool, error) {
	if r.word != "FETCH" {
		return false, nil
	}
	m := &f.m
	f.flags.message(r, m)
	if m.UID == 0 && m.Fault == "" {
		return true, f.x.excess(r.size)
	}
	if f.owed > 0 && (!f.content || m.Came || m.TooLarge > 0) {
		f.owed--
		f.x.patience += time.Duration(r.size) * (time.Second / slowest)
	} else if err := f.x.excess(r.size); err != nil {
		return true, err
	}
	if err := f.each(m); err != nil {
		return true, f.stop(err)
	}
	return true, nil
}

// complete deals with the completion of a command.
func (f *fetching) complete(tag uint32, a answer) error {
	w := f.windows[tag]
	delete(f.windows, tag)
	f.x.patience, f.x.unasked = commandTime, 0
	if a.err != nil && w.err == nil {
		w.err = a.err
	}
	if w.pending--; w.pending > 0 || len(w.rest) > 0 {
		return nil
	}
	return f.finish(w)
}

func (f *fetching) finish(w *window) error {
	if err := f.done(w.set, w.err); err != nil {
		return f.stop(err)
	}
	return nil
}

// stop ends the connection because a callback failed.
func (f *fetching) stop(err error) error {
	_ = f.x.fail(&Broken{Cause: fmt.Errorf("the fetch was stopped: %w", err)})
	return err
}
