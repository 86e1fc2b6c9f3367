package planner

import (
	"fmt"
	"strings"
	"time"

	"corner/room/schedule"
)

// words are what is said in one language.
type words struct {
	language, direction string
	days                [7]string // from Sunday on
	months              [12]string
	when                string // of day of the week, day, month, hour and minute
	says                map[Kind]string
}

// wordsFor is the words for a locale of BCP 47; English for one that there are none for.
func wordsFor(locale string) words {
	base, _, _ := strings.Cut(strings.ToLower(locale), "-")
	for _, w := range vocabulary() {
		if own, _, _ := strings.Cut(w.language, "-"); own == base {
			return w
		}
	}
	return vocabulary()[0]
}

// body is one line: what there is to say, and when the session is, if there is one still, by the clock of who reads it.
func (w words) body(kind Kind, i schedule.Instance, zone *time.Location) string {
	when := ""
	if !i.Start.IsZero() {
		at := i.Start.In(zone)
		when = fmt.Sprintf(w.when, w.days[at.Weekday()], at.Day(), w.months[at.Month()-1], at.Hour(), at.Minute())
	}
	return strings.TrimRight(strings.Replace(w.says[kind], "{when}", when, 1), ":： ")
}

// vocabulary is all languages that people are told in.
func vocabulary() []words {
	return []words{
		{
			language: "en", direction: "ltr", when: "%s %d %s, %d:%02d",
			days:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
			months: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
			says: map[Kind]string{Soon: "Starts {when}", Changed: "The host has changed it. It starts {when}",
				Cancelled: "Cancelled: {when}", Free: "A place has come free, you are in. Starts {when}"},
		},
		{
			language: "zh-Hans", direction: "ltr", when: "%[3]s%[2]d日%[1]s %[4]d:%02[5]d",
			days:   [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"},
			months: [12]string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
			says: map[Kind]string{Soon: "{when} 开始", Changed: "房主改了约聊，{when} 开始",
				Cancelled: "已取消：{when}", Free: "有空位了，你可以参加。{when} 开始"},
		},
		{
			language: "es", direction: "ltr", when: "el %s %d %s a las %d:%02d",
			days:   [7]string{"dom", "lun", "mar", "mié", "jue", "vie", "sáb"},
			months: [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"},
			says: map[Kind]string{Soon: "Empieza {when}", Changed: "El anfitrión lo ha cambiado. Empieza {when}",
				Cancelled: "Cancelado: {when}", Free: "Hay un lugar libre y es para ti. Empieza {when}"},
		},
		{
			language: "ar", direction: "rtl", when: "%s %d %s، %d:%02d",
			days: [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
			months: [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
				"نوفمبر", "ديسمبر"},
			says: map[Kind]string{Soon: "يبدأ {when}", Changed: "تغيّر موعد اللقاء. يبدأ {when}",
				Cancelled: "أُلغي: {when}", Free: "توفّر مكان وأنت من المشاركين. يبدأ {when}"},
		},
	}
}
