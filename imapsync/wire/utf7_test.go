package wire

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestModifiedUTF7(t *testing.T) {
	for name, raw := range map[string]string{
		"":                        "",
		"INBOX":                   "INBOX",
		"R&D":                     "R&-D",
		"~peter/mail/台北/日本語":      "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
		"Entwürfe":                "Entw&APw-rfe",
		"Отправленные":            "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-",
		"\U0001F600 & \U0001F4E7": "&2D3eAA- &- &2D3c5w-",
		"a\tb":                    "a&AAk-b",
	} {
		if got := EncodeMailbox(name); got != raw {
			t.Errorf("%q is written %q, want %q", name, got, raw)
		}
		if got, ok := DecodeMailbox(raw); !ok || got != name {
			t.Errorf("%q is read %q (%v), want %q", raw, got, ok, name)
		}
	}
}

func TestWhatIsNoModifiedUTF7StaysAsItIs(t *testing.T) {
	for _, raw := range []string{
		"R&D", "a&", "&", "&U,BTFw", "&U/BTFw-", "&AA-", "&A-", "&2D0-", "&3gA-", "&2D0AYQ-", "Entwürfe", "a\tb", "a\x7f", "&AP\r\nw-", "&APx-", "\xff",
	} {
		if got, ok := DecodeMailbox(raw); ok || got != raw {
			t.Errorf("%q is read %q (%v)", raw, got, ok)
		}
	}
}

func TestNamesComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		raw := EncodeMailbox(name)
		if got, ok := DecodeMailbox(raw); utf8.ValidString(name) && (!ok || got != name) {
			t.Fatalf("%q became %q and that %q", name, raw, got)
		}
	})
}
