package reading

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// indexed is an Index in values that can be compared.
type indexed struct {
	MessageID, Date, From, Base, AuthServer string
	Refs                                    []string
	Response                                bool
}

func indexedBy(in Index) indexed {
	got := indexed{
		MessageID: string(in.MessageID), Date: in.Date.String(), From: string(in.From),
		Base: string(in.Base), Response: in.Response, AuthServer: string(in.AuthServer),
	}
	for _, ref := range in.Refs {
		got.Refs = append(got.Refs, string(ref))
	}
	return got
}

// indexedByRead is what an Index of a header has to be.
func indexedByRead(header []byte) indexed {
	r := Read(header, Hints{HeaderOnly: true})
	want := indexed{MessageID: r.MessageID, Date: r.Date.String(), From: r.From.Address, AuthServer: r.Auth.ServerID}
	want.Base, want.Response = BaseSubject(r.Subject)
	for _, ref := range slices.Concat(r.References, r.InReplyTo) {
		if !slices.Contains(want.Refs, ref) {
			want.Refs = append(want.Refs, ref)
		}
	}
	return want
}

// sameAsRead compares, and tells whether there was something to compare.
func sameAsRead(t interface{ Errorf(string, ...any) }, x *Indexer, header []byte) bool {
	before := bytes.Clone(header)
	in, ok := x.Index(header)
	if !bytes.Equal(before, header) {
		t.Errorf("the header was changed: %q", before)
	}
	if !ok {
		return false
	}
	if diff := cmp.Diff(indexedByRead(header), indexedBy(in)); diff != "" {
		t.Errorf("of the header\n%q\nRead (-) and Index (+) make:\n%s", header, diff)
	}
	return true
}

// headersOf are the headers of the labelled mails, with both kinds of line ends.
func headersOf(t *testing.T) [][]byte {
	t.Helper()
	var headers [][]byte
	archives := labelledArchives(t)
	for _, path := range slices.Sorted(maps.Keys(archives)) {
		head, _, _ := bytes.Cut(archives[path].Files[0].Data, []byte("\n\n"))
		head = append(bytes.Clone(head), "\n\n"...)
		headers = append(headers, head, bytes.ReplaceAll(head, []byte("\n"), []byte("\r\n")))
	}
	return headers
}

func TestIndexIsWhatReadMakesOfLabelledMails(t *testing.T) {
	var x Indexer
	headers, same := headersOf(t), 0
	for _, header := range headers {
		if sameAsRead(t, &x, header) {
			same++
		}
	}
	if same*100 < 97*len(headers) {
		t.Errorf("%d of %d headers are left to Read", len(headers)-same, len(headers))
	}
}

