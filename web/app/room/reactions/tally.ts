import type { Reactions, Signal } from "@sdk";

/** How long a reaction is shown after the last of its kind, and a wish to a speaker, milliseconds. */
export const reactionMs = 4000;
export const askMs = 8000;

/** A reaction on the screen, with everybody's together. */
export interface ShownReaction {
  emoji: string;
  count: number;
  untilMs: number;
}

/** What people ask of one speaker. */
export interface ShownAsk {
  participant: string;
  signal: Signal;
  count: number;
  untilMs: number;
}

/** Adds the counts of the last moment; what is still shown grows, what is new comes behind it. */
export function withReactions(shown: readonly ShownReaction[], { reactions }: Reactions, nowMs: number): ShownReaction[] {
  return added(shown, reactions, (one) => one.emoji, nowMs, reactionMs);
}

/** The same for what is asked of speakers. */
export function withAsks(shown: readonly ShownAsk[], { signals }: Reactions, nowMs: number): ShownAsk[] {
  return added(shown, signals, (one) => `${one.participant} ${one.signal}`, nowMs, askMs);
}

/** Leaves out what has had its time. */
export function current<T extends { untilMs: number }>(shown: readonly T[], nowMs: number): T[] {
  return shown.filter((one) => one.untilMs > nowMs);
}

type Counted = { count: number };

function added<T extends Counted & { untilMs: number }>(
  shown: readonly T[],
  more: readonly Omit<T, "untilMs">[],
  key: (one: Omit<T, "untilMs">) => string,
  nowMs: number,
  forMs: number,
): T[] {
  const all = new Map(current(shown, nowMs).map((one) => [key(one), one]));
  for (const one of more) {
    const before = all.get(key(one))?.count ?? 0;
    all.set(key(one), { ...one, count: before + (one as Counted).count, untilMs: nowMs + forMs } as T);
  }
  return [...all.values()];
}
