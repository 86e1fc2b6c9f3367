import type { Strings } from "../en";
import { around, counted, noun } from "./counted";
import { exchangeRecord } from "./exchange";
import { named } from "./named";

/** The words of those who run a room, and of the rules everyone agrees to, in Arabic. */

const microphones = noun("ميكروفون", "ميكروفون واحد", "ميكروفونان", "ميكروفونات", "ميكروفونًا");
const times = noun("مرة", "مرة واحدة", "مرتين", "مرات", "مرة");

export const acts: Strings["acts"] = {
  heading: (name) => `خيارات: ${named(name)}`,
  mute: "كتم الميكروفون",
  allow: "السماح بالميكروفون من جديد",
  muted: (name) => `كُتم ميكروفون ${named(name)}.`,
  allowed: (name) => `صار الميكروفون متاحًا من جديد لدى ${named(name)}.`,
  muteAll: "كتم الكل",
  mutedAll: (shown, count) => counted(shown, count, around("الميكروفونات المكتومة: ", microphones, ".")),
  nobodyToMute: "لم يبق على المنصة من يُكتم.",
  unseat: "نقل إلى المستمعين",
  unseated: (name) => `مع المستمعين الآن: ${named(name)}.`,
  invite: "دعوة إلى المنصة",
  takeBack: "سحب الدعوة",
  takenBack: (name) => `سُحبت دعوة ${named(name)}.`,
  lower: "إنزال اليد",
  lowered: (name) => `أُنزلت يد ${named(name)}.`,
  place: "نقل أو تبديل",
  placeSelf: "الانتقال إلى مقعد آخر",
  moved: (name, seat) => `المقعد ${seat} صار مكان ${named(name)}.`,
  swapped: (first, second) => `تبادل المقاعد: ${named(first)} و${named(second)}.`,
  muteChat: "إيقاف الرسائل مؤقتًا",
  allowChat: "السماح بالكتابة من جديد",
  chatMuted: (name) => `الكتابة متوقفة الآن لدى ${named(name)}.`,
  chatAllowed: (name) => `الكتابة متاحة من جديد لدى ${named(name)}.`,
  listener: "استماع",
  chatMutedMark: "الرسائل موقوفة",
  promote: "منح صلاحية الإشراف",
  demote: "سحب صلاحية الإشراف",
  promoted: (name) => `صار الإشراف متاحًا لدى ${named(name)}.`,
  demoted: (name) => `انتهى إشراف ${named(name)}.`,
  transfer: "تسليم الاستضافة",
  kick: "إخراج من الغرفة",
  ban: "منع من الغرفة",
  report: "إبلاغ",
  block: "حظر",
  unblock: "إلغاء الحظر",
  blocked: (name) => `لن يصلك من ${named(name)} صوت ولا رسائل.`,
  unblocked: (name) => `أُلغي حظر ${named(name)}.`,
  blockHint: "الحظر يسكت الصوت على هذا الجهاز ويطوي الرسائل، ويمنع أخذ مقعد ما دامت الاستضافة لديك. ولا يصل به إشعار.",
  seat: "المقعد",
  role: "الدور في الغرفة",
  away: "إبعاد",
};

/** Seats, taken or empty. */
export const seats: Strings["seats"] = {
  sheet: (seat) => `المقعد ${seat}`,
  take: "أخذ هذا المقعد",
  takeShort: "أخذ المقعد",
  takeHint: "وصولك إليه والميكروفون مغلق.",
  lock: "قفل المقعد",
  lockTaken: "قفل المقعد ونقل من عليه إلى المستمعين",
  unlock: "فتح قفل المقعد",
  locked: (seat) => `قُفل المقعد ${seat}.`,
  lockedWith: (seat, name) => `قُفل المقعد ${seat}؛ مع المستمعين الآن: ${named(name)}.`,
  unlocked: (seat) => `فُتح قفل المقعد ${seat}.`,
  mute: "كتم المقعد",
  open: "إلغاء كتم المقعد",
  muted: (seat) => `كُتم المقعد ${seat}: لا يُسمع من يجلس عليه.`,
  opened: (seat) => `أُلغي كتم المقعد ${seat}.`,
  mutedWord: "المقعد مكتوم",
  blockedWord: "ممن حظرتهم",
  options: "خيارات المقعد",
  choose: (name) => `أي مقعد لـ ${named(name)}؟`,
  chooseSelf: "ما المقعد الأنسب لك؟",
  chooseHint: "المقعد الشاغر للانتقال إليه، والمشغول للتبديل.",
  moveTo: (seat) => `الانتقال إلى المقعد ${seat}`,
  swapWith: (name, seat) => `تبديل مع ${named(name)} على المقعد ${seat}`,
  hostSeat: "مقعد الاستضافة",
  noOther: "لا مقعد آخر للانتقال إليه الآن.",
};

