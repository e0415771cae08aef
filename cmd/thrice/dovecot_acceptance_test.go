package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"thrice/imapsync/dovecottest"
	"thrice/rules"
)

// standing is where a conversation must stand.
type standing struct {
	state   rules.State
	waiting rules.Side
	do      rules.Action // of the task that is shown; empty: none
	step    int
	touches int
	mails   int
	why     string // is part of the sentence
}

// TestTheMailboxOfTheAcceptance reads one mailbox with every case in it, twice.
func TestTheMailboxOfTheAcceptance(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	o := opened(t, server, "joe", "")
	want := fillForAcceptance(o)
	before := server.Snapshot(o.user)

	o.read()
	items := o.items()
	for subject, want := range want {
		t.Run(subject, func(t *testing.T) {
			i, ok := items[subject]
			if !ok {
				t.Fatal("it is not in the list")
			}
			got := standing{state: i.State, waiting: i.WaitingOn, touches: i.Touches, mails: len(i.Messages), why: i.Why}
			if i.Task != nil {
				got.do, got.step = i.Task.Do, i.Task.Step
			}
			if strings.Contains(got.why, want.why) {
				got.why = want.why
			}
			if got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
	if item := items["Spare parts"]; item.Task == nil || !item.Task.Late {
		t.Errorf("a task that is shown 152 hours after it fell due is not marked as late: %+v", item.Task)
	}
	for subject := range items {
		if _, ok := want[subject]; !ok {
			t.Errorf("nobody expects a conversation %q", subject)
		}
	}

	list, all := o.must("list", "--json"), o.must("list", "--all", "--json")
	o.read()
	if diff := cmp.Diff(list, o.must("list", "--json")); diff != "" {
		t.Errorf("the second round has changed the list (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(all, o.must("list", "--all", "--json")); diff != "" {
		t.Errorf("the second round has changed the list of all (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(before, server.Snapshot(o.user)); diff != "" {
		t.Errorf("reading has changed the mailbox (-before +after):\n%s", diff)
	}
}

// fillForAcceptance delivers the cases, and returns what must become of each,
// by subject.
func fillForAcceptance(o *office) map[string]standing {
	want := map[string]standing{}
	put := func(folder string, mails ...letter) {
		for _, m := range mails {
			o.deliver(folder, m)
		}
	}
	them, us, nobody := rules.Them, rules.Us, rules.Nobody

	put("Sent", question("q49", "Anna Berg <anna@globex.example>", "Asked 49 hours ago", hoursAgo(49)))
	want["Asked 49 hours ago"] = standing{rules.Due, them, rules.Remind, 1, 1, 1, "Anna Berg"}

	put("Sent", question("q47", "bo@initech.example", "Asked 47 hours ago", hoursAgo(47)))
	want["Asked 47 hours ago"] = standing{rules.Waiting, them, "", 0, 1, 1, "bo@initech.example"}

	q := question("q100", "Carla Diaz <carla@hooli.example>", "Answered", hoursAgo(100))
	put("Sent", q)
	put("INBOX", q.reply("a60", "Carla Diaz <carla@hooli.example>", "Yes, it suits us very well.", hoursAgo(60)))
	want["Answered"] = standing{rules.Cleared, nobody, "", 0, 1, 2, "Carla Diaz (carla@hooli.example) answered on Sun 15 Mar 2026 22:00"}

	q = question("q101", "dan@stark.example", "Answered into a folder", hoursAgo(100))
	put("Sent", q)
	put("Customers/Stark", q.reply("a61", "dan@stark.example", "Yes, it suits us.", hoursAgo(61)))
	want["Answered into a folder"] = standing{rules.Cleared, nobody, "", 0, 1, 2, "dan@stark.example answered"}

	q = question("q130", "eva@wayne.example", "Asked twice", hoursAgo(130))
	put("Sent", q, q.again("q80", hoursAgo(80)))
	want["Asked twice"] = standing{rules.Due, them, rules.Remind, 2, 2, 2, "eva@wayne.example"}

	q = question("q300", "fay@duff.example", "Asked three times", hoursAgo(300))
	put("Sent", q, q.again("q250", hoursAgo(250)), q.again("q170", hoursAgo(170)))
	want["Asked three times"] = standing{rules.Due, them, rules.Call, 3, 3, 3, "fay@duff.example"}

	put("Sent", question("q200", "gil@umbrella.example", "Spare parts", hoursAgo(200)))
	want["Spare parts"] = standing{rules.Due, them, rules.Remind, 1, 1, 1, "gil@umbrella.example"}

	q = question("q102", "hal@oscorp.example", "On holiday", hoursAgo(100))
	away := q.reply("o99", "hal@oscorp.example", "I am out of office until 16 March 2026.", hoursAgo(99))
	away.subject, away.more = "Out of office: On holiday", "Auto-Submitted: auto-replied\n"
	put("Sent", q)
	put("INBOX", away)
	want["On holiday"] = standing{rules.Due, them, rules.Remind, 1, 1, 2, "hal@oscorp.example"}

	q = question("q103", "ida@tyrell.example", "Asked again from our alias", hoursAgo(100))
	again := q.again("q30", hoursAgo(30))
	again.from = "sales@acme.example"
	put("Sent", q, again)
	want["Asked again from our alias"] = standing{rules.Waiting, them, "", 0, 2, 2, "ida@tyrell.example"}

	put("Sent", letter{id: "t1", from: me, to: "jo@soylent.example", subject: "Your parcel", text: "Thanks, it has arrived.", at: hoursAgo(90)})
	want["Your parcel"] = standing{rules.Idle, nobody, "", 0, 0, 1, "Nobody waits"}

	put("Sent", question("q60", "kim@cyberdyne.example", "Gaskets", hoursAgo(60)))
	put("INBOX", letter{id: "s1", from: "mallory@elsewhere.example", to: me, subject: "Re: Gaskets", text: "Yes, it suits us.", at: hoursAgo(50)})
	want["Gaskets"] = standing{rules.Due, them, rules.Remind, 1, 1, 1, "kim@cyberdyne.example"}
	want["Re: Gaskets"] = standing{rules.Due, us, rules.Answer, 1, 0, 1, "mallory@elsewhere.example"}

	q = question("q61", "lea@vandelay.example", "Answered with a question", hoursAgo(60))
	put("Sent", q)
	put("INBOX", q.reply("a24", "lea@vandelay.example", "It might. Could you send us the drawing first?", hoursAgo(24)))
	want["Answered with a question"] = standing{rules.Due, us, rules.Answer, 1, 1, 2, "lea@vandelay.example"}

	inquiry := letter{id: "i24", from: "Max Roth <max@piper.example>", to: me, subject: "Do you repair pumps?", text: "Do you repair pumps, too?", at: hoursAgo(24)}
	put("INBOX", inquiry)
	want["Do you repair pumps?"] = standing{rules.Due, us, rules.Answer, 1, 0, 1, "Max Roth"}

	inquiry = letter{id: "i30", from: "nia@gringotts.example", to: me, subject: "Opening hours", text: "When are you open?", at: hoursAgo(30)}
	answer := inquiry.reply("c25", "Olga Ames <olga@acme.example>", "From eight to six.", hoursAgo(25))
	answer.to, answer.cc = inquiry.from, me
	put("INBOX", inquiry, answer)
	want["Opening hours"] = standing{rules.Idle, nobody, "", 0, 0, 2, "Olga Ames"}

	q = question("q62", "pat@monarch.example", "A reminder not sent", hoursAgo(60))
	put("Sent", q)
	put("Drafts", q.again("d1", hoursAgo(1)), question("d2", "quinn@ollivander.example", "A question not sent", hoursAgo(70)))
	// Some phones keep what is being written wherever they are.
	o.server.Deliver(o.user, "INBOX", q.again("d3", hoursAgo(2)).String(), hoursAgo(2), `\Draft`)
	want["A reminder not sent"] = standing{rules.Due, them, rules.Remind, 1, 1, 1, "pat@monarch.example"}
	return want
}
