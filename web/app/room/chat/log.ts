import type { Message } from "@sdk";

/** A room keeps no more than this; beyond it there is nothing older to ask for. */
const keptMessages = 200;

/** Finds a message, null when it is not among the known ones. */
export function findMessage(log: readonly Message[], id: number): Message | null {
  return log.find((message) => message.id === id) ?? null;
}

/** Reports whether the room may keep messages from before the known ones. Ids count from 1. */
export function mayBeOlder(log: readonly Message[]): boolean {
  const first = log[0];
  return first !== undefined && first.id > 1 && log.length < keptMessages;
}

/** What nobody here has read yet. */
export interface Unread {
  count: number;
  /** How many of them speak to the person here. */
  mentions: number;
}

/** Reports whether a message is one that a person is told about: somebody else's words, and not a blocked one's. */
export function isNews(message: Message, you: string, blocked: readonly string[]): boolean {
  if (message.system || message.deleted || message.from === null) return false;
  return message.from.id !== you && !blocked.includes(message.from.id);
}

/** Counts what came after the last message that was seen. */
export function unreadOf(log: readonly Message[], readTo: number, you: string, blocked: readonly string[]): Unread {
  const fresh = log.filter((message) => message.id > readTo && isNews(message, you, blocked));
  return { count: fresh.length, mentions: fresh.filter((message) => message.mentions.includes(you)).length };
}
