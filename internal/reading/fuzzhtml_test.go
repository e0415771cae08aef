package reading

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzHTML holds that no markup makes the reader panic, hang, write what is no
// UTF-8, or show a script.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		`<p>Yes</p><div class="gmail_quote"><div class=gmail_attr>On Monday Joe wrote:</div><blockquote>no</blockquote>b</div>`,
		`<div style="border:none;border-top:solid #B5C4DF 1.0pt"><b>From:</b> Joe`,
		`<ol><li><p>one</p><ul><li>two</ol></ol></li>`,
		"<script>a</script><scr<script>ipt>b", "<pre>\n a\n\r\n\xff</pre>&nbsp;&#0;&#x110000;",
		`<div style="display:none"><div>x</div>y</div>z<blockquote type="cite" '>`, "<!--", "<![if mso]>x<![endif]>", "<style", "<a=\"<b>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		if !utf8.ValidString(markup) {
			markup = strings.ToValidUTF8(markup, "\ufffd") // as decoding makes it
		}
		start := time.Now()
		text := htmlText(markup)
		w := takeApart(text)
		if took, limit := time.Since(start), 2*time.Second; took > limit {
			t.Errorf("%d bytes took %v", len(markup), took)
		}
		for name, s := range map[string]string{"page": text, "text": w.text, "signature": w.signature} {
			if !utf8.ValidString(s) {
				t.Errorf("%s is not UTF-8: %q", name, s)
			}
			if !strings.Contains(markup, "&") && strings.Contains(strings.ToLower(s), "<script") {
				t.Errorf("%s shows a script: %q", name, s)
			}
		}
		if len(text) > 4*len(markup)+maxText {
			t.Errorf("%d bytes of markup became %d", len(markup), len(text))
		}
	})
}

func TestPagesAreReadInLinearTime(t *testing.T) {
	for name, piece := range map[string]string{
		"quotations":       `<blockquote type="cite">x`,
		"containers":       `<div class="gmail_quote"><div class="gmail_attr">On 1 Nov 2026 Joe wrote:</div>`,
		"hidden":           `<div style="display:none">`,
		"lists":            "<ol><li>x",
		"open attributes":  `<a="`,
		"attributes":       `<div style='border-top:solid 1.0pt'>From: x<br>`,
		"entities":         "&lt;&#60;&nbsp",
		"headers":          "From: a@b.example<br>Sent: 1.1.2026<br>",
		"rules":            "-----Original Message-----x<br>",
		"introductions":    "On 1 Nov 2026 Joe Doe wrote:<br>x<br>",
		"disclaimers":      "This e-mail and any attachments<br><br>",
		"closings":         "Regards<br>Joe Doe<br>+49 30 5550123<br>",
		"telephones":       "Sent from my iPhone<br><br>",
		"bars":             "1 Nov 2026 10:00 Joe &lt;a@b.example&gt;:<br>| x<br>",
		"lines of nothing": "<br>&nbsp;<br>",
	} {
		t.Run(name, func(t *testing.T) {
			limit := time.Second
			if raceDetector {
				limit *= 10
			}
			best := time.Hour
			for range 3 { // a busy machine may stop one of them
				start := time.Now()
				takeApart(htmlText(strings.Repeat(piece, maxMarkup/len(piece))))
				best = min(best, time.Since(start))
			}
			if best > limit {
				t.Errorf("took %v", best)
			}
		})
	}
}
