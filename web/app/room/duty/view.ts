import type { Duty } from "@sdk";
import { clock, intlTag, isolate, moment } from "../../format";
import type { DutyStrings } from "../../strings/en/duty";

/** What the line about the duty is made of. */
export interface DutySeen {
  duty: Duty;
  /** Who is host, "" for nobody. */
  host: string;
  /** By the server's clock. */
  nowMs: number;
  /** IANA, of the person here. */
  zone: string;
  locale: string;
}

/** Returns who hosts and until when, and who comes then; in the zone of the person here, and in that of who comes. */
export function dutyLine(seen: DutySeen, words: DutyStrings): string {
  const { now } = seen.duty;
  const next = nextOf(seen, words);
  if (now === null) return next === null ? "" : words.next(next.name, next.at);
  const shift = nowOf(seen, words);
  if (next === null) return shift;
  // Who follows at once needs no time of their own in the words: it is the one before.
  const follows = seen.duty.next_ms === seen.duty.until_ms;
  return `${shift} · ${follows ? words.after(next.name, next.theirs) : words.afterAt(next.name, next.at)}`;
}

/** Returns what is said when the host becomes another one by their duty, or nothing. */
export function dutySaid(seen: DutySeen, words: DutyStrings): string {
  const { now, substitute } = seen.duty;
  return seen.host !== "" && (seen.host === now?.id || seen.host === substitute?.id) ? nowOf(seen, words) : "";
}

function nowOf({ duty, host, nowMs, locale }: DutySeen, words: DutyStrings): string {
  const until = moment(duty.until_ms, nowMs, locale);
  const { now, substitute } = duty;
  if (substitute !== null && host === substitute.id) return words.standsIn(isolate(substitute.name), until);
  const name = isolate(now?.name ?? "");
  return host === now?.id ? words.hosts(name, until) : words.missing(name, until);
}

interface Next {
  name: string;
  /** Their time, "" where it is the same as here. */
  theirs: string;
  /** The time here, and theirs. */
  at: string;
}

function nextOf({ duty, nowMs, zone, locale }: DutySeen, words: DutyStrings): Next | null {
  const { next, next_ms: ms, next_zone: nextZone } = duty;
  if (next === null) return null;
  const here = moment(ms, nowMs, locale);
  const there = clock(ms, nextZone, locale);
  const theirs = there === "" || there === clock(ms, zone, locale) ? "" : words.there(there, placeOf(ms, nextZone, locale));
  return { name: isolate(next.name), theirs, at: theirs === "" ? here : words.aside(here, theirs) };
}

/** Returns where a zone is, as the reader's language says it: the city in English, elsewhere whose time it is. */
export function placeOf(ms: number, zone: string, locale: string): string {
  const city = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
  if (locale.startsWith("en")) return city;
  try {
    const parts = new Intl.DateTimeFormat(intlTag(locale), { timeZone: zone, timeZoneName: "shortGeneric" }).formatToParts(ms);
    return parts.find((part) => part.type === "timeZoneName")?.value ?? city;
  } catch {
    return city;
  }
}
