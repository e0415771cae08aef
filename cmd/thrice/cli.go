package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"thrice/internal/compose"
)

// cli is the command line: a field for each command, in the order of the help.
type cli struct {
	Config  string           `short:"c" placeholder:"FILE" help:"The configuration, instead of config.toml in its usual place."`
	Verbose bool             `short:"v" help:"Log what is being done, with subjects and addresses."`
	Version kong.VersionFlag `help:"Print the version."`

	Login  loginCommand  `cmd:"" help:"Log in at Google or Microsoft, for accounts with oauth."`
	Check  checkCommand  `cmd:"" help:"What is wrong, and what to do about it."`
	Run    runCommand    `cmd:"" help:"Keep reading, and tell once a day, until stopped."`
	Once   onceCommand   `cmd:"" help:"Read every account once: for cron, or a look in between."`
	List   listCommand   `cmd:"" help:"What to do now, and who is waited for."`
	Show   showCommand   `cmd:"" help:"One conversation: where it stands, why, and everything that led there."`
	Done   doneCommand   `cmd:"" help:"It is settled: end this round of reminders."`
	Snooze snoozeCommand `cmd:"" help:"Not now: wait until then."`
	Called calledCommand `cmd:"" help:"How the call went."`
	Track  trackCommand  `cmd:"" help:"Follow this one up, whatever the mail says."`
	Ignore ignoreCommand `cmd:"" help:"No clock here again."`
	Undo   undoCommand   `cmd:"" help:"Take back the last decision, yours or the program's."`
	Digest digestCommand `cmd:"" help:"The day's summary: print it, or send it."`
	Read   readCommand   `cmd:"" help:"What is made of a mail: its nature and why, the new text, what it wants."`
	Demo   demoCommand   `cmd:"" help:"The whole thing on made-up mail, with nothing to configure."`
	Help   helpCommand   `cmd:"" help:"This page, or more about one command."`
}

// errNoCommand is a command line without a command.
var errNoCommand = errors.New(`which command? "thrice help" lists them`)

// parse reads the arguments. It returns nil if they asked for nothing but help
// or the version, which has been printed then. The error is one of usage.
func (c *cli) parse(w world) (*kong.Context, error) {
	answered := false
	parser, err := kong.New(c,
		kong.Name("thrice"),
		kong.Description("Three emails to get one answer, then the phone."),
		kong.Vars{"version": version},
		kong.Writers(w.stdout, w.stderr),
		kong.Exit(func(int) { answered = true }),
		kong.Help(printHelp),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 80, Compact: true}),
	)
	if err != nil {
		return nil, fmt.Errorf("describe the command line: %w", err)
	}
	if len(w.args) == 0 {
		return nil, errNoCommand
	}
	parsed, err := parser.Parse(w.args)
	switch {
	case answered:
		return nil, nil
	case err != nil:
		return nil, c.usage(err, parser.Model, w.args)
	}
	return parsed, nil
}

// usage says what is wrong with the command line, and where to look it up.
func (c *cli) usage(err error, model *kong.Application, args []string) error {
	hint := "thrice help"
	for _, node := range model.Children {
		if slices.Contains(args, node.Name) {
			hint = "thrice " + node.Name + " --help"
			break
		}
	}
	return fmt.Errorf("%s; see %q", compose.Plain(strings.TrimSpace(err.Error())), hint)
}
