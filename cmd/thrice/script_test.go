package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"

	"thrice/internal/oauth/oauthtest"
)

// clockVariable holds the instant that the program under test takes for now.
const clockVariable = "SCRIPT_NOW"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"thrice": scripted})
}

// scripted is main with the clock of the script.
func scripted() {
	now := time.Now
	if s := os.Getenv(clockVariable); s != "" {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		now = func() time.Time { return at }
	}
	a := &app{world: world{os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr, now}}
	if base := os.Getenv(providerVariable); base != "" {
		a.provider = providerAt(base)
	}
	os.Exit(a.run(context.Background()))
}

// TestScripts runs the program as a person does. A script names the instant
// ("at"), starts mail servers ("imap"), delivers mail ("mail"), looks into
// folders ("folder"), and starts an OAuth provider ("provider") with a mail server
// ("oauthimap"), that voids its access tokens ("forget") or all logins ("revoke").
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Values[serversKey{}] = map[string]*mailServer{}
			env.Values[providersKey{}] = map[string]*oauthtest.Provider{}
			env.Setenv("PASSWORD", "secret")
			// The race detector has a program sleep for a second before it ends.
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"at": setClock, "imap": startServer, "mail": deliver, "folder": showFolder, "expand": expandFile,
			"exits": checkExit, "occupy": occupy, "id": findID, "provider": startProvider, "oauthimap": startOAuthServer,
			"forget": forget, "revoke": revoke,
		},
	})
}

type serversKey struct{}

// mailServer is an IMAP server in memory, on a port of this machine.
type mailServer struct {
	address string
	user    *imapmemserver.User
}

// setClock is "at INSTANT": the program takes it for now from here on.
func setClock(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: at 2026-03-02T09:00:00Z")
	}
	if _, err := time.Parse(time.RFC3339, args[0]); err != nil {
		ts.Fatalf("%v", err)
	}
	ts.Setenv(clockVariable, args[0])
}

// startServer is "imap NAME": a server for the user joe with the password
// "secret"; $NAME is its address.
func startServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: imap NAME")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	user, stop, err := serveIMAP(listener)
	ts.Check(err)
	ts.Defer(func() { ts.Check(stop()) })
	address := listener.Addr().String()
	ts.Value(serversKey{}).(map[string]*mailServer)[args[0]] = &mailServer{address, user}
	ts.Setenv(args[0], address)
}

// serveIMAP serves the folders INBOX, Sent and Drafts of the user joe.
func serveIMAP(listener net.Listener) (user *imapmemserver.User, stop func() error, err error) {
	memory := imapmemserver.New()
	user = imapmemserver.NewUser("joe", "secret")
	for _, folder := range []string{"INBOX", "Sent", "Drafts"} {
		if err := user.Create(folder, nil); err != nil {
			return nil, nil, err
		}
	}
	memory.AddUser(user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		InsecureAuth: true,
	})
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return user, func() error {
		err := server.Close()
		<-ended
		return err
	}, nil
}

func server(ts *testscript.TestScript, name string) *mailServer {
	s, ok := ts.Value(serversKey{}).(map[string]*mailServer)[name]
	if !ok {
		ts.Fatalf("there is no server %s", name)
	}
	return s
}

// deliver is "mail SERVER FOLDER FILE": stores the mail, with its Date as the
// time of arrival.
func deliver(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: mail SERVER FOLDER FILE")
	}
	text := strings.ReplaceAll(ts.ReadFile(args[2]), "\n", "\r\n")
	_, after, ok := strings.Cut(text, "Date: ")
	date, _, _ := strings.Cut(after, "\r\n")
	at, err := time.Parse(time.RFC1123Z, date)
	if !ok || err != nil {
		ts.Fatalf("%s needs a Date: %v", args[2], err)
	}
	_, err = server(ts, args[0]).user.Append(args[1], bytes.NewReader([]byte(text)), &imap.AppendOptions{Time: at})
	ts.Check(err)
}

// showFolder is "folder SERVER FOLDER": prints the messages in it, for stdout
// and cmp.
func showFolder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: folder SERVER FOLDER")
	}
	client, err := imapclient.DialInsecure(server(ts, args[0]).address, nil)
	ts.Check(err)
	defer client.Close()
	ts.Check(client.Login("joe", "secret").Wait())
	selected, err := client.Select(args[1], &imap.SelectOptions{ReadOnly: true}).Wait()
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%d messages\n", selected.NumMessages)
	if selected.NumMessages == 0 {
		return
	}
	all := imap.SeqSet{{Start: 1, Stop: 0}}
	section := &imap.FetchItemBodySection{Peek: true}
	messages, err := client.Fetch(all, &imap.FetchOptions{Flags: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	ts.Check(err)
	for _, m := range messages {
		fmt.Fprintf(ts.Stdout(), "flags %v\n%s\n", m.Flags, bytes.ReplaceAll(m.FindBodySection(section), []byte("\r\n"), []byte("\n")))
	}
}

// expandFile is "expand FILE": replaces $NAME by the variable, as an
// administrator would fill in a template; only the owner may read it.
func expandFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: expand FILE")
	}
	text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.Remove(ts.MkAbs(args[0])))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// checkExit is "exits CODE PROGRAM ARGS...": like exec, for one exit code.
func checkExit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if e := (*exec.ExitError)(nil); errors.As(err, &e) {
		code = e.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, not %s", code, args[0])
	}
}

// occupy is "occupy DIR": this process takes the lock of a data folder.
func occupy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: occupy DIR")
	}
	dir := ts.MkAbs(args[0])
	l := flock.New(filepath.Join(dir, "lock"))
	ok, err := l.TryLock()
	ts.Check(err)
	if !ok {
		ts.Fatalf("%s is locked", dir)
	}
	ts.Check(os.WriteFile(filepath.Join(dir, pidFile), []byte("4711\n"), 0o600))
	ts.Defer(func() { ts.Check(l.Unlock()) })
}

// findID is "id NAME SUBJECT": sets $NAME to the id that stands above the subject
// in the last output.
func findID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: id NAME SUBJECT")
	}
	before := ""
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		if strings.TrimSpace(line) == args[1] {
			id, _, _ := strings.Cut(before, " ")
			ts.Setenv(args[0], id)
			return
		}
		before = line
	}
	ts.Fatalf("%q is not in the output", args[1])
}
