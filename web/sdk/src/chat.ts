import type { Message } from "./types";

/** How many messages a member holds who has not asked for older ones. */
const newest = 50;
/** How many a room keeps: whoever has paged back never holds more. */
const kept = 200;

/** The chat after one more line; a line it already has is replaced. Who has paged back keeps the older ones. */
export function chatAfter(chat: Message[], message: Message): Message[] {
  return withMessages(chat, [message]).slice(chat.length > newest ? -kept : -newest);
}

/** The chat with a page of it, in the room's order, each line once, the page's version of it. */
export function withMessages(chat: Message[], page: Message[]): Message[] {
  const lines = new Map([...chat, ...page].map((line) => [line.id, completeLine(line)]));
  return [...lines.values()].sort((a, b) => a.id - b.id);
}

/** A deleted line keeps its place; its words are gone from here too. */
export function tombstone(line: Message, by: string): Message {
  return { ...line, text: "", mentions: [], deleted: true, deleted_by: by };
}

/** Empty lists may be left out on the wire, never in the app. */
function completeLine(line: Message): Message {
  return line.mentions ? line : { ...line, mentions: [] };
}
