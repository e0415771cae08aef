package config

import (
	"os"
	"path/filepath"
	"strings"
)

// DefaultPath is where the configuration lies if nobody says otherwise:
// thrice/config.toml below $XDG_CONFIG_HOME, or ~/.config. It is empty if env
// knows no home directory. env is os.Getenv, or as much of it as a test needs.
func DefaultPath(env func(string) string) string {
	dir, err := expand("$XDG_CONFIG_HOME/thrice/config.toml", env)
	if err != nil {
		return ""
	}
	return dir
}

// expand replaces a leading "~/" and the variables in a path. The directories
// of the XDG base directory specification have defaults; it says to take no
// notice of relative ones.
func expand(path string, env func(string) string) (string, error) {
	if path == "~" || strings.HasPrefix(path, "~/") {
		path = "$HOME" + path[1:]
	}
	var unset string
	path = os.Expand(path, func(name string) string {
		value := variable(name, env)
		if value == "" {
			unset = name
		}
		return value
	})
	if unset != "" {
		return "", wrong("set it, or write the path in full", "the variable %s is not set", unset)
	}
	return filepath.Clean(path), nil
}

func variable(name string, env func(string) string) string {
	value := env(name)
	home := env("HOME")
	if home == "" {
		home = env("USERPROFILE") // Windows
	}
	below := map[string]string{
		"XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share",
		"XDG_STATE_HOME": ".local/state", "XDG_CACHE_HOME": ".cache",
	}
	switch dir, isXDG := below[name]; {
	case name == "HOME":
		return home
	case isXDG && !filepath.IsAbs(value) && home != "":
		return filepath.Join(home, dir)
	case isXDG && !filepath.IsAbs(value):
		return ""
	}
	return value
}
