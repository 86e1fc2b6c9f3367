import type { Strings } from "./en";

export type { Strings };

/** A language the app speaks. */
export type Locale = "ar" | "en" | "es" | "zh-Hans";

/** The languages in their own names, for the choice. */
export const localeNames: Record<Locale, string> = { en: "English", es: "Español", "zh-Hans": "简体中文", ar: "العربية" };

/** Which way a language is written. */
export function directionOf(locale: Locale): "ltr" | "rtl" {
  return locale === "ar" ? "rtl" : "ltr";
}

/** Each language is a file of its own: nobody fetches words they do not read. */
const loaders: Record<Locale, () => Promise<Strings>> = {
  en: async () => (await import("./en")).en,
  es: async () => (await import("./es")).es,
  "zh-Hans": async () => (await import("./zh")).zh,
  ar: async () => (await import("./ar")).ar,
};

/** Fetches the words of a language, complete. Rejects when they cannot be fetched. */
export function loadStrings(locale: Locale): Promise<Strings> {
  return loaders[locale]();
}

/** Who reads what, by the first part of a tag: es-MX and es-419 are es, and every zh gets simplified characters. */
const read: Readonly<Record<string, Locale>> = { ar: "ar", en: "en", es: "es", zh: "zh-Hans" };

/** Picks the remembered language, else the first of the browser's that the app speaks, else English. */
export function pickLocale(remembered: string, preferred: readonly string[]): Locale {
  for (const tag of [remembered, ...preferred]) {
    const base = tag.toLowerCase().split("-")[0] ?? "";
    if (Object.hasOwn(read, base)) return read[base]!;
  }
  return "en";
}

/** Returns the words for a coded refusal; a code this version does not know is shown as it is. */
export function errorText(strings: Strings, code: string): string {
  const known = strings.errors[code as keyof Strings["errors"]];
  return typeof known === "string" ? known : strings.errors.other(code);
}

/** Returns the words for a reason somebody gave; a code this version does not know is shown as it is. */
export function reasonText(strings: Strings, code: string): string {
  const known = Object.hasOwn(strings.reasons.words, code) ? strings.reasons.words[code as keyof Strings["reasons"]["words"]] : code;
  return known;
}
