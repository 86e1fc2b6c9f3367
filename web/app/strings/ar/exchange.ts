import type { Strings } from "../en";
import type { exchangeLines as lines, exchangeRecord as record } from "../en/exchange";
import { around, counted, noun, people } from "./counted";
import { named } from "./named";

/** An exchange inside the room, in Arabic. */

const before = (why: string) => (shown: string, count: number) => counted(shown, count, around("", people, ` ${why}`));
const turns = noun("دور", "دور واحد", "دوران", "أدوار", "دورًا");

export const exchange: Strings["exchange"] = {
  round: {
    heading: "جولات اللغات",
    now: (language) => `الآن ب${language}`,
    left: (time) => `بقي ${time}`,
    next: (language) => `ثم ${language}`,
    paused: (time) => `متوقفة، بقي ${time}`,
    pausedShort: "متوقفة",
    learning: "هذه لغة تعلّمك. على مهلك.",
    native: "هذه لغتك. متعلموها بحاجة إلى عونك.",
    speaks: (language) => `هذه الجولة ب${language}. ويسعدنا بقاؤك مع المستمعين.`,
    start: "بدء الجولات",
    skip: "الانتقال إلى اللغة التالية",
    end: "إنهاء الجولات",
    pause: "إيقاف مؤقت",
    resume: "متابعة",
    each: (time) => `${time} لكل لغة`,
    own: "كما في الغرفة",
    length: "مدة كل لغة",
    plus: (time) => `\u200e+${time}`,
    cards: "بطاقة مع كل تبديل",
    noCards: "من دون بطاقات",
    said: (language, time) => `الآن ب${language}، ${time}`,
    over: "انتهت الجولات.",
  },

  talk: {
    heading: "وقت الكلام",
    hide: "إخفاء وقت كلامي",
    hideHint: "يبقى محسوبًا في ترتيب الأيدي المرفوعة.",
    spoke: (time) => `كلام الليلة: ${time}`,
    you: (time) => `كلامك الليلة: ${time}`,
    hidden: "غير ظاهر",
    nobody: "لم يتكلم أحد الليلة بعد.",
    stage: "على المنصة",
    languages: "بحسب اللغة، للجميع معًا",
    noLanguage: "خارج الجولات",
    balance: (shares) => `توزع اللغات: ${shares}`,
    share: (language, percent) => `${language} ${percent}`,
    tonight: "الليلة",
    end: (time, language) => `تكلمت الليلة ${time} ب${language}.`,
    endPlain: (time) => `تكلمت الليلة ${time}.`,
    none: "أقل من دقيقة",
  },

  line: {
    place: (place, total) => `رقم ${place} من ${total}`,
    next: "الدور التالي لك",
    share: before("ممن كان كلامهم أقل من كلامك"),
    learner: before("ممن يتعلمون لغة هذه الجولة"),
    time: before("ممن سبقوك إلى رفع اليد"),
    patience: before("ممن فاتهم الدور أكثر من مرة"),
    cutIn: before("ممن قدمتهم إدارة الغرفة"),
    before: (reasons) => `قبلك: ${reasons}.`,
    atMost: (shown, count) => counted(shown, count, around("", turns, " على الأكثر قبل دورك")),
    learns: "من المتعلمين",
    turn: "دورك في الكلام",
    turnText: "أنت في أول الدور، فالغرفة تدعوك.",
  },

  cut: {
    heading: "تقديم في الدور",
    title: (name) => `تقديم ${named(name)} في الدور`,
    text: "يصل ذلك إلى كل من في الغرفة مع السبب.",
    done: (name) => `أول الدور الآن: ${named(name)}.`,
    reasons: {
      answer: "للإجابة عن سؤال",
      word: "للمساعدة في كلمة",
      leaving: "لقرب موعد المغادرة",
      quiet: "لم يُسمع صوته بعد",
      other: "لسبب آخر",
    },
  },

  kept: { takeIt: "هذا لك" },

  card: {
    heading: "بطاقة محادثة",
    deal: "سحب بطاقة",
    another: "بطاقة أخرى",
    away: "إعادة البطاقة",
    fold: "طي البطاقة",
    unfold: "إظهار البطاقة",
    number: (shown, of) => `${shown} من ${of}`,
    from: "من أي مجموعة",
    any: "الأنسب",
    packs: "البطاقات",
    none: "لا توجد هنا مجموعات بطاقات.",
    read: (text) => `بطاقة جديدة: ${named(text)}`,
  },

  say: {
    button: "كيف يقال…؟",
    label: (language) => `كيف يقال هذا ب${language}؟`,
    placeholder: "كلمة أو بضع كلمات",
    send: "سؤال",
    long: "60 حرفًا كحد أقصى من فضلك.",
    sent: "سؤالك في الدردشة.",
    other: (text, language) => `كيف يقال «${named(text)}» ب${language}؟`,
  },

  regulars: {
    heading: "وجوه مألوفة",
    online: "على الشبكة الآن",
    here: "في الغرفة",
  },
};

/** Lines of the room in the chat; names come isolated. */
export const exchangeLines: typeof lines = {
  round: (language) => `الغرفة تتكلم الآن ب${language}.`,
  roundPaused: (by) => `توقفت الجولات مؤقتًا بقرار من ${by}.`,
  roundResumed: (by) => `استؤنفت الجولات بقرار من ${by}.`,
  roundExtended: (by, time) => `طالت هذه الجولة ${time} بقرار من ${by}.`,
  roundStopped: (by) => `انتهت الجولات بقرار من ${by}. الكلام الآن بأي لغة تحلو لك.`,
  cutIn: (by, name, reason) => `أول الدور الآن ${name} بقرار من ${by}: ${reason}.`,
};

/** Entries of the record: who, and what they did. */
export const exchangeRecord: typeof record = {
  "round.start": (by) => `${by}: بدء الجولات`,
  "round.pause": (by) => `${by}: إيقاف الجولات مؤقتًا أو متابعتها`,
  "round.extend": (by) => `${by}: تمديد جولة`,
  "round.skip": (by) => `${by}: الانتقال إلى اللغة التالية`,
  "round.stop": (by) => `${by}: إنهاء الجولات`,
  "hand.advance": (by, name) => `${by}: تقديم ${name} في الدور`,
};
