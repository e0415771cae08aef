package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// goProgram returns the path of a program built from a Go module at a version.
// It is built in a copy of the module with its own go.mod, as its authors build
// it, so that none of its dependencies becomes one of ours.
func (c cache) goProgram(ctx context.Context, module, version, pkg string) (string, error) {
	name := filepath.Base(module)
	dir, err := c.once(ctx, name+"-"+version, func(ctx context.Context, dir string) error {
		var got struct{ Dir, Error string }
		out, err := command(ctx, dir, "go", "mod", "download", "-json", module+"@"+version).Output()
		if err != nil && len(out) == 0 {
			return fmt.Errorf("download the module: %w", err)
		}
		if err := json.Unmarshal(out, &got); err != nil || got.Error != "" {
			return fmt.Errorf("download the module: %s %w", got.Error, err)
		}
		source := filepath.Join(dir, "source")
		if err := os.CopyFS(source, os.DirFS(got.Dir)); err != nil {
			return err
		}
		if out, err := command(ctx, source, "go", "build", "-mod=mod", "-o", filepath.Join(dir, name), pkg).CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %w\n%s", err, out)
		}
		return os.RemoveAll(source)
	})
	return filepath.Join(dir, name), err
}

// command is a program run in dir, free of what is set for our own build.
func command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GOFLAGS=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "GOWORK=off", "LC_ALL=C")
	return cmd
}
