package scriptedtest

import (
	"fmt"
	"strconv"
	"strings"
)

// span is a range of a sequence set; its ends may stand in any order.
type span struct{ from, to uint32 }

// parseSet reads a sequence set (RFC 9051 §9), in which "*" is the last number.
func parseSet(text string, last uint32) ([]span, error) {
	var set []span
	number := func(s string) (uint32, error) {
		if s == "*" {
			return last, nil
		}
		n, err := strconv.ParseUint(s, 10, 32)
		if err != nil || n == 0 {
			return 0, fmt.Errorf("sequence set %.40q", text)
		}
		return uint32(n), nil
	}
	for part := range strings.SplitSeq(text, ",") {
		from, to, ranged := strings.Cut(part, ":")
		a, err := number(from)
		b := a
		if err == nil && ranged {
			b, err = number(to)
		}
		if err != nil {
			return nil, err
		}
		set = append(set, span{min(a, b), max(a, b)})
	}
	return set, nil
}

// inSet says whether a set holds a number.
func inSet(set []span, n uint32) bool {
	for _, s := range set {
		if s.from <= n && n <= s.to {
			return true
		}
	}
	return false
}

// formatSet writes ascending numbers as a sequence set.
func formatSet(numbers []uint32) string {
	var b strings.Builder
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(int(numbers[i])))
		if j > i {
			b.WriteString(":" + strconv.Itoa(int(numbers[j])))
		}
		i = j + 1
	}
	return b.String()
}
