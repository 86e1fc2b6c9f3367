import type { Phase, Round } from "./types";

/** No timetable. */
export const noRound: Round = { serial: 0, phases: [], index: 0, ends_ms: 0, left_ms: 0, paused: false, pack: "" };

/**
 * The round as it is at a moment of the server's clock: every phase whose end has passed gives way to the next, which
 * ends its own length after that end, whenever it is looked at. Pure, and the same as `Clock.At` of room/rounds, which
 * the same vectors hold to it. Before its end a phase stays what it is, so a clock that was set back changes nothing.
 */
export function roundAt(round: Round, nowMs: number): Round {
  const { phases } = round;
  const cycle = phases.reduce((sum, phase) => sum + phase.seconds * 1000, 0);
  if (round.paused || cycle <= 0 || nowMs < round.ends_ms) return round;
  // Whole cycles first: who was away for an hour counts no further than who was away for a minute.
  const cycles = Math.floor((nowMs - round.ends_ms) / cycle);
  let { index } = round;
  let ends_ms = round.ends_ms + cycles * cycle;
  let flips = cycles * phases.length;
  while (ends_ms <= nowMs) {
    index = (index + 1) % phases.length;
    ends_ms += (phases[index]?.seconds ?? 0) * 1000;
    flips++;
  }
  return { ...round, index, ends_ms, serial: round.serial + flips };
}

/** The phase of now; null without a timetable. */
export function phaseOf(round: Round): Phase | null {
  return round.phases[round.index] ?? null;
}

/** The phase after it; the same one again when there is no other. */
export function nextOf({ phases, index }: Round): Phase | null {
  return phases[(index + 1) % phases.length] ?? null;
}
