package wire

// Notice is one thing that a server tells of itself. Exactly one field is set.
type Notice struct {
	Exists   *uint32     // messages in the mailbox that is open (EXISTS)
	Expunged uint32      // a sequence number that is gone (EXPUNGE)
	Vanished UIDSet      // UIDs that are gone (VANISHED, RFC 7162 §3.2.10)
	Flags    *FlagChange // flags of a message (FETCH)
	Status   *Status     // of some mailbox (STATUS, RFC 5465 §4)
	Mailbox  *Mailbox    // made, renamed, or other in some way (LIST, RFC 5465 §5.4)
	Alert    string      // what a person must be shown (RFC 3501 §7.1), at most 500 bytes
	Overflow bool        // the server stops telling what NOTIFY asked for (RFC 5465 §5.8)
	Bye      string      // the server ends the session and says this, at most 500 bytes
}

// FlagChange is what a FETCH response says of a message's flags.
type FlagChange struct {
	UID    uint32   // 0: the server did not say which
	Flags  []string // as sent; shared, not to be changed
	ModSeq uint64   // 0: not said (RFC 7162 §3.1.4.2)
}
