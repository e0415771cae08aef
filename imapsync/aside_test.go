package imapsync

import (
	"strings"
	"testing"
	"testing/synctest"
)

func TestAFolderWithoutMailMayRefuseToOpen(t *testing.T) {
	tests := []struct {
		name  string
		fails bool
	}{
		{"Calendar", false}, {"Aufgaben", false}, {"INBOX.Contacts", false}, {"Kunden.Calendar", true}, {"Kunden", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t, inboxOf(1, 2), &fakeFolder{name: "Kunden", validity: 7}, &fakeFolder{name: tt.name, validity: 7})
				f.on = func(p *fakePeer, tag, command string) bool {
					if strings.HasPrefix(command, "EXAMINE") && strings.Contains(command, tt.name) {
						p.send("%s NO The requested item could not be found.", tag)
						return true
					}
					return false
				}
				s := newSyncer(t, f, &fakeSink{})
				if err := s.Round(t.Context()); (err != nil) != tt.fails {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}
