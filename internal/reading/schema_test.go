package reading

import (
	"strings"
	"testing"
	"time"
)

func FuzzStructuredData(f *testing.F) {
	f.Add(`<script type="application/ld+json">{"@type":"Order","orderNumber":["1",{"a":'x'},],}</script>`)
	f.Add(`<div itemscope itemtype=x/Order><b itemprop="orderNumber">1<p></div></b><meta itemprop=trackingNumber content=1>`)
	f.Add(`<script type="application/ld+json"><!-- {"@graph":[{"@id":"a"},/*`)
	f.Fuzz(func(t *testing.T, markup string) {
		start := time.Now()
		r := Read([]byte("From: a@b.example\nSubject: order\nContent-Type: text/html\n\nhttp://schema.org "+markup), Hints{})
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("took %v", took)
		}
		if r.Order != nil && (len(r.Order.Number) > maxID || len(r.Order.Tracking) > maxTracking) {
			t.Error("out of bounds")
		}
		if len(r.Phones) > maxPhones {
			t.Error("too many numbers")
		}
	})
}

func TestStructuredDataIsBounded(t *testing.T) {
	limit := 300 * time.Millisecond
	if raceDetector {
		limit = 2 * time.Second
	}
	for name, markup := range map[string]string{
		"objects in objects":       `<script type="application/ld+json">` + strings.Repeat(`{"a":`, 50000),
		"arrays in arrays":         `<script type="application/ld+json">` + strings.Repeat(`[`, 200000),
		"scripts without an end":   strings.Repeat(`<script type="application/ld+json">`, 7000),
		"elements without an end":  strings.Repeat(`<b itemscope itemprop=a>`, 10000),
		"ends without an element":  strings.Repeat(`<div itemscope>`, 200) + strings.Repeat(`</b>`, 50000),
		"properties in properties": `<div itemscope>` + strings.Repeat(`<i itemprop=a>x`, 15000),
		"comments without an end":  `<script type="application/ld+json">` + strings.Repeat(`/* `, 80000),
	} {
		t.Run(name, func(t *testing.T) {
			best := time.Hour
			for range 3 { // a busy machine may stop one of them
				start := time.Now()
				m := mail{Reading: &Reading{}, parts: []part{{contentType: contentType{typ: "text/html"}, body: []byte("schema.org" + markup)}}}
				m.described()
				best = min(best, time.Since(start))
			}
			if best > limit {
				t.Errorf("took %v", best)
			}
		})
	}
}
