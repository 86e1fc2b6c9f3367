import { cefrLevels, type CefrLevel, type Profile } from "@sdk";
import { withAgreement } from "./console/agreed";
import { graphemes } from "./format";
import { guess, offered } from "./languages";
import { localeKey } from "./strings/pick";
import { parseTheme, type Theme, themeKey } from "./settings/theme";

/** The bounds a profile has at the server. */
export const maxName = 24;
export const maxLanguages = 8;

/** What can be chosen instead of the system's. */
export type DeviceKind = "microphone" | "speaker";

/**
 * What the browser keeps between visits. Storage may be forbidden or full (private windows, policies); the app then
 * simply asks again next time, so every access is guarded here and nowhere else.
 */
export class Memory {
  constructor(private readonly lasting: () => Storage, private readonly tab: () => Storage) {}

  /** Returns the remembered profile, null on a first visit or when what was kept is not one. */
  profile(): Profile | null {
    return parseProfile(this.read(this.lasting, "corner.profile"));
  }

  /** Keeps the profile for the next visit. */
  keepProfile(profile: Profile): void {
    this.write(this.lasting, "corner.profile", JSON.stringify(profile));
  }

  /** Returns the chosen language of the app, "" when none was chosen. */
  locale(): string {
    return this.read(this.lasting, localeKey);
  }

  /** Keeps the chosen language of the app. */
  keepLocale(locale: string): void {
    this.write(this.lasting, localeKey, locale);
  }

  /** Reports whether the screen reader is told who speaks; it is unless turned off. */
  announces(): boolean {
    return this.read(this.lasting, "corner.announce") !== "off";
  }

  /** Keeps that choice. */
  keepAnnounces(on: boolean): void {
    this.write(this.lasting, "corner.announce", on ? "on" : "off");
  }

  /** Reports whether an invitation may chime; it may unless turned off. */
  chimes(): boolean {
    return this.read(this.lasting, "corner.chime") !== "off";
  }

  /** Keeps that choice. */
  keepChimes(on: boolean): void {
    this.write(this.lasting, "corner.chime", on ? "on" : "off");
  }

  /** Reports whether sound should come with less delay for a little more data; only if that was chosen. */
  lowDelay(): boolean {
    return this.read(this.lasting, "corner.delay") === "low";
  }

  /** Keeps that choice. */
  keepLowDelay(on: boolean): void {
    this.write(this.lasting, "corner.delay", on ? "low" : "");
  }

  /** Returns the chosen theme. */
  theme(): Theme {
    return parseTheme(this.read(this.lasting, themeKey));
  }

  /** Keeps that choice. */
  keepTheme(theme: Theme): void {
    this.write(this.lasting, themeKey, theme);
  }

  /** Returns the chosen microphone or speaker, "" for the system's choice. */
  device(kind: DeviceKind): string {
    return this.read(this.lasting, `corner.${kind}`);
  }

  /** Keeps that choice. */
  keepDevice(kind: DeviceKind, id: string): void {
    this.write(this.lasting, `corner.${kind}`, id);
  }

  /** Reports whether somebody has been told that the app can be installed. */
  toldInstall(): boolean {
    return this.read(this.lasting, "corner.install") !== "";
  }

  /** Keeps that they have. */
  keepToldInstall(): void {
    this.write(this.lasting, "corner.install", "told");
  }

  /** Forgets everything of this app, what the SDK keeps too. What it returns brings it all back. */
  forget(): () => void {
    const undo = [this.lasting, this.tab].map((area) => emptied(area));
    return () => undo.forEach((bringBack) => bringBack());
  }

  /** Returns the rooms whose rules were agreed to, as console/agreed.ts marks them. */
  agreed(): string[] {
    try {
      const kept: unknown = JSON.parse(this.read(this.lasting, "corner.rules"));
      return Array.isArray(kept) ? kept.filter((mark): mark is string => typeof mark === "string") : [];
    } catch {
      return [];
    }
  }

  /** Keeps an agreement to a room's rules as they are now. */
  keepAgreed(room: string, rules: string): void {
    this.write(this.lasting, "corner.rules", JSON.stringify(withAgreement(this.agreed(), room, rules)));
  }

  /** Returns the room this tab is in, "" for none: a reload goes straight back. */
  room(): string {
    return this.read(this.tab, "corner.room");
  }

  /** Keeps the room of this tab; "" forgets it. */
  keepRoom(room: string): void {
    this.write(this.tab, "corner.room", room);
  }

  private read(area: () => Storage, key: string): string {
    try {
      return area().getItem(key) ?? "";
    } catch {
      return "";
    }
  }

  private write(area: () => Storage, key: string, value: string): void {
    try {
      area().setItem(key, value);
    } catch {
      // Nothing to do: the value lives until the page goes.
    }
  }
}

/** All keys of the app and of its SDK begin so. */
const ours = "corner.";

/** Empties a storage of what is ours. Where it is forbidden there is nothing. */
function emptied(area: () => Storage): () => void {
  try {
    const storage = area();
    const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "").filter((key) => key.startsWith(ours));
    const kept = keys.map((key) => [key, storage.getItem(key) ?? ""] as const);
    for (const key of keys) storage.removeItem(key);
    return () => kept.forEach(([key, value]) => storage.setItem(key, value));
  } catch {
    return () => undefined;
  }
}

/** Reads a kept profile; null when it is not one, since anybody can edit storage. */
export function parseProfile(text: string): Profile | null {
  try {
    const kept = JSON.parse(text) as Partial<Profile> | null;
    if (typeof kept?.name !== "string" || nameFault(kept.name) !== null) return null;
    const speaks = known(kept.speaks);
    if (speaks.length === 0) return null;
    const learns = known(kept.learns);
    const levels = learnedLevels(kept.levels, learns);
    return { name: kept.name, speaks, learns, levels, time_zone: "", ...(kept.hidden === true && { hidden: true }) };
  } catch {
    return null;
  }
}

function known(tags: unknown): string[] {
  if (!Array.isArray(tags)) return [];
  return tags.filter((tag): tag is string => offered.includes(tag as string)).slice(0, maxLanguages);
}

/** Of each learned language one level at most. */
function learnedLevels(levels: unknown, learns: string[]): Profile["levels"] {
  if (!Array.isArray(levels)) return [];
  return learns.flatMap((language) => {
    const said = levels.find((one: Partial<Profile["levels"][number]> | null) => one?.language === language);
    return cefrLevels.includes(said?.level) ? [{ language, level: said.level as CefrLevel }] : [];
  });
}

/** Says what is wrong with a nickname; the server is stricter (look-alikes, reserved names). */
export function nameFault(name: string): "empty" | "long" | null {
  if (name.trim() === "") return "empty";
  return graphemes(name.trim()) > maxName ? "long" : null;
}

/** Makes a first profile that is ready to join with: a friendly name and the browser's languages. */
export function freshProfile(
  words: { adjectives: string[]; nouns: string[]; suggestion: (adjective: string, noun: string) => string },
  preferred: readonly string[],
  random: () => number,
): Profile {
  const pick = (from: string[]) => from[Math.floor(random() * from.length)] ?? "";
  return { name: words.suggestion(pick(words.adjectives), pick(words.nouns)), ...guess(preferred), levels: [], time_zone: "" };
}
