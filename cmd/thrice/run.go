package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/robfig/cron/v3"
)

type runCommand struct{}

// Run keeps reading until the process is asked to stop.
func (c *runCommand) Run(ctx context.Context, a *app) error {
	a.level = min(a.level, slog.LevelInfo)
	return a.with(ctx, func(d *desk) error {
		unlock, err := lock(d.DataDir)
		if err != nil {
			return err
		}
		return errors.Join(c.serve(ctx, a, d), unlock())
	})
}

// serve reads each account in a goroutine of its own and decides every minute,
// until ctx is done; everything it began has ended when it returns.
func (c *runCommand) serve(ctx context.Context, a *app, d *desk) error {
	boxes, err := a.mailboxes(d, nil)
	if err != nil {
		return err
	}
	s := &service{app: a, desk: d, boxes: boxes, log: a.log()}
	if d.Digest.Schedule != "" && d.Digest.To != "none" {
		if err := sendable(d.Digest); err != nil {
			return err
		}
		if s.schedule, err = parseSchedule(d.Digest.Schedule); err != nil {
			return exit{codeUsage, err}
		}
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	defer closeAll(boxes)
	for _, b := range boxes {
		wg.Go(func() {
			if err := b.Run(ctx); err != nil && ctx.Err() == nil {
				s.log.ErrorContext(ctx, "reading ended", "account", b.account.Name, "why", err)
			}
		})
	}
	logger := cronLog{s.log}
	jobs := cron.New(cron.WithLocation(d.zone()), cron.WithLogger(logger))
	// In this order: the other way round, a panic would leave the job marked as
	// still running, and it would be skipped for ever.
	chain := cron.NewChain(cron.SkipIfStillRunning(logger), cron.Recover(logger))
	if _, err := jobs.AddJob("* * * * *", chain.Then(cron.FuncJob(func() { s.tick(ctx) }))); err != nil {
		return err
	}
	jobs.Start()
	s.log.InfoContext(ctx, "running", "accounts", len(boxes), "digest", d.Digest.Schedule, "zone", d.zone())
	<-ctx.Done()
	s.log.Info("stopping")
	<-jobs.Stop().Done()
	return nil
}

// cronLog is the log as cron writes to it.
type cronLog struct{ log *slog.Logger }

// Info is what cron does, which is of interest when it does not.
func (l cronLog) Info(msg string, keysAndValues ...any) { l.log.Debug(msg, keysAndValues...) }

// Error is a job that panicked.
func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error(msg, append([]any{"why", err}, keysAndValues...)...)
}
