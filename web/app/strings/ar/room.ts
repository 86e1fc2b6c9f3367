import type { RoomStrings } from "../en/room";
import { chat, reactions } from "./chat";
import { acts, bans, blocks, confirm, desk, openStage, record, rules, seats, turns } from "./console";
import { around, counted, hands } from "./counted";
import { exchange } from "./exchange";
import { named } from "./named";
import { notice, reasons, report, waiting } from "./visit";

/** The words of a room, in Arabic: fetched with it. */
export const room: RoomStrings = {
  bar: {
    label: "أزرارك",
    raise: "رفع اليد",
    raised: "يدك مرفوعة",
    position: (place) => `رقم ${place}`,
    microphone: "الميكروفون",
    opening: "لحظة",
    away: "استعادة الاتصال",
    onAir: "على الهواء",
    off: "المايك مغلق",
    locked: "كتمته الإدارة",
    seatLocked: "مقعد مكتوم",
    stepDown: "نزول",
    leave: "مغادرة",
    keys: "مفتاح M يشغّل الميكروفون ويغلقه؛ والضغط المطوّل على مفتاح المسافة للكلام. ومفتاح R يفتح الجولات لمن لديه الاستضافة.",
  },

  hands: {
    heading: "الأيدي المرفوعة",
    none: "لا أيدي مرفوعة الآن",
    invite: (name) => `دعوة ${named(name)} إلى المنصة`,
    inviteShort: "دعوة",
    waiting: (time) => `انتظار ${time}`,
    justNow: "الآن",
    invited: (seconds) => `وصلت الدعوة · ${seconds}`,
    cancelShort: "سحب",
    yours: (place, total) => `يدك مرفوعة: رقم ${place} من ${total}`,
    up: "يدك مرفوعة",
    behind: (shown, count) => counted(shown, count, around("", hands, " أخرى في الدور")),
    later: (name) => `لاحقًا: نقل ${named(name)} إلى آخر الدور`,
    laterShort: "لاحقًا",
    sent: (name) => `أُرسلت الدعوة إلى ${named(name)}.`,
    declined: (name) => (name === "" ? "لم تُقبل الدعوة." : `الاستماع أولًا: هكذا رد ${named(name)} على الدعوة.`),
    unanswered: (name) => (name === "" ? "انتهت مهلة الدعوة." : `لا رد من ${named(name)}. يمكنك الدعوة من جديد.`),
    left: (name) => (name === "" ? "غادر الغرفة من وُجهت إليه الدعوة." : `لم يعد في الغرفة: ${named(name)}.`),
    stageFull: "كل المقاعد مشغولة. لا بد أن يخلو مقعد أولًا.",
  },

  invitation: {
    heading: "المنصة تدعوك",
    from: (name) => `يسعد ${named(name)} سماع صوتك.`,
    fromHost: "يسعد إدارة الغرفة سماع صوتك.",
    text: "تصل والميكروفون مغلق، وتشغيله بيدك حين يحلو لك.",
    accept: "أخذ المقعد",
    decline: "ليس الآن",
    left: (seconds) => `بقي للرد ${seconds}`,
    expired: "انتهت مهلة الدعوة. ويمكن لإدارة الغرفة دعوتك من جديد.",
    cancelled: "سُحبت الدعوة.",
  },

  person: {
    volume: "مستوى الصوت لديك",
    hush: "كتم لديّ وحدي",
    silent: "صامت هنا",
    yourTime: (time) => `${time} لديك`,
    theirTime: (time) => `${time} هناك`,
  },

  people: {
    heading: "من في الغرفة",
    onStage: "على المنصة",
    listening: "المستمعون",
    hands: (shown, count) => counted(shown, count, { ...around("", hands, " مرفوعة"), two: "يدان مرفوعتان" }),
    handUp: "يد مرفوعة",
    more: "عرض المزيد",
    loading: "جارٍ قراءة القائمة",
    failed: "لا يمكن قراءة القائمة الآن.",
  },

  chat,
  reactions,
  notice,
  waiting,
  reasons,
  report,
  acts,
  seats,
  turns,
  confirm,
  desk,
  bans,
  record,
  rules,
  openStage,
  blocks,
  exchange,
};
