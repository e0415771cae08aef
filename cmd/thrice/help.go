package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type helpCommand struct {
	Command string `arg:"" optional:"" help:"The command to explain."`
}

// Run prints the commands, or one of them.
func (c *helpCommand) Run(a *app, k *kong.Context) error {
	if c.Command == "" {
		return printCommands(k.Model, a.stdout)
	}
	w := a.world
	w.args = []string{c.Command, "--help"}
	if _, err := new(cli).parse(w); err != nil {
		return exit{codeUsage, err}
	}
	return nil
}

// printHelp answers --help: for one command as the library does it, for all of
// them one a line.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	if ctx.Selected() != nil {
		return kong.DefaultHelpPrinter(options, ctx)
	}
	return printCommands(ctx.Model, ctx.Stdout)
}

// printCommands lists the commands and the flags that go with all of them.
func printCommands(model *kong.Application, w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nUsage: thrice [-c FILE] COMMAND\n\nCommands:\n", model.Help)
	for _, node := range model.Children {
		if !node.Hidden {
			fmt.Fprintf(&b, "  %-8s %s\n", node.Name, node.Help)
		}
	}
	b.WriteString("\nFlags:\n" +
		"  -c, --config FILE   the configuration, instead of config.toml in its usual place\n" +
		"  -v, --verbose       log what is being done, with subjects and addresses\n" +
		"      --version       print the version\n" +
		"  -h, --help          print this page; after a command, more about it\n\n" +
		"Exit codes: 0 fine, 1 failed, 2 wrong usage or configuration,\n" +
		"3 done, but something is held or an account could not be read.\n")
	_, err := fmt.Fprint(w, b.String())
	return err
}
