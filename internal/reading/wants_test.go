package reading

import (
	"testing"
	"time"
)

func TestAsksAndCourtesy(t *testing.T) {
	const asks, courtesy, neither = "asks", "courtesy", "neither"
	tests := []struct{ text, want string }{
		{"Could you send me the price list?", asks},
		{"Please let me know by Friday.", asks},
		{"I look forward to hearing from you.", asks},
		{"Please confirm that this is what we agreed: ten blue ones.", asks},
		{"Please find attached our offer.", asks},
		{"Bitte um Rückmeldung.", asks},
		{"Koennten Sie mir den Preis nennen", asks},
		{"Geben Sie mir bitte Bescheid? Geben Sie mir Bescheid.", asks},
		{"Merci de me confirmer la date.", asks},
		{"Pourriez-vous m'envoyer le devis", asks},
		{"Quedo a la espera de su respuesta.", asks},
		{"Resto in attesa di un Suo riscontro.", asks},
		{"Ik hoor graag van u.", asks},
		{"Aguardo seu retorno.", asks},
		{"Hi Anna, how are you?\n\nDid the sample arrive?", asks},
		{"Hi Anna, how are you?", neither},
		{"Hope you are well?\nThe order left today.", neither},
		{"It is at https://acme.example/?q=1 for you.", neither},
		{"The order left today.", neither},
		{"If you have any questions, do not hesitate to contact me.", neither},
		{"", neither},
		{"Yes, please go ahead.", neither},
		{"Thanks, but we have decided against it.", neither},
		{"Thanks!", courtesy},
		{"Hi Joe,\n\nthank you very much for the quick reply.\n\nBest regards\nAnna", courtesy},
		{"Noted, thanks Joe", courtesy},
		{"Vielen Dank für die schnelle Antwort!\n\nViele Grüße\nAnna", courtesy},
		{"Merci beaucoup, bien reçu.", courtesy},
		{"Muchas gracias, perfecto.", courtesy},
		{"Grazie mille, ricevuto!", courtesy},
		{"Dank je wel, prima!", courtesy},
		{"Muito obrigado, recebido.", courtesy},
		{"OK Monday", neither},
		{"You're welcome!", courtesy},
		{"Great, thanks. Can you also send the invoice?", asks},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			r := Read([]byte(reply+"Content-Type: text/plain; charset=utf-8\n\n"+tt.text+"\n"), Hints{})
			got := neither
			switch {
			case r.Asks && r.Courtesy:
				got = "both"
			case r.Asks:
				got = asks
			case r.Courtesy:
				got = courtesy
			}
			if got != tt.want {
				t.Errorf("%s, want %s (new text %q)", got, tt.want, r.NewText)
			}
		})
	}
}

func TestOtherWishes(t *testing.T) {
	tests := []struct {
		text                      string
		call, promises, stop, fwd bool
	}{
		{text: "Please call me tomorrow.", call: true},
		{text: "Bitte um Rückruf.", call: true},
		{text: "Please don't call me.", call: false},
		{text: "I'll get back to you on Friday.", promises: true},
		{text: "Ich melde mich nächste Woche.", promises: true},
		{text: "Stop emailing me.", stop: true},
		{text: "Unsubscribe", stop: true},
		{text: "Please stop by our booth on Monday.", stop: false},
		{text: "Please remove me from Cc, Bob decides.", stop: false},
		{text: "Please don't stop sending me offers.", stop: false},
		{text: "Bitte keine weiteren E-Mails!", stop: true},
		{text: "See below.\n\n---------- Forwarded message ---------\nFrom: Bob\nSubject: x\n\nHello", fwd: true},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			r := Read([]byte(reply+"\n"+tt.text+"\n"), Hints{})
			if r.CallRequest != tt.call || r.Promises != tt.promises || r.Stop != tt.stop || r.Forward != tt.fwd {
				t.Errorf("call %v promises %v stop %v forward %v", r.CallRequest, r.Promises, r.Stop, r.Forward)
			}
		})
	}
}