/** Time on the stage. */
export const turns: Strings["turns"] = {
  heading: "وقت الكلام",
  minutes: (shown) => `${shown} د`,
  seconds: (shown) => `${shown} ث`,
  none: "بلا حد",
  noneNow: "لم يُحدد وقت",
  left: (time) => `بقي ${time}`,
  over: "انتهى الوقت",
  running: (time) => `بقي من وقت الكلام ${time}`,
  given: (name, time) => `وقت الكلام المتاح من الآن لدى ${named(name)}: ${time}.`,
  lifted: (name) => `لا حد الآن لوقت كلام ${named(name)}.`,
};

/** The confirmations: only for what cannot be undone silently. */
export const confirm: Strings["confirm"] = {
  cancel: "ليس الآن",
  excludeHeading: (name) => `إخراج ${named(name)}`,
  howLong: "كم يطول ذلك؟",
  untilEnd: "إلى أن تنتهي هذه الغرفة",
  tenMinutes: "10 دقائق",
  hour: "ساعة واحدة",
  day: "24 ساعة",
  forGood: "نهائيًا",
  banHint: "يشمل المنع الجهاز أيضًا، ويسري حين تُفتح الغرفة مرة أخرى. ولفترة ينتظر عند الباب كل قادم جديد من الشبكة نفسها.",
  why: "السبب (يظهر لمن أُخرج)",
  noReason: "بلا سبب مذكور",
  exclude: (name) => `إخراج ${named(name)}`,
  excluded: (name) => `خارج الغرفة الآن: ${named(name)}. السماح بالعودة متاح في قسم «المُبعدون».`,
  transferHeading: (name) => `تسليم الاستضافة إلى ${named(name)}؟`,
  transferText: (name) => `تنتقل الاستضافة والغرفة إلى ${named(name)}، ويبقى لك الإشراف. ولا تعود إليك الاستضافة إلا بقرار من ${named(name)}.`,
  transfer: "تسليم",
  transferred: (name) => `الاستضافة الآن لدى ${named(name)}.`,
  closeHeading: "إغلاق الغرفة للجميع؟",
  closeText: "يعود الجميع إلى قائمة الغرف، ولا يعود الرابط صالحًا.",
  close: "إغلاق الغرفة",
};

/** The desk of those who run the room. */
export const desk: Strings["desk"] = {
  meetAgain: "لقاء آخر الأسبوع المقبل",
  open: "الإدارة",
  openWaiting: (shown) => `الإدارة · عند الباب: ${shown}`,
  heading: "الإدارة",
  now: "الآن",
  settings: "الغرفة",
  removed: "المُبعدون",
  record: "السجل",
  lock: "قفل الغرفة",
  unlock: "فتح قفل الغرفة",
  locked: "الغرفة مقفلة: لا يدخل أحد جديد.",
  unlocked: "فُتح قفل الغرفة.",
  lockedTag: "مقفلة",
  door: "عند الباب",
  doorEmpty: "لا أحد ينتظر.",
  admit: "إدخال",
  admitWho: (name) => `إدخال: ${named(name)}`,
  deny: "ليس الآن",
  denyWho: (name) => `ليس الآن: ${named(name)}`,
  admitted: (name) => `فُتح الباب: ${named(name)}.`,
  denied: (name) => `لا دخول مدة 10 دقائق: ${named(name)}.`,
  holdNetwork: "من شبكة شخص أُخرج من قبل، وقد يكون شخصًا آخر تمامًا.",
  reported: (name, reason, shown, count) =>
    counted(shown, count, around(`بلاغ عن ${named(name)} ورد `, times, count === 1 ? `: ${reason}.` : `، وآخر سبب: ${reason}.`)),
  look: "عرض",
};

/** Who has to stay outside. */
export const bans: Strings["bans"] = {
  empty: "لم يُخرج أحد.",
  loading: "جارٍ تحميل القائمة",
  failed: "لا يمكن تحميل القائمة الآن.",
  kick: "خارج الغرفة إلى أن تنتهي",
  until: (time) => `منع حتى ${time}`,
  forGood: "منع نهائي",
  deny: (time) => `لا دخول حتى ${time}`,
  by: (name) => `بقرار من ${named(name)}`,
  lift: "السماح بالعودة",
  liftWho: (name) => `السماح بالعودة: ${named(name)}`,
  lifted: (name) => `صارت العودة متاحة: ${named(name)}.`,
  nameless: "شخص ما",
};

