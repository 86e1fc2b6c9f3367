/** Rounds as they are shown: pure functions, each a row in a test. */
import type { Participant, Phase, Round, Snapshot, Voiced } from "@sdk";
import { turnClock } from "../../console/turns";
import { base, learns, speaks } from "../lang";

/** From here on the time left is drawn as ending, milliseconds. */
export const endingMs = 10_000;
/** What each language may have in the form, minutes. */
export const lengths = [5, 10, 15, 20] as const;
/** What a round may be lengthened by with one tap, seconds. */
export const extensions = [60, 300] as const;

/** What is left of the phase of now, milliseconds; never below zero. */
export function leftOf(round: Round, nowMs: number): number {
  return Math.max(0, round.paused ? round.left_ms : round.ends_ms - nowMs);
}

/** What is left as a clock, "7:32". */
export function roundClock(leftMs: number): string {
  return turnClock(leftMs, 0);
}

/** How long until the shown second changes, milliseconds; 0 when nothing moves. */
export function untilNextSecond(round: Round, nowMs: number): number {
  const left = leftOf(round, nowMs);
  if (round.paused || round.phases.length === 0) return 0;
  return left === 0 ? 1 : left - (Math.ceil(left / 1000) - 1) * 1000;
}

/** How somebody stands to the language of the round. */
export type Standing = "learning" | "native" | "speaks";

/** Says how somebody stands to a language: learns it, speaks it, or neither. */
export function standingOf(person: Pick<Participant, "speaks" | "learns">, language: string): Standing {
  if (speaks(person, language)) return "native";
  return learns(person, language) ? "learning" : "speaks";
}

/** One language's part of what was said tonight, 0 to 1. */
export interface Share {
  language: string;
  part: number;
}

/** How the talk so far falls on the languages of the rounds, in their order; null while nothing was said in them. */
export function balanceOf(phases: readonly Phase[], voiced: readonly Voiced[]): Share[] | null {
  const languages = [...new Set(phases.map((phase) => base(phase.language)))];
  const of = (language: string) => voiced.filter((one) => base(one.language) === language).reduce((sum, one) => sum + one.ms, 0);
  const total = languages.reduce((sum, language) => sum + of(language), 0);
  if (languages.length < 2 || total === 0) return null;
  return languages.map((language) => ({ language, part: of(language) / total }));
}

/** What rounds begin with when each language gets as long. */
export function timetableOf(languages: readonly string[], minutes: number): Phase[] {
  return languages.map((language) => ({ language, seconds: minutes * 60 }));
}

/** Reports whether rounds could be started here: there is somebody to speak with. */
export function mayStart(snapshot: Snapshot, leads: boolean, alone: boolean): boolean {
  return leads && !alone && snapshot.round.phases.length === 0;
}
