package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// watcher is a plain client in IDLE (RFC 2177).
type watcher struct {
	told chan time.Time // when the server told of one more message
}

// watch opens a folder and idles there. The watcher ends with the client.
func watch(c *client, folder string) (*watcher, error) {
	if _, err := c.do("EXAMINE %q", folder); err != nil {
		return nil, err
	}
	return idle(c)
}

// idle idles in the folder that is open.
func idle(c *client) (*watcher, error) {
	if _, err := c.send("IDLE"); err != nil {
		return nil, err
	}
	line, err := c.line()
	if err != nil || !strings.HasPrefix(line, "+") {
		return nil, errors.Join(err, fmt.Errorf("IDLE: the server says %q", line))
	}
	c.patience = 10 * time.Minute
	w := &watcher{told: make(chan time.Time, 1000)}
	go func() {
		defer close(w.told)
		for {
			line, err := c.line()
			if err != nil {
				return
			}
			if strings.HasSuffix(line, " EXISTS") {
				w.told <- time.Now()
			}
		}
	}()
	return w, nil
}

// next waits for the next notice and returns when it came.
func (w *watcher) next(ctx context.Context, wait time.Duration) (time.Time, error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case at, ok := <-w.told:
		if !ok {
			return at, errors.New("the idle connection is closed")
		}
		return at, nil
	case <-timer.C:
		return time.Time{}, fmt.Errorf("no notice within %v", wait)
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
}

// spread is the middle and the end of some durations.
func spread(all []time.Duration) string {
	if len(all) == 0 {
		return "none"
	}
	s := slices.Sorted(slices.Values(all))
	return fmt.Sprintf("median %s, max %s of %d", short(s[len(s)/2]), short(s[len(s)-1]), len(s))
}

// short is a duration as a person says it.
func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
