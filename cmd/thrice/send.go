package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"thrice/internal/compose"
	"thrice/internal/config"
	"thrice/rules"
	"thrice/tracker"
)

// inboxName is the one folder name that every server knows (RFC 9051 §5.1).
const inboxName = "INBOX"

// trusted is how old the last round of another process may be for a digest to
// rest on it.
const trusted = 30 * time.Minute

// outcome is what became of a digest.
type outcome string

const (
	sentNow    outcome = "The digest is in the inbox."
	sentBefore outcome = "Today's digest was sent already; thrice digest prints it at any time."
	sentFound  outcome = "Today's digest was in the inbox already."
	nothingNew outcome = "There is nothing to tell, so no digest was sent."
)

// sendable says whether digests can be sent to where the configuration says.
func sendable(d config.Digest) error {
	if d.To != "inbox" {
		return exit{codeUsage, fmt.Errorf(`the configuration says where digests go: [digest] to = %q; to = "inbox" is what can be done`, d.To)}
	}
	return nil
}

// sendDigest puts the digest of today into the first account's inbox, unless
// that has happened, or there is nothing to tell. It rests on rounds that began
// at fresh or later: if there was none, or the last one failed, it is held.
func (a *app) sendDigest(ctx context.Context, d *desk, boxes []mailbox, fresh time.Time) (outcome, error) {
	if err := sendable(d.Digest); err != nil {
		return "", err
	}
	r, err := d.tracker.RoundUp(ctx)
	if err != nil {
		return "", err
	}
	if err := stale(r.Health, fresh, d.zone()); err != nil {
		return "", exit{codePartial, fmt.Errorf("the digest is held: %w", err)}
	}
	digest := compose.NewDigest(r, d.zone())
	if digest.Empty() {
		return nothingNew, nil
	}
	day := rules.DateOf(r.At, d.zone())
	was, err := d.tracker.ClaimDigest(ctx, day)
	if err != nil || was == tracker.DigestSent {
		return sentBefore, err
	}
	key, err := installKey(d.DataDir)
	if err != nil {
		return "", err
	}
	box := boxes[0]
	me := tracker.Party{Name: "Thrice", Address: box.account.Me[0]}
	id := digestID(key, day.String(), me.Address)
	// Claimed by a process that was killed, or by one whose database was lost:
	// only the inbox knows whether it arrived.
	there, err := box.Find(ctx, inboxName, id)
	if err != nil {
		return "", fmt.Errorf("send the digest: account %s: %w", box.account.Name, err)
	}
	if there {
		return sentFound, d.tracker.DigestDone(ctx, day, r.At)
	}
	raw, err := digest.Mail(me, tracker.Party{Address: me.Address}, id, r.At)
	if err != nil {
		return "", err
	}
	if err := box.Append(ctx, inboxName, raw, nil, r.At); err != nil {
		return "", fmt.Errorf("send the digest: account %s: %w", box.account.Name, err)
	}
	return sentNow, d.tracker.DigestDone(ctx, day, r.At)
}

// stale says which accounts were not read well enough to tell anything.
func stale(health []tracker.Health, fresh time.Time, zone *time.Location) error {
	var words []error
	for _, h := range health {
		switch {
		case !h.Fresh():
			words = append(words, errors.New(compose.LastRead(h, zone)))
		case h.Started.Before(fresh):
			words = append(words, fmt.Errorf("%s was read last at %s; \"thrice once\" reads it", h.Name, compose.Moment(h.Ended, zone)))
		}
	}
	return errors.Join(words...)
}
