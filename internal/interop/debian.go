package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// debianRoot returns a folder with Debian packages and all that they depend on,
// unpacked beside the system and without a trace in it: IMAP servers conflict
// with one another as packages. users are lines for its /etc/passwd; each gets a
// group of its own name. The folder holds root/, and a file called packages with
// a name and version a line.
func (c cache) debianRoot(ctx context.Context, name string, users []string, packages ...string) (string, error) {
	return c.once(ctx, name, func(ctx context.Context, dir string) error {
		if os.Getuid() != 0 {
			return errors.New("only root can: its programs run in a root of their own")
		}
		for _, tool := range []string{"apt-get", "dpkg-deb", "unshare", "chroot"} {
			if _, err := exec.LookPath(tool); err != nil {
				return fmt.Errorf("this needs Debian or Ubuntu: %w", err)
			}
		}
		if err := download(ctx, dir, packages); err != nil {
			return err
		}
		root := filepath.Join(dir, "root")
		if err := unpack(ctx, dir, root); err != nil {
			return err
		}
		return furnish(root, users)
	})
}

// download fetches packages for a system on which nothing is installed.
func download(ctx context.Context, dir string, packages []string) error {
	debs := filepath.Join(dir, "debs")
	if err := os.MkdirAll(filepath.Join(debs, "partial"), 0o755); err != nil {
		return err
	}
	nothing := filepath.Join(dir, "status")
	if err := os.WriteFile(nothing, nil, 0o644); err != nil {
		return err
	}
	args := []string{"-q", "-y", "-o", "Dir::State::status=" + nothing, "-o", "Dir::Cache::archives=" + debs + "/",
		"-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=root", "--download-only", "--no-install-recommends", "install"}
	args = append(args, packages...)
	out, err := command(ctx, dir, "apt-get", args...).CombinedOutput()
	if err == nil {
		return nil
	}
	// What apt knows may be older than what the mirror still has.
	if said, err := command(ctx, dir, "apt-get", "-q", "update").CombinedOutput(); err != nil {
		return fmt.Errorf("apt-get update: %w\n%s%s", err, out, said)
	}
	if out, err = command(ctx, dir, "apt-get", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("apt-get install --download-only: %w\n%s", err, out)
	}
	return nil
}

// unpack unpacks what was downloaded and throws the packages away. No script of
// theirs runs.
func unpack(ctx context.Context, dir, root string) error {
	if err := os.Mkdir(root, 0o755); err != nil {
		return err
	}
	debs, err := filepath.Glob(filepath.Join(dir, "debs", "*.deb"))
	if err != nil {
		return err
	}
	var list strings.Builder
	for _, deb := range debs {
		// Not -x, which would put a folder where a link to one stands.
		pipe := `dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"`
		if out, err := command(ctx, dir, "sh", "-c", pipe, "sh", deb, root).CombinedOutput(); err != nil {
			return fmt.Errorf("unpack %s: %w\n%s", filepath.Base(deb), err, out)
		}
		parts := strings.Split(filepath.Base(deb), "_")
		fmt.Fprintln(&list, parts[0], strings.ReplaceAll(parts[1], "%3a", ":"))
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "packages"), []byte(list.String()), 0o644),
		os.RemoveAll(filepath.Join(dir, "debs")),
		os.Remove(filepath.Join(dir, "status")),
	)
}

// furnish makes what the scripts of packages would have made: users, and folders
// to mount on.
func furnish(root string, users []string) error {
	passwd := "root:x:0:0:root:/root:/bin/sh\n" + strings.Join(users, "\n") + "\n"
	group := "root:x:0:\n"
	for _, u := range users {
		f := strings.Split(u, ":")
		group += f[0] + ":x:" + f[3] + ":\n"
	}
	failed := []error{
		os.WriteFile(filepath.Join(root, "etc/passwd"), []byte(passwd), 0o644),
		os.WriteFile(filepath.Join(root, "etc/group"), []byte(group), 0o644),
		os.WriteFile(filepath.Join(root, "etc/hosts"), []byte("127.0.0.1 localhost\n"), 0o644),
		os.WriteFile(filepath.Join(root, "etc/nsswitch.conf"), []byte("passwd: files\ngroup: files\nhosts: files\n"), 0o644),
	}
	for _, dir := range []string{"dev", "proc", "run", "tmp", "var/tmp", "root", "interop"} {
		failed = append(failed, os.MkdirAll(filepath.Join(root, dir), 0o755))
	}
	return errors.Join(append(failed, os.Chmod(filepath.Join(root, "tmp"), 0o777|os.ModeSticky))...)
}

// packageVersion is the version of a package in the folder of debianRoot.
func packageVersion(dir, name string) (string, error) {
	list, err := os.ReadFile(filepath.Join(dir, "packages"))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(list)) {
		if f := strings.Fields(line); len(f) == 2 && f[0] == name {
			return f[1], nil
		}
	}
	return "", fmt.Errorf("no package %s was unpacked", name)
}
