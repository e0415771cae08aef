package main

import (
	"bytes"
	"context"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// runDemo runs the demo as the command line does and returns the exit code and
// what it printed.
func runDemo(ctx context.Context) (code int, stdout, stderr string) {
	var out, said bytes.Buffer
	code = run(ctx, world{args: []string{"demo"}, env: func(string) string { return "" },
		stdin: strings.NewReader(""), stdout: &out, stderr: &said, now: time.Now})
	return code, out.String(), said.String()
}

// nothingLeft gives the demo a folder for temporary files, and fails the test if
// anything is in it at the end, or a goroutine is left.
func nothingLeft(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
		// Those that have been told to end may still be about to.
		for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
			runtime.Gosched()
		}
		if after := runtime.NumGoroutine(); after > before {
			stacks := make([]byte, 1<<20)
			t.Errorf("%d goroutines before, %d after:\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
		}
	})
}

func TestDemoShowsEveryOutcome(t *testing.T) {
	nothingLeft(t)
	code, out, said := runDemo(t.Context())
	if code != codeFine || said != "" {
		t.Fatalf("exit code %d, said %q", code, said)
	}
	for line := range strings.Lines(out) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	flat := strings.Join(strings.Fields(out), " ")
	for _, tt := range demoOutcomes() {
		t.Run(tt.name, func(t *testing.T) {
			rest := flat
			for _, want := range tt.want {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Fatalf("%q is missing, or stands too early", want)
				}
				rest = after
			}
		})
	}
}

// demoOutcome is what a story of the demo must show, in this order.
type demoOutcome struct {
	name string
	want []string
}

func demoOutcomes() []demoOutcome {
	return []demoOutcome{
		{"an answer after the first reminder clears", []string{`09:00 REMIND Anna Berg (globex.example), "Offer 4711"`,
			"the second reminder falls due on Sat 7 Mar 2026 09:20", "CLEARED Anna Berg (anna.berg@globex.example) answered on Thu 5 Mar 2026 10:40: they say yes."}},
		{"thanks are not tracked", []string{"| Thank you, Anna! UNCHANGED"}},
		{"two reminders, the call, voicemail, a talk", []string{"10:15 REMIND Peter Lang", "11:30 REMIND Peter Lang", "08:40 CALL Peter Lang", "voicemail WAITING",
			"1 call without reaching anybody; the call falls due on Thu 12 Mar 2026 13:00", "13:00 CALL Peter Lang", "talked CLEARED You talked to them on Thu 12 Mar 2026 13:10."}},
		{"an addendum restarts, a reminder from the phone advances", []string{"the first reminder falls due on Wed 4 Mar 2026 14:06",
			"the second reminder falls due on Fri 6 Mar 2026 19:30", "19:30 REMIND Dana Park"}},
		{"a snooze hides, and shows again", []string{"tue PAUSED You snoozed this", "08:00 REMIND Dana Park", "08:30 CALL Dana Park"}},
		{"an absence pauses until its end", []string{"PAUSED Ines Duarte", "out of office until Fri 6 Mar 2026.", "Monday 9 March 2026", "08:00 REMIND Ines Duarte",
			"CLEARED Ines Duarte"}},
		{"an acknowledgement does not clear", []string{"Your ticket number is 8812. UNCHANGED", "11:00 REMIND Stark Purchasing", "CLEARED Carol Finch"}},
		{"a bounce asks for the address", []string{"FIX ADDRESS The mail to lara.knet@wayne.example", "WAITING No answer from Lara Kent (lara.kent@wayne.example) since Mon 2 Mar 2026 15:50",
			"CLEARED Lara Kent"}},
		{"who left is replaced", []string{"NEW CONTACT Art Sims", "stand-in: elaine.novak@vandelay.example", "WAITING No answer from Elaine Novak", "CLEARED Elaine Novak"}},
		{"an answer that asks is ours to answer", []string{"YOUR TURN Marc Weber", "09:00 ANSWER Marc Weber", "WAITING No answer from Marc Weber (marc.weber@soylent.example) since Wed 4 Mar 2026 09:45",
			"CLEARED Marc Weber"}},
		{"an unanswered inquiry escalates", []string{"YOUR TURN Rachel Stone", "14:00 ANSWER Rachel Stone", "18:00 ANSWER Rachel Stone", "14:00 CALL Rachel Stone"}},
		{"a colleague answers", []string{"YOUR TURN Gil Price", "ANSWERED Your colleague Nora Lind"}},
		{"a reply filed by a filter clears", []string{"in the folder Customers/Globex", "CLEARED Ben Roth"}},
		{"a reply in Junk is held until the person settles it", []string{"in the folder Junk", "HELD Nina Sharp", "thrice done", "CLOSED You said"}},
		{"an unknown sender is held until the answer comes", []string{"HELD Paula Reyes", "CLEARED Miles Dyson"}},
		{"a stranger with the same subject changes nothing", []string{`MAIL from Sam Rush (leadrocket.example), "Re: Offer 4711"`, "YOUR TURN Sam Rush", "ignore", "CLOSED You said",
			"09:00 REMIND Anna Berg"}},
		{"a wish to be called is a call, and no mail ends it", []string{"CALL Otto Brand (otto@duff.example) asked", "will call you at noon. UNCHANGED", "talked CLEARED You talked"}},
		{"a draft changes nothing until it is sent", []string{"DRAFT to Hanna Vogt", "UNCHANGED It was neither sent", "SENT to Hanna Vogt", "WAITING No answer from Hanna Vogt", "09:00 REMIND Hanna Vogt"}},
		{"a named day pauses", []string{"PAUSED Bill Adler (bill@gringotts.example) will come back to it on Tue 10 Mar 2026.", "08:00 REMIND Bill Adler", "they named Tue 10 Mar 2026", "CLEARED Bill Adler"}},
		{"a wrong clearing is taken back", []string{"CLEARED Eva Lindt", "thrice undo", "REMIND No answer from Eva Lindt"}},
		{"a new thread with proof clears", []string{"CLEARED Charlie Fields", `in a new thread, "Section four"`}},
		{"a summary is confirmed", []string{"WAITING No answer from Greta Olsen", "CLEARED Greta Olsen"}},
		{"a newsletter starts nothing", []string{`"Spring news"`, "NO CLOCK"}},
		{"a reply without proof is held", []string{"HELD Iris Haas"}},
		{"the list and the digest follow", []string{"$ thrice list", "Call (2)", "Remind (1)", "Check (1)", "Waiting (2)", "$ thrice digest", "Call now (2)", "Answer (1)",
			"Second reminders (1)", "First reminders (1)", "To check (1)", "Cleared since the last digest (1)", "Paused (1)", "Coming up (1)", "README"}},
	}
}

func TestDemoLeavesNothingWhenInterrupted(t *testing.T) {
	for name, wait := range map[string]time.Duration{"at once": 0, "half-way": 300 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			nothingLeft(t)
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			defer cancel()
			if code, out, _ := runDemo(ctx); code != codeFailed || out != "" {
				t.Errorf("exit code %d, printed %q", code, out)
			}
		})
	}
}