func TestNamedDays(t *testing.T) {
	november := func(d int) *Day { return &Day{2026, time.November, d} }
	tests := []struct {
		text string
		want *Day
	}{
		{"I'll get back to you on Tuesday.", november(10)}, // written on a Tuesday
		{"I'll come back to you tomorrow.", november(4)},
		{"We need it by the 14th.", november(14)},
		{"We need it by 14 November.", november(14)},
		{"Please send it before Nov 14.", november(14)},
		{"Ich melde mich bis zum 14.11. bei Ihnen.", november(14)},
		{"Wir brauchen es bis spätestens 14.11.2026.", november(14)},
		{"Ich melde mich am Freitag.", november(6)},
		{"I will let you know by 2026-11-14.", november(14)},
		{"On 14 November we have a party.", nil},
		{"We need it by 1 September.", nil},
		{"Antes del viernes, por favor.", november(6)},
		{"Ci serve entro venerdì.", november(6)},
		{"Preciso até sexta.", november(6)},
		{"Uiterlijk vrijdag hebben we het nodig.", november(6)},
		{"Merci de répondre au plus tard le 12 novembre.", november(12)},
		{"Wir melden uns bis Freitag.", november(6)},
		{"I am away until Thursday, and will get back to you on Friday.", november(6)},
		{"We met on Tuesday.", nil},
		{"Our meeting is on Tuesday.", nil},
		{"Thanks for your mail of 10 November.", nil},
		{"I need it by 1 September 2025.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			checkDay(t, Read([]byte(reply+"Content-Type: text/plain; charset=utf-8\n\n"+tt.text+"\n"), Hints{}).NamedDate, tt.want)
		})
	}
}

func TestLastDayAway(t *testing.T) {
	november := func(d int) *Day { return &Day{2026, time.November, d} }
	tests := []struct {
		text string
		want *Day
	}{
		{"I am out of the office until 14 November.", november(14)},
		{"I am away and will be back on Monday, November 16.", november(15)},
		{"I am on vacation from November 2 to November 13, 2026.", november(13)},
		{"I am on vacation November 2-13.", november(13)},
		{"I am on leave 11/02/2026 - 11/13/2026.", november(13)},
		{"I am out of the office until 20/11/2026.", november(20)},
		{"Ich bin vom 2. bis 13. November abwesend.", november(13)},
		{"Ich bin bis einschließlich 13.11. im Urlaub.", november(13)},
		{"Ich bin nicht im Büro. Ab dem 16.11. bin ich wieder da.", november(15)},
		{"Je suis absent jusqu'au 13 novembre inclus.", november(13)},
		{"Je suis en congés, de retour le 16 novembre.", november(15)},
		{"Estoy de vacaciones hasta el 13 de noviembre.", november(13)},
		{"Estoy fuera de la oficina, vuelvo el lunes.", november(8)},
		{"I am out of the office.", nil},
		{"I am out of the office until 1 October.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			raw := reply + "Auto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n\n" + tt.text + "\n"
			checkDay(t, Read([]byte(raw), Hints{}).Until, tt.want)
		})
	}
}

func TestDaysCountFromTheZoneOfThePerson(t *testing.T) {
	at := time.Date(2026, 11, 3, 23, 0, 0, 0, time.UTC) // the fourth in Kathmandu
	zone := time.FixedZone("NPT", 5*3600+45*60)
	r := Read([]byte(reply+"\nI'll get back to you tomorrow.\n"), Hints{At: at, Zone: zone})
	checkDay(t, r.NamedDate, &Day{2026, time.November, 5})
}

func TestStandIn(t *testing.T) {
	r := Read([]byte(reply+"Auto-Submitted: auto-replied\n\nI am away. My address is anna@globex.example. In urgent cases please contact Bob (bob@globex.example).\n"), Hints{})
	if r.StandIn.Address != "bob@globex.example" {
		t.Errorf("stand-in %q", r.StandIn.Address)
	}
}

func checkDay(t *testing.T, got, want *Day) {
	t.Helper()
	switch {
	case got == nil && want == nil:
	case got == nil || want == nil:
		t.Errorf("day %v, want %v", got, want)
	case *got != *want:
		t.Errorf("day %v, want %v", *got, *want)
	}
}
