package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

const moxVersion = "v0.0.15"

// mox is built from its module and serves as its authors' "localserve" does,
// with IMAP alone.
func mox() product {
	return product{
		name:  "mox",
		setup: "Built from its module, as its \"localserve\" sets it up, with IMAP alone.",
		quirks: []string{
			"Lists INBOX as \"Inbox\".",
			"Waits for the disk at each APPEND.",
		},
		get: func(ctx context.Context, c cache) (path, version string, err error) {
			path, err = c.goProgram(ctx, "github.com/mjl-/mox", moxVersion, ".")
			return path, moxVersion, err
		},
		start: func(ctx context.Context, path, dir string, port int) (*server, error) {
			data := filepath.Join(dir, "data")
			if out, err := exec.CommandContext(ctx, path, "localserve", "-dir", data, "-ip", "127.0.0.1", "-initonly").CombinedOutput(); err != nil {
				return nil, fmt.Errorf("mox localserve -initonly: %w\n%s", err, out)
			}
			file := filepath.Join(data, "mox.conf")
			err := errors.Join(
				rewrite(file, func(text string) string { return moxConfig(text, port) }),
				// Web pages come last in this file.
				rewrite(filepath.Join(data, "domains.conf"), func(text string) string {
					mail, _, _ := strings.Cut(text, "\nWebHandlers:")
					return mail + "\n"
				}),
			)
			if err != nil {
				return nil, err
			}
			process, err := start(exec.CommandContext(ctx, path, "localserve", "-dir", data), filepath.Join(dir, "log"), nil)
			if err != nil {
				return nil, err
			}
			s := &server{process: process, user: "mox@localhost", password: "moxmoxmox", level: "/"}
			s.renumber = func(ctx context.Context, folder string) error {
				if folder == "INBOX" { // which IMAP takes in any case, and this does not
					folder = "Inbox"
				}
				// It speaks to the one that serves.
				cmd := exec.CommandContext(ctx, path, "-config", file, "bumpuidvalidity", "mox", folder)
				if out, err := cmd.CombinedOutput(); err != nil {
					return fmt.Errorf("mox bumpuidvalidity: %w\n%s", err, out)
				}
				return nil
			}
			return s, nil
		},
	}
}

// moxConfig leaves of what localserve would open only IMAP, at port, and logs no
// conversation.
func moxConfig(text string, port int) string {
	var out strings.Builder
	block := regexp.MustCompile(`^\t\t(\w+):`)
	listeners, keep := false, true
	for line := range strings.Lines(text) {
		if line[0] != '\t' && line[0] != '#' && strings.TrimSpace(line) != "" {
			listeners, keep = strings.HasPrefix(line, "Listeners:"), true
		}
		if m := block.FindStringSubmatch(line); m != nil && listeners {
			keep = m[1] == "IPs" || m[1] == "IMAP"
		}
		switch trimmed := strings.TrimSpace(line); {
		case !keep || strings.HasPrefix(trimmed, "#"):
		case strings.HasPrefix(line, "LogLevel:"):
			out.WriteString("LogLevel: info\n")
		case listeners && strings.HasPrefix(trimmed, "Port:"):
			fmt.Fprintf(&out, "\t\t\tPort: %d\n", port)
		default:
			out.WriteString(line)
		}
	}
	return out.String()
}

// rewrite changes a file.
func rewrite(file string, change func(string) string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(change(string(text))), 0o600)
}
