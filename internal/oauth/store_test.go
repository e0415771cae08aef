package oauth

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"thrice/internal/oauth/oauthtest"
)

func TestStoresKeepWhatTheyAreGiven(t *testing.T) {
	keyring.MockInit()
	for name, s := range map[string]Store{"files": Files(t.TempDir()), "keyring": Keyring{}} {
		for _, account := range []string{"work", "../work", "..", "a/b", "Work", strings.Repeat("ä", 200)} {
			if _, err := s.Load(account); !errors.Is(err, ErrNone) {
				t.Errorf("%s: %q: %v before anything was saved", name, account, err)
			}
			for _, access := range []string{"a1", "a2"} {
				want := Token{access, "r-" + access, time.Unix(1, 0).UTC(), time.Unix(2, 0).UTC(), account}
				if err := s.Save(account, want); err != nil {
					t.Fatal(err)
				}
				if got, err := s.Load(account); err != nil || got != want {
					t.Errorf("%s: %q: loaded another token, %v", name, account, err)
				}
			}
		}
	}
}

func TestFilesAreForTheOwnerAlone(t *testing.T) {
	dir := Files(t.TempDir())
	left := dir.base("work") + ".new-123" // of a process that was killed
	if err := os.WriteFile(left, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := dir.Save("work", Token{refresh: "r"}); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(string(dir))
	if err != nil || len(entries) != 1 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	path := filepath.Join(string(dir), entries[0].Name())
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := dir.Load("work"); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	for _, text := range []string{"", "{}", "access-canary", `{"refresh_token": 1, "access_token": "access-canary"}`} {
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chmod(path, 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, err := dir.Load("work"); err == nil || errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%q: %v", text, err)
		} else {
			wantNoSecret(t, err)
		}
	}
}

// failing is a store whose disk is full.
type failing struct {
	Store
	full bool
}

func (f *failing) Save(account string, t Token) error {
	if f.full {
		return errors.New("no space left on device")
	}
	return f.Store.Save(account, t)
}

func TestNoTokenIsGivenOutBeforeItIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{Rotates: true}
		k, folder := keeping(t, p)
		disk := &failing{k.store, true}
		k.store = disk
		time.Sleep(time.Hour)
		for range 3 {
			if got, err := k.Token(t.Context(), false); err == nil || !strings.Contains(err.Error(), "no space left") {
				t.Errorf("given %q, error %v", got, err)
			}
		}
		wantRefreshes(t, p, 1)
		disk.full = false
		first := wantToken(t, k, p, false)
		if got := wantToken(t, NewKeeper(k.client, Files(folder), folder), p, false); got != first {
			t.Error("another token is stored")
		}
		wantRefreshes(t, p, 1)
	})
}

func TestALoginMadeMeanwhileIsNotOverwritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &oauthtest.Provider{Rotates: true}
		k, folder := keeping(t, p)
		disk := &failing{k.store, true}
		k.store = disk
		time.Sleep(time.Hour)
		if _, err := k.Token(t.Context(), false); err == nil {
			t.Error("no error")
		}
		other := NewKeeper(k.client, Files(folder), folder)
		login(t, other)
		disk.full = false
		if got := wantToken(t, k, p, false); got != wantToken(t, other, p, false) {
			t.Error("the new login is lost")
		}
	})
}

const childVariable = "OAUTH_TEST_PROVIDER"

// stuck is a store that is killed when it is to save.
type stuck struct{ Files }

func (s stuck) Save(string, Token) error {
	fmt.Println("received")
	select {} // until the parent kills this process
}

// renewAndHang is the process of TestKilledBetweenReceivingAndStoring.
func renewAndHang(url string) int {
	go func() { // whatever happens to the parent
		<-time.After(time.Minute)
		os.Exit(1)
	}()
	folder := os.Args[len(os.Args)-1]
	c := joe(url, nil)
	c.Now = func() time.Time { return time.Now().Add(time.Hour) }
	access, err := NewKeeper(c, stuck{Files(folder)}, folder).Token(context.Background(), false)
	fmt.Println("given", access, err)
	return 1
}

func TestKilledBetweenReceivingAndStoring(t *testing.T) {
	for name, forgives := range map[string]bool{"a provider that takes the old one again": true, "one that does not": false} {
		t.Run(name, func(t *testing.T) {
			p := &oauthtest.Provider{Rotates: true, Forgives: forgives}
			server := httptest.NewServer(p)
			defer server.Close()
			folder := t.TempDir()
			c := joe(server.URL, server.Client().Transport)
			k := NewKeeper(c, Files(folder), folder)
			login(t, k)

			child := exec.CommandContext(t.Context(), os.Args[0], folder)
			child.Env = append(os.Environ(), childVariable+"="+server.URL)
			out, err := child.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if line != "received\n" {
				t.Errorf("the process says %q, %v", line, err)
			}
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = child.Wait() // it was killed
			wantRefreshes(t, p, 1)

			c.Now = func() time.Time { return time.Now().Add(time.Hour) }
			next := NewKeeper(c, Files(folder), folder)
			if forgives {
				wantToken(t, next, p, false)
			} else {
				_, err := next.Token(t.Context(), false)
				wantNeedLogin(t, err, "invalid_grant")
			}
		})
	}
}

func TestATokenIsNeverPrinted(t *testing.T) {
	token := Token{access: "access-canary", refresh: "refresh-canary"}
	encoded, err := json.Marshal(map[string]any{"a": token, "b": &token, "c": []Token{token}})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", token, "pointer", &token)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", token, "pointer", &token)
	printed := fmt.Sprintf("%v %+v %#v %s %x %v", token, &token, token, token, token, struct{ T Token }{token}) + string(encoded) + log.String()
	if strings.Contains(printed, "canary") || strings.Contains(printed, "63616e617279") {
		t.Errorf("printed: %s", printed)
	}
}

func TestAKeyringWhoseAccessTokenIsAnothers(t *testing.T) {
	keyring.MockInit()
	long := Token{access: "a1", refresh: "r1", obtained: time.Unix(1, 0).UTC(), expires: time.Unix(9, 0).UTC(), owner: "joe"}
	if err := (Keyring{}).Save("work", long); err != nil {
		t.Fatal(err)
	}
	// The access token of another login is not taken.
	if err := keyring.Set(keyringService, accessOf("work"), string(Token{access: "a2", refresh: "-", owner: "anna"}.encode())); err != nil {
		t.Fatal(err)
	}
	got, err := Keyring{}.Load("work")
	if err != nil || got.access != "" || got.refresh != "r1" {
		t.Errorf("loaded %q, %v", got.access, err)
	}
	keyring.MockInitWithError(errors.New("no D-Bus"))
	if _, err := (Keyring{}).Load("work"); err == nil || errors.Is(err, ErrNone) {
		t.Errorf("without a keyring: %v", err)
	}
	if err := (Keyring{}).Save("work", long); err == nil {
		t.Error("saved without a keyring")
	}
}
