package reading

import (
	"strings"
	"testing"
)

// reply is the header of a customer's answer to a mail of ours.
const reply = "From: Anna Roe <anna@globex.example>\nTo: joe@acme.example\nSubject: Re: Offer 4711\n" +
	"Date: Tue, 3 Nov 2026 09:00:00 +0000\nMessage-ID: <a1@globex.example>\n" +
	"In-Reply-To: <offer@acme.example>\nReferences: <offer@acme.example>\n"

// fresh is the header of a mail that answers nothing.
const fresh = "From: Anna Roe <anna@globex.example>\nTo: joe@acme.example\n" +
	"Date: Tue, 3 Nov 2026 09:00:00 +0000\nMessage-ID: <a2@globex.example>\n"

func TestNatureOfMail(t *testing.T) {
	const prose = "\nHello Joe,\n\nthe price is fine, we take the blue one.\n\nRegards\nAnna\n"
	tests := []struct {
		name string
		raw  string
		want Nature
	}{
		{"a plain answer is human", reply + prose, Human},
		{"a plain first mail is human", fresh + "Subject: Question\n" + prose, Human},
		{"Auto-Submitted no means nothing", reply + "Auto-Submitted: no\n" + prose, Human},
		{"Auto-Submitted no with a comment means nothing", reply + "Auto-Submitted: no (really)\n" + prose, Human},
		{"auto-replied is an automatic reply", reply + "Auto-Submitted: auto-replied\n\nWe got it.\n", AutoReply},
		{"parameters of Auto-Submitted are tolerated", reply + "Auto-Submitted: Auto-Replied; owner-email=\"x@y.example\"\n\nGone fishing.\n", AutoReply},
		{"auto-replied with absence is out of office", reply + "Auto-Submitted: auto-replied\n\nI am out of the office until Monday.\n", OutOfOffice},
		{"German absence", reply + "Auto-Submitted: auto-replied\n\nIch bin bis 14.11. nicht im Büro.\n", OutOfOffice},
		{"French absence", reply + "X-Autoreply: yes\n\nJe suis absente jusqu'au 14 novembre.\n", OutOfOffice},
		{"Spanish absence", reply + "X-Autorespond: 1\n\nEstoy de vacaciones hasta el 14 de noviembre.\n", OutOfOffice},
		{"left the company", reply + "Auto-Submitted: auto-replied\n\nAnna no longer works here. Please contact bob@globex.example.\n", Gone},
		{"German departure", reply + "Auto-Submitted: auto-replied\n\nFrau Roe ist nicht mehr in unserem Unternehmen.\n", Gone},
		{"a person who tells of a departure is human", reply + "\nAnna no longer works here, I have taken over. We accept.\n", Human},
		{"ticket acknowledgement", reply + "Auto-Submitted: auto-generated\n\nWe have received your request. Your ticket number is 99.\n", Receipt},
		{"auto-generated with prose in a thread is uncertain", reply + "Auto-Submitted: auto-generated\n" + prose, Uncertain},
		{"auto-generated in a thread that calls itself automatic", reply + "Auto-Submitted: auto-generated\n\nThis is an automated message.\n", AutoReply},
		{"auto-generated to many is bulk", fresh + "Subject: News\nAuto-Submitted: auto-generated\nList-Unsubscribe: <mailto:u@globex.example>\n\nNews.\n", Bulk},
		{"a web form is uncertain", fresh + "Subject: Contact\nReply-To: bob@initech.example\nAuto-Submitted: auto-generated\n\nI want ten.\n", Uncertain},
		{"subject Automatic reply", fresh + "Subject: Automatic reply: Offer\n\nThank you.\n", AutoReply},
		{"subject Automatische Antwort with absence", fresh + "Subject: Automatische Antwort: Angebot\n\nIch bin im Urlaub.\n", OutOfOffice},
		{"subject Abwesenheitsnotiz", fresh + "Subject: Abwesenheitsnotiz: Angebot\n\nZurück am 9.11.\n", OutOfOffice},
		{"subject Réponse automatique", fresh + "Subject: =?utf-8?Q?R=C3=A9ponse_automatique?= : Offre\n\nMerci.\n", AutoReply},
		{"subject Respuesta automática", fresh + "Subject: =?utf-8?Q?Respuesta_autom=C3=A1tica?=: Oferta\n\nGracias.\n", AutoReply},
		{"subject Risposta automatica", fresh + "Subject: Risposta automatica: Offerta\n\nGrazie.\n", AutoReply},
		{"subject Automatisch antwoord", fresh + "Subject: Automatisch antwoord: Offerte\n\nBedankt.\n", AutoReply},
		{"subject Resposta automática", fresh + "Subject: Resposta =?utf-8?Q?autom=C3=A1tica?=: Proposta\n\nObrigado.\n", AutoReply},
		{"subject Out of Office with the old subject", fresh + "Subject: Out of Office: Offer 4711\n\nBack soon.\n", OutOfOffice},
		{"an answer to an automatic reply is human", strings.Replace(reply, "Re: Offer", "Re: Automatic reply: Offer", 1) + prose, Human},
		{"a person's subject Out of office is uncertain", fresh + "Subject: Out of office\n\nI leave Friday.\n", Uncertain},
		{"a text that is a notice of absence and no more is one without a field", reply + "\nI am out of the office until Monday.\n", OutOfOffice},
		{"an absence that is over is human", reply + "\nSorry, I was on vacation. We take it.\n", Human},
		{"no sender in the envelope", "Return-Path: <>\n" + reply + "\nThanks.\n", AutoReply},
		{"Precedence auto_reply", reply + "Precedence: auto_reply\n\nThanks.\n", AutoReply},
		{"X-Autoreply no means nothing", reply + "X-Autoreply: no\n" + prose, Human},
		{"newsletter", fresh + "Subject: News\nList-Unsubscribe: <mailto:u@globex.example>\nPrecedence: bulk\n\nBuy now!\n", Bulk},
		{"a person's answer through a list is human", reply + "List-Id: <dev.globex.example>\nPrecedence: list\n" + prose, Human},
		{"a no-reply address is no proof", strings.Replace(reply, "anna@", "no-reply@", 1) + prose, Human},
		{"invitation", fresh + "Subject: Meeting\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n", Calendar},
		{"accepted invitation", fresh + "Subject: Accepted\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nAccepted\n--b\nContent-Type: text/calendar; charset=utf-8; method=\"REPLY\"\n\nBEGIN:VCALENDAR\n--b--\n", Calendar},
		{"the method stands in the calendar alone", fresh + "Subject: M\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:CANCEL\n", Calendar},
		{"an attached calendar file is human", fresh + "Subject: Plan\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file.\n--b\nContent-Type: text/calendar; method=PUBLISH\nContent-Disposition: attachment; filename=a.ics\n\nBEGIN:VCALENDAR\n--b--\n", Human},
		{"emoji reaction", reply + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nAnna reacted via Gmail\n--b\nContent-Type: text/vnd.google.email-reaction+json\n\n{}\n--b--\n", Uncertain},
		{"reaction by subject", fresh + "Subject: Anna reacted to your message: Offer\n\nx\n", Uncertain},
		{"read receipt", fresh + "Subject: Read: Offer\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n", Receipt},
		{"Exchange answers carry X-Auto-Response-Suppress", reply + "X-Auto-Response-Suppress: All\n" + prose, Human},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Read([]byte(tt.raw), Hints{})
			if r.Nature != tt.want {
				t.Errorf("nature %s (%s), want %s", r.Nature, r.Why, tt.want)
			}
			if r.Why == "" || r.Sure <= 0 || r.Sure > 1 {
				t.Errorf("why %q, sure %v", r.Why, r.Sure)
			}
		})
	}
}

