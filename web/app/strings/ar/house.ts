import type { Strings } from "../en";

/** What a room can be, when it is opened and at the desk, in Arabic. */
export const house: Strings["house"] = {
  titleIn: (language) => `العنوان ب${language}`,
  titleInOptional: (language) => `العنوان ب${language} (اختياري)`,
  rulesIn: (language) => `القواعد ب${language} (اختياري)`,
  rulesPlaceholder: "اللطف أولًا. لكل متكلم أن يكمل كلامه. التصحيح عند الطلب فقط.",
  rulesTooLong: "القواعد 600 حرف كحد أقصى.",
  mode: "طريقة الصعود إلى المنصة",
  modeFree: "كل مقعد شاغر متاح للجميع",
  modeApply: "رفع اليد ثم الدعوة",
  modeInvite: "بدعوة فقط",
  waitingRoom: "انتظار الجدد عند الباب",
  turn: "وقت الكلام لكل دور",
  turnMutes: "كتم الميكروفون عند انتهاء الوقت",
  slow: "الوضع البطيء للدردشة",
  every: (time) => `رسالة واحدة كل ${time}`,
  off: "متوقف",
  save: "حفظ",
  saved: "حُفظت إعدادات الغرفة.",
  nothing: "لا تغييرات بعد.",
  fewerHint: "من كان على مقعد أُزيل ينتقل إلى المستمعين.",
  more: "المزيد",
  closeRoom: "إغلاق الغرفة",
};
