package imapsync

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thrice/tracker"
)

// A server may offer what it does not do.
func TestWhatIsOfferedAndThenRefusedIsDoneWithout(t *testing.T) {
	for _, tt := range []struct {
		caps, refused string
		times         int // that it is asked for in two rounds
	}{
		{"IMAP4rev1 CONDSTORE", "(CONDSTORE)", 1},
		{"IMAP4rev1 LIST-STATUS", "RETURN (", 1},
		{"IMAP4rev1 ENABLE QRESYNC", "ENABLE QRESYNC", 1},
	} {
		t.Run(tt.refused, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				box := inboxOf(1)
				f, sink := newFake(t, box), &fakeSink{}
				f.caps = tt.caps
				asked := 0
				f.on = func(p *fakePeer, tag, command string) bool {
					if !strings.Contains(command, tt.refused) {
						return false
					}
					asked++
					p.send("%s BAD what is that?", tag)
					return true
				}
				s := newSyncer(t, f, sink)
				readRound(t, s)
				box.mails = append(box.mails, mail(2))
				readRound(t, s)
				wantUIDs(t, "arrivals", sink.uids(), 1, 2)
				if asked != tt.times || f.connections() != 1 {
					t.Errorf("asked for %d times, over %d connections", asked, f.connections())
				}
			})
		})
	}
}

func TestManyMessagesComeOverOneConnectionWhereASecondIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(numbers(1, parallelFrom)...)), &fakeSink{start: tracker.Start{Horizon: time.Now().AddDate(99, 0, 0)}}
		a, dialled := f.account(), 0
		a.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if dialled++; dialled > 1 {
				return nil, errors.New("too many connections from your address")
			}
			return f.dial(ctx, network, address)
		}
		s := New(a, sink, quiet(), nil, time.Now)
		t.Cleanup(s.Close)
		readRound(t, s)
		wantUIDs(t, "arrivals", sink.uids(), numbers(1, parallelFrom)...)
		if dialled != 2 {
			t.Errorf("dialled %d times", dialled)
		}
	})
}
