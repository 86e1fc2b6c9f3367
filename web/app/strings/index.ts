import type { FirstStrings, Strings } from "./en";
import type { RoomStrings } from "./en/room";
import type { Locale } from "./pick";

export { pickLocale } from "./pick";
export type { Locale, Strings };

/** The languages in their own names, for the choice. */
export const localeNames: Record<Locale, string> = { en: "English", es: "Español", "zh-Hans": "简体中文", ar: "العربية" };

/** Which way a language is written. */
export function directionOf(locale: Locale): "ltr" | "rtl" {
  return locale === "ar" ? "rtl" : "ltr";
}

/** Each language is a file of its own: nobody fetches words they do not read. */
const loaders: Record<Locale, () => Promise<FirstStrings>> = {
  en: async () => (await import("./en")).en,
  es: async () => (await import("./es")).es,
  "zh-Hans": async () => (await import("./zh")).zh,
  ar: async () => (await import("./ar")).ar,
};

/** The words of a room come with it: nobody fetches them to look at the lobby. */
const roomLoaders: Record<Locale, () => Promise<RoomStrings>> = {
  en: async () => (await import("./en/room")).room,
  es: async () => (await import("./es/room")).room,
  "zh-Hans": async () => (await import("./zh/room")).room,
  ar: async () => (await import("./ar/room")).room,
};

/**
 * Fetches what a language has to say before there is a room. It is given as the whole, which it becomes by withRoom
 * before anything of a room is drawn. Rejects when it cannot be fetched.
 */
export async function loadStrings(locale: Locale): Promise<Strings> {
  return (await loaders[locale]()) as Strings;
}

/** Returns the words with those of a room, which it fetches. Rejects when they cannot be fetched. */
export async function withRoom(locale: Locale, strings: Strings): Promise<Strings> {
  return { ...strings, ...(await roomLoaders[locale]()) };
}

/** Reports whether the words of a room are among them. */
export function isWhole(strings: Strings): boolean {
  return "bar" in strings;
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
