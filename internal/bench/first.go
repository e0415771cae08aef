package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// insecure is a server's address in the configuration.
func insecure(addr string) string { return "imap+insecure://" + addr }

// histories are over how many days the mail is spread. The look-back is a
// fortnight, so the shorter history has many times the mail in it.
func histories() []int { return []int{2000, 365} }

// bigUser is the user whose mail spans so many days. Its mail is made if
// necessary.
func (l *lab) bigUser(days int) (string, error) {
	name := fmt.Sprintf("joe%d-%d", l.messages, days)
	user, made, err := cached(l.mail, name, l.now, func(maildir string) error {
		return twoFolders(history(l.messages, days, l.now))(maildir)
	})
	if made {
		fmt.Fprintf(l.out, "  made %s messages of %d days\n", thousands(l.messages), days)
	}
	return user, err
}

// measureFirst compares first rounds with the floor, in pairs: what disturbs one
// disturbs the other.
func measureFirst(ctx context.Context, l *lab) (rows []row, err error) {
	d, err := startDovecot(ctx, l.mail)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	for _, days := range histories() {
		user, err := l.bigUser(days)
		if err != nil {
			return nil, err
		}
		some, err := l.pairs(ctx, d, user)
		if err != nil {
			return nil, fmt.Errorf("%d days: %w", days, err)
		}
		for _, r := range some {
			r.What = fmt.Sprintf("%s days: %s", thousands(days), r.What)
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// pairs runs the floor and the program side by side.
func (l *lab) pairs(ctx context.Context, d *server, user string) ([]row, error) {
	var (
		floors, walls, cpus series[time.Duration]
		ratios, rates       series[float64]
		peaks               series[int]
	)
	for i := range l.runs + 1 {
		cheapest, came, err := floor(d.addr, user)
		if err != nil {
			return nil, fmt.Errorf("the floor: %w", err)
		}
		o, err := newOffice(l.tmp, login{server: insecure(d.addr), user: user})
		if err != nil {
			return nil, err
		}
		u, _, err := runProgram(ctx, l.program, o, "once", "--quiet")
		if err == nil {
			err = o.complete(ctx, l.messages)
		}
		if err = errors.Join(err, o.remove()); err != nil {
			return nil, err
		}
		if i == 0 {
			fmt.Fprintf(l.out, "  the floor reads %s\n", bytesText(int64(came)))
			continue // Dovecot's caches were cold
		}
		floors, walls, cpus = append(floors, cheapest), append(walls, u.wall), append(cpus, u.cpu)
		ratios = append(ratios, float64(u.wall)/float64(cheapest))
		rates = append(rates, float64(l.messages)/u.wall.Seconds())
		peaks = append(peaks, u.peak)
	}
	return []row{
		floors.row("the floor", "", seconds),
		walls.row("thrice, wall", "", seconds),
		ratios.row("thrice / floor, of each pair", "≤ 2.0", times),
		rates.row("messages", "", rate),
		cpus.row("thrice, CPU (user and system)", "≤ 1.50 s", seconds),
		peaks.row("thrice, resident at most", "≤ 64 MiB", mebi),
	}, nil
}

// sizes are a tenth, the whole and ten times the messages.
func (l *lab) sizes() []int {
	if l.quick {
		return []int{l.messages / 10, l.messages}
	}
	return []int{l.messages / 10, l.messages, l.messages * 10}
}

// measureMemory reads mailboxes of several sizes from a server of made-up mail.
func measureMemory(ctx context.Context, l *lab) ([]row, error) {
	var rows []row
	for _, n := range l.sizes() {
		var peaks series[int]
		var walls series[time.Duration]
		err := l.withMadeUp(ctx, n, func(m *madeUp) error {
			for range min(l.runs, 3) {
				o, u, err := l.imported(ctx, m, n)
				if err = errors.Join(err, o.remove()); err != nil {
					return err
				}
				peaks, walls = append(peaks, u.peak), append(walls, u.wall)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		rows = append(rows, peaks.row(thousands(n)+" messages, resident at most", "≤ 64 MiB, the largest ≤ twice the smallest", mebi),
			walls.row(thousands(n)+" messages, wall, server's work included", "", seconds))
	}
	return rows, nil
}

// withMadeUp lends a server of so many made-up messages of 2,000 days.
func (l *lab) withMadeUp(ctx context.Context, messages int, fn func(*madeUp) error) error {
	m, err := l.startMadeUp(ctx, messages, histories()[0], false)
	if err != nil {
		return err
	}
	return errors.Join(fn(m), m.stop())
}

// imported is an office after the first round over made-up mail. The caller
// removes it.
func (l *lab) imported(ctx context.Context, m *madeUp, messages int) (office, usage, error) {
	o, err := newOffice(l.tmp, login{server: insecure(m.addr), user: "joe"})
	if err != nil {
		return o, usage{}, err
	}
	u, _, err := runProgram(ctx, l.program, o, "once", "--quiet")
	if err == nil {
		err = o.complete(ctx, messages)
	}
	return o, u, err
}

// maildir is where a user's mail lies.
func (l *lab) maildir(user string) string { return filepath.Join(l.mail, user, "Maildir") }
