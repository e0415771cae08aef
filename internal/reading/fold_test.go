package reading

import "testing"

func TestFold(t *testing.T) {
	for word, want := range map[string]string{
		"Réponse": "reponse", "Straße": "strasse", "ČERVENCE": "cervence", "Ağustos": "agustos", "İZİN": "izin", "ışık": "isik",
		"đường": "duong", "Łódź": "lodz", "Œuvre": "oeuvre", "e\u0301te\u0301": "ete",
		"Αυτόματη": "αυτοματη", "απάντησης": "απαντησησ", "Автоответ": "автоответ", "ВСЁ": "все", "и\u0306": "и", "май": "маи",
		"חֻפְשָׁה": "חפשה", "إجازة": "اجازه", "مُجَازٌ": "مجاز", "٢٠٢٦": "2026", "۱۴": "14", "２０２６": "2026", "ＯＯＯ": "ooo", "๒๕๖๙": "2569",
	} {
		if got := fold(word); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

func TestScriptsWithoutSpacesAreReadByCharacter(t *testing.T) {
	for text, want := range map[string]int{"8月14日まで": 6, "자동회신": 4, "ลาพัก": 5, "２０２６年": 2, "dall'8 agosto": 3, "un'offerta": 1} {
		if got := len(parseProse(text).tokens); got != want {
			t.Errorf("%s: %d words, want %d", text, got, want)
		}
	}
}
