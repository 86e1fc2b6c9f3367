import type { Ahead, Snapshot } from "@sdk";
import { count, list } from "../../format";
import type { Strings } from "../../strings";
import { handCount, handPlace } from "../view";

/** One's own place in the line, and why it is that one. */
export interface PlaceWords {
  place: string;
  /** "" when nobody is before one, or it is not known. */
  why: string;
  /** "" when it is not known, or there is nothing to wait for. */
  atMost: string;
}

/** The order in which the reasons count, the strongest first. */
const reasons = [["cut_in", "cutIn"], ["patience", "patience"], ["share", "share"], ["learner", "learner"], ["time", "time"]] as const;

/** Says one's place, what puts the others before one, and how long it can take at the most. */
export function placeWords(snapshot: Snapshot, strings: Strings, locale: string): PlaceWords {
  const words = strings.exchange.line;
  const place = handPlace(snapshot);
  if (place === 0) return { place: strings.hands.up, why: "", atMost: "" };
  const total = handCount(snapshot);
  const { hand_ahead: ahead, hand_at_most: most } = snapshot;
  if (place === 1) return { place: words.next, why: "", atMost: "" };
  return {
    place: words.place(count(place, locale), count(Math.max(place, total), locale)),
    why: whyText(ahead, strings, locale),
    atMost: most > 0 ? words.atMost(count(most, locale), most) : "",
  };
}

function whyText(ahead: Ahead, strings: Strings, locale: string): string {
  const words = strings.exchange.line;
  const said = reasons.filter(([key]) => ahead[key] > 0).map(([key, word]) => words[word](count(ahead[key], locale), ahead[key]));
  return said.length === 0 ? "" : words.before(list(said, locale));
}
