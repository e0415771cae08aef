// Command numberplan writes the telephone numbering plans that package reading
// embeds: which numbers of a country exist and how they are dialled, from the
// metadata of the phonenumbers module. That module itself reads all of it
// whenever a process starts, which costs more than everything else that Thrice
// does before its first line; so the program carries the plans and this command
// the module.
//
//	go generate ./internal/reading
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "numberplan:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: numberplan FILE")
	}
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		return fmt.Errorf("read the metadata: %w", err)
	}
	var out bytes.Buffer
	out.WriteString("# Numbering plans, written by internal/reading/numberplan from the metadata of libphonenumber\n" +
		"# (The Libphonenumber Authors, Apache License 2.0). Do not edit.\n" +
		"# region, calling code, main region of the code, international prefix, national prefix, its\n" +
		"# replacement, numbers in general, numbers in use\n")
	plans := all.GetMetadata()
	slices.SortStableFunc(plans, func(a, b *phonenumbers.PhoneMetadata) int {
		return strings.Compare(a.GetId(), b.GetId())
	})
	for _, m := range plans {
		row := []string{
			m.GetId(), fmt.Sprint(m.GetCountryCode()), fmt.Sprint(m.GetMainCountryForCode()),
			m.GetInternationalPrefix(), m.GetNationalPrefixForParsing(), m.GetNationalPrefixTransformRule(),
			m.GetGeneralDesc().GetNationalNumberPattern(), used(m),
		}
		for _, pattern := range append(row[3:5:5], row[6:]...) {
			if _, err := regexp.Compile(pattern); err != nil {
				return fmt.Errorf("region %s: %w", m.GetId(), err)
			}
		}
		out.WriteString(strings.Join(row, "\t") + "\n")
	}
	return os.WriteFile(args[0], out.Bytes(), 0o644)
}

// used is the pattern of all kinds of numbers that people are reached at.
func used(m *phonenumbers.PhoneMetadata) string {
	var kinds []string
	for _, d := range []*phonenumbers.PhoneNumberDesc{
		m.GetFixedLine(), m.GetMobile(), m.GetTollFree(), m.GetSharedCost(), m.GetPremiumRate(),
		m.GetVoip(), m.GetPersonalNumber(), m.GetUan(), m.GetPager(), m.GetVoicemail(),
	} {
		if p := d.GetNationalNumberPattern(); p != "" && p != "NA" && !slices.Contains(kinds, p) {
			kinds = append(kinds, p)
		}
	}
	return strings.Join(kinds, "|")
}
