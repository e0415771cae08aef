package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// maxMail is how much of one mail is read from a file, in bytes. What a mail
// says stands at its beginning; what follows is attachments.
const maxMail = 32 << 20

// errNoMail is a file with nothing in it.
var errNoMail = errors.New("it is empty")

// mailFile is one mail of a file.
type mailFile struct {
	path   string
	number int // in the file, from 1; 0 if the file holds just one mail
	raw    []byte
}

// fromLine is the line before each mail of an mbox (RFC 4155, appendix A): an
// address and a time as asctime writes it. A line of prose that begins with
// "From " has no such time.
var fromLine = regexp.MustCompile(`^From \S.*(?:[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)?.* \d{4}|\d{4} \d\d:\d\d:\d\d)`)

// mails calls visit for every mail in the named files, in order: "-" is standard
// input, an mbox holds several, of a folder (a Maildir, for instance) every file
// is read. A file that cannot be read is reported in the error, and the others
// are read all the same.
func (a *app) mails(paths []string, visit func(mailFile) error) error {
	var problems []error
	for _, path := range paths {
		if path == "-" {
			problems = append(problems, split(path, a.stdin, visit))
			continue
		}
		err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				problems = append(problems, err)
				return nil
			case strings.HasPrefix(d.Name(), ".") && name != path && d.IsDir():
				return filepath.SkipDir // a Maildir keeps its subfolders there: they are named apart
			case d.IsDir():
				return nil
			}
			return readMails(name, visit, &problems)
		})
		if err != nil {
			return err
		}
	}
	return errors.Join(problems...)
}

// readMails visits the mails of one file.
func readMails(path string, visit func(mailFile) error, problems *[]error) error {
	f, err := os.Open(path)
	if err != nil {
		*problems = append(*problems, fmt.Errorf("read a mail: %w", err))
		return nil
	}
	err = split(path, f, visit)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		*problems = append(*problems, err)
	}
	return nil
}

// split visits the mails of a stream: several if it is an mbox, else the whole
// of it as one.
func split(path string, stream io.Reader, visit func(mailFile) error) error {
	in := bufio.NewReaderSize(stream, 1<<16)
	var mail bytes.Buffer
	mbox, blank, begun, number := false, false, false, 0
	finish := func(last bool) error {
		m := mailFile{path: path, raw: mail.Bytes()}
		if number++; number > 1 || !last {
			m.number = number
		}
		return visit(m)
	}
	for {
		line, err := in.ReadSlice('\n')
		whole := err == nil
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read %s: %w", path, err)
		}
		end := errors.Is(err, io.EOF)
		switch {
		case !begun && fromLine.Match(line):
			mbox = true
		case mbox && blank && fromLine.Match(line):
			if err := finish(false); err != nil {
				return err
			}
			mail.Reset()
			line = nil
		case mbox && quotedFrom(line):
			line = line[1:]
		}
		if len(line) > 0 && mail.Len() < maxMail && (begun || !mbox) {
			mail.Write(line)
		}
		begun = begun || len(line) > 0
		blank = whole && len(bytes.TrimRight(line, "\r\n")) == 0 && line != nil
		if end {
			break
		}
	}
	if mail.Len() == 0 && number == 0 {
		return fmt.Errorf("read %s: %w", path, errNoMail)
	}
	return finish(true)
}

// quotedFrom tells whether a line of an mbox begins with ">From ", or with more
// marks, as it is written so as not to begin a mail.
func quotedFrom(line []byte) bool {
	rest := bytes.TrimLeft(line, ">")
	return len(rest) < len(line) && bytes.HasPrefix(rest, []byte("From "))
}
