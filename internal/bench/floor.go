package main

import (
	"bytes"
	"fmt"
	"net"
	"time"
)

// floorFields are the header fields without which no client can tell
// conversations and machines apart.
const floorFields = "DATE FROM TO CC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES AUTO-SUBMITTED LIST-ID PRECEDENCE CONTENT-TYPE"

// floor is the cheapest client there can be: it asks for the header fields of
// all messages in one flight on one connection, and throws the answers away. No
// first round can be quicker. It returns the time and the bytes that came.
func floor(addr, user string) (time.Duration, int, error) {
	begin := time.Now()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return 0, 0, err
	}
	defer conn.Close()
	flight := "a LOGIN " + user + " " + password + "\r\n"
	for _, folder := range []string{"INBOX", "Sent"} {
		flight += "b EXAMINE " + folder + "\r\nc UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (" + floorFields + ")])\r\n"
	}
	if _, err := conn.Write([]byte(flight + "z LOGOUT\r\n")); err != nil {
		return 0, 0, err
	}
	buf := make([]byte, 256<<10)
	total := 0
	var tail []byte
	for {
		n, err := conn.Read(buf)
		total += n
		tail = append(tail[max(0, len(tail)-200):], buf[max(0, n-200):n]...)
		if err != nil {
			break
		}
		if bytes.Contains(tail, []byte("\r\nz OK")) {
			return time.Since(begin), total, nil
		}
	}
	return 0, 0, fmt.Errorf("the server ended with %q", tail)
}
