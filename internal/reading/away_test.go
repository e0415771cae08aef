package reading

import (
	"testing"
	"time"
)

// sent is when the notices below were sent, a Monday.
var sent = time.Date(2026, 8, 3, 9, 0, 0, 0, time.UTC)

func TestLastDayAwayInTheManyWaysPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]string{
		"I am out of the office today.":                                                    "2026-08-03",
		"I am out of the office today and tomorrow.":                                       "2026-08-04",
		"I am out of the office for the rest of the week.":                                 "2026-08-07",
		"I am on leave until the end of next week.":                                        "2026-08-14",
		"I'll be away until next Monday.":                                                  "2026-08-10",
		"I'm on vacation for two weeks.":                                                   "2026-08-16",
		"I am away from August 10 for one week.":                                           "2026-08-16",
		"I am out of the office from 10 to 14 August.":                                     "2026-08-14",
		"I am out of the office August 3rd through the 14th.":                              "2026-08-14",
		"I am out of the office 3 Aug - 14 Aug.":                                           "2026-08-14",
		"I am out of office (Aug 3-14, 2026).":                                             "2026-08-14",
		"I am out of the office 2026-08-03 to 2026-08-14.":                                 "2026-08-14",
		"I am out of the office from 03/08/2026 to 14/08/2026.":                            "2026-08-14",
		"I am out of the office from 03/08/2026 to 05/09/2026.":                            "2026-09-05",
		"I am on maternity leave and will return in September.":                            "2026-08-31",
		"I am out of the office through September.":                                        "2026-09-30",
		"I am on holiday until early September.":                                           "2026-09-05",
		"I'm out of the office and will return on the 14th.":                               "2026-08-13",
		"I am out of the office until 14 August (half day, back from 1 pm).":               "2026-08-14",
		"I am out of the office until August 14, back on August 14.":                       "2026-08-13",
		"I am out of the office until 5 pm today.":                                         "2026-08-03",
		"I am out of the office, available again from 17 August.":                          "2026-08-16",
		"Our hours are Monday to Friday, 9 to 17. I am out of the office until 14 August.": "2026-08-14",
		"I am out of the office. Version 2.15.1 was released on 1 July 2026.":              "none",
		"Bin bis zum 14. im Urlaub.":                                                       "2026-08-14",
		"Ich bin bis Ende August im Urlaub.":                                               "2026-08-31",
		"Ich bin Anfang September wieder im Büro, bis dahin im Urlaub bis 31.8.":           "2026-08-31",
		"Ich bin vom 03.08. - 14.08.2026 nicht im Haus.":                                   "2026-08-14",
		"Ich bin vom 3.-14.8. abwesend.":                                                   "2026-08-14",
		"Am 17.8. bin ich wieder im Büro, bis dahin bin ich im Urlaub.":                    "2026-08-16",
		"Vom 29.12. bis 4.1. sind wir im Urlaub.":                                          "2027-01-04",
		"Ich bin diese Woche im Urlaub.":                                                   "2026-08-07",
		"Je suis absent du 3 au 14 août 2026 inclus.":                                      "2026-08-14",
		"Je suis en congés et de retour le 17/08.":                                         "2026-08-16",
		"Je serai absente jusqu'à la fin du mois.":                                         "2026-08-31",
		"Je suis en congé, de retour en septembre.":                                        "2026-08-31",
		"Estoy de vacaciones hasta el 14.":                                                 "2026-08-14",
		"Estaré ausente hasta finales de agosto.":                                          "2026-08-31",
		"Estoy fuera de la oficina y vuelvo el próximo lunes.":                             "2026-08-09",
		"Sono in ferie fino al 14 agosto compreso.":                                        "2026-08-14",
		"Sono assente dal 3/8 al 14/8.":                                                    "2026-08-14",
		"Estou de férias de 3 a 14 de agosto.":                                             "2026-08-14",
		"Estarei ausente até 14/08, retorno dia 17/08.":                                    "2026-08-14",
		"Ik ben met vakantie tot maandag 17 augustus.":                                     "2026-08-17",
		"Ik ben tot en met 14-08-2026 afwezig.":                                            "2026-08-14",
		"Jag har semester 3/8–14/8.":                                                       "2026-08-14",
		"Jag är på semester och åter måndag den 17 augusti.":                               "2026-08-16",
		"Jeg er på ferie til og med fredag d. 14. august.":                                 "2026-08-14",
		"Jeg er på ferie t.o.m. 14.08.2026.":                                               "2026-08-14",
		"Olen lomalla 3.8.-14.8.2026.":                                                     "2026-08-14",
		"Olen poissa toimistosta perjantaihin 14. elokuuta saakka.":                        "2026-08-14",
		"Jestem na urlopie do 14.08.2026 r.":                                               "2026-08-14",
		"Jestem na urlopie w dniach 3-14 sierpnia 2026.":                                   "2026-08-14",
		"Jsem na dovolené od 3. do 14. srpna.":                                             "2026-08-14",
		"Do 14.8. včetně jsem na dovolené.":                                                "2026-08-14",
		"Som na dovolenke do 14. augusta.":                                                 "2026-08-14",
		"Szabadságon vagyok augusztus 14-ig.":                                              "2026-08-14",
		"Szabadságon vagyok 2026. 08. 03. - 2026. 08. 14. között.":                         "2026-08-14",
		"Sunt în concediu până pe 14 august.":                                              "2026-08-14",
		"Нахожусь в отпуске до 14.08.2026.":                                                "2026-08-14",
		"Я в отпуске по 14 августа включительно.":                                          "2026-08-14",
		"Меня не будет до конца недели.":                                                   "2026-08-07",
		"Я у відпустці з 3 по 14 серпня.":                                                  "2026-08-14",
		"Λείπω με άδεια μέχρι 14/8.":                                                       "2026-08-14",
		"3-14 Ağustos tarihleri arasında izindeyim.":                                       "2026-08-14",
		"14.08.2026 tarihine kadar yıllık izindeyim.":                                      "2026-08-14",
		"אני בחופשה עד ה-14 באוגוסט.":                                                      "2026-08-14",
		"أنا في إجازة من 3 أغسطس إلى 14 أغسطس.":                                            "2026-08-14",
		"8月3日（月）～8月14日（金）まで不在にしております。":                                                     "2026-08-14",
		"８月１４日まで休暇です。":                                                                     "2026-08-14",
		"8/14まで休暇をいただきます。":                                                                 "2026-08-14",
		"2026年8月3日至2026年8月14日休假。":                                                          "2026-08-14",
		"我正在休假，将于8月17日回来。":                                                                 "2026-08-16",
		"8월 14일까지 휴가입니다.":                                                                  "2026-08-14",
		"2026. 8. 3 ~ 2026. 8. 14 휴가입니다.":                                                  "2026-08-14",
		"Tôi đang nghỉ phép đến hết ngày 14/08/2026.":                                      "2026-08-14",
		"Saya sedang cuti sampai 14 Agustus 2026.":                                         "2026-08-14",
		"I will be out of the office from Aug 3 returning Aug 17.":                         "2026-08-16",
		"I am on annual leave from Monday 3rd August, returning Monday 17th August 2026.":  "2026-08-16",
		"I am on leave from 3 August 2026 until further notice.":                           "none",
		"I am out of the office on 3, 4 and 5 August.":                                     "2026-08-05",
		"Sunt plecat din birou și revin luni, 17 august.":                                  "2026-08-16",
		"Буду на рабочем месте 17 августа, сейчас в отпуске.":                              "2026-08-16",
		"17 Ağustos'ta ofiste olacağım, şu an izindeyim.":                                  "2026-08-16",
		"أنا خارج المكتب وسأعود يوم 17 أغسطس 2026.":                                        "2026-08-16",
		"夏季休業期間：2026年8月3日（月）～8月14日（金）":                                                     "2026-08-14",
		"我将于8月17日返回办公室。目前休假中。":                                                             "2026-08-16",
		"2026. augusztus 3-tól 14-ig szabadságon vagyok.":                                  "2026-08-14",
		"Sarò assente dall'ufficio dal 3 al 14 agosto compresi. Rientrerò lunedì 17.":      "2026-08-14",
		"Ik ben afwezig. Maandag 17 augustus ben ik weer op kantoor.":                      "2026-08-16",
		"On vacation till 14AUG2026.":                                                      "2026-08-14",
	} {
		t.Run(text, func(t *testing.T) {
			got := newCalendar(parseProse(text), sent, nil).until()
			differ(t, "until", dayText(got), want)
		})
	}
}

func FuzzDates(f *testing.F) {
	for _, text := range []string{
		"I am out of the office until 3/4 - 5.", "vom 29.2. bis 31.2.", "8月31日から2月30日まで", "until week 53", "back in 12 months",
		"2026. 13. 40-ig szabadságon", "3 i 2026 - 4", "令和0年0月0日まで", "for a week from the 31st", "until ao?t 14", "until Monday to Friday the 13th 25:00",
	} {
		f.Add(text, int64(0))
	}
	newCalendar(parseProse("until Monday"), sent, nil).until() // the tables are made once
	f.Fuzz(func(t *testing.T, text string, days int64) {
		at := sent.AddDate(0, 0, int(days%36500))
		start := time.Now()
		day := newCalendar(parseProse(clipText(text, maxText)), at, nil).until()
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("took %v", took)
		}
		if day == nil {
			return
		}
		civil := time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC)
		if civil.Day() != day.Day || civil.Month() != day.Month {
			t.Errorf("%v is no day", *day)
		}
		if apart := civil.Sub(at).Abs(); apart > horizon+24*time.Hour {
			t.Errorf("%v is %v from %v", civil, apart, at)
		}
	})
}
