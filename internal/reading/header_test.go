package reading

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMessageIDsAreCanonical(t *testing.T) {
	tests := []struct {
		name, value string
		want        []string
	}{
		{"brackets go", "<A1@Globex.example>", []string{"A1@Globex.example"}},
		{"several ids", "<a@x.example> <b@x.example>,<c@x.example><a@x.example>", []string{"a@x.example", "b@x.example", "c@x.example"}},
		{"a quoted local part", `<"joe doe"@x.example>`, []string{"joedoe@x.example"}},
		{"a bracket in a quoted local part", `<"a>b"@x.example>`, []string{"a>b@x.example"}},
		{"white space from folding", "<a@\r\n x.example>", []string{"a@x.example"}},
		{"comments", "(see <no@x.example>) <a@x.example> (Joe's)", []string{"a@x.example"}},
		{"a comment inside", "< a@x.example (by hand) >", []string{"a@x.example"}},
		{"parentheses of a careless generator stay", "<a(1)@x.example>", []string{"a(1)@x.example"}},
		{"words around an id", `Your message of "Mon, 2 Nov 2026 <q@x.example>" <a@x.example>`, []string{"a@x.example"}},
		{"no brackets", "a@x.example", []string{"a@x.example"}},
		{"no brackets among words", "message a@x.example of Monday", []string{"a@x.example"}},
		{"two addresses in words are no ids", "from joe@x.example to anna@y.example", nil},
		{"half an id is none", "<a@x.example> <b@x.ex", []string{"a@x.example"}},
		{"doubled brackets", "<<a@x.example>>", []string{"a@x.example"}},
		{"nothing", "<>", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Read([]byte("In-Reply-To: "+tt.value+"\n\n"), Hints{HeaderOnly: true})
			if diff := cmp.Diff(tt.want, r.InReplyTo); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddressLists(t *testing.T) {
	tests := []struct {
		name, value string
		want        []Address
	}{
		{"plain", "joe@acme.example", []Address{{"", "joe@acme.example"}}},
		{"name and case", "Joe Doe <Joe@ACME.example>", []Address{{"Joe Doe", "joe@acme.example"}}},
		{"a comma in quotes", `"Doe, Joe" <joe@acme.example>, anna@globex.example`, []Address{{"Doe, Joe", "joe@acme.example"}, {"", "anna@globex.example"}}},
		{"a comma in an encoded word", "=?utf-8?Q?M=C3=BCller=2C_J?= <j@acme.example>", []Address{{"Müller, J", "j@acme.example"}}},
		{"name in a comment", "joe@acme.example (Joe Doe)", []Address{{"Joe Doe", "joe@acme.example"}}},
		{"a group", "Team: joe@acme.example, Anna <anna@acme.example>;", []Address{{"", "joe@acme.example"}, {"Anna", "anna@acme.example"}}},
		{"an empty group", "undisclosed-recipients:;", nil},
		{"semicolons", "a@x.example; b@x.example", []Address{{"", "a@x.example"}, {"", "b@x.example"}}},
		{"a route", "<@relay.example:joe@acme.example>", []Address{{"", "joe@acme.example"}}},
		{"an address as name deceives nobody", `"ceo@acme.example" <x@evil.example>`, []Address{{"ceo@acme.example", "x@evil.example"}}},
		{"a quote that never ends", `"Joe <joe@acme.example>`, []Address{{`Joe`, "joe@acme.example"}}},
		{"garbage around", "write to joe@acme.example please", []Address{{"", "joe@acme.example"}}},
		{"no address", "nobody", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Read([]byte("To: "+tt.value+"\n\n"), Hints{HeaderOnly: true})
			if diff := cmp.Diff(tt.want, r.To); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDates(t *testing.T) {
	want := time.Date(2026, 11, 3, 8, 5, 0, 0, time.UTC)
	for _, value := range []string{
		"Tue, 3 Nov 2026 09:05:00 +0100", "Tue, 03 Nov 2026 08:05:00 GMT", "3 Nov 26 09:05 +0100 (CET)",
		"Tue Nov  3 08:05:00 2026", "2026-11-03T09:05:00+01:00", "2026-11-03 08:05:00", "Tue, 3 November 2026 9:05 am +01:00",
		"Tuesday, 03-Nov-2026 08:05:00 UTC", "Mon, 3 Nov 2026 09:05:00 GMT+0100", "Tue, 3 Nov 2026 09:05:00 MEZ",
	} {
		if got := Read([]byte("Date: "+value+"\n\n"), Hints{HeaderOnly: true}).Date; !got.Equal(want) {
			t.Errorf("%q read as %v", value, got)
		}
	}
	for _, value := range []string{"", "yesterday", "Tue, 31 Feb 2026", "Thu, 1 Jan 1970 00:00:00 +0000", "99 Foo 1"} {
		if got := Read([]byte("Date: "+value+"\n\n"), Hints{HeaderOnly: true}).Date; !got.IsZero() {
			t.Errorf("%q read as %v", value, got)
		}
	}
}

func TestSubjectsAreDecoded(t *testing.T) {
	tests := []struct{ value, want string }{
		{"Offer\t 4711 ", "Offer 4711"},
		{"=?iso-8859-1?Q?Gr=FC=DFe?= aus =?utf-8?B?S8O2bG4=?=", "Grüße aus Köln"},
		{"=?utf-8?Q?=C3?= =?utf-8?Q?=AF?=", "ï"},
		{"=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"},
		{"=?utf-8?Q?evil=0D=0ABcc:_x?=", "evil Bcc: x"},
		{"=?broken", "=?broken"},
		{"Gr\xfc\xdfe", "Grüße"},
		{"abc\u202edcba", "abcdcba"},
	}
	for _, tt := range tests {
		if got := Read([]byte("Subject: "+tt.value+"\n\n"), Hints{HeaderOnly: true}).Subject; got != tt.want {
			t.Errorf("%q read as %q, want %q", tt.value, got, tt.want)
		}
	}
}

func TestAuthenticationResults(t *testing.T) {
	const from = "From: anna@globex.example\n"
	tests := []struct {
		name, header string
		want         Authentication
	}{
		{"dmarc passed", from + "Authentication-Results: MX.acme.example; dmarc=pass (p=NONE) header.from=globex.example", Authentication{"mx.acme.example", true}},
		{"aligned dkim", from + "Authentication-Results: mx.acme.example; dkim=pass header.d=globex.example", Authentication{"mx.acme.example", true}},
		{"dkim by identity of a child", from + "Authentication-Results: mx.acme.example 1; dkim=pass\n header.i=@mail.globex.example", Authentication{"mx.acme.example", true}},
		{"dkim of a stranger", from + "Authentication-Results: mx.acme.example; dkim=pass header.d=evil.example", Authentication{"mx.acme.example", false}},
		{"dkim of a top-level domain", from + "Authentication-Results: mx.acme.example; dkim=pass header.d=example", Authentication{"mx.acme.example", false}},
		{"the topmost counts", from + "Authentication-Results: mx.acme.example; dmarc=fail\nAuthentication-Results: mx.acme.example; dmarc=pass", Authentication{"mx.acme.example", false}},
		{"pass in a comment", from + "Authentication-Results: mx.acme.example; spf=fail (x; dmarc=pass (y); dmarc=pass)", Authentication{"mx.acme.example", false}},
		{"pass in a quoted string", from + "Authentication-Results: mx.acme.example; spf=fail reason=\"; dmarc=pass\"", Authentication{"mx.acme.example", false}},
		{"a comment that never ends", from + "Authentication-Results: mx.acme.example; dmarc=pass (", Authentication{}},
		{"dmarc of another domain", from + "Authentication-Results: mx.acme.example; dmarc=pass header.from=evil.example", Authentication{"mx.acme.example", false}},
		{"a comment as server", from + "Authentication-Results: (mx.acme.example) evil.example; dmarc=pass", Authentication{"evil.example", true}},
		{"two From fields", from + from + "Authentication-Results: mx.acme.example; dmarc=pass", Authentication{"mx.acme.example", false}},
		{"two authors", "From: anna@globex.example, x@evil.example\nAuthentication-Results: mx.acme.example; dmarc=pass", Authentication{"mx.acme.example", false}},
		{"none", from + "Authentication-Results: mx.acme.example; none", Authentication{"mx.acme.example", false}},
		{"no field", from, Authentication{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Read([]byte(tt.header+"\n\n"), Hints{HeaderOnly: true}).Auth; got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestListsAndNoReply(t *testing.T) {
	r := Read([]byte("From: No-Reply <no-reply-7@acme.example>\nList-Id: Dev <Dev.acme.example>\n\n"), Hints{HeaderOnly: true})
	if !r.NoReply || r.ListID != "dev.acme.example" {
		t.Errorf("no-reply %v, list %q", r.NoReply, r.ListID)
	}
	r = Read([]byte("From: Norma Reply <norma.reply@acme.example>\nList-Unsubscribe: <mailto:u@acme.example>\n\n"), Hints{HeaderOnly: true})
	if r.NoReply || r.ListID != "" {
		t.Errorf("no-reply %v, list %q", r.NoReply, r.ListID)
	}
}

func TestBaseSubject(t *testing.T) {
	tests := []struct {
		subject, base string
		response      bool
	}{
		{"Offer  4711", "offer 4711", false},
		{"Re: Offer", "offer", true},
		{"RE[2]: Re^3: AW: Sv: Antw: Offer", "offer", true},
		{"Réf : Offre", "offre", true},
		{"[dev] Re: [dev] Offer (fwd)", "offer", true},
		{"[dev] Offer", "offer", false},
		{"[only]", "[only]", false},
		{"Fwd: Offer", "offer", false},
		{"WG: AW: Offer", "offer", true},
		{"[Fwd: Re: Offer]", "offer", true},
		{"I: Offerta", "offerta", false},
		{"R: Offerta", "offerta", true},
		{"i: think", "i: think", false},
		{"Re: [x]", "[x]", true},
		{"回复：报价", "报价", true},
		{"Regarding: x", "regarding: x", false},
		{"Re:", "", true},
	}
	for _, tt := range tests {
		base, response := BaseSubject(tt.subject)
		if base != tt.base || response != tt.response {
			t.Errorf("%q: %q %v, want %q %v", tt.subject, base, response, tt.base, tt.response)
		}
	}
}
