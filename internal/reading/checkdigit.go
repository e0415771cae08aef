package reading

import "strings"

// checkDigit tells whether the last character of a tracking number follows from
// the ones before it, by the rule of the carriers' table.
//
//	alternate A B    digits times A and B in turn, from the front; to the next ten
//	weighted W.. M   digits times the weights, modulo M, then ten
//	seven            the number modulo 7
//	luhn             ISO/IEC 7812
//	s10              UPU S10
//	mod3736          ISO/IEC 7064, MOD 37,36
func checkDigit(rule []string, serial, check string) bool {
	if len(rule) == 0 {
		return true
	}
	if serial == "" || len(check) != 1 {
		return false
	}
	want := digitOf(check[0])
	switch rule[0] {
	case "alternate":
		sum := 0
		for i := range len(serial) {
			sum += letterDigit(serial[i]) * digitOf(rule[1+i%2][0])
		}
		return (10-sum%10)%10 == want
	case "weighted":
		sum := 0
		for i := range len(serial) {
			sum += digitOf(serial[i]) * digitOf(rule[1][i%len(rule[1])])
		}
		return sum%11%10 == want
	case "seven":
		rest := 0
		for i := range len(serial) {
			rest = (10*rest + digitOf(serial[i])) % 7
		}
		return rest == want
	case "luhn":
		return luhn(serial) == want
	case "s10":
		sum := 0
		for i := range len(serial) {
			sum += digitOf(serial[i]) * digitOf("86423597"[i%8])
		}
		switch rest := 11 - sum%11; rest {
		case 10:
			return want == 0
		case 11:
			return want == 5
		default:
			return want == rest
		}
	case "mod3736":
		return mod3736(serial) == check[0]
	}
	return false
}

func luhn(serial string) int {
	sum := 0
	for i := range len(serial) {
		d := digitOf(serial[len(serial)-1-i])
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}

// mod3736 is the check character over digits and capitals.
func mod3736(serial string) byte {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	p := 36
	for i := range len(serial) {
		s := (p + max(0, strings.IndexByte(alphabet, serial[i]))) % 36
		if s == 0 {
			s = 36
		}
		p = s * 2 % 37
	}
	return alphabet[(37-p)%36]
}

func digitOf(c byte) int {
	if c < '0' || c > '9' {
		return 0
	}
	return int(c - '0')
}

// letterDigit is the digit that stands for a letter in numbers of UPS: A is 2,
// B is 3 and so on.
func letterDigit(c byte) int {
	if c >= 'A' && c <= 'Z' {
		return int(c-'A'+2) % 10
	}
	return digitOf(c)
}
