import type { Strings } from "../en";
import { named } from "./named";

/** What a visitor is told about the visit itself, in Arabic: notices, the door, and why. */
export const reasons: Strings["reasons"] = {
  because: (reason) => `السبب: ${reason}.`,
  joined: (one, other) => `${one} ${other}`,
  words: {
    noise: "ضوضاء",
    off_topic: "خروج عن الموضوع",
    spam: "رسائل مزعجة",
    insult: "إهانة",
    hate: "كراهية",
    sexual: "محتوى جنسي",
    impersonation: "انتحال شخصية",
    danger: "خطر على أحد",
    other: "سبب آخر",
  },
};

export const report: Strings["report"] = {
  heading: (name) => `الإبلاغ عن ${named(name)}`,
  text: (name) => `يصل البلاغ فورًا إلى إدارة الغرفة، أو إلى من هو فوق ${named(name)} في إدارتها. ولا يظهر اسم من أبلغ.`,
  reason: "ما سبب البلاغ؟",
  more: "تفاصيل أكثر (اختياري)",
  tooLong: "200 حرف كحد أقصى من فضلك.",
  send: "إبلاغ",
  sent: "وصل البلاغ. شكرًا على العناية بالغرفة.",
};

export const waiting: Strings["waiting"] = {
  title: "أنت عند الباب",
  text: "دخول الجدد إلى هذه الغرفة بموافقة إدارتها، وغالبًا خلال دقيقة. يُفتح الباب من تلقاء نفسه ولا حاجة إلى فعل شيء.",
  since: (time) => `عند الباب منذ ${time}`,
  leave: "عرض الغرف الأخرى",
};

export const notice: Strings["notice"] = {
  reconnecting: "انقطع الاتصال. مقعدك محفوظ إلى أن يعود.",
  offline: "لا اتصال بالإنترنت. مقعدك محفوظ نصف دقيقة.",
  soundTitle: "أنت في الغرفة ومكانك محفوظ.",
  soundText: "بعد إعادة التحميل ينتظر المتصفح لمسة قبل تشغيل الصوت.",
  soundButton: "لمسة واحدة ويعود الصوت",
  noPathTitle: "الصوت لا يصل",
  noPathText: "يبدو أن شبكتك تحجب الصوت. قد تنفع شبكة أخرى، مثل بيانات الهاتف، أو إيقاف VPN. المحاولة تتكرر تلقائيًا.",
  hostMutedTitle: "كتمت إدارة الغرفة ميكروفونك",
  hostMutedBy: (by) => `ميكروفونك مكتوم بقرار من ${named(by)}`,
  allMutedBy: (by) => `كُتم كل من على المنصة بقرار من ${named(by)}`,
  turnMuted: "انتهى دورك في الكلام وكُتم ميكروفونك",
  hostMutedText: "لا يصل صوتك إلى أحد الآن. وحين يُسمح به من جديد يبقى تشغيل الميكروفون بيدك.",
  seatMutedText: "هذا المقعد مكتوم. يمكن لإدارة الغرفة إلغاء كتمه.",
  releasedTitle: "يمكنك الكلام من جديد",
  releasedText: "ميكروفونك ما زال مغلقًا، وتشغيله متى شئت.",
  notHeardTitle: "صوتك لا يصل",
  notHeardText: "ميكروفونك يعمل لكن الخادم لا يستقبل شيئًا. قد يفيد إغلاقه وتشغيله من جديد أو تغيير الشبكة.",
  aloneTitle: "أنت أول من وصل",
  aloneText: "يمكنك إرسال الرابط إلى أحد. تبقى الغرفة مفتوحة ما دمت فيها.",

  gotIt: "حسنًا",
  offStage: "أنت الآن مع المستمعين",
  offStageBy: (by) => `انتقلت إلى المستمعين بقرار من ${named(by)}`,
  seatLocked: "قُفل مقعدك",
  seatLockedBy: (by) => `قُفل مقعدك بقرار من ${named(by)}`,
  nextApply: "يصلك كل الكلام كما من قبل، ويمكنك رفع يدك من جديد.",
  nextFree: "يصلك كل الكلام كما من قبل، ويمكنك أخذ مقعد شاغر من جديد.",
  nextInvite: "يصلك كل الكلام كما من قبل. المقاعد في هذه الغرفة بدعوة.",
  moved: (seat) => `أنت الآن على المقعد ${seat}.`,
  movedBy: (by, seat) => `انتقلت إلى المقعد ${seat} بقرار من ${named(by)}.`,
  moderator: "لديك الآن صلاحية الإشراف",
  moderatorBy: (by) => `لديك صلاحية الإشراف من ${named(by)}`,
  moderatorText: "يمكنك دعوة الناس إلى المنصة وكتم الميكروفونات والحفاظ على دردشة لطيفة. تظهر درع بجانب اسمك.",
  notModerator: "انتهت صلاحية الإشراف لديك",
  notModeratorText: "شكرًا على مساعدتك. أنت ما زلت في الغرفة.",
  host: "الاستضافة لديك الآن",
  hostText: "لك القرار فيمن يصعد إلى المنصة ومن يُسمع صوته وفي القواعد. والمقعد الأول مقعدك.",
  hostLost: "عادت الاستضافة إلى صاحبها",
  hostLostBy: (by) => `عادت الاستضافة إلى ${named(by)}`,
  hostLostText: "شكرًا على العناية بالغرفة في هذه الأثناء.",
  chatMuted: "رسائلك موقوفة مؤقتًا",
  chatMutedBy: (by) => `رسائلك موقوفة بقرار من ${named(by)}`,
  chatMutedText: "القراءة والاستماع والتفاعل متاحة لك. ويمكن لإدارة الغرفة السماح لك بالكتابة من جديد.",
  chatUnmuted: "يمكنك الكتابة في الدردشة من جديد.",
  messageDeleted: "حُذفت إحدى رسائلك.",
  messageDeletedBy: (by) => `حُذفت إحدى رسائلك بقرار من ${named(by)}.`,
  turnWarning: (time) => `بقي من دورك ${time}`,
  turnWarningText: "حان وقت ختم الفكرة. المقعد يبقى لك.",
  turnOver: "انتهى دورك. شكرًا لك؛ المقعد يبقى لك.",
};

