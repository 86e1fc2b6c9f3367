/**
 * Times, languages and counts as people read them. Everything is Intl; nothing here holds state but what Intl has made,
 * since making it takes longer than all else before the first view. Unknown time zones and language tags come from other
 * people's browsers, so nothing here throws.
 */
import { firstNames, ownNames } from "./language-names";
import { directionOf, type Locale } from "./strings";

/**
 * Returns what Intl is told of the app's language. Arabic is written with the digits of its keyboards and of most of its
 * apps today, 0 to 9: they are those of "B1" and of every shared link, and nobody has to read two kinds in one line.
 */
export function intlTag(locale: string): string {
  return locale === "ar" ? "ar-u-nu-latn" : locale;
}

/** One way of writing: in a language, with these options. A browser knows so many zones and languages, and no more. */
const made = new Map<string, unknown>();

/** Makes a part of Intl, once for each language and options. Throws, each time, where the browser does not know one. */
export function intl<T, O>(Kind: new (locale: string, options: O) => T, locale: string, options: O): T {
  const key = `${Kind.name} ${locale} ${JSON.stringify(options)}`;
  const known = (made.get(key) ?? new Kind(locale, options)) as T;
  made.set(key, known);
  return known;
}

/** The hours at which a moon is drawn: 22:00 up to, not including, 6:00. */
const nightFrom = 22;
const nightUntil = 6;

/** Returns the wall-clock time in a zone, "" when this browser does not know the zone. */
export function clock(ms: number, zone: string, locale: string): string {
  try {
    return intl(Intl.DateTimeFormat, intlTag(locale), { hour: "numeric", minute: "2-digit", timeZone: zone || "?" }).format(ms);
  } catch {
    return "";
  }
}

/** Returns the hour of the day in a zone, 0 to 23; −1 when this browser does not know the zone. */
export function hourIn(ms: number, zone: string): number {
  try {
    const parts = intl(Intl.DateTimeFormat, "en", { hour: "numeric", hourCycle: "h23", timeZone: zone || "?" }).formatToParts(ms);
    return Number(parts.find((part) => part.type === "hour")?.value);
  } catch {
    return -1;
  }
}

/** Reports whether it is night in a zone. */
export function isNight(ms: number, zone: string): boolean {
  const hour = hourIn(ms, zone);
  return hour >= nightFrom || (hour >= 0 && hour < nightUntil);
}

/** Returns what a zone is called, "China Standard Time"; the tag itself when it has no name. */
export function zoneName(ms: number, zone: string, locale: string): string {
  try {
    const parts = intl(Intl.DateTimeFormat, intlTag(locale), { timeZone: zone || "?", timeZoneName: "long" }).formatToParts(ms);
    return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
  } catch {
    return zone;
  }
}

/** Returns a language's name in the given language: "Chinese" for zh in en. */
export function languageName(tag: string, locale: string): string {
  const known = firstNames[locale as Locale];
  if (known !== undefined && Object.hasOwn(known, tag)) return known[tag]!;
  try {
    return intl(Intl.DisplayNames, locale, { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Returns a language's name in that language itself, 中文 for zh: the name its speakers look for. */
export function ownName(tag: string): string {
  return Object.hasOwn(ownNames, tag) ? ownNames[tag]! : languageName(tag, tag);
}

/** What people tell of their languages. */
export interface Languages {
  speaks: string[];
  learns: string[];
  levels?: readonly { language: string; level: string }[];
}

/** Letters that run from the right. */
const fromRight = /[\u0590-\u08ff]/;

/**
 * Returns "中文 → English B1": what a person speaks, and what they learn and how far they are. In a page that runs from the
 * right so does this, and its arrow with it; a name that runs the other way than the page keeps to itself.
 */
export function pairOf(person: Languages, locale: string): string {
  const right = directionOf(locale as Locale) === "rtl";
  const part = (name: string) => (right || fromRight.test(name) ? isolate(name) : name);
  const speaks = person.speaks.map((tag) => part(ownName(tag))).join(" · ");
  const learns = person.learns.map((tag) => part(withLevel(ownName(tag), person, tag))).join(" · ");
  return learns === "" ? speaks : `${speaks} ${right ? "←" : "→"} ${learns}`;
}

/** Puts a person's level behind a language's name, if they say it. */
export function withLevel(name: string, person: Pick<Languages, "levels">, tag: string): string {
  const level = person.levels?.find(({ language }) => language === tag)?.level ?? "";
  return level === "" ? name : `${name} ${level}`;
}

/** Returns a whole number the way the language writes it. */
export function count(value: number, locale: string): string {
  // Below the first separator all languages of the app write the same digits.
  return value >= 0 && value < 1000 && Number.isInteger(value) ? `${value}` : intl(Intl.NumberFormat, intlTag(locale), {}).format(value);
}

/** Returns "12 sec", "3 min" or, from two hours on, "5 hr"; below a second counts as zero. */
export function duration(ms: number, locale: string): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const [value, unit] =
    seconds < 60 ? [seconds, "second"] : minutes < 120 ? [minutes, "minute"] : [Math.floor(minutes / 60), "hour"];
  return intl(Intl.NumberFormat, intlTag(locale), { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** Returns "Lena, 小雨 and Tom" in the given language. */
export function list(names: string[], locale: string): string {
  return intl(Intl.ListFormat, locale, { type: "conjunction" }).format(names);
}

/** Letters of which each is one character for itself, as most names have them. */
const simple = /^[\x20-\x7e\u4e00-\u9fff]*$/;

/** Counts characters as people count them: an emoji with a skin tone is one. */
export function graphemes(text: string): number {
  if (typeof Intl.Segmenter !== "function") return [...text].length;
  if (simple.test(text)) return text.length;
  return [...new Intl.Segmenter().segment(text)].length;
}

/** What newer browsers have of Temporal, and TypeScript does not know yet. */
const { Temporal } = globalThis as { Temporal?: { Now: { timeZoneId(): string } } };

/**
 * Returns the zone this browser is in, "" when it does not say. The first part of Intl that a page makes takes an eighth of
 * the time before the first view, and the lobby asks for the zone before that: Temporal knows it without.
 */
export function ownZone(): string {
  return Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

/** Wraps a name for a sentence in any script: right-to-left names stay in their place (U+2068, U+2069). */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Returns a moment as people say it where this browser is: the time alone today, the day with it otherwise. */
export function moment(ms: number, nowMs: number, locale: string): string {
  const day = (at: number) => new Date(at).toDateString();
  const date = day(ms) === day(nowMs) ? {} : ({ weekday: "short", month: "short", day: "numeric" } as const);
  // The zone is said, since what has been made once stays in the zone it was made in.
  const timeZone = ownZone() || undefined;
  return intl(Intl.DateTimeFormat, intlTag(locale), { ...date, hour: "numeric", minute: "2-digit", timeZone }).format(ms);
}