/** The audit record, as a log is written: who, and what they did; no verb that would have to know whether they are men or women. */
export const record: Strings["record"] = {
  empty: "لا شيء مسجل بعد.",
  loading: "جارٍ تحميل السجل",
  failed: "لا يمكن تحميل السجل الآن.",
  more: "مدخلات أقدم",
  room: "الغرفة",
  somebody: "شخص ما",
  other: (by, action, name) => (name === "" ? `${by}: ${action}` : `${by}: ${action} (${name})`),
  of: {
    "mute.participant": (by, name) => `${by}: كتم ميكروفون ${name}`,
    "mute.participant.off": (by, name) => `${by}: إلغاء كتم ميكروفون ${name}`,
    "mute.all": (by) => `${by}: كتم كل من على المنصة`,
    "seat.move": (by, name) => `${by}: نقل ${name} إلى مقعد آخر`,
    "seat.swap": (by) => `${by}: تبديل مقعدين`,
    "seat.lock": (by) => `${by}: قفل مقعد`,
    "seat.lock.off": (by) => `${by}: فتح قفل مقعد`,
    "seat.mute": (by) => `${by}: كتم مقعد`,
    "seat.mute.off": (by) => `${by}: إلغاء كتم مقعد`,
    "stage.remove": (by, name) => `${by}: نقل ${name} إلى المستمعين`,
    "turn.set": (by, name) => `${by}: تحديد وقت كلام ${name}`,
    "role.set": (by, name) => `${by}: تغيير صلاحية ${name}`,
    "host.transfer": (by, name) => `${by}: تسليم الاستضافة إلى ${name}`,
    "host.joined": (_, name) => `${name}: دخول باستضافة الغرفة`,
    "host.returned": (_, name) => `${name}: عودة إلى الاستضافة`,
    "host.succession": (_, name) => `${name}: انتقال الاستضافة`,
    "host.duty": (_, name) => `${name}: استضافة كما هو محدد`,
    "host.substitute": (_, name) => `${name}: استضافة بالنيابة`,
    "host.none": () => "لم يبق من يستضيف؛ المنصة مفتوحة للجميع",
    "turn.over": (_, name) => `${name}: انتهاء وقت الكلام`,
    "join.held": (_, name) => `${name}: انتظار عند الباب`,
    "join.refused": (_, name) => `${name}: لم يُفتح الباب`,
    "room.silent": () => "أُغلقت الغرفة بعد صمت طويل",
    "invitation.cancel": (by, name) => `${by}: سحب دعوة ${name}`,
    "participant.kick": (by, name) => `${by}: إخراج ${name}`,
    "participant.ban": (by, name) => `${by}: منع ${name} من الغرفة`,
    "ban.lift": (by, name) => `${by}: السماح بعودة ${name}`,
    "waiting.admit": (by, name) => `${by}: إدخال ${name}`,
    "waiting.deny": (by, name) => `${by}: رد ${name} عند الباب`,
    "invitation.send": (by, name) => `${by}: دعوة ${name} إلى المنصة`,
    "hand.lower": (by, name) => `${by}: إنزال يد ${name}`,
    "chat.delete": (by, name) => `${by}: حذف رسالة من ${name}`,
    "chat.mute": (by, name) => `${by}: إيقاف رسائل ${name} مؤقتًا`,
    "chat.mute.off": (by, name) => `${by}: السماح بالكتابة من جديد: ${name}`,
    "participant.report": (_, name) => `بلاغ عن ${name}`,
    "room.lock": (by) => `${by}: قفل الغرفة`,
    "room.lock.off": (by) => `${by}: فتح قفل الغرفة`,
    "room.update": (by) => `${by}: تغيير إعدادات الغرفة`,
    "room.close": (by) => `${by}: إغلاق الغرفة`,
    ...exchangeRecord,
  },
};

/** The rules of the house. */
export const rules: Strings["rules"] = {
  open: "قواعد هذه الغرفة",
  before: "قبل الكلام تُرجى قراءة قواعد هذه الغرفة.",
  agree: "موافقة وتشغيل الميكروفون",
  agreeOnly: "موافقة",
  thanks: "سُجلت موافقتك، ولن نسألك عنها مرة أخرى في هذه الغرفة.",
};

/** A stage without a host, and people kept apart. */
export const openStage: Strings["openStage"] = {
  title: "المنصة مفتوحة",
  text: "الغرفة بلا استضافة الآن. كل مقعد شاغر متاح للجميع.",
  byInvitation: "بدعوة",
};

export const blocks: Strings["blocks"] = {
  heading: "المحظورون",
  none: "لا محظورين لديك.",
  nameless: "شخص بلا اسم",
};
