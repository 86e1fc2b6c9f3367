package room

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookalikes lists, for a letter, the characters that a hurried eye takes for it, in the spirit of UTS 39: Latin
// letters that decompose to nothing, Cyrillic, Greek, Armenian, Cherokee, and digits. Case matters (Η is an H, η
// an n), so the characters are looked up before case is folded. It is never written to.
var lookalikes = index(map[rune]string{
	'a': "АаΑαɑӐӑ@4ᴀΛꭺᎪ",
	'b': "ВЬвΒβɓƄЪьᏴᏼʙ8",
	'c': "СсϹϲƇƈᏟꮯᴄ",
	'd': "ԀԁɗɖÐðĐđᎠᏧᴅ",
	'e': "ЕеЁёΕεɛƐЄєҽᎬᴇ3",
	'f': "ҒғϜƑƒϝ",
	'g': "ԌɡɢƓɠցᏀ",
	'h': "НнҺһΗʜɦհĦħᎻᏂ",
	'i': "ІіЇїΙιɩıİӀӏІɪǀ1lLI|!ӀاᎥᏞʟƖ",
	'j': "ЈјϳɈɉᎫᴊ",
	'k': "КкΚκƘƙҚқᏦᴋ",
	'm': "МмΜϺᎷᴍ",
	'n': "ΝηɴƝɲոռпПŊŋ",
	'o': "ОоΟοσӨөØøΘθօ0٥۵оᴏ๐໐〇൦",
	'p': "РрΡρϷƿҎҏᏢᴘ",
	'q': "ԚԛգՉ",
	'r': "ГгʀɼᎡᏒᴦ",
	's': "ЅѕՏꜱʂᏚ$5",
	't': "ТтΤτƬƭŦŧᎢᴛ7",
	'u': "Ասυμʊᴜ",
	'v': "ΥνѴѵᏙᴠ",
	'w': "ШшԜԝωɯᎳᴡ",
	'x': "ХхΧχҲҳ",
	'y': "УуҮүγʏƳƴỿᎩ",
	'z': "ΖƵƶȤȥᏃᴢ",
})

// reserved are the names of those who run things. They are compared as skeletons.
const reserved = "host cohost roomhost thehost moderator mod mods admin admins administrator owner operator root " +
	"system server staff support official security corner cornerteam cornerhost corneradmin cornersupport " +
	"cornerstaff cornerofficial team bot 主持人 主持 房主 主播 管理员 管理員 管理 版主 官方 系统 系統 客服 " +
	"系统消息 系統消息 工作人员 工作人員"

// reservedSkeletons is reserved, as compared. It is never written to.
var reservedSkeletons = func() map[string]bool {
	set := make(map[string]bool)
	for _, word := range strings.Fields(reserved) {
		set[skeleton(word)] = true
	}
	return set
}()

// index turns the table around: from the character to the letter it looks like.
func index(table map[rune]string) map[rune]rune {
	from := make(map[rune]rune)
	for letter, alike := range table {
		for _, r := range alike {
			from[r] = letter
		}
	}
	return from
}

// skeleton is a name as a hurried eye sees it: without case, marks, blanks, punctuation and decoration, every
// character as the letter it looks like. Two names that look alike have one skeleton.
func skeleton(name string) string {
	var out strings.Builder
	for _, r := range norm.NFKD.String(name) {
		if letter, ok := plainLetter(r); ok {
			out.WriteRune(letter)
		}
	}
	s := strings.NewReplacer("rn", "m", "vv", "w", "ci", "d").Replace(out.String())
	if s == "" {
		// All decoration: then the decoration is what one sees.
		return name
	}
	return s
}

// plainLetter is the letter or digit that a character shows, if it shows one.
func plainLetter(r rune) (rune, bool) {
	r = unframed(r)
	if letter, ok := lookalikes[r]; ok {
		return letter, true
	}
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return 0, false
	}
	r = unicode.ToLower(r)
	if letter, ok := lookalikes[r]; ok {
		return letter, true
	}
	return r, true
}

// unframed takes the letter out of the frames that compatibility decomposition leaves alone: regional
// indicators, and white letters on black.
func unframed(r rune) rune {
	for _, first := range [...]rune{0x1F1E6, 0x1F150, 0x1F170} {
		if r >= first && r < first+26 {
			return 'A' + r - first
		}
	}
	return r
}
