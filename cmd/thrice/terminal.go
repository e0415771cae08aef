package main

import (
	"io"
	"os"

	"thrice/internal/compose"
)

// isTerminal says whether a person sees what is written, as it is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// paint returns the colours for standard output: none unless it is a terminal
// that has them, and the person wants them (https://no-color.org).
func (w world) paint() compose.Paint {
	if !isTerminal(w.stdout) || w.env("NO_COLOR") != "" || w.env("TERM") == "dumb" {
		return compose.Unpainted
	}
	return coloured
}

// coloured marks text with SGR sequences, ECMA-48 §8.3.117.
func coloured(ink compose.Ink, s string) string {
	code := map[compose.Ink]string{compose.Strong: "1", compose.Faint: "2", compose.Alarm: "31"}[ink]
	if code == "" || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
