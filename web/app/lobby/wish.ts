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
}

/** Checks what a person wishes for a room. */
export function checkWish(wish: RoomWish, strings: Strings): WishFaults {
  const title = graphemes(wish.title.trim());
  return {
    title: title < 1 || title > maxTitle ? strings.create.titleEmpty : "",
    pair: wish.languages[0] === wish.languages[1] ? strings.create.samePair : "",
    topic: graphemes(wish.topic.trim()) > maxTopic ? strings.create.topicTooLong : "",
  };
}
