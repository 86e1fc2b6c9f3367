import { en, type Strings } from "./en";
import { zh } from "./zh";

export type { Strings };

/** A language the app speaks. */
export type Locale = "en" | "zh-Hans";

/** Every language the app speaks, complete. */
export const tables: Record<Locale, Strings> = { en, "zh-Hans": zh };

/** The languages in their own names, for the choice. */
export const localeNames: Record<Locale, string> = { en: "English", "zh-Hans": "简体中文" };

/** Picks the remembered language, else the first of the browser's that the app speaks, else English. */
export function pickLocale(remembered: string, preferred: readonly string[]): Locale {
  for (const tag of [remembered, ...preferred]) {
    const base = tag.toLowerCase().split("-")[0];
    if (base === "zh") return "zh-Hans";
    if (base === "en") return "en";
  }
  return "en";
}

/** Returns the words for a coded refusal; a code this version does not know is shown as it is. */
export function errorText(strings: Strings, code: string): string {
  const known = strings.errors[code as keyof Strings["errors"]];
  return typeof known === "string" ? known : strings.errors.other(code);
}
