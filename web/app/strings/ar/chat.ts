import type { Strings } from "../en";
import { around, counted, letters, noun, people } from "./counted";
import { exchangeLines } from "./exchange";
import { named } from "./named";

/** The words of the chat, the reactions and the signals, in Arabic. */

const folded = noun("رسالة", "رسالة واحدة", "رسالتان", "رسائل", "رسالة");
const ask = (what: string) => (shown: string, count: number) => counted(shown, count, around("", people, `: ${what}`));

export const chat: Strings["chat"] = {
  heading: "الدردشة",
  button: "الدردشة",
  close: "إغلاق الدردشة",
  unread: (shown) => `غير مقروء: ${shown}`,
  unreadToYou: (shown, toYou) => `غير مقروء: ${shown}، منها لك: ${toYou}`,
  empty: "لا رسائل بعد.",
  emptyHint: "الضغط المطوّل على رسالة، أو النقر عليها بالزر الأيمن، يتيح الرد والنسخ والإبلاغ.",
  older: "رسائل أقدم",
  olderLoading: "جارٍ تحميل رسائل أقدم",
  olderFailed: "لا يمكن تحميل الرسائل الأقدم الآن.",
  fresh: (shown) => `جديد: ${shown}`,
  toEnd: "أحدث الرسائل",
  toYou: "لك",
  actions: (name) => `خيارات لرسالة ${named(name)}`,

  message: "رسالتك",
  placeholder: "رسالة إلى الجميع",
  send: "إرسال",
  sendIn: (seconds) => `الإرسال متاح بعد ${seconds}`,
  slow: (time) => `الوضع البطيء: رسالة واحدة كل ${time}.`,
  left: (shown, count) => counted(shown, count, around("بقي ", letters, "")),
  over: (shown, count) => counted(shown, count, around("أطول من الحد بقدر ", { ...letters, two: "حرفين" }, "")),
  away: "جارٍ استعادة الاتصال. ما كتبته يبقى هنا.",
  people: "من يمكنك الإشارة إليهم",
  replyTo: (name) => `رد على ${named(name)}`,
  replyCancel: "إلغاء الرد",
  quoted: "ردًا على",
  quotedGone: "رسالة سابقة",

  mutedTitle: "رسائلك موقوفة مؤقتًا",
  mutedByHost: (host) => `السماح لك بالكتابة من جديد بيد ${named(host)} أو من يشرف معه. القراءة والاستماع والتفاعل متاحة لك.`,
  mutedText: "السماح لك بالكتابة من جديد بيد الإشراف. القراءة والاستماع والتفاعل متاحة لك.",

  deleted: "حذفها من كتبها",
  deletedBy: (name) => `حُذفت بقرار من ${named(name)}`,
  deletedByOther: "حُذفت بقرار من الإشراف",
  folded: (shown, count) => counted(shown, count, around("", folded, " ممن حظرتهم")),
  unfold: "إظهار",

  reply: "رد",
  mention: "إشارة",
  copy: "نسخ",
  copied: "تم النسخ.",
  copyFailed: "تعذر النسخ.",
  mute: "إيقاف الرسائل مؤقتًا",
  unmute: "السماح بالكتابة من جديد",
  report: "إبلاغ",
  block: "حظر",
  unblock: "إلغاء الحظر",
  delete: "حذف",
  deleteAsk: "حذفها لدى الجميع؟ لا رجوع بعد ذلك.",
  deleteYes: "حذف لدى الجميع",
  deleteNo: "إبقاؤها",

  says: (name, text) => `${named(name)}: ${named(text)}`,
  saysToYou: (name, text) => `إليك من ${named(name)}: ${named(text)}`,
  came: (shown) => `رسائل جديدة: ${shown}`,

  system: {
    room: "إدارة الغرفة",
    hostJoined: (name) => `الغرفة باستضافة ${name}.`,
    hostReturned: (name) => `عادت الاستضافة إلى ${name}.`,
    hostTransferred: (by, name) => `انتقلت الاستضافة من ${by} إلى ${name}.`,
    hostSucceeded: (name) => `انتقلت الاستضافة إلى ${name}.`,
    openStage: "المنصة مفتوحة: كل مقعد شاغر متاح للجميع.",
    moderator: (by, name) => `صار الإشراف متاحًا لدى ${name} بقرار من ${by}.`,
    notModerator: (name) => `انتهى إشراف ${name}.`,
    muted: (by, name) => `كُتم ميكروفون ${name} بقرار من ${by}.`,
    unmuted: (by, name) => `عاد حق الكلام إلى ${name} بقرار من ${by}.`,
    mutedAll: (by) => `كُتم كل من على المنصة بقرار من ${by}.`,
    stageRemoved: (by, name) => `انتقل مكان ${name} إلى المستمعين بقرار من ${by}.`,
    kicked: (by, name) => `خارج الغرفة الآن: ${name}، بقرار من ${by}.`,
    banned: (by, name) => `لم يعد الدخول متاحًا لدى ${name}، بقرار من ${by}.`,
    chatMuted: (by, name) => `أُوقفت رسائل ${name} مؤقتًا بقرار من ${by}.`,
    chatUnmuted: (by, name) => `عادت الكتابة متاحة لدى ${name} بقرار من ${by}.`,
    locked: (by) => `قُفلت الغرفة بقرار من ${by}: لا يدخل أحد جديد.`,
    unlocked: (by) => `فُتح قفل الغرفة بقرار من ${by}.`,
    modeFree: "كل مقعد شاغر متاح للجميع الآن.",
    modeApply: "الصعود إلى المنصة الآن برفع اليد.",
    modeInvite: "المقاعد الآن بدعوة.",
    slow: (time) => `الوضع البطيء: رسالة واحدة كل ${time}.`,
    slowOff: "توقف الوضع البطيء.",
    settings: (by) => `تغيرت إعدادات الغرفة بقرار من ${by}.`,
    turnOver: (name) => `انتهى دور ${name}.`,
    ...exchangeLines,
    other: (code) => `تغير شيء في الغرفة (${code}).`,
  },
};

export const reactions: Strings["reactions"] = {
  button: "تفاعل",
  heading: "التفاعلات والطلبات",
  react: (name) => `تفاعل: ${name}`,
  names: {
    "👏": "تصفيق",
    "❤️": "قلب",
    "😂": "ضحك",
    "🎉": "احتفال",
    "👍": "إعجاب",
    "🤔": "تفكير",
  },
  sent: (name) => `أرسلت تفاعلًا: ${name}.`,
  ask: (name) => `طلب من ${named(name)}`,
  askWhom: "لمن الطلب؟",
  nobody: "حين يتكلم أحد يمكنك هنا طلب التمهل أو الإعادة.",
  asked: (name) => `وصل طلبك إلى ${named(name)} من دون اسمك.`,
  signals: { slower: "أبطأ", again: "إعادة", explain: "شرح" },
  asks: {
    slower: ask("أبطأ من فضلك"),
    again: ask("مرة أخرى من فضلك"),
    explain: ask("شرح من فضلك"),
  },
};
