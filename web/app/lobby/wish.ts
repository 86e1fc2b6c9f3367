import type { Keep, Translation } from "@sdk";
import { rulesTooLong } from "../console/draft";
import { graphemes } from "../format";
import type { RoomWish } from "../services";
import type { Strings } from "../strings";

/** What the app offers; the server allows a single seat too, but an exchange takes two. */
export const seatBounds = { least: 2, most: 20 } as const;
const maxTitle = 80;
const maxTopic = 120;

/** What is wrong with a wish, in words; all empty when it can be sent. */
export interface WishFaults {
  title: string;
  pair: string;
  topic: string;
  rules: string;
  tags: string;
}

/** What a room's topics are bounded by. */
export const tagBounds = { most: 5, length: 24 } as const;
/** What languages may take turns for, minutes; 0 for none. */
export const roundMinutes = [0, 5, 10, 15] as const;
/** How many seats the form keeps at the most. */
export const mostKept = 3;
/** A turn in a room that asks the next by itself, when nothing else is said. */
const usualTurn = 180;

/** Checks what a person wishes for a room. */
export function checkWish(wish: RoomWish, strings: Strings): WishFaults {
  const title = graphemes(wish.title.trim());
  return {
    title: title < 1 || title > maxTitle ? strings.create.titleEmpty : "",
    pair: wish.languages[0] === wish.languages[1] ? strings.create.samePair : "",
    rules: [wish.rules ?? "", ...(wish.translations ?? []).map((one) => one.rules)].some(rulesTooLong) ? strings.house.rulesTooLong : "",
    tags: (wish.tags ?? []).some((tag) => graphemes(tag) > tagBounds.length) ? strings.discover.create.tagLong : "",
    topic: graphemes(wish.topic.trim()) > maxTopic ? strings.create.topicTooLong : "",
  };
}

/** Returns the translation into the room's second language, empty when nothing is written yet. */
export function secondWords(wish: RoomWish): Translation {
  const language = wish.languages[1] ?? "";
  return { title: "", rules: "", ...wish.translations?.[0], language };
}

/** Returns a wish as the server wants it: trimmed, and without what was left empty. */
export function wishToSend(wish: RoomWish): RoomWish {
  const { translations: _, timetable, kept, turn_next, ...plain } = wish;
  const second = secondWords(wish);
  const written = { language: second.language, title: second.title.trim(), rules: second.rules.trim() };
  const sent: RoomWish = { ...plain, title: wish.title.trim(), topic: wish.topic.trim() };
  if (sent.rules !== undefined) sent.rules = sent.rules.trim();
  const seconds = timetable?.[0]?.seconds ?? 0;
  if (seconds > 0) sent.timetable = wish.languages.map((language) => ({ language, seconds }));
  const keeps = seatsKept(wish);
  if (keeps.length > 0) sent.kept = keeps;
  if (turn_next === true && (wish.mode ?? "apply") === "apply") Object.assign(sent, { turn_next, turn_seconds: wish.turn_seconds ?? usualTurn });
  return written.title === "" && written.rules === "" ? sent : { ...sent, translations: [written] };
}

/** Returns the seats that are kept: from the back, for languages the room still has, and the first is the host's. */
export function seatsKept({ kept = [], languages, seats }: RoomWish): Keep[] {
  const wanted = kept.filter(({ language }) => languages.includes(language)).slice(0, seats - 1);
  return wanted.map((keep, i) => ({ ...keep, seat: seats - 1 - i }));
}

/** Returns topics with what was typed: split at commas, in small letters, each once, as many as a room has. */
export function withTags(tags: readonly string[], typed: string): string[] {
  const words = typed.split(/[,，、]/).map((word) => word.trim().replace(/\s+/g, " ").toLowerCase());
  return [...new Set([...tags, ...words])].filter((word) => word !== "").slice(0, tagBounds.most);
}
