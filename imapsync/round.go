package imapsync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// errRenumbered says that a folder's UIDs changed while it was being read.
var errRenumbered = errors.New("the folder's messages were renumbered while they were read")

// Round connects if necessary and reads every selectable folder once: what lies
// past its cursor, and then the texts that the sink still wants. If something
// fails, Sink.Fail has been told why in words for a person, unless ctx is done.
// A folder that refuses to open does not keep the others from being read.
func (s *Syncer) Round(ctx context.Context) error {
	s.busy.Lock()
	defer s.busy.Unlock()
	ctx, cancel := s.within(ctx)
	defer cancel()
	return s.round(ctx)
}

func (s *Syncer) round(ctx context.Context) error {
	defer s.showAlert()
	err := s.read(ctx)
	if isBroken(err) && (s.reused || saidBye(err)) && !errors.Is(err, errOften) && ctx.Err() == nil {
		// A connection that lay idle may have ended long ago, and a server that ends
		// a session says nothing about the next one: an access token expired.
		s.log.InfoContext(ctx, "connecting anew", "account", s.account.Name, "why", err)
		s.drop()
		err = s.read(ctx)
	}
	if err == nil {
		return nil
	}
	// A refused folder leaves the session as it was; after anything else nobody
	// knows what the server still has to say.
	if !errors.As(err, new(*unopened)) {
		s.drop()
	}
	return s.fail(ctx, err)
}

// round is one reading of folders: workers fetch, one goroutine stores.
type round struct {
	s     *Syncer
	start tracker.Start
	small bool // little is to be read: nothing is gained by waiting for more

	around []folder // all that can be opened, the most important first

	mu    sync.Mutex
	stuck []error // of folders that could not be read to the end
	boxes []*mailbox
	busy  map[*mailbox]int // how many workers read it

	filled  chan *window
	used    chan *window
	stopped chan struct{} // closed when storing has ended
	failure error         // why, once stopped is closed

	done, total int // messages
}

func (s *Syncer) read(ctx context.Context) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	start, err := s.begin(ctx)
	if err != nil {
		return err
	}
	o, err := s.session.look(ctx, s.now(), s.thorough.Swap(false), s.choose)
	if err != nil {
		return err
	}
	if len(o.folders) == 0 {
		return &trouble{kind: ErrUnreachable, words: fmt.Sprintf("%s shows no folders, not even INBOX", s.account.address())}
	}
	var (
		names   []string
		news    []folder
		refused []error
	)
	for _, f := range o.folders {
		names = append(names, f.name)
		if !s.unmoved(start, o, f) {
			news = append(news, f)
			if _, told := o.status[f.raw]; told && s.session.open == f.raw {
				s.session.open = "" // it stands elsewhere than we were told
			}
		}
	}
	_, err = s.readFolders(ctx, start, o.folders, news, true)
	if errors.Is(err, errRenumbered) {
		if start, err = s.begin(ctx); err == nil {
			_, err = s.readFolders(ctx, start, o.folders, news, true)
		}
	}
	if u := (*unopened)(nil); errors.As(err, &u) {
		refused = u.folders
	} else if err != nil {
		return err
	}
	if err := s.texts(ctx, o.folders); err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	if len(refused) > 0 {
		return &unopened{refused}
	}
	if err := s.sink.Finish(ctx, s.account.Name, o.at, names); err != nil {
		return fmt.Errorf("finish the round of %s: %w", s.account.Name, err)
	}
	return nil
}

// begin opens a round with the sink.
func (s *Syncer) begin(ctx context.Context) (tracker.Start, error) {
	start, err := s.sink.Begin(ctx, s.account.Name)
	if err != nil {
		return start, fmt.Errorf("begin a round of %s: %w", s.account.Name, err)
	}
	s.inbox, _ = known(start, s.account.Name, inbox)
	return start, nil
}

// unmoved says that nothing happened in a folder since it was read.
func (s *Syncer) unmoved(start tracker.Start, o overview, f folder) bool {
	old, seen := known(start, s.account.Name, f.name)
	if !seen || old.Role != f.role {
		return false
	}
	if old.Unread != "" || start.At.Sub(old.Reconciled) >= reconcileEvery {
		return false
	}
	if st, ok := o.status[f.raw]; ok {
		return unchanged(old, st)
	}
	if f.raw == s.session.open {
		return s.session.stands(old) && !s.session.heard.flags
	}
	return s.session.tells && !s.session.heard.others[f.raw]
}

// parallelFrom is how many messages must be waiting before a second connection
// pays.
const parallelFrom = 2000

// readFolders reads what is new in folders, in their order, over as many
// connections as pay and the account allows. Folders that the server refuses
// come back as *unopened. all are the folders of the account.
func (s *Syncer) readFolders(ctx context.Context, start tracker.Start, all, folders []folder, may bool) (messages int, err error) {
	if len(folders) == 0 {
		return 0, nil
	}
	r := &round{s: s, start: start, busy: map[*mailbox]int{}, around: all}
	refused, err := r.prepareAll(ctx, folders)
	if err != nil {
		return 0, err
	}
	r.small = r.total < storeAtOnce
	if err := r.run(ctx, may); err != nil {
		return r.done, err
	}
	for _, b := range r.boxes {
		if b.stuck {
			continue
		}
		if err := r.conclude(ctx, b); err != nil {
			return r.done, err
		}
		if b.name == inbox {
			s.inbox = b.known
		}
	}
	switch {
	case len(r.stuck) > 0:
		return r.done, r.stuck[0]
	case len(refused) > 0:
		return r.done, &unopened{refused}
	}
	return r.done, nil
}

