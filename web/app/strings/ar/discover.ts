import type { Strings } from "../en";
import type { discoverErrors as refusals } from "../en/discover";
import { placeOf } from "../places";
import { around, counted, noun, rooms } from "./counted";
import { named } from "./named";
import { places } from "./places";

/** Finding a room and somebody to talk to, in Arabic: the lobby, the profile, the form of a new room. */

const place = (zone: string) => places[zone] ?? named(placeOf(zone));
const natives = noun("متحدث أصلي", "متحدث أصلي واحد", "متحدثان أصليان", "متحدثين أصليين", "متحدثًا أصليًا");
const online = (shown: string, count: number, language: string) => counted(shown, count, around("", natives, ` ب${language} على الشبكة`));
const seats = noun("مقعد", "مقعد واحد", "مقعدان", "مقاعد", "مقعدًا");

export const discover: Strings["discover"] = {
  missed: "جاء دورك ومضى. يمكنك رفع يدك من جديد متى شئت.",

  quick: {
    heading: "إلى الحديث",
    offer: (give, get) => `أساعد في ${give} وأتمرن على ${get}`,
    give: "لغة أساعد فيها",
    get: "لغة أتمرن عليها",
    button: "إلى غرفة تناسبني",
    looking: "جارٍ البحث عن غرفة",
    first: "لغاتك أولًا؛ لن يطول الأمر.",
    noLearns: "يكفي تحديد لغة تعلّمك، وبلمسة واحدة نجد لك غرفة.",
    languages: "اختيار اللغات",
    go: "حفظ والبحث عن غرفة",
    opened: "لا غرفة مناسبة الآن، ففُتحت لك واحدة.",
    another: "هناك غرفة أخرى مناسبة وفيها ناس.",
    goThere: "الذهاب إليها",
  },

  why: {
    exchange: (give, get) => `يمكنك المساعدة في ${give} والتمرن على ${get}`,
    practise: (get) => `تمرين على ${get}`,
    help: (give) => `مساعدة في ${give}`,
    open: "مفتوحة للجميع",
  },
  needs: (language) => `بحاجة إلى متحدث أصلي ب${language}`,

  card: {
    round: (language) => `الآن ب${language}`,
    level: (level) => `المستوى ${level}`,
    waits: "الدخول بموافقة",
    kept: (shown, count) => counted(shown, count, { ...around("", seats, " محجوز"), two: "مقعدان محجوزان", few: "# مقاعد محجوزة" }),
  },

  list: {
    more: "عرض غرف أكثر",
    count: (shown, count) => counted(shown, count, rooms),
    changed: (shown) => `${shown}؛ تغيرت القائمة`,
  },

  filter: {
    label: "أي الغرف",
    languages: "اللغات",
    level: "المستوى",
    topic: "الموضوع",
    any: (what) => `${what}: الكل`,
    clear: (what) => `${what}: عرض الكل من جديد`,
    none: "لا غرفة توافق هذا الاختيار",
    noneText: "يمكنك عرض كل الغرف أو فتح غرفة كهذه.",
    all: "عرض كل الغرف",
  },

  awake: {
    label: "من الساهرون الآن",
    line: (shown, count, language, day, zone) => `${online(shown, count, language)}، أغلبهم في ${place(zone)} (${day})`,
    plain: (shown, count, language) => online(shown, count, language),
    few: (language) => `بضعة متحدثين أصليين ب${language} على الشبكة`,
    none: (language) => `لا متحدث أصليًا ب${language} على الشبكة الآن`,
    see: "عرض أكثر الساعات حركة",
  },
  day: { morning: "صباحًا", afternoon: "بعد الظهر", evening: "مساءً", night: "ليلًا" },

  hours: {
    heading: "أكثر الساعات حركة، بتوقيتك",
    text: "كم متحدثًا أصليًا يكون هنا عادةً، ساعة بساعة.",
    hour: "الساعة",
    now: "الآن",
    few: "المعلومات قليلة بعد. يمكنك العودة بعد يوم أو يومين.",
    failed: "لا يمكن قراءة الساعات الآن.",
    loading: "جارٍ العد",
  },

  profile: {
    level: (language) => `مستواك في ${language}`,
    noLevel: "—",
    levelHint: "A1 أولى الكلمات · B1 حديث يومي · C1 طلاقة",
    count: "احتسابي ضمن الساهرين",
    countHint: "تظهر أرقام فقط، لا اسمك ولا مكانك.",
  },

  create: {
    level: "المستوى",
    anyLevel: "كل المستويات",
    pace: "سرعة الكلام",
    anyPace: "أي سرعة",
    paces: { slow: "بطيئة", natural: "عادية", fast: "سريعة" },
    tags: "كلمات دالة (اختياري)",
    tagsHint: "خمس كلمات كحد أقصى ليجد الآخرون الغرفة؛ تُضاف كل كلمة بمفتاح Enter أو بفاصلة.",
    tagLong: "الكلمة الدالة 24 حرفًا كحد أقصى.",
    removeTag: (tag) => `إزالة ${named(tag)}`,
    rounds: "تناوب اللغات",
    noRounds: "من دون جولات",
    each: (time) => `${time} لكل لغة`,
    queue: "ترتيب الأيدي",
    fair: "بالعدل: الأقل كلامًا أولًا",
    firstCome: "بحسب أسبقية رفع اليد",
    next: "عند انتهاء كل دور يُدعى التالي",
    nextHint: "ولكل شخص حينها ثلاث دقائق.",
    kept: "حجز مقعد",
    keptAdd: "اختيار",
    native: (language) => `محجوز لمتحدث أصلي ب${language}`,
    learner: (language) => `محجوز لمن يتعلم ${language}`,
    nativeShort: (language) => `متحدث أصلي ب${language}`,
    learnerShort: (language) => `من يتعلم ${language}`,
    removeKept: (who) => `إلغاء حجز المقعد: ${who}`,
  },
};

/** Coded refusals of rounds, cards, the line and kept seats. */
export const discoverErrors: typeof refusals = {
  no_round: "لا جولات جارية.",
  invalid_round: "مدة الجولة من 30 ثانية إلى ساعتين، بإحدى لغات الغرفة.",
  no_pack: "هذه المجموعة من البطاقات ليست هنا.",
  no_hand: "لم تعد هذه اليد مرفوعة.",
  seat_kept: "هذا المقعد محجوز لغيرك.",
};
