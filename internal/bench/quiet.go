package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// measureNoChange lets rounds pass in which there is nothing to read, through a
// proxy that counts.
func measureNoChange(ctx context.Context, l *lab) (rows []row, err error) {
	user, err := l.bigUser(histories()[0])
	if err != nil {
		return nil, err
	}
	d, err := startDovecot(ctx, l.mail)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	p, err := newProxy(d.addr)
	if err != nil {
		return nil, err
	}
	defer p.close()
	o, err := newOffice(l.tmp, login{server: insecure(p.addr()), user: user})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, o.remove()) }()
	if _, _, err := runProgram(ctx, l.program, o, "once", "--quiet"); err != nil {
		return nil, err
	}
	if err := o.complete(ctx, l.messages); err != nil {
		return nil, err
	}
	var walls, cpus series[time.Duration]
	var ups, downs series[int64]
	for i := range l.runs + 1 {
		p.said()
		u, _, err := runProgram(ctx, l.program, o, "once", "--quiet")
		if err != nil {
			return nil, err
		}
		up, down := p.said()
		if i > 0 {
			walls, cpus, ups, downs = append(walls, u.wall), append(cpus, u.cpu), append(ups, up), append(downs, down)
		}
	}
	rows = append(rows,
		walls.row("a process of its own (`thrice once`), wall", "≤ 60 ms", millis),
		cpus.row("a process of its own, CPU", "", millis),
		ups.row("a process of its own, sent", "", bytesText),
		downs.row("a process of its own, received", "≤ 4 kB with what is sent", bytesText))
	open, err := l.openRounds(ctx, o, p)
	return append(rows, open...), err
}

// openRounds lets the office read on, as "thrice run" does, and wakes it for one
// round after the other: the connection stays open, and idles in between.
func (l *lab) openRounds(ctx context.Context, o office, p *proxy) (rows []row, err error) {
	d, err := o.begin(ctx)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- d.syncer.Run(ctx) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended, d.close())
	}()
	var took series[time.Duration]
	var ups, downs series[int64]
	const before = 2 // connecting, and what another configuration makes to be decided anew
	for i := range before + 6*l.runs {
		p.said()
		begin := time.Now()
		if i > 0 { // the first comes by itself
			d.syncer.Wake()
		}
		if err := d.roundEnds(ctx); err != nil {
			return nil, err
		}
		one := time.Since(begin)
		if err := pause(ctx, 300*time.Millisecond); err != nil { // until it idles again
			return nil, err
		}
		up, down := p.said()
		if i >= before {
			took, ups, downs = append(took, one), append(ups, up), append(downs, down)
		}
	}
	return []row{
		took.row("on a connection that stays open, a round", "", millis),
		ups.row("on a connection that stays open, sent, IDLE included", "", bytesText),
		downs.row("on a connection that stays open, received", "≤ 300 bytes with what is sent", bytesText),
	}, nil
}

// roundEnds waits until a round has ended.
func (d *desk) roundEnds(ctx context.Context) error {
	limit := time.NewTimer(5 * time.Minute)
	defer limit.Stop()
	select {
	case <-d.ends:
		return nil
	case <-limit.C:
		return errors.New("a round has not ended within five minutes")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// measureFolders lets rounds pass over many folders on one connection.
func measureFolders(ctx context.Context, l *lab) (rows []row, err error) {
	const folders = 200
	messages := min(4000, l.messages/2)
	user, _, err := cached(l.mail, fmt.Sprintf("folders%d", messages), l.now, func(maildir string) error {
		return manyFolders(history(messages, 365, l.now), folders)(maildir)
	})
	if err != nil {
		return nil, err
	}
	d, err := startDovecot(ctx, l.mail)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	p, err := newProxy(d.addr)
	if err != nil {
		return nil, err
	}
	defer p.close()
	o, err := newOffice(l.tmp, login{server: insecure(p.addr()), user: user})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, o.remove()) }()
	if _, _, err := runProgram(ctx, l.program, o, "once", "--quiet"); err != nil {
		return nil, err
	}
	if err := o.complete(ctx, messages); err != nil {
		return nil, err
	}
	rows, err = l.openRounds(ctx, o, p)
	for i := range rows {
		rows[i].What, rows[i].Aim = fmt.Sprintf("%d folders, %s", folders, rows[i].What), ""
	}
	return rows, err
}