// prepareAll opens the folders one after the other. Those that the server
// refuses come back; one where the connection ends keeps no other from being
// read.
func (r *round) prepareAll(ctx context.Context, folders []folder) (refused []error, err error) {
	for _, f := range folders {
		b, err := r.prepare(ctx, r.s.session, f)
		switch {
		case err == nil:
			r.boxes = append(r.boxes, b)
			r.total += b.free.Len()
			continue
		case isRefusal(err) && f.aside:
			r.s.log.InfoContext(ctx, "a folder without mail is passed over", "account", r.s.account.Name, "folder", f.name, "why", err)
			continue
		case isRefusal(err):
			refused = append(refused, fmt.Errorf("folder %q: %w", f.name, err))
			// What the server told of it was not made use of.
			r.s.session.open = ""
			r.s.session.doubt(f.raw)
			continue
		}
		err = fmt.Errorf("folder %q: %w", f.name, err)
		if r.s.reused || !r.skips(ctx, err) {
			return nil, err
		}
		if !isBroken(err) {
			continue
		}
		if err := r.s.reconnect(ctx); err != nil {
			return nil, err
		}
	}
	return refused, nil
}

// maxStuck is how many folders may fail before a round is given up: if it were
// more, a server that never answers would be waited for again and again.
const maxStuck = 2

// skips says that a round goes on with other folders although one failed for
// this reason, which is remembered.
func (r *round) skips(ctx context.Context, err error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	ofFolder := isBroken(err) || errors.Is(err, errNothing) || errors.Is(err, wire.ErrUnanswered) || errors.Is(err, wire.ErrAnswer)
	if !ofFolder || ctx.Err() != nil || len(r.stuck) >= maxStuck {
		return false
	}
	r.s.log.InfoContext(ctx, "a folder is passed over", "account", r.s.account.Name, "why", err)
	r.stuck = append(r.stuck, err)
	return true
}

// run reads what is left in the folders.
func (r *round) run(ctx context.Context, may bool) error {
	if r.total == 0 {
		return nil
	}
	r.filled, r.used, r.stopped = make(chan *window, 1), make(chan *window, 8), make(chan struct{})
	fetching, cancel := context.WithCancel(ctx)
	defer cancel()
	go r.store(ctx)
	workers := []*worker{r.worker(r.s.session)}
	workers[0].main = true
	if may && r.total >= parallelFrom {
		for range r.s.account.connections() - 1 {
			second, err := r.s.account.dial(fetching)
			if err != nil {
				// One is enough; the server may allow no more.
				r.s.log.InfoContext(ctx, "no further connection", "account", r.s.account.Name, "why", err)
				break
			}
			workers = append(workers, r.worker(second))
		}
	}
	failures := make([]error, len(workers))
	var wg sync.WaitGroup
	for n, w := range workers {
		wg.Go(func() {
			if failures[n] = w.work(fetching); failures[n] != nil {
				cancel()
			}
			if n > 0 {
				w.session.logout(ctx)
			}
		})
	}
	wg.Wait()
	close(r.filled)
	<-r.stopped
	return r.first(ctx, failures)
}

// first is why a round failed: what failed first made the others stop.
func (r *round) first(ctx context.Context, failures []error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	slices.SortStableFunc(failures, func(a, b error) int {
		stopped := func(err error) int {
			if err == nil || errors.Is(err, context.Canceled) {
				return 1
			}
			return 0
		}
		return cmp.Compare(stopped(a), stopped(b))
	})
	return cmp.Or(r.failure, failures[0])
}

func (r *round) worker(s *session) *worker {
	return &worker{round: r, session: s, sorter: sorter{hints: r.s.account.Hints, horizon: r.start.Horizon, now: r.s.now(), asked: &r.s.asked}}
}

// next is the folder to read: the first in order that nobody reads yet, else the
// first of which somebody is reading with much left.
func (r *round) next() *mailbox {
	r.mu.Lock()
	defer r.mu.Unlock()
	var best *mailbox
	for _, b := range r.boxes {
		left := b.left()
		if left == 0 || b.stuck || r.busy[b] > 0 && left < 2*windowSize {
			continue
		}
		if best == nil || r.busy[b] < r.busy[best] {
			best = b
		}
	}
	if best != nil {
		r.busy[best]++
	}
	return best
}

func (r *round) leave(b *mailbox) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.busy[b]--
}

// left is how many messages nobody has asked for, or did not come.
func (b *mailbox) left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.free.Len() + b.missing.Len()
	for _, s := range b.suspects {
		n += s.Len()
	}
	return n
}

// choose returns the folders to read in the order of reading: Sent, because
// nothing is awaited that was not sent, INBOX, then the others by name.
func (s *Syncer) choose(all []folder) []folder {
	assignRoles(all, s.account.Sent)
	sent := sentFolder(all)
	isSent := func(f folder) bool { return sent != nil && f.name == sent.name }
	if s.account.Sent != "" && (sent == nil || sent.name != s.account.Sent) {
		s.log.Warn("configured Sent folder does not exist", "account", s.account.Name, "sent", s.account.Sent)
	}
	chosen := slices.DeleteFunc(slices.Clone(all), func(f folder) bool {
		return !f.selectable || !(f.name == inbox || isSent(f) || s.account.reads(f.name))
	})
	rank := func(f folder) int {
		switch {
		case isSent(f):
			return 0
		case f.name == inbox:
			return 1
		}
		return 2
	}
	slices.SortFunc(chosen, func(a, b folder) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.name, b.name))
	})
	return chosen
}

// known returns what the sink knows of a folder.
func known(start tracker.Start, account, name string) (tracker.Folder, bool) {
	for _, f := range start.Folders {
		if f.Name == name && (f.Account == "" || f.Account == account) {
			return f, true
		}
	}
	return tracker.Folder{}, false
}
