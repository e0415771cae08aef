package reading

import "strings"

// writer is who seems to have written a mail, by its header.
type writer int

// The writers, the surer the higher.
const (
	somebody   writer = iota // a person, for all the header says
	machine                  // the address or a field says that nobody reads answers
	mailSystem               // an empty envelope, a postmaster, a field of mail systems
	daemon                   // an address that only mail systems have
)

// writer tells who seems to have written the mail. People answer as postmaster,
// too, so that address alone makes no daemon.
func (m *mail) writer() writer {
	path := m.header.get("return-path")
	bare := strings.ToLower(strings.Trim(path, "<> \t"))
	null := bare == "" && strings.Contains(path, "<")
	name := m.From.Name
	switch {
	case isDaemon(m.From) && (null || !strings.HasPrefix(m.From.Address, "postmaster")),
		m.From.Address == "" && strings.Contains(strings.ToLower(name), "mailer-daemon"):
		return daemon
	}
	submitted := strings.ToLower(m.header.get("auto-submitted"))
	if strings.Contains(submitted, "(failure)") || strings.Contains(submitted, "(warning-timeout)") || m.header.has("x-ms-exchange-message-is-ndr") {
		return daemon // sendmail and Exchange mark their reports so
	}
	if named := phrases("mail system"); mayLead(name, 1, named) {
		if words := parseProse(clipText(name, maxSubject)).tokens; len(words) > 0 && named.at(words, 0) > 0 {
			if null {
				return daemon
			}
			return mailSystem
		}
	}
	local, _, _ := strings.Cut(bare, "@")
	switch local {
	case "mailer-daemon", "mailerdaemon", "double-bounce", "#":
		return mailSystem
	}
	switch {
	case null, isDaemon(m.From), m.header.get("x-failed-recipients") != "", m.header.has("x-mlserver"):
		return mailSystem
	case m.NoReply, strings.HasPrefix(submitted, "auto-"):
		return machine
	}
	return somebody
}
