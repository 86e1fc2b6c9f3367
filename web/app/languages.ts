import { languageName, ownName } from "./format";

/** Languages offered in a choice, by BCP 47 tag. Their names come from Intl, so only the tags are kept here. */
export const offered: readonly string[] = [
  "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "mr", "ms",
  "nb", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "yue", "zh",
];

/** What a choice shows: the name in the app's language, and the language's own name when that differs. */
export function optionLabel(tag: string, locale: string): string {
  const here = languageName(tag, locale);
  const own = ownName(tag);
  return here === own ? here : `${here} · ${own}`;
}

/** Returns the offered tags in the alphabet of the app's language. */
export function sorted(locale: string): string[] {
  const order = new Intl.Collator(locale);
  return [...offered].sort((a, b) => order.compare(languageName(a, locale), languageName(b, locale)));
}

/** Returns the offered language nearest to a browser's tag, "" when there is none: zh-Hant-TW is zh. */
export function nearest(tag: string): string {
  const base = tag.toLowerCase().split("-")[0] ?? "";
  const known = base === "no" ? "nb" : base === "fil" ? "tl" : base;
  return offered.includes(known) ? known : "";
}

/** Guesses a first profile's languages: the browser's own, learning English, or Chinese if that is English. */
export function guess(preferred: readonly string[]): { speaks: string[]; learns: string[] } {
  const first = preferred.map(nearest).find((tag) => tag !== "") ?? "en";
  return { speaks: [first], learns: [first === "en" ? "zh" : "en"] };
}
