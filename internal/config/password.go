package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// fromKeyring is the key of a password that is in the system's keyring. The keys
// of the other places end in "_cmd", "_file" and "_env".
const fromKeyring = "keyring"

// KeyringService is the name under which passwords lie in the system's keyring;
// the user is the account's name.
const KeyringService = "thrice"

// passwordSource says where a password is; it is none itself.
type passwordSource struct {
	from string // the key that says so; empty: there is none
	what string // the command, the path or the variable
}

// passwordTime is how long a command may take: a person may have to touch a key.
const passwordTime = 30 * time.Second

// Password fetches the account's password. It is asked for anew each time, so
// that one that was changed is found.
func (a Account) Password(ctx context.Context) (Secret, error) {
	return a.secret(ctx, "password", a.password)
}

// ClientSecret fetches the client secret of the account's OAuth. It is empty if
// none is configured.
func (a Account) ClientSecret(ctx context.Context) (Secret, error) {
	if a.OAuth.secret.from == "" {
		return Secret{}, nil
	}
	return a.secret(ctx, "client secret", a.OAuth.secret)
}

func (a Account) secret(ctx context.Context, what string, source passwordSource) (Secret, error) {
	s, err := source.fetch(ctx, a.Name)
	if err != nil {
		return Secret{}, fmt.Errorf("%s of account %q: %s: %w", what, a.Name, source.from, err)
	}
	// Only the first line: pass(1) and its kin keep notes below.
	s, _, _ = strings.Cut(s, "\n")
	if s = strings.TrimSuffix(s, "\r"); s == "" {
		return Secret{}, fmt.Errorf("%s of account %q: %s: the first line is empty", what, a.Name, source.from)
	}
	return newSecret(s), nil
}

func (p passwordSource) fetch(ctx context.Context, account string) (string, error) {
	switch {
	case strings.HasSuffix(p.from, "_cmd"):
		return runCommand(ctx, p.what)
	case strings.HasSuffix(p.from, "_file"):
		return readPassword(p.what)
	case strings.HasSuffix(p.from, "_env"):
		if s, ok := os.LookupEnv(p.what); ok {
			return s, nil
		}
		return "", fmt.Errorf("the variable %s is not set", p.what)
	case p.from == fromKeyring:
		s, err := keyring.Get(KeyringService, account)
		if errors.Is(err, keyring.ErrNotFound) {
			return "", fmt.Errorf("the keyring has none for service %q, user %q; on Linux: secret-tool store --label=thrice service %[1]s username %[2]s", KeyringService, account)
		}
		return s, err
	}
	return "", errors.New("the account has none")
}

func runCommand(ctx context.Context, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, passwordTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	var said bytes.Buffer
	cmd.Stderr = &said
	// What the command leaves running may hold its output open.
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("the command did not finish: %w", context.Cause(ctx))
	case err != nil && said.Len() > 0:
		last := strings.TrimSpace(said.String())
		return "", fmt.Errorf("%w: %s", err, last[strings.LastIndexByte(last, '\n')+1:])
	}
	return string(out), err
}

func readPassword(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if open(info.Mode(), groupOrOthersTouch) {
		return "", fmt.Errorf("others can read %s (%s); run: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	if info.Size() > maxFile {
		return "", fmt.Errorf("%s is too large for a password", path)
	}
	data, err := os.ReadFile(path)
	return string(data), err
}
