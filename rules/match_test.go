package rules_test

import (
	"strings"
	"testing"

	"thrice/rules"
)

// pattern parses s, which the test knows to be good.
func pattern(t *testing.T, s string) rules.Pattern {
	t.Helper()
	p, err := rules.ParsePattern(s)
	if err != nil {
		t.Fatalf("ParsePattern(%q): %v", s, err)
	}
	return p
}

func patterns(t *testing.T, list ...string) []rules.Pattern {
	t.Helper()
	var ps []rules.Pattern
	for _, s := range list {
		ps = append(ps, pattern(t, s))
	}
	return ps
}

// matches says whether a book whose only rule has this match takes it for mail.
func matches(match rules.Match, mail rules.Mail) bool {
	book := rules.Book{Rules: []rules.Rule{{Name: "only", Match: match}}}
	return book.For(mail).Rule == "only"
}

func TestPatternMatchesOneString(t *testing.T) {
	for _, tt := range []struct {
		name, pattern, value string
		want                 bool
	}{
		{"a plain word matches inside a longer string", "order", "Your order is late", true},
		{"a plain word ignores case on both sides", "ORDER", "my oRdEr", true},
		{"a plain word ignores the case of letters outside ASCII", "ÄNDERUNG", "Kleine Änderung", true},
		{"a plain word that is absent does not match", "order", "Your invoice", false},
		{"a plain word is no expression", "a.c", "abc", false},
		{"an at sign in front means the end of an address", "@supplier.example", "joe@supplier.example", true},
		{"an address suffix ignores case", "@Supplier.Example", "JOE@supplier.EXAMPLE", true},
		{"an address suffix is not found in the middle", "@supplier.example", "joe@supplier.example.globex.example", false},
		{"an address suffix does not take a longer domain for its own", "@supplier.example", "joe@notsupplier.example", false},
		{"a whole address is a plain word", "joe@acme.example", "joe@acme.example", true},
		{"slashes hold an expression", "/#[0-9]{4,}/", "Order #12345", true},
		{"an expression that finds nothing does not match", "/#[0-9]{4,}/", "Order #123", false},
		{"an expression ignores case", "/^re: offer$/", "RE: Offer", true},
		{"an expression may anchor", "/^offer/", "an offer", false},
		{"one slash is a plain word", "/", "either/or", true},
		{"two slashes hold no expression and are a plain word", "//", "https://globex.example", true},
		{"two slashes as a plain word are not found where they do not stand", "//", "either/or", false},
		{"a slash in front alone is a plain word", "/order", "shop/orders", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			match := rules.Match{Subject: patterns(t, tt.pattern)}
			if got := matches(match, rules.Mail{Subject: tt.value}); got != tt.want {
				t.Errorf("%q on %q: got %v, want %v", tt.pattern, tt.value, got, tt.want)
			}
		})
	}
}

func TestParsePatternRefusesWhatNobodyMeans(t *testing.T) {
	for _, tt := range []struct{ name, pattern, want string }{
		{"an empty pattern would match everything", "", "leave the key out"},
		{"white space alone is empty", " \t", "leave the key out"},
		{"an expression that does not parse is named", "/(/", `"/(/" is not a valid RE2 expression`},
		{"a look-ahead is not RE2", "/(?=a)/", "not a valid RE2 expression"},
		{"a very long pattern is a mistake", strings.Repeat("a", 1001), "1001 characters; at most 1000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := rules.ParsePattern(tt.pattern)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestParsePatternTakesTheLongestPatternAllowed(t *testing.T) {
	long := strings.Repeat("a", 1000)
	if !matches(rules.Match{Subject: patterns(t, long)}, rules.Mail{Subject: long}) {
		t.Error("a pattern of 1000 characters does not match itself")
	}
}

func TestMatchNeedsEveryKeyAndAnyPatternOfAKey(t *testing.T) {
	mail := rules.Mail{
		Outbound: false,
		From:     "anna@globex.example",
		To:       []string{"support@acme.example", "sales@acme.example"},
		Cc:       []string{"boss@globex.example"},
		Subject:  "Where is my order?",
		Folders:  []string{"INBOX", "Customers/Globex"},
		Flags:    []string{`\Seen`, `\Flagged`},
	}
	for _, tt := range []struct {
		name  string
		match rules.Match
		want  bool
	}{
		{"no key matches every mail", rules.Match{}, true},
		{"the direction in takes inbound mail", rules.Match{Direction: "in"}, true},
		{"the direction out leaves inbound mail", rules.Match{Direction: "out"}, false},
		{"one of two patterns is enough", rules.Match{Subject: patterns(t, "delivery", "order")}, true},
		{"none of two patterns is not", rules.Match{Subject: patterns(t, "delivery", "invoice")}, false},
		{"from is matched", rules.Match{From: patterns(t, "@globex.example")}, true},
		{"from that differs does not match", rules.Match{From: patterns(t, "@acme.example")}, false},
		{"any recipient may match", rules.Match{To: patterns(t, "sales@")}, true},
		{"a copy is no recipient of to", rules.Match{To: patterns(t, "boss@")}, false},
		{"any copy may match", rules.Match{Cc: patterns(t, "boss@")}, true},
		{"a recipient is no copy", rules.Match{Cc: patterns(t, "sales@")}, false},
		{"any folder may match", rules.Match{Folder: patterns(t, "customers/")}, true},
		{"a folder without the mail does not match", rules.Match{Folder: patterns(t, "Archive")}, false},
		{"any flag may match", rules.Match{Flag: patterns(t, `\flagged`)}, true},
		{"a flag that is not set does not match", rules.Match{Flag: patterns(t, `\Answered`)}, false},
		{"two keys that match both match", rules.Match{Direction: "in", Subject: patterns(t, "order")}, true},
		{"one key of two is not enough", rules.Match{From: patterns(t, "@globex.example"), Subject: patterns(t, "invoice")}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := matches(tt.match, mail); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestMatchOfOutboundMailFollowsItsDirection(t *testing.T) {
	out := rules.Mail{Outbound: true}
	if !matches(rules.Match{Direction: "out"}, out) {
		t.Error("the direction out leaves outbound mail")
	}
	if matches(rules.Match{Direction: "in"}, out) {
		t.Error("the direction in takes outbound mail")
	}
}

func TestMatchOfAKeyFailsOnAMailThatHasNoneOfIt(t *testing.T) {
	if matches(rules.Match{Cc: patterns(t, "boss@")}, rules.Mail{Subject: "boss@"}) {
		t.Error("a mail without copies matches a pattern for copies")
	}
}
