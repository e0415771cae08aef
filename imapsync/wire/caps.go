package wire

import "strings"

// Caps are the capabilities that a server offers, in upper case (RFC 3501 §7.2.1).
type Caps map[string]bool

// Has says that the server offers a capability, written in any case.
func (c Caps) Has(name string) bool { return c[strings.ToUpper(name)] }

// Auth says that the server offers a SASL mechanism.
func (c Caps) Auth(mechanism string) bool { return c.Has("AUTH=" + mechanism) }
