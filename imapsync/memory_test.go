package imapsync

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"thrice/tracker"
)

// pipes is a listener whose connections are pipes.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{} }

// memory is the library's own server with one user, and an account on it.
func memory(t *testing.T, caps ...imap.Cap) (*imapmemserver.User, Account) {
	t.Helper()
	user := imapmemserver.NewUser("joe", "secret")
	if err := user.Create(inbox, nil); err != nil {
		t.Fatal(err)
	}
	store := imapmemserver.New()
	store.AddUser(user)
	set := imap.CapSet{imap.CapIMAP4rev1: {}}
	for _, c := range caps {
		set[c] = struct{}{}
	}
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return store.NewSession(), nil, nil
		},
		Caps: set, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
	})
	listener := make(pipes)
	done := make(chan error)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		close(listener)
		server.Close()
		<-done
	})
	return user, Account{
		Name: "work", Scheme: SchemeInsecure, Host: "localhost", Username: "joe",
		Credential: func(context.Context, bool) (Credential, error) { return Credential{Password: "secret"}, nil },
		Dial: func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			listener <- server
			return client, nil
		},
	}
}

type literal struct{ *strings.Reader }

func put(t *testing.T, user *imapmemserver.User, folder string, m fakeMail) {
	t.Helper()
	raw := m.header + m.body
	if _, err := user.Append(folder, literal{strings.NewReader(raw)}, &imap.AppendOptions{Time: time.Now()}); err != nil {
		t.Fatal(err)
	}
}

func TestARoundOnTheLibrarysOwnServer(t *testing.T) {
	for _, caps := range [][]imap.Cap{nil, {imap.CapIMAP4rev2, imap.CapIdle}} {
		synctest.Test(t, func(t *testing.T) {
			user, account := memory(t, caps...)
			if err := user.Create("Gesendet", nil); err != nil {
				t.Fatal(err)
			}
			if err := user.Create("Büro/Größe & Maß", nil); err != nil {
				t.Fatal(err)
			}
			for i := range 450 {
				put(t, user, inbox, mail(uint32(i+1)))
			}
			put(t, user, "Büro/Größe & Maß", mail(1000))
			var last Progress
			sink := &fakeSink{start: tracker.Start{Horizon: time.Now().AddDate(99, 0, 0), History: time.Now().AddDate(0, 0, -14)}}
			s := New(account, sink, quiet(), func(p Progress) {
				if p.Folder == inbox {
					last = p
				}
			}, time.Now)
			defer s.Close()
			round(t, s)
			wantUIDs(t, "arrivals", sink.uids(), append(numbers(1, 450), 1)...)
			if last != (Progress{"work", inbox, 450, 450}) {
				t.Errorf("progress %+v", last)
			}
			put(t, user, inbox, mail(451))
			round(t, s)
			if got := sink.uids(); len(got) != 452 || got[451] != 451 {
				t.Errorf("the second round brought %v", got[451:])
			}
			if got := sink.finished[1]; !slices.Equal(got, []string{"Gesendet", inbox, "Büro/Größe & Maß"}) {
				t.Errorf("folders %q", got)
			}
		})
	}
}

func TestNewMailOnTheLibrarysOwnServerIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		user, account := memory(t, imap.CapIdle)
		sink := &fakeSink{}
		running(t, account, sink, time.Now)
		after(time.Minute)
		put(t, user, inbox, mail(1))
		after(time.Second)
		wantUIDs(t, "arrivals", sink.uids(), 1)
		after(3 * time.Minute)
		put(t, user, inbox, mail(2))
		after(time.Second)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2)
	})
}

func TestAppendStoresAMessageBesideARunningRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, account := memory(t, imap.CapIdle)
		sink := &fakeSink{}
		s := running(t, account, sink, time.Now)
		after(time.Minute)
		raw := []byte("Subject: Your day\r\nFrom: joe@acme.example\r\n\r\n" + strings.Repeat("Grüße\r\n", 2000))
		at := time.Date(2026, 3, 2, 8, 30, 0, 0, time.FixedZone("", 3600))
		if err := s.Append(t.Context(), inbox, raw, []string{`\Flagged`}, at); err != nil {
			t.Fatal(err)
		}
		after(5 * time.Second)
		if len(sink.arrivals) != 1 {
			t.Fatalf("%d arrivals", len(sink.arrivals))
		}
		if a := sink.arrivals[0]; a.Subject != "Your day" || !a.Internal.Equal(at) || !slices.Contains(a.Location.Flags, `\Flagged`) {
			t.Errorf("arrival %+v", a)
		}
		err := s.Append(t.Context(), "Nowhere", raw, nil, at)
		if err == nil || !strings.Contains(err.Error(), `"Nowhere"`) || !strings.Contains(err.Error(), "TRYCREATE") {
			t.Errorf("error %v", err)
		}
	})
}

func TestCheckNamesFoldersRolesAndCounts(t *testing.T) {
	tests := []struct {
		name, sent string
		caps       string
		refuse     string // what begins so is answered NO
		want       string
	}{
		{"by attribute", "", "IMAP4rev1 IDLE SPECIAL-USE", "", "Out/SPECIAL-USE true 2"},
		{"LIST RETURN is refused", "", "IMAP4rev1 SPECIAL-USE", "", "Sent/name false 2"},
		{"by the configuration", "Sent", "IMAP4rev1", "", "Sent/config false 2"},
		{"the configured one does not exist", "Raus", "IMAP4rev1", "", "Sent/name false 2"},
		{"counts are refused", "", "IMAP4rev1", "STATUS", "Sent/name false -1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t, inboxOf(1, 2), &fakeFolder{name: "Out"}, &fakeFolder{name: "Sent"}, &fakeFolder{name: "Box", attrs: `\Noselect`})
				f.caps = tt.caps
				f.on = func(p *fakePeer, tag, command string) bool {
					switch {
					case tt.name == "LIST RETURN is refused" && strings.Contains(command, "RETURN"), tt.refuse != "" && strings.HasPrefix(command, tt.refuse):
						p.send("%s NO no", tag)
					case strings.Contains(command, "RETURN (SPECIAL-USE)"):
						p.send("* LIST (\\Sent) \".\" Out\r\n%s OK done", tag)
					case strings.HasPrefix(command, "STATUS INBOX"):
						p.send("* STATUS INBOX (MESSAGES 2)\r\n%s OK done", tag)
					case strings.HasPrefix(command, "STATUS"):
						p.send("* STATUS %s (MESSAGES 0)\r\n%s OK done", strings.Fields(command)[1], tag)
					default:
						return false
					}
					return true
				}
				a := f.account()
				a.Sent, a.Folders = tt.sent, []string{"-*"}
				s := New(a, &fakeSink{}, quiet(), nil, time.Now)
				defer s.Close()
				r, err := s.Check(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if got := fmt.Sprintf("%s/%s %t %d", r.Sent, r.SentBy, r.Idle, r.Folders[0].Messages); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				for _, folder := range r.Folders {
					read := folder.Name == inbox || folder.Name == r.Sent
					if folder.Read != read || folder.Selectable != (folder.Name != "Box") {
						t.Errorf("folder %+v", folder)
					}
				}
				if len(f.sent("LOGOUT")) != 1 {
					t.Error("took no leave")
				}
			})
		})
	}
}