// answers are what customers write back.
var answers = []string{
	"We take it.\n", "Could you send the contract?\n", "Thanks, noted.\n", "No.\n", "Yes, please go ahead.\n",
	"Bitte rufen Sie mich an.\n", "Je vous remercie, c'est noté.\n", "I'll get back to you on Tuesday.\n", "",
}

func TestFieldsThatProveNothingNeverMakeAPersonAMachine(t *testing.T) {
	for _, field := range []string{"X-Auto-Response-Suppress: All", "Precedence: bulk", "Precedence: junk", "List-Id: <x.example>", "List-Unsubscribe: <mailto:u@x.example>"} {
		for _, text := range answers {
			r := Read([]byte(reply+field+"\n\n"+text), Hints{})
			if r.Nature != Human && r.Nature != Uncertain {
				t.Errorf("%s made %q %s (%s)", field, text, r.Nature, r.Why)
			}
		}
	}
}

func TestQuotedTextChangesNeitherNatureNorWish(t *testing.T) {
	quotes := []string{
		"\nOn Mon, 2 Nov 2026 at 09:00, Joe <joe@acme.example> wrote:\n> Could you tell me whether you take it?\n> I am out of the office until Friday.\n> This is an automated message.\n",
		"\nAm 02.11.2026 um 09:00 schrieb Joe Doe:\n> Bitte um Rückmeldung!\n> Automatische Antwort: Abwesenheit\n",
		"\n-----Original Message-----\nFrom: Joe\nSent: Monday\nSubject: Offer\n\nPlease confirm. What do you think?\n",
		"\n________________________________\nVon: Joe <joe@acme.example>\nGesendet: Montag, 2. November 2026 09:00\nAn: Anna\nBetreff: Angebot\n\nKönnten Sie mir Bescheid geben?\n",
	}
	for _, text := range answers {
		bare := Read([]byte(reply+"\n"+text), Hints{})
		for _, quote := range quotes {
			r := Read([]byte(reply+"\n"+text+quote), Hints{})
			if r.Nature != bare.Nature || r.Asks != bare.Asks || r.Courtesy != bare.Courtesy || !r.Quoted {
				t.Errorf("%q with %q: nature %s asks %v courtesy %v quoted %v, without %s %v %v",
					text, quote, r.Nature, r.Asks, r.Courtesy, r.Quoted, bare.Nature, bare.Asks, bare.Courtesy)
			}
			if r.NewText != bare.NewText {
				t.Errorf("new text %q, want %q", r.NewText, bare.NewText)
			}
		}
	}
}

