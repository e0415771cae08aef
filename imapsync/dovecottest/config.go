package dovecottest

import (
	"strings"

	"thrice/internal/dovecot"
)

// settings are how a test wants its server.
type settings struct{ dovecot.Settings }

// special are the folders that exist from the start, with their names as the
// server shows them.
func (s settings) special() []string {
	var names []string
	for _, name := range s.Special {
		names = append(names, s.Prefix+name)
	}
	return names
}

// plain is a folder's name without prefix, with "." between the levels.
func (s settings) plain(folder string) string {
	return strings.ReplaceAll(strings.TrimPrefix(folder, s.Prefix), s.Separator, ".")
}

// sparing has a process serve one session after another: a thousand rounds log
// in a thousand times.
const sparing = `
service imap {
  service_count = 1000
  process_limit = 100
}
`
