import type { Message, Snapshot } from "@sdk";
import { onStage } from "../view";

/** Somebody who can be spoken to by name. */
export interface Named {
  id: string;
  name: string;
}

/** How many people one message may speak to. */
export const maxMentions = 8;
/** How many names a choice shows: more would cover what one answers to. */
const offeredNames = 5;

/** Everybody whose name is known here, each once: who wrote lately, then the stage, the hands and the sample. */
export function peopleKnown(snapshot: Snapshot, log: readonly Message[]): Named[] {
  const authors = log.flatMap((message) => (message.system || message.from === null ? [] : [message.from])).reverse();
  const hands = snapshot.hands.map((hand) => hand.participant);
  const known = new Map<string, Named>();
  for (const { id, name } of [...authors, ...onStage(snapshot), ...hands, ...snapshot.audience.sample, snapshot.you]) {
    if (!known.has(id)) known.set(id, { id, name });
  }
  return [...known.values()];
}

/** A name that is being written: from where, and what stands there so far. */
export interface OpenMention {
  from: number;
  query: string;
}

/**
 * Finds the name that is being written before the caret. The @ of an address (a@b.c) opens nothing; after 你好 it does,
 * since Chinese puts no space before it.
 */
export function openMention(text: string, caret: number): OpenMention | null {
  const from = text.lastIndexOf("@", caret - 1);
  if (from < 0 || /[A-Za-z0-9._-]/.test(text[from - 1] ?? "")) return null;
  const query = text.slice(from + 1, caret);
  return query.includes("\n") || query.length > 48 ? null : { from, query };
}

/** Returns whom the written part may mean, those whose name begins with it first. */
export function offeredFor(query: string, people: readonly Named[]): Named[] {
  const wanted = fold(query);
  const place = ({ name }: Named) => (fold(name).startsWith(wanted) ? 0 : fold(name).includes(wanted) ? 1 : 2);
  return people
    .filter((one) => place(one) < 2)
    .sort((a, b) => place(a) - place(b)) // stable: who wrote last stays first
    .slice(0, offeredNames);
}

function fold(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase();
}

/** Puts a chosen name where it was begun; returns the text and where the caret goes. */
export function completed(text: string, open: OpenMention, name: string): { text: string; caret: number } {
  const before = `${text.slice(0, open.from)}@${name} `;
  return { text: before + text.slice(open.from + 1 + open.query.length).replace(/^ /, ""), caret: before.length };
}

/** A piece of a message; `to` is whom it speaks to, "" for plain words. */
export interface Piece {
  text: string;
  to: string;
}

/** Cuts a text at the names it speaks to; the longest name wins, so that @Tom is not found in @Tom Lee. */
export function piecesOf(text: string, people: readonly Named[]): Piece[] {
  const longestFirst = [...people].sort((a, b) => b.name.length - a.name.length);
  const pieces: Piece[] = [];
  let plain = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const one = longestFirst.find(({ name }) => name !== "" && text.startsWith(name, at + 1));
    if (one === undefined || at < plain) continue;
    if (at > plain) pieces.push({ text: text.slice(plain, at), to: "" });
    plain = at + 1 + one.name.length;
    pieces.push({ text: text.slice(at, plain), to: one.id });
  }
  if (plain < text.length) pieces.push({ text: text.slice(plain), to: "" });
  return pieces;
}

/** Returns whom a text speaks to, each once and not more than the room takes. */
export function mentionsIn(text: string, people: readonly Named[]): string[] {
  const named = piecesOf(text, people).flatMap(({ to }) => (to === "" ? [] : [to]));
  return [...new Set(named)].slice(0, maxMentions);
}
