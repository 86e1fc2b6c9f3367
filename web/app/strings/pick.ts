/** A language the app speaks. */
export type Locale = "ar" | "en" | "es" | "zh-Hans";

/** Where the chosen language is kept. */
export const localeKey = "corner.locale";

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
