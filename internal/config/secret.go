package config

import (
	"fmt"
	"log/slog"
)

const hidden = "***"

// Secret is a text that must not be printed. However it is formatted, encoded
// or logged, it shows "***"; Reveal gives the text.
type Secret struct {
	// A pointer: where formatting cannot call a method, in an unexported field,
	// it prints a place in memory and not the text.
	text *string
}

func newSecret(s string) Secret { return Secret{&s} }

// Reveal returns the text, for the one place that needs it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String returns "***".
func (s Secret) String() string { return hidden }

// GoString returns "***".
func (s Secret) GoString() string { return hidden }

// Format writes "***", whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText returns "***".
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalJSON returns "***" as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// LogValue returns "***".
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
