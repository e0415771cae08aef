package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// notmuch compares its threads with Dovecot's, and says how long it takes over
// the mail. It reads the bodies, too, which nobody else here does.
func notmuch(ctx context.Context, l *lab, maildir string, theirs groups) (rows []row, err error) {
	program, err := exec.LookPath("notmuch")
	if err != nil {
		return []row{{What: "notmuch", Median: "not installed"}}, nil
	}
	dir, err := os.MkdirTemp(l.tmp, "notmuch")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	config := filepath.Join(dir, "config")
	text := fmt.Sprintf("[database]\npath=%s\nmail_root=%s\n[new]\ntags=\n[search]\nexclude_tags=\n[maildir]\nsynchronize_flags=false\n", dir, maildir)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	run := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Env = append(os.Environ(), "NOTMUCH_CONFIG="+config)
		var complaint strings.Builder
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			err = fmt.Errorf("notmuch %s: %w\n%s", args[0], err, complaint.String())
		}
		return out, err
	}
	begin := time.Now()
	if _, err := run("new", "--quiet"); err != nil {
		return nil, err
	}
	took := time.Since(begin)
	out, err := run("search", "--format=json", "--output=summary", "*")
	if err != nil {
		return nil, err
	}
	its, err := parseNotmuch(out)
	if err != nil {
		return nil, err
	}
	version := strings.TrimSpace(said(ctx, program, "--version"))
	r := compare("Dovecot's", its, theirs)
	r.What, r.Aim = version+": "+r.What, ""
	return []row{{What: version + ", `notmuch new` (bodies, too)", Median: seconds(took)}, r}, nil
}

// parseNotmuch reads the threads that "notmuch search" prints: each has two
// queries, of the messages that were found and of those that were not.
func parseNotmuch(out []byte) (groups, error) {
	var found []struct {
		Query []*string `json:"query"`
	}
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&found); err != nil {
		return nil, fmt.Errorf("read notmuch's threads: %w", err)
	}
	var all groups
	for _, t := range found {
		var ids []string
		for _, q := range t.Query {
			if q == nil {
				continue
			}
			for word := range strings.FieldsSeq(*q) {
				ids = append(ids, strings.Trim(strings.TrimPrefix(word, "id:"), `"`))
			}
		}
		all = append(all, ids)
	}
	return all, nil
}
