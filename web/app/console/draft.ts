/** The settings of a room as a form holds them: words by language, everything else as it is. */
import type { Mode, RoomInfo, RoomSettings, Translation } from "@sdk";
import { graphemes } from "../format";

export const bounds = { title: 80, topic: 120, rules: 600, rulesLines: 20 } as const;

/** What a turn may last in the form, seconds; 0 for as long as they like. */
export const turnLengths = [0, 60, 120, 180, 300, 600] as const;
/** How far apart messages may have to be, seconds. */
export const slowModes = [0, 5, 10, 30, 60, 300] as const;
export const modes: readonly Mode[] = ["free", "apply", "invite"];

/** Title and rules in one language of the room. */
export interface DraftWords {
  language: string;
  title: string;
  rules: string;
}

/** What is being edited. The first words are the room's own, the others translations. */
export interface Draft extends Omit<RoomSettings, "title" | "rules" | "translations"> {
  words: DraftWords[];
}

/** Returns a form filled with the room as it is. */
export function draftOf(room: RoomInfo): Draft {
  const { topic, seats, mode, turn_seconds, turn_mutes, slow_mode_seconds, waiting_room } = room;
  const { level, pace, tags, kept, queue, turn_next, timetable } = room;
  return {
    words: wordsOf(room), topic, seats, mode, turn_seconds, turn_mutes, slow_mode_seconds, waiting_room,
    level, pace, tags, kept, queue, turn_next, timetable,
  };
}

function wordsOf({ title, rules, languages, translations }: RoomInfo): DraftWords[] {
  const [own = "", ...others] = languages;
  const translated = others.map((language) => {
    const found = translations.find((one) => one.language === language);
    return { language, title: found?.title ?? "", rules: found?.rules ?? "" };
  });
  return [{ language: own, title, rules }, ...translated];
}

/** Returns what the form changes in the room, and nothing else; empty when it changes nothing. */
export function changesOf(room: RoomInfo, draft: Draft): Partial<RoomSettings> {
  const { words, ...plain } = draft;
  const wished: RoomSettings = {
    ...plain,
    topic: plain.topic.trim(),
    title: words[0]?.title.trim() ?? "",
    rules: words[0]?.rules.trim() ?? "",
    translations: translationsOf(room, words.slice(1)),
  };
  const keys = Object.keys(wished) as (keyof RoomSettings)[];
  return pick(wished, keys.filter((key) => !same(wished[key], room[key])));
}

/** Translations of languages the form does not show stay where they are; those without words are none. */
function translationsOf(room: RoomInfo, words: DraftWords[]): Translation[] {
  const written = new Map(words.map(({ language, title, rules }) => [language, { language, title: title.trim(), rules: rules.trim() }]));
  const present = room.translations.map((one) => written.get(one.language) ?? one);
  const added = [...written.values()].filter(({ language }) => !room.translations.some((one) => one.language === language));
  return [...present, ...added].filter(({ title, rules }) => title !== "" || rules !== "");
}

/** Returns the values the room has now for what is about to change: what an undo sends. */
export function previousOf(room: RoomInfo, changes: Partial<RoomSettings>): Partial<RoomSettings> {
  return pick(room, Object.keys(changes) as (keyof RoomSettings)[]);
}

function pick(from: RoomSettings, keys: (keyof RoomSettings)[]): Partial<RoomSettings> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** What is wrong with a draft, by the place that shows it. */
export type DraftFault = "title" | "topic" | "rules" | null;

/** Says what the server would refuse, as far as a browser can know. */
export function draftFault(draft: Pick<Draft, "words" | "topic">): DraftFault {
  const [own, ...others] = draft.words;
  const title = graphemes(own?.title.trim() ?? "");
  if (title < 1 || title > bounds.title) return "title";
  if (others.some((one) => graphemes(one.title.trim()) > bounds.title)) return "title";
  if (graphemes(draft.topic.trim()) > bounds.topic) return "topic";
  return draft.words.some((one) => rulesTooLong(one.rules)) ? "rules" : null;
}

/** Reports whether rules are longer than the server keeps. */
export function rulesTooLong(rules: string): boolean {
  return graphemes(rules.trim()) > bounds.rules || rules.trim().split("\n").length > bounds.rulesLines;
}