func TestIndexIsWhatReadMakesOfSpoiltHeaders(t *testing.T) {
	var x Indexer
	pieces := []string{
		"<", ">", "\"", "(", ")", "\\", ",", ";", ":", "@", "=?", "?=", "=?utf-8?q?=C3?=", "=?iso-8859-1?B?/A==?=", "=?koi8-r?b?0Q==?=",
		" ", "\t", "\r", "\n", "\r\n ", "\n\t", "\n\n", "\x00", "\x7f", "\u00a0", "\xff", "ß", "İ", "=", "Re: ", "[x] ", "(fwd)", "：",
		"\nSubject: a", "\nFrom: b@c.example", "\nDate: x", "\nReferences: <a@b>", "\nFrom x", " :", "+0100", "GMT", "<a@b.example>",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, header := range headersOf(t) {
		spoilt := bytes.Clone(header)
		for range 1 + random.IntN(3) {
			at := random.IntN(len(spoilt) + 1)
			switch random.IntN(3) {
			case 0:
				spoilt = slices.Insert(spoilt, at, []byte(pieces[random.IntN(len(pieces))])...)
			case 1:
				spoilt = slices.Delete(spoilt, at, min(at+1+random.IntN(4), len(spoilt)))
			case 2: // a piece of the header again
				end := min(at+random.IntN(60), len(spoilt))
				spoilt = slices.Insert(spoilt, random.IntN(len(spoilt)+1), bytes.Clone(spoilt[at:end])...)
			}
		}
		sameAsRead(t, &x, spoilt)
	}
}

func TestIndexIsWhatReadMakesOfAnyHeader(t *testing.T) {
	var x Indexer
	some := func(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(values) }
	word := some("Offer", "straße", "RÉF", "[list]", "Re:", "AW:", "re[2]:", "Fwd:", "[Fwd: a]", "(fwd)", "=?utf-8?Q?M=C3=BCller?=",
		"=?ISO-8859-1?B?/PY=?=", "=?utf-8?q?=3D=3Fa?=", "=?x?q?a?=", "=?koi8-r?b?0Q==?=", "\"q\"", "(c)", "(", "\\", "a:b", "a,b", "ÿ", "\xff", "\u00a0", "x=")
	id := some("<a@x.example>", "<b.1@x.example>", "<c@x.example", "d@x.example", "<>", "<\"e\"@x>", "(f)", ",", "<g@x (h)>", "i", "<a@x.example>")
	address := some("joe@acme.example", "<Joe@ACME.example>", "joe", "<joe@>", "<@r:joe@x>", "<j oe@x.example>", "'joe@x'", "<>")
	day := some("Mon, 2 Nov 2026 09:12:00 +0100", "02 Nov 2026 09:12 -0530 (x)", "Sun, 31 Feb 2026 23:59:60 +0000",
		"Mon, 2 Nov 2026 09:12:00 GMT", "2026-11-02", "2 Nov 0001 09:12:00 +0000", "2 Nov 1971 00:00:00 +0100")
	result := some("mx.example", "MX.example;", "(c)", "\"q\"", "dkim=pass", "=", ";", "(", "\"", "\\", "1")
	fold := some(" ", " ", "\r\n ", "\n\t", "")
	values := map[string]*rapid.Generator[string]{
		"Subject": word, "From": rapid.OneOf(word, address, address), "Date": day, "Message-ID": id, "In-Reply-To": id, "References": id,
		"Authentication-Results": result, "Received": word,
	}
	names := slices.Sorted(maps.Keys(values))
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(0, 9).Draw(t, "fields") {
			name := rapid.SampledFrom(names).Draw(t, "name")
			b.WriteString(rapid.SampledFrom([]string{name, name, strings.ToUpper(name)}).Draw(t, "case") + ":")
			for range rapid.IntRange(0, 4).Draw(t, "pieces") {
				b.WriteString(fold.Draw(t, "fold") + values[name].Draw(t, "piece"))
			}
			b.WriteString(some("\r\n", "\n").Draw(t, "end"))
		}
		b.WriteString(some("\r\n", "\n", "").Draw(t, "blank"))
		sameAsRead(t, &x, []byte(b.String()))
	})
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte(plainHeader))
	f.Add([]byte("From: \"a\\\" <\" <b@c> (d:e), f@g\nSubject: =?utf-8?q?Re:_=C3?= =?UTF-8?B?vA==?= x\nMessage-ID: a@b\n\n"))
	f.Add([]byte("Authentication-Results: mx.example (a) 1; dkim=pass \"b\"\nIn-Reply-To: of <a@b> \"c\"\nDate: 2 Nov 2026 09:12 +0100 (x)\n"))
	f.Fuzz(func(t *testing.T, header []byte) {
		var x Indexer
		sameAsRead(t, &x, header)
	})
}

