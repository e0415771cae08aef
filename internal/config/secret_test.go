package config

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

func TestASecretIsNeverPrinted(t *testing.T) {
	s := newSecret("hunter2")
	type hiding struct {
		secret Secret
		Name   string
		Open   Secret
		List   []Secret
		Ptr    *Secret
	}
	h := hiding{secret: s, Open: s, List: []Secret{s}, Ptr: &s}
	var said []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10s", "%!"} {
		for _, v := range []any{s, &s, h, &h, []Secret{s}, map[string]Secret{"a": s}, map[Secret]int{s: 1}} {
			said = append(said, fmt.Sprintf(verb, v))
		}
	}
	var log bytes.Buffer
	for _, logger := range []*slog.Logger{slog.New(slog.NewTextHandler(&log, nil)), slog.New(slog.NewJSONHandler(&log, nil))} {
		logger.Info("secrets", "plain", s, "pointer", &s, "hiding", h, "list", h.List)
	}
	data, err := json.Marshal(map[string]any{"s": s, "p": &s, "h": h})
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	said = append(said, log.String(), string(data), string(text), s.String(), s.GoString(), fmt.Sprint(s), fmt.Sprint(h.secret))
	for _, line := range said {
		if strings.Contains(line, "hunter2") || strings.Contains(line, fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("printed: %s", line)
		}
	}
	if s.Reveal() != "hunter2" || (Secret{}).Reveal() != "" {
		t.Error("a secret does not reveal what it is")
	}
	if got := fmt.Sprintf("%v %s", s, &s); got != "*** ***" {
		t.Errorf("printed as %s", got)
	}
}

func TestPasswords(t *testing.T) {
	keyring.MockInit()
	if err := keyring.Set(KeyringService, "work", "from the ring"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("THRICE_TEST_PASSWORD", "from the environment")
	t.Setenv("THRICE_TEST_EMPTY", "")
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name   string
		source passwordSource
		want   string // of the password, or
		err    string // in the error
	}{
		{"a command", passwordSource{"password_cmd", `echo "from $((1+1))"; echo "a note"`}, "from 2", ""},
		{"a command that ends its line as Windows does", passwordSource{"password_cmd", `printf 'a b \r\n'`}, "a b ", ""},
		{"a command that fails", passwordSource{"password_cmd", `echo hunter2; echo first >&2; echo "no such entry" >&2; exit 3`}, "", "exit status 3: no such entry"},
		{"a command that says nothing", passwordSource{"password_cmd", `true`}, "", "the first line is empty"},
		{"a file", passwordSource{"password_file", file("good", "from a file\n", 0o600)}, "from a file", ""},
		{"a file only to be read", passwordSource{"password_file", file("read-only", "from a file", 0o400)}, "from a file", ""},
		{"a file the group can read", passwordSource{"password_file", file("group", "hunter2", 0o640)}, "", "chmod 600"},
		{"a file others can read", passwordSource{"password_file", file("others", "hunter2", 0o604)}, "", "chmod 600"},
		{"a file that is not there", passwordSource{"password_file", filepath.Join(dir, "none")}, "", "no such file"},
		{"a variable", passwordSource{"password_env", "THRICE_TEST_PASSWORD"}, "from the environment", ""},
		{"a variable that is empty", passwordSource{"password_env", "THRICE_TEST_EMPTY"}, "", "the first line is empty"},
		{"a variable that is not set", passwordSource{"password_env", "THRICE_TEST_NONE"}, "", "THRICE_TEST_NONE is not set"},
		{"the keyring", passwordSource{from: fromKeyring}, "from the ring", ""},
		{"no source", passwordSource{}, "", "the account has none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Account{Name: "work", password: tt.source}.Password(t.Context())
			if tt.err == "" && (err != nil || s.Reveal() != tt.want) {
				t.Errorf("%q, %v, want %q", s.Reveal(), err, tt.want)
			}
			if tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err) || !strings.Contains(err.Error(), `"work"`)) {
				t.Errorf("%v, want %q", err, tt.err)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error prints the password: %v", err)
			}
		})
	}
	if _, err := (Account{Name: "home", password: passwordSource{from: fromKeyring}}).Password(t.Context()); err == nil || !strings.Contains(err.Error(), "secret-tool store") {
		t.Errorf("an account the keyring does not know: %v", err)
	}
}

func TestAPasswordCommandEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := Account{Name: "work", password: passwordSource{"password_cmd", "sleep 60"}}.Password(ctx)
	if err == nil || !strings.Contains(err.Error(), "did not finish") {
		t.Errorf("a command that hangs: %v", err)
	}
}
