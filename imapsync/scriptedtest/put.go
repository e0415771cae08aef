package scriptedtest

import (
	"fmt"
	"strings"
	"time"
)

// Put puts a mail into a folder and tells who listens. Its lines end in "\n"; at
// is its INTERNALDATE. It returns the message's UID.
func (s *Server) Put(name, mail string, at time.Time) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.box.folder(name)
	header, body, _ := strings.Cut(strings.ReplaceAll(mail, "\n", "\r\n"), "\r\n\r\n")
	m := &Message{UID: f.UIDNext, Date: at, Header: header + "\r\n\r\n", Body: body}
	f.add(m)
	s.tell(f, fmt.Sprintf("* %d EXISTS", len(f.Messages)), "")
	return m.UID
}

// Follow makes the server follow another script from now on.
func (s *Server) Follow(script *Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}