// plainHeader is one of the kind that most mail has.
const plainHeader = "Return-Path: <anna@globex.example>\r\nDelivered-To: joe@acme.example\r\n" +
	"Received: from mx.globex.example (mx.globex.example [192.0.2.1])\r\n\tby mail.acme.example (Postfix) with ESMTPS id 12E4EFB96F\r\n" +
	"\tfor <joe@acme.example>; Wed, 04 Nov 2026 20:08:14 +0000 (UTC)\r\n" +
	"Authentication-Results: Mail.acme.example; dkim=pass (2048-bit key) header.d=globex.example;\r\n\tdmarc=pass\r\n" +
	"From: \"Huber, Anna\" <Anna.Huber@globex.example>\r\nTo: Joe Doe <joe@acme.example>\r\nCc: info@acme.example\r\n" +
	"Subject: =?UTF-8?Q?Re=3A_[Shop]_Gr=C3=B6=C3=9Fe?=\r\n =?UTF-8?B?IDQy?=\r\n" +
	"Date: Wed, 4 Nov 2026 21:08:14 +0100\r\nMessage-ID: <b2eab03b.1027.495bfe40@globex.example>\r\n" +
	"In-Reply-To: <2@acme.example>\r\nReferences: <1@acme.example>\r\n <2@acme.example>\r\n" +
	"MIME-Version: 1.0\r\nX-Mailer: Mail (2.3774)\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"

func TestIndexOfAPlainHeaderNeedsNoRoom(t *testing.T) {
	var x Indexer
	in, ok := x.Index([]byte(plainHeader))
	want := indexed{
		MessageID: "b2eab03b.1027.495bfe40@globex.example", Date: "2026-11-04 20:08:14 +0000 UTC", From: "anna.huber@globex.example",
		Base: "größe 42", Response: true, AuthServer: "mail.acme.example", Refs: []string{"1@acme.example", "2@acme.example"},
	}
	if diff := cmp.Diff(want, indexedBy(in)); !ok || diff != "" {
		t.Errorf("ok is %v; %s", ok, diff)
	}
	header := []byte(plainHeader)
	if n := testing.AllocsPerRun(100, func() { x.Index(header) }); n > 0 && !raceDetector {
		t.Errorf("%v allocations", n)
	}
}

func TestIndexLeavesToRead(t *testing.T) {
	tests := []struct{ name, header string }{
		{"no line at all", "Subject: a"},
		{"a line that is no field", "Subject: a\nb\n"},
		{"white space in front of the colon", "Subject : a\n"},
		{"two senders' fields", "From: a@x.example\nFrom: b@x.example\n"},
		{"two ids", "Message-ID: <a@x.example>\nMessage-Id: <b@x.example>\n"},
		{"a comment that does not end among the ids", "References: (<a@x.example> <b@x.example>\n"},
		{"an id in quotes", "Message-ID: <\"a\"@x.example>\n"},
		{"words alone where ids belong", "In-Reply-To: message of joe@x.example\n"},
		{"a day in other words", "Date: 2026-11-02 09:12\n"},
		{"a day before there was mail", "Date: 2 Nov 1966 09:12:00 +0000\n"},
		{"an address in a name", "From: \"a@x.example\", b@y.example <c@z.example>\n"},
		{"a group", "From: sales: a@x.example;\n"},
		{"an encoded word in an encoded word", "Subject: =?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3F=3D?=\n"},
		{"results that break off", "Authentication-Results: mx.example; dkim=pass (a\n"},
		{"more ids than are compared", "References: " + strings.Repeat("<a@x.example>", 3) + strings.Repeat("<b@x.example> ", 2) + manyIDs() + "\n"},
	}
	var x Indexer
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if in, ok := x.Index([]byte(tt.header)); ok {
				t.Errorf("made %+v of it", indexedBy(in))
			}
		})
	}
}

func manyIDs() string {
	var b strings.Builder
	for i := range maxIndexRefs {
		b.WriteString("<" + strings.Repeat("x", i+1) + "@x.example>\n ")
	}
	return b.String()
}

func BenchmarkIndex(b *testing.B) {
	var x Indexer
	header := []byte(plainHeader)
	b.SetBytes(int64(len(header)))
	for b.Loop() {
		x.Index(header)
	}
}
