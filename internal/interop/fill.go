package main

import (
	"fmt"
	"io"
	"strings"
)

// window is how many mails are under way at once: with more, both sides might
// wait for the other to read.
const window = 50

// fill appends many mails, as quickly as the server lets it.
func (m *mailbox) fill(folder string, mails []letter) error {
	for len(mails) > 0 {
		batch := mails[:min(window, len(mails))]
		mails = mails[len(batch):]
		var err error
		switch {
		case m.many && len(batch) > 1:
			err = m.together(folder, batch)
		case m.plus && len(batch) > 1:
			err = m.pipelined(folder, batch)
		default:
			for _, l := range batch {
				if _, err = m.put(folder, l); err != nil {
					break
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// together appends mails with one command.
func (m *mailbox) together(folder string, mails []letter) error {
	var rest strings.Builder
	for n, l := range mails {
		if n > 0 {
			fmt.Fprintf(&rest, " %s {%d+}\r\n", attributes(l), len(l.raw()))
		}
		rest.WriteString(l.raw())
	}
	tag, err := m.begin(false, len(mails[0].raw()), "%s", appendTo(folder, mails[0]))
	if err == nil {
		_, err = io.WriteString(m.conn, rest.String()+"\r\n")
	}
	if err != nil {
		return err
	}
	_, err = m.finish(tag, "APPEND "+folder)
	return err
}

// pipelined sends all the commands before it reads an answer.
func (m *mailbox) pipelined(folder string, mails []letter) error {
	var tags []string
	for _, l := range mails {
		tag, err := m.begin(false, len(l.raw()), "%s", appendTo(folder, l))
		if err == nil {
			_, err = io.WriteString(m.conn, l.raw()+"\r\n")
		}
		if err != nil {
			return err
		}
		tags = append(tags, tag)
	}
	for _, tag := range tags {
		if _, err := m.finish(tag, "APPEND "+folder); err != nil {
			return err
		}
	}
	return nil
}
