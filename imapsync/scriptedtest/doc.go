// Package scriptedtest is an IMAP server for tests that departs from the
// protocol where a script says so, and nowhere else.
//
// Below the script lies a small server that answers rightly (RFC 3501, RFC 9051
// and the extensions that it is told to offer), so that a behaviour is a few
// lines long: on this command, say that instead. A Case is one such behaviour in
// a text file. The Server records what it was sent before encryption began, and
// Behave takes the script away: what a client recovers from can be proved by
// letting it go on.
//
// A script is made of rules. The first one that fits a command is followed in
// place of the answer:
//
//	on VERB|VERB [QUALIFIER]...
//		ACTION
//
// VERB is a command without "UID", "any" for every command, or "connect" for the
// moment before the greeting. The qualifiers:
//
//	first           the same as nth 1
//	nth N           only the Nth command that the rest of the rule fits
//	from N          the Nth and all that follow
//	after /RE/      only where the command that opened the folder matches
//	connection N    only on the Nth connection
//	matching /RE/   only where the command line matches; "unless /RE/" where not
//	may             the rule need not be used by anybody
//
// Actions come one after another:
//
//	send TEXT         one line
//	raw TEXT          bytes, without a line's end
//	repeat N TEXT     one line N times, $N is its number
//	fill N TEXT       bytes over and over, N in all
//	drip D N TEXT     one line every D, N times or until the client says something
//	data              the right untagged answer
//	done [TEXT]       the right tagged answer, or a tag and TEXT
//	answer            data and done
//	drop /RE/         leaves out responses that match from what data sends
//	replace /RE/ TEXT changes what matches in them, $1 is a group
//	double /RE/       sends responses that match twice
//	before /RE/ TEXT  puts a line before each response that matches; "after" behind
//	cutat /RE/        cuts the connection before the first match
//	reverse           turns the order of the responses round
//	expect TEXT       waits for a line of the client that begins with it
//	delay D           waits
//	slow D            waits from now on before each byte
//	cutafter N        cuts the connection N bytes further on
//	starttls          begins TLS
//	close             ends the connection in good manners; "cut" without them
//	stall             says nothing any more
//	deaf              neither listens nor speaks any more
//
// In TEXT, $TAG is the command's tag, $ARG its first argument, $SET the UIDs that
// it names, and \r \n \t \xNN \uNNNN are what they are in Go.
package scriptedtest
