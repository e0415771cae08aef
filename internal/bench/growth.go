package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// measureGrowth brings new mail into a small and a large mailbox, one at a time,
// and compares the rounds that read it.
func measureGrowth(ctx context.Context, l *lab) ([]row, error) {
	sizes := l.sizes()
	var rows []row
	var medians []time.Duration
	for _, n := range []int{sizes[0], sizes[len(sizes)-1]} {
		var took series[time.Duration]
		err := l.withMadeUp(ctx, n, func(m *madeUp) error {
			o, _, err := l.imported(ctx, m, n)
			if err == nil {
				took, err = l.oneByOne(ctx, m, o, n)
			}
			return errors.Join(err, o.remove())
		})
		if err != nil {
			return nil, err
		}
		rows = append(rows, took.row("one new mail beside "+thousands(n)+", a round on an open connection", "", millis))
		medians = append(medians, took.median())
	}
	ratio := float64(medians[1]) / float64(medians[0])
	return append(rows, row{What: "the large mailbox / the small one", Median: times(ratio), Aim: "≤ 2.0"}), nil
}

// oneByOne lets a round pass for each of some new mails.
func (l *lab) oneByOne(ctx context.Context, m *madeUp, o office, before int) (series[time.Duration], error) {
	d, err := o.begin(ctx)
	if err != nil {
		return nil, err
	}
	var took series[time.Duration]
	const mails, warm = 30, 3
	for i := range warm + mails {
		if _, err := m.order("deliver"); err != nil {
			return nil, errors.Join(err, d.close())
		}
		one, err := d.round(ctx)
		if err != nil {
			return nil, errors.Join(err, d.close())
		}
		if i >= warm {
			took = append(took, one)
		}
	}
	n, err := d.known(ctx)
	if want := before + warm + mails; err == nil && n != want {
		err = fmt.Errorf("%d messages are known, not %d", n, want)
	}
	return took, errors.Join(err, d.close())
}
