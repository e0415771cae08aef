package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

const maddyVersion = "v0.8.1"

// maddy is built from its module and serves IMAP alone.
func maddy() product {
	return product{
		name:  "maddy",
		setup: "Built from its module, with SQLite.",
		quirks: []string{
			"Tells of a message in IDLE before SEARCH finds it, now and then: it has to be looked for again.",
			"Does not tell in IDLE of what came between EXAMINE and IDLE.",
		},
		get: func(ctx context.Context, c cache) (path, version string, err error) {
			path, err = c.goProgram(ctx, "github.com/foxcpp/maddy", maddyVersion, "./cmd/maddy")
			return path, maddyVersion, err
		},
		start: func(ctx context.Context, path, dir string, port int) (*server, error) {
			const user, password = "joe@acme.example", "correct-horse"
			out, err := exec.CommandContext(ctx, path, "hash", "--password", password).Output()
			if err != nil {
				return nil, fmt.Errorf("maddy hash: %w", err)
			}
			config := fmt.Sprintf(`state_dir %[1]s/state
runtime_dir %[1]s/run
hostname localhost
tls off
auth.pass_table people {
    table static {
        entry %[2]q %[3]q
    }
}
storage.imapsql mail {
    driver sqlite3
    dsn imapsql.db
}
imap tcp://127.0.0.1:%[4]d {
    auth &people
    storage &mail
    insecure_auth yes
}
`, dir, user, strings.TrimSpace(string(out)), port)
			if err := write(dir, map[string]string{"maddy.conf": config}); err != nil {
				return nil, err
			}
			cmd := exec.CommandContext(ctx, path, "--config", filepath.Join(dir, "maddy.conf"), "run")
			process, err := start(cmd, filepath.Join(dir, "log"), nil)
			if err != nil {
				return nil, err
			}
			return &server{process: process, user: user, password: password, level: "."}, nil
		},
	}
}
