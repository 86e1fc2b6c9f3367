import type { AwakeLine } from "@sdk";
import { count, languageName } from "../format";
import type { Strings } from "../strings";
import { dayPart } from "./day";

/** From here on people are counted; fewer are "a few", for a number of one or two points at somebody. */
const countable = 3;

/** The line a person is told first: of a language they learn, and of one that somebody speaks now. */
export function firstLine(lines: AwakeLine[], learns: string[]): AwakeLine | null {
  const base = (tag: string) => tag.split("-")[0];
  const wanted = new Set(learns.map(base));
  const rank = (line: AwakeLine) => (line.natives > 0 ? 0 : 2) + (wanted.has(base(line.language)) ? 0 : 1);
  return lines.reduce<AwakeLine | null>((best, line) => (best !== null && rank(best) <= rank(line) ? best : line), null);
}

/** Says who is awake in one sentence: how many speak the language, where most of them are and what time of day it is there. */
export function awakeText({ language, natives, zones }: AwakeLine, strings: Strings, locale: string, nowMs: number): string {
  const words = strings.discover.awake;
  const name = languageName(language, locale);
  if (natives === 0) return words.none(name);
  if (natives < countable) return words.few(name);
  const zone = zones[0]?.time_zone ?? "";
  const part = dayPart(nowMs, zone);
  const shown = count(natives, locale);
  if (part === null) return words.plain(shown, natives, name);
  return words.line(shown, natives, name, strings.discover.day[part], zone);
}

/** Whether the sentence says that it is night there: the picture beside it says so too. */
export function saysNight({ natives, zones }: AwakeLine, nowMs: number): boolean {
  return natives >= countable && dayPart(nowMs, zones[0]?.time_zone ?? "") === "night";
}
