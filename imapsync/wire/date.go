package wire

import "time"

const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// internalDate reads INTERNALDATE (RFC 3501 §9, date-time): " 2-Mar-2026
// 09:00:00 +0000", where servers also write the day without the space or with
// a zero. What cannot be read is the zero time.
func internalDate(b []byte) time.Time {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	const form = "02-Jan-2006 15:04:05 -0700"
	var padded [len(form)]byte
	if len(b) == len(form)-1 { // the day has one digit
		padded[0] = '0'
		copy(padded[1:], b)
		b = padded[:]
	}
	if len(b) != len(form) || b[2] != '-' || b[6] != '-' || b[11] != ' ' || b[14] != ':' || b[17] != ':' || b[20] != ' ' {
		return time.Time{}
	}
	day, month := digits(b[:2]), monthOf(b[3:6])
	year := digits(b[7:9])*100 + digits(b[9:11])
	hour, minute, second := digits(b[12:14]), digits(b[15:17]), digits(b[18:20])
	zoneHours, zoneMinutes := digits(b[22:24]), digits(b[24:26])
	for _, n := range [...]int{day - 1, month - 1, digits(b[7:9]), digits(b[9:11]), hour, minute, second, zoneHours, zoneMinutes} {
		if n < 0 {
			return time.Time{}
		}
	}
	if hour > 23 || minute > 59 || second > 60 || zoneMinutes > 59 || b[21] != '+' && b[21] != '-' {
		return time.Time{}
	}
	at := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	if at.Day() != day && second < 60 { // the 30th of February
		return time.Time{}
	}
	zone := time.Duration(zoneHours)*time.Hour + time.Duration(zoneMinutes)*time.Minute
	if b[21] == '+' {
		zone = -zone
	}
	return at.Add(zone)
}

// digits reads two digits; a negative number if they are none.
func digits(b []byte) int {
	tens, ones := b[0]-'0', b[1]-'0'
	if tens > 9 || ones > 9 {
		return -1000
	}
	return int(tens)*10 + int(ones)
}

// monthOf reads the name of a month; 0 if it is none.
func monthOf(b []byte) int {
	for m := range 12 {
		name := months[3*m : 3*m+3]
		if b[0]|0x20 == name[0] && b[1]|0x20 == name[1] && b[2]|0x20 == name[2] {
			return m + 1
		}
	}
	return 0
}