func TestHeaderAloneJudgesWhatItCan(t *testing.T) {
	tests := []struct {
		name, raw string
		want      Nature
	}{
		{"a plain answer", reply, Human},
		{"a delivery report", "Subject: Undelivered Mail\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n", Bounce},
		{"a delay report", "Subject: Delivery delayed\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n", Delayed},
		{"auto-generated in a thread", reply + "Auto-Submitted: auto-generated\n", Uncertain},
		{"an invitation", fresh + "Content-Type: text/calendar; method=REQUEST\n", Calendar},
		{"cut off in a field", reply + "Auto-Subm", Human},
		{"nothing at all", "", Uncertain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Read([]byte(tt.raw), Hints{HeaderOnly: true})
			if r.Nature != tt.want || r.NewText != "" || r.Asks {
				t.Errorf("nature %s (%s), text %q, asks %v", r.Nature, r.Why, r.NewText, r.Asks)
			}
		})
	}
}

func TestForwards(t *testing.T) {
	for subject, want := range map[string]bool{
		"Fwd: Offer": true, "FW: Offer": true, "WG: Angebot": true, "TR : Offre": true, "RV: Oferta": true, "I: Offerta": true,
		"Doorst: Offerte": true, "Fwd: Re: Offer": true, "Re: Fwd: Offer": false, "Offer": false, "AW: WG: Angebot": false,
	} {
		if got := Read([]byte("Subject: "+subject+"\n\n"), Hints{}).Forward; got != want {
			t.Errorf("%q: forward %v", subject, got)
		}
	}
	raw := fresh + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\nCould you?\n--b--\n"
	if r := Read([]byte(raw), Hints{}); !r.Forward || r.NewText != "" || r.Asks {
		t.Errorf("an enclosed mail: forward %v, text %q, asks %v", r.Forward, r.NewText, r.Asks)
	}
}
