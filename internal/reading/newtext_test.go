package reading

import "testing"

func TestNewText(t *testing.T) {
	tests := []struct{ name, body, text, signature string }{
		{"a quotation below", "Yes.\n\nOn Mon, 2 Nov 2026 at 09:00, Joe Doe <joe@acme.example>\nwrote:\n\n> Offer?\n", "Yes.", ""},
		{"German", "Ja.\n\nAm 02.11.2026 um 09:00 schrieb Joe Doe:\n> Angebot?\n", "Ja.", ""},
		{"French", "Oui.\n\nLe lun. 2 nov. 2026 à 09:00, Joe <joe@acme.example> a écrit :\n> Offre ?\n", "Oui.", ""},
		{"Spanish", "Sí.\n\nEl lun, 2 nov 2026 a las 9:00, Joe (<joe@acme.example>) escribió:\n> ¿Oferta?\n", "Sí.", ""},
		{"Italian", "Si.\n\nIl giorno lun 2 nov 2026 alle ore 09:00 Joe <joe@acme.example> ha scritto:\n> Offerta?\n", "Si.", ""},
		{"Dutch", "Ja.\n\nOp ma 2 nov. 2026 om 09:00 schreef Joe <joe@acme.example>:\n> Offerte?\n", "Ja.", ""},
		{"Portuguese", "Sim.\n\nEm seg., 2 de nov. de 2026 às 09:00, Joe <joe@acme.example> escreveu:\n> Proposta?\n", "Sim.", ""},
		{"answers between", "> Colour?\n\nBlue.\n\n> Size?\n\nLarge.\n", "Blue.\n\nLarge.", ""},
		{"Outlook", "Yes.\n\n________________________________\nFrom: Joe <joe@acme.example>\nSent: Monday\nTo: Anna\nSubject: Offer\n\nOffer?\n", "Yes.", ""},
		{"Outlook in German", "Ja.\n\nVon: Joe\nGesendet: Montag\nAn: Anna\nBetreff: Angebot\n\nAngebot?\n", "Ja.", ""},
		{"original message", "Yes.\n\n-----Ursprüngliche Nachricht-----\nJoe\n", "Yes.", ""},
		{"signature mark", "Yes.\n\n-- \nAnna Roe\nGlobex\n", "Yes.", "Anna Roe\nGlobex"},
		{"telephone", "Yes.\n\nSent from my iPhone\n", "Yes.", "Sent from my iPhone"},
		{"German telephone", "Ja.\n\nVon meinem iPhone gesendet\n", "Ja.", "Von meinem iPhone gesendet"},
		{"closing formula", "Yes, we take it.\n\nBest regards,\nAnna Roe\nGlobex Ltd\n", "Yes, we take it.\n\nBest regards,\nAnna Roe", "Globex Ltd"},
		{"an afterthought is no signature", "Yes, we take it.\n\nRegards\nAnna\n\nPS: send two.\n", "Yes, we take it.\n\nRegards\nAnna\n\nPS: send two.", ""},
		{"thanks alone is no signature", "Thanks,\nAnna\n", "Thanks,\nAnna", ""},
		{"words that end with a colon stay", "Our wishes for 3 Nov 2026 are\nthese:\nblue ones.\n", "Our wishes for 3 Nov 2026 are\nthese:\nblue ones.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Read([]byte(reply+"Content-Type: text/plain; charset=utf-8\n\n"+tt.body), Hints{})
			if r.NewText != tt.text || r.Signature != tt.signature {
				t.Errorf("text %q, signature %q", r.NewText, r.Signature)
			}
		})
	}
}

func TestTextOfMIME(t *testing.T) {
	tests := []struct{ name, mail, want string }{
		{"quoted-printable", "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=\n=DFe", "Grüße"},
		{"base64 cut off", "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGFsbG8gV2Vs", "Hallo Wel"},
		{"windows-1251", "Content-Type: text/plain; charset=windows-1251\n\n\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
		{"plain before HTML", "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>html</p>\n--b--", "plain"},
		{"HTML only", "Content-Type: text/html\n\n<style>p{}</style><p>Hello&nbsp;<b>Joe</b></p><div>one<br>two</div>", "Hello Joe\n\none\ntwo"},
		{"Gmail quotes", "Content-Type: text/html\n\n<div>Yes</div><div class=\"gmail_quote\"><div>On Monday wrote:</div><blockquote>Offer?</blockquote></div>", "Yes"},
		{"answers between in HTML", "Content-Type: text/html\n\n<blockquote type=cite>Colour?</blockquote><p>Blue</p><blockquote type=\"cite\">Size?</blockquote><p>Large</p>", "Blue\n\nLarge"},
		{"Outlook quotes", "Content-Type: text/html\n\n<p>Yes</p><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\">From: Joe</div><p>Offer?</p>", "Yes"},
		{"attachments are passed over", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename=a.txt\n\nfile\n--b\n\ntext\n--b--", "text"},
		{"nested", "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\ninner\n--b--\n--a--", "inner"},
		{"cut off in a boundary", "Content-Type: multipart/mixed; boundary=abc\n\n--abc\n\ntext\n--ab", "text\n--ab"},
		{"flowed", "Content-Type: text/plain; format=flowed\n\nIt goes \non.\n> quoted \n> text\n", "It goes on."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := Read([]byte(reply+tt.mail), Hints{}); r.NewText != tt.want {
				t.Errorf("text %q, want %q", r.NewText, tt.want)
			}
		})
	}
}
