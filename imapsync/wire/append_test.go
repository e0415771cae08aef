package wire

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestAppend(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 5*3600+45*60))
	big := strings.Repeat("x", 100_000)
	for _, tt := range []struct {
		name, caps, mailbox string
		flags               []string
		at                  time.Time
		text, script        string
		validity, uid       uint32
		refused             string
	}{
		{name: "with everything", mailbox: "Sent", flags: []string{`\Seen`, "$x"}, at: at, text: "12345",
			script:   "C: T1 APPEND \"Sent\" (\\Seen $x) \" 2-Mar-2026 09:00:00 +0545\" {5}\nS: * 3 EXISTS\nS: + go on\nC: 12345\nS: T1 OK [APPENDUID 7 4294967295] stored",
			validity: 7, uid: 4294967295},
		{name: "with nothing", mailbox: "Sent", text: "", script: "C: T1 APPEND \"Sent\" {0}\nS: +\nC: \nS: T1 OK"},
		{name: "without waiting", caps: "LITERAL+", mailbox: "Sent", text: "12345", script: "C: T1 APPEND \"Sent\" {5+}\nC: 12345\nS: T1 OK [APPENDUID 7 8]", validity: 7, uid: 8},
		{name: "waiting with a large one", caps: "LITERAL+", mailbox: "Sent", text: big, script: "C: T1 APPEND \"Sent\" {100000}\nS: +\nC: " + big + "\nS: T1 OK"},
		{name: "in a mailbox that cannot be quoted", mailbox: "Entwürfe", text: "1", script: "C: T1 APPEND {9}\nS: +\nC: Entwürfe {1}\nS: +\nC: 1\nS: T1 OK"},
		{name: "refused before it is sent", mailbox: "Sent", text: "12345", script: "C: T1 APPEND \"Sent\" {5}\nS: T1 NO [TRYCREATE] no such folder", refused: "TRYCREATE"},
		{name: "refused when it is sent", mailbox: "Sent", text: "12345", script: "C: T1 APPEND \"Sent\" {5}\nS: +\nC: 12345\nS: T1 NO [OVERQUOTA] full", refused: "OVERQUOTA"},
		{name: "with a number that is none", mailbox: "Sent", text: "1", script: "C: T1 APPEND \"Sent\" {1}\nS: +\nC: 1\nS: T1 OK [APPENDUID 7 many]"},
		{name: "with numbers that are none", mailbox: "Sent", text: "1", script: "C: T1 APPEND \"Sent\" {1}\nS: +\nC: 1\nS: T1 OK [APPENDUID]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := play(t, Options{}, tt.script)
			c.caps = parseCaps([]byte(tt.caps))
			validity, uid, err := c.Append(t.Context(), tt.mailbox, tt.flags, tt.at, int64(len(tt.text)), strings.NewReader(tt.text))
			if validity != tt.validity || uid != tt.uid || (err != nil) != (tt.refused != "") || refusal(err).Code != tt.refused {
				t.Errorf("got %d, %d, %v", validity, uid, err)
			}
			if c.over != nil {
				t.Errorf("the connection is over: %v", c.over)
			}
		})
	}
}

func TestAMessageThatIsNotAllThereIsNotStored(t *testing.T) {
	failed := errors.New("the disk is gone")
	for name, r := range map[string]io.Reader{
		"short":  strings.NewReader("123"),
		"failed": io.MultiReader(strings.NewReader("123"), failingReader{failed}),
	} {
		c := play(t, Options{}, "C: T1 APPEND \"Sent\" {5}\nS: +")
		_, _, err := c.Append(t.Context(), "Sent", nil, time.Time{}, 5, r)
		if !isBroken(err) || !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, failed) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	c := play(t, Options{}, "")
	if _, _, err := c.Append(t.Context(), "Sent", nil, time.Time{}, -1, nil); err == nil || c.over != nil {
		t.Errorf("got %v", err)
	}
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }
