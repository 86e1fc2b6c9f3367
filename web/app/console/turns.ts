import type { Participant } from "@sdk";

/** How long before its end a turn is shown as ending, milliseconds: time enough to finish the thought. */
export const warningMs = 10_000;
/** How long after its end a turn is still shown as over. */
const afterglowMs = 15_000;
/** The least time the server gives, seconds. */
const leastSeconds = 10;

/** The turns a host gives with one tap, seconds; 0 lifts the limit. */
export const turnChoices = [60, 120, 300, 0] as const;

/** Where somebody's turn is. */
export type TurnPhase = "running" | "ending" | "over";

/** Returns where a turn is at a moment of the server's clock, null for who has no limit. */
export function turnPhase(endsMs: number, nowMs: number): TurnPhase | null {
  if (endsMs === 0 || nowMs - endsMs > afterglowMs) return null;
  if (nowMs >= endsMs) return "over";
  return endsMs - nowMs <= warningMs ? "ending" : "running";
}

/** Returns what is left of a turn as a clock, "1:05"; never below zero. */
export function turnClock(endsMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((endsMs - nowMs) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Returns the seconds that bring an earlier turn back: what was left of it, at least what the server gives; 0 for none. */
export function turnLeft(person: Pick<Participant, "turn_ends_ms">, nowMs: number): number {
  const left = Math.ceil((person.turn_ends_ms - nowMs) / 1000);
  return left <= 0 ? 0 : Math.max(leastSeconds, left);
}
