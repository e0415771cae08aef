package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

type demoCommand struct{}

//go:embed demo/config.toml
var demoConfig string

// demoPassword opens the demo's own mail server, on this machine.
const demoPassword = "demo"

// Run plays a made-up fortnight of a salesperson's mail through a mail server of
// its own, and tells what became of it. It leaves nothing behind.
func (c *demoCommand) Run(ctx context.Context, a *app) error {
	// All is printed at the end: a reader that goes away half-way ("| head")
	// would end the program before it has cleaned up.
	text, err := playDemo(ctx, a)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	_, err = fmt.Fprint(a.stdout, text)
	return err
}

// playDemo sets up server and data, plays the stories, and takes all down again.
func playDemo(ctx context.Context, a *app) (text string, err error) {
	stories, err := readDemoStories()
	if err != nil {
		return "", err
	}
	server, err := startDemoServer()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	dir, err := os.MkdirTemp("", "thrice-demo-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the data: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	d := &demo{server: server, paint: a.paint(), now: stories[0].at.Add(-time.Hour), first: map[string]string{}}
	for _, e := range stories {
		if d.first[e.story] == "" {
			d.first[e.story] = e.parsed.id
		}
	}
	d.app = &app{world: a.world, path: filepath.Join(dir, "config.toml"), level: a.level}
	d.app.now = func() time.Time { return d.now }
	config := fmt.Sprintf("%simap = \"imap+insecure://%s\"\n", demoConfig, server.address())
	for name, content := range map[string]string{"config.toml": config, "password": demoPassword} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return "", fmt.Errorf("write %s: %w", name, err)
		}
	}
	if err := d.app.with(ctx, func(desk *desk) error { return d.play(ctx, desk, stories) }); err != nil {
		return "", err
	}
	return d.out.String(), nil
}

// demoIntroduction is what the demo begins with.
const demoIntroduction = `A made-up fortnight of Joe Miller's mail (joe@acme.example), played through a
mail server that runs only inside this command. Nothing of yours is read and
nothing is kept. Below each mail stands what Thrice decided, and why; the clock
jumps from one event to the next. What falls due at a weekend is on the list
from then on; Thrice speaks up on workdays only, in the digest at 08:30.
`

// demoFarewell says how to go on.
const demoFarewell = `That was the demo. For your own mailbox: fill in a copy of config.example.toml,
then "thrice check", "thrice once" and "thrice list". The README explains more.
`
