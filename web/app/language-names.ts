import type { Locale } from "./strings";

/**
 * What languages are called by those who speak them. Intl says the same, but has to fetch the words of each language for
 * it, which took a third of the time before the first view.
 */
export const ownNames: Readonly<Record<string, string>> = {
  ar: "العربية", bn: "বাংলা", cs: "čeština", da: "dansk", de: "Deutsch", el: "Ελληνικά", en: "English",
  es: "español", fa: "فارسی", fi: "suomi", fr: "français", he: "עברית", hi: "हिन्दी", hu: "magyar", id: "Indonesia",
  it: "italiano", ja: "日本語", ko: "한국어", mr: "मराठी", ms: "Melayu", nb: "norsk bokmål", nl: "Nederlands",
  pl: "polski", pt: "português", ro: "română", ru: "русский", sv: "svenska", sw: "Kiswahili", ta: "தமிழ்",
  te: "తెలుగు", th: "ไทย", tl: "Filipino", tr: "Türkçe", uk: "українська", ur: "اردو", vi: "Tiếng Việt", yue: "廣東話",
  zh: "中文",
};

/**
 * What the two languages that most come for are called in the app's, for the same reason: a first visit is guessed to be
 * about them.
 */
export const firstNames: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  en: { en: "English", zh: "Chinese" },
  es: { en: "inglés", zh: "chino" },
  ar: { en: "الإنجليزية", zh: "الصينية" },
  "zh-Hans": { en: "英语", zh: "中文" },
};
