package thrice_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryCommandHasItsFile reads the commands from the help of the program
// itself: what a user sees there, a developer finds under the same name.
func TestEveryCommandHasItsFile(t *testing.T) {
	program := filepath.Join(t.TempDir(), "thrice")
	output(t, "go", "build", "-o", program, "./cmd/thrice")
	help := output(t, program, "help")
	commands := commandsIn(help)
	if len(commands) < 2 {
		t.Fatalf("found the commands %q in:\n%s", commands, help)
	}
	there := files(t)
	for _, command := range commands {
		if name := "cmd/thrice/" + command + ".go"; !slices.Contains(there, name) {
			t.Errorf("thrice help names %q, but there is no %s", command, name)
		}
	}
}

// commandsIn lists the commands in a help text: the first words of the lines
// under "Commands:" that are indented least.
func commandsIn(help string) []string {
	_, list, _ := strings.Cut(help, "Commands:\n")
	line := regexp.MustCompile(`^( +)([a-z][a-z-]*)(?:\s|$)`)
	indent := ""
	var commands []string
	for text := range strings.Lines(list) {
		if strings.TrimSpace(text) != "" && text[0] != ' ' {
			break // the next heading
		}
		m := line.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if indent == "" {
			indent = m[1]
		}
		if m[1] == indent {
			commands = append(commands, m[2])
		}
	}
	return commands
}

func TestCommandsInAHelpTextAreFound(t *testing.T) {
	help := "Usage: thrice <command>\n\nFlags:\n  -h, --help    Show it.\n\nCommands:\n" +
		"  list [flags]\n    What to do.\n\n  show <id>    Timeline\n               and why.\n  done\n\nRun it.\n  never\n"
	if got := strings.Join(commandsIn(help), " "); got != "list show done" {
		t.Errorf("got %q", got)
	}
}
