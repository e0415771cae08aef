package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWhatIsNamedIsChosenInOrder(t *testing.T) {
	got, err := choose("server", products(), func(p product) string { return p.name }, "mox,dovecot")
	if err != nil || len(got) != 2 || got[0].name != "Dovecot" || got[1].name != "mox" {
		t.Errorf("got %v and %v", got, err)
	}
	if _, err := choose("server", products(), func(p product) string { return p.name }, "mox,exchange"); err == nil ||
		err.Error() != "there is no server exchange" {
		t.Errorf("got %v", err)
	}
}

func TestTheCacheIsFilledOnce(t *testing.T) {
	c, err := openCache(t.TempDir(), t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("no network")
	if _, err := c.once(t.Context(), "thing", func(context.Context, string) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	filled := 0
	for range 2 {
		dir, err := c.once(t.Context(), "thing", func(_ context.Context, dir string) error {
			filled++
			return os.WriteFile(filepath.Join(dir, "file"), nil, 0o600)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "file")); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(c.dir); err != nil || len(left) != 1 || filled != 1 {
		t.Errorf("filled %d times; there is %v, %v", filled, left, err)
	}
}

func TestOfMoxOnlyIMAPIsLeft(t *testing.T) {
	got := moxConfig("DataDir: .\nLogLevel: traceauth\nListeners:\n\tlocal:\n\n\t\t# where\n\t\tIPs:\n\t\t\t- 127.0.0.1\n"+
		"\t\tSMTP:\n\t\t\tEnabled: true\n\t\t\tPort: 1025\n\t\tIMAP:\n\t\t\tEnabled: true\n\t\t\tPort: 1143\nPostmaster:\n\tAccount: mox\n", 4711)
	want := "DataDir: .\nLogLevel: info\nListeners:\n\tlocal:\n\n\t\tIPs:\n\t\t\t- 127.0.0.1\n" +
		"\t\tIMAP:\n\t\t\tEnabled: true\n\t\t\tPort: 4711\nPostmaster:\n\tAccount: mox\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheTrafficIsAsMuchAsWasAskedFor(t *testing.T) {
	received, sent := traffic(1000)
	ids := map[string]bool{}
	for _, m := range append(received, sent...) {
		ids[m.id] = true
		if !m.at.Before(time.Now()) || strings.Contains(strings.ReplaceAll(m.raw(), "\r\n", ""), "\n") {
			t.Errorf("%s: of %v, or with a bare LF", m.id, m.at)
		}
	}
	if len(received) != 600 || len(sent) != 400 || len(ids) != 1000 {
		t.Errorf("%d received, %d sent, %d ids", len(received), len(sent), len(ids))
	}
}

func TestTheReportHasAColumnForEachServer(t *testing.T) {
	r := report{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), load: []string{"0.10", "1.20"}}
	r.add(outcome{product: "A", version: "1", setup: "As it comes.", quirks: []string{"Odd."}, findings: []finding{
		{scenario: dialogueName, what: "Capabilities", value: "IMAP4rev1", long: true},
		{scenario: dialogueName, what: "MOVE", value: "yes"},
		{scenario: "load", what: "First round", value: "1 s | 2 MiB"},
	}})
	r.add(outcome{product: "B", version: "2", failed: 1, wrong: []string{"load: it is slow\nits log"}})
	text := r.markdown()
	for _, want := range []string{
		"on 2 March 2026,", "machine (load average 0.10 before, 1.20 after). The", "|  | **A** 1 | **B** 2 |\n|---|---|---|\n| First round | 1 s \\| 2 MiB | - |\n",
		"|  | **A** | **B** |\n|---|---|---|\n| MOVE | yes | - |\n", "### A 1\n\nAs it comes.\n\n- Odd.\n- Capabilities: `IMAP4rev1`\n", "- B, load: it is slow\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
	if r.failures() != 1 || !strings.Contains(r.text(), "1 FAILED") {
		t.Errorf("got %d failures in\n%s", r.failures(), r.text())
	}
}
