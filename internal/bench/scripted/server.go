package scripted

import (
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"thrice/internal/bench/mailbox"
)

// validity is the UIDVALIDITY of all folders.
const validity = 1700000000

// Server serves one mailbox to everybody.
type Server struct {
	mu       sync.RWMutex // for the mailbox
	mailbox  *mailbox.Mailbox
	original int // messages of INBOX before the first that was delivered
	idlers   map[*session]chan struct{}
}

// New returns a server of a mailbox, which nobody else may change from now on.
func New(m *mailbox.Mailbox) *Server {
	return &Server{mailbox: m, original: m.Len(mailbox.Inbox), idlers: map[*session]chan struct{}{}}
}

// Serve answers everybody who connects, until the listener is closed.
func (s *Server) Serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			newSession(s, conn).serve()
		}()
	}
}

// Deliver puts one new mail into INBOX and tells whoever is in IDLE there.
func (s *Server) Deliver(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mailbox.Add(at)
	for _, news := range s.idlers {
		select {
		case news <- struct{}{}:
		default:
		}
	}
}

// Idle is how many sessions are in IDLE.
func (s *Server) Idle() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.idlers)
}

// watch tells a session in IDLE of new mail until stop is called.
func (s *Server) watch(c *session) (news <-chan struct{}, stop func()) {
	tell := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idlers[c] = tell
	return tell, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.idlers, c)
	}
}

// folder is a folder as the server shows it.
type folder struct {
	name    string
	special string // attribute of RFC 6154; empty: none
	kind    mailbox.Folder
	empty   bool
}

func folders() []folder {
	return []folder{
		{name: "INBOX", kind: mailbox.Inbox}, {name: "Sent", special: `\Sent`, kind: mailbox.Sent},
		{name: "Drafts", special: `\Drafts`, empty: true}, {name: "Trash", special: `\Trash`, empty: true},
		{name: "Junk", special: `\Junk`, empty: true}, {name: "Archive", special: `\Archive`, empty: true},
	}
}

func find(name string) (folder, bool) {
	if strings.EqualFold(name, "INBOX") {
		name = "INBOX"
	}
	all := folders()
	i := slices.IndexFunc(all, func(f folder) bool { return f.name == name })
	if i < 0 {
		return folder{}, false
	}
	return all[i], true
}

// count is how many messages a folder has.
func (s *Server) count(f folder) uint32 {
	if f.empty {
		return 0
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return uint32(s.mailbox.Len(f.kind))
}

// modseq is the mod-sequence of a message: 1, and for each that was delivered
// one more.
func (s *Server) modseq(f folder, uid uint32) uint64 {
	if f.empty || f.kind != mailbox.Inbox || int(uid) <= s.original {
		return 1
	}
	return 1 + uint64(int(uid)-s.original)
}

// highest is a folder's HIGHESTMODSEQ.
func (s *Server) highest(f folder) uint64 { return s.modseq(f, s.count(f)) }

// number is the place of a message in the mailbox.
func (s *Server) number(f folder, uid uint32) int { return s.mailbox.Number(f.kind, int(uid)-1) }
