import type { Translation } from "@sdk";
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
}

/** Checks what a person wishes for a room. */
export function checkWish(wish: RoomWish, strings: Strings): WishFaults {
  const title = graphemes(wish.title.trim());
  return {
    title: title < 1 || title > maxTitle ? strings.create.titleEmpty : "",
    pair: wish.languages[0] === wish.languages[1] ? strings.create.samePair : "",
    rules: [wish.rules ?? "", ...(wish.translations ?? []).map((one) => one.rules)].some(rulesTooLong) ? strings.house.rulesTooLong : "",
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
  const { translations: _, ...plain } = wish;
  const second = secondWords(wish);
  const written = { language: second.language, title: second.title.trim(), rules: second.rules.trim() };
  const sent: RoomWish = { ...plain, title: wish.title.trim(), topic: wish.topic.trim() };
  if (sent.rules !== undefined) sent.rules = sent.rules.trim();
  return written.title === "" && written.rules === "" ? sent : { ...sent, translations: [written] };
}
