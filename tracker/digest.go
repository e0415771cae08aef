package tracker

import (
	"context"
	"fmt"
	"time"

	"thrice/rules"
)

// digestSpan is how far back "cleared since the last one" looks when there was none.
const digestSpan = 24 * time.Hour

// RoundUp is what a digest is made of.
type RoundUp struct {
	At     time.Time
	Since  time.Time // the digest before this one
	Items  []Item    // waiting, due, held
	Ended  []Item    // cleared or closed since then
	Health []Health
}

// RoundUp gathers what a digest tells now. It records nothing.
func (t *Tracker) RoundUp(ctx context.Context) (RoundUp, error) {
	r := RoundUp{At: t.clock()}
	r.Since = r.At.Add(-digestSpan)
	err := t.store.View(ctx, func(rd Reader) error {
		last, err := rd.Note(ctx, lastDigest)
		if err != nil || last == "" {
			return err
		}
		r.Since, err = time.Parse(time.RFC3339Nano, last)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("look up the last digest: %w", err)
	}
	if r.Items, err = t.List(ctx, false); err != nil {
		return r, err
	}
	if r.Ended, err = t.items(ctx, false, func(s Summary) bool { return s.At.After(r.Since) }, rules.Cleared, rules.Closed); err != nil {
		return r, err
	}
	r.Health, err = t.Health(ctx)
	return r, err
}

const lastDigest = "digest/last"

// DigestState is how far the digest of a day has come.
type DigestState string

// The states of a day's digest.
const (
	DigestNone    DigestState = ""        // nobody has begun it
	DigestClaimed DigestState = "claimed" // begun; whether it arrived must be looked up
	DigestSent    DigestState = "sent"
)

// ClaimDigest reserves the digest of a local day, before it is sent, and returns
// how far it had come. A digest goes out once per day even if the program is
// started twice or killed in between.
func (t *Tracker) ClaimDigest(ctx context.Context, day rules.Date) (was DigestState, err error) {
	err = t.store.Update(ctx, func(tx Tx) error {
		old, err := tx.Note(ctx, "digest/"+day.String())
		if err != nil {
			return err
		}
		if was = DigestState(old); was != DigestNone {
			return nil
		}
		return tx.SetNote(ctx, "digest/"+day.String(), string(DigestClaimed))
	})
	if err != nil {
		return was, fmt.Errorf("claim the digest of %s: %w", day, err)
	}
	return was, nil
}

// DigestDone records that the digest of a day, telling what stood at at, has arrived.
func (t *Tracker) DigestDone(ctx context.Context, day rules.Date, at time.Time) error {
	err := t.store.Update(ctx, func(tx Tx) error {
		if err := tx.SetNote(ctx, "digest/"+day.String(), string(DigestSent)); err != nil {
			return err
		}
		return tx.SetNote(ctx, lastDigest, at.UTC().Format(time.RFC3339Nano))
	})
	if err != nil {
		return fmt.Errorf("record the digest of %s: %w", day, err)
	}
	return nil
}
