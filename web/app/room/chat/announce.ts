import type { Message } from "@sdk";

/** The shortest time between two announcements; more would talk over the room. */
const gapMs = 3000;
/** Longer messages are cut: who wants the rest opens the chat. */
const longest = 140;

/** What a screen reader is told of the chat: one message in full, or how many came. */
export type News = { kind: "one"; message: Message; text: string } | { kind: "many"; count: number };

/** Decides what is read out while people write: never more often than every three seconds, and each message once. */
export class ChatAnnouncer {
  private told: number | null = null;
  private spokenAt = Number.NEGATIVE_INFINITY;

  /** Takes all news so far, oldest first; returns what to say now, null for nothing. */
  next(nowMs: number, news: readonly Message[], newest: number): News | null {
    // What was there before one came is history.
    if (this.told === null || newest < this.told) this.told = newest;
    const since = this.told;
    const fresh = news.filter((message) => message.id > since);
    if (fresh.length === 0 || nowMs - this.spokenAt < gapMs) return null;
    this.told = newest;
    this.spokenAt = nowMs;
    const message = fresh[0]!;
    return fresh.length > 1 ? { kind: "many", count: fresh.length } : { kind: "one", message, text: cut(message.text) };
  }
}

function cut(text: string): string {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest).join("")} …`;
}
