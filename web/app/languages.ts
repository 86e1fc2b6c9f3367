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

const inOrder = new Map<string, readonly string[]>();

/** Returns the offered tags in the alphabet of the app's language. Names and order are made once: a phone takes long for them. */
export function sorted(locale: string): readonly string[] {
  const known = inOrder.get(locale);
  if (known !== undefined) return known;
  const order = new Intl.Collator(locale);
  const named = offered.map((tag) => ({ tag, name: languageName(tag, locale) }));
  const tags = named.sort((a, b) => order.compare(a.name, b.name)).map(({ tag }) => tag);
  inOrder.set(locale, tags);
  return tags;
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
