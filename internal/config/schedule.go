package config

import (
	"fmt"
	"strings"

	"github.com/robfig/cron/v3"
)

// checkSchedule says what is wrong with a cron expression; empty is fine.
func checkSchedule(spec string) (err error) {
	const remedy = `write five fields: minute hour day month weekday, as in "30 8 * * MON-FRI"`
	if spec == "" {
		return nil
	}
	if strings.HasPrefix(spec, "TZ=") || strings.HasPrefix(spec, "CRON_TZ=") {
		return wrong("set timezone at the top of the file instead", "a time zone does not belong into the schedule")
	}
	// The parser panics on some specifications that it should refuse.
	defer func() {
		if r := recover(); r != nil {
			err = wrong(remedy, "%q is no cron expression", spec)
		}
	}()
	if _, err := cron.ParseStandard(spec); err != nil {
		return wrong(remedy, "%q is no cron expression: %s", spec, fmt.Sprint(err))
	}
	return nil
}
