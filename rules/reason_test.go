package rules

import (
	"strings"
	"testing"
)

func TestAComplaintHasPriorityUntilItIsAnswered(t *testing.T) {
	complains := func(e *Event) { e.Opens, e.Reason = true, "wrong_item" }
	left := func(at float64) func(*Event) {
		return func(e *Event) { e.Opens, e.Leaves = false, []string{received(at).Ref} }
	}
	for _, tt := range []struct {
		name   string
		events []Event
		want   Reason
		why    string
	}{
		{"it opens the answer", []Event{received(0, complains)}, "wrong_item", "since Mon 2 Mar 2026 09:00; wrong item; the answer"},
		{"it clears the wait on them as well", []Event{sent(0), received(1, complains)}, "wrong_item", "answered on Mon 2 Mar 2026 10:00 and awaits our answer; wrong item"},
		{"behind a question it raises that", []Event{received(0, asks), received(1, complains)}, "wrong_item", "wrong item"},
		{"a question behind it leaves it as it is", []Event{received(0, complains), received(1, asks)}, "wrong_item", "wrong item"},
		{"a wish to be called keeps it", []Event{received(0, complains), received(1, wishes("", "", 0))}, "wrong_item", "to be called; wrong item"},
		{"our answer ends it", []Event{received(0, complains), sent(1, noAsk)}, "", "We answered"},
		{"an answer to somebody else leaves it", []Event{received(0, complains), received(1, asks), sent(2, left(0))}, "wrong_item", "wrong item"},
		{"an answer to it leaves the question of somebody else", []Event{received(0, complains), received(1, asks), sent(2, left(1))}, "", "waiting for our answer"},
		{"a question has none", []Event{received(0, asks)}, "", "waiting for our answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := Decide(Facts{Events: tt.events, Read: h(9)}, office(), h(9))
			if d.Reason != tt.want || !strings.Contains(d.Why, tt.why) {
				t.Errorf("reason %q because %q, want %q because %q", d.Reason, d.Why, tt.want, tt.why)
			}
		})
	}
}

func TestAReasonInWords(t *testing.T) {
	for reason, want := range map[Reason]string{ReturnWished: "return wished", RefundWished: "refund wished", "wrong_item": "wrong item", "damaged": "damaged", Late: "delivery late"} {
		if got := reason.Words(); got != want {
			t.Errorf("%q is %q, want %q", reason, got, want)
		}
	}
}
