package mailbox

import "math"

// random is a generator of numbers (splitmix64): small enough for one of its
// own for each message, and the same on every machine.
type random uint64

// of returns the generator that belongs to a number, and is unlike that of its
// neighbours.
func of(seed uint64, number int, purpose uint64) random {
	r := random(seed ^ purpose*0x9e3779b97f4a7c15)
	r = random(r.next() ^ uint64(number))
	r.next()
	return r
}

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n is a number from 0 to below.
func (r *random) n(below int) int { return int(r.next() % uint64(below)) }

// share is a number from 0 to 1.
func (r *random) share() float64 { return float64(r.next()>>11) / (1 << 53) }

// chance is true in that share of all cases.
func (r *random) chance(of float64) bool { return r.share() < of }

// wait is a length of time whose mean is that, most of them shorter.
func (r *random) wait(mean float64) float64 { return -mean * math.Log(1-r.share()) }

// pick is one of the words.
func (r *random) pick(words []string) string { return words[r.n(len(words))] }
