import type { Message, Participant, Snapshot } from "@sdk";
import { findPerson, mayActOn, moderates } from "../view";

/** What can be done with a message. */
export type MessageAction = "reply" | "mention" | "copy" | "mute" | "unmute" | "delete" | "report" | "block" | "unblock";

/** Returns what the person here may do with a message, in the order of the menu; nothing with what has no words. */
export function actionsOn(message: Message, snapshot: Snapshot): MessageAction[] {
  const author = message.from;
  if (message.system || message.deleted || author === null) return [];
  const { you } = snapshot;
  const mine = author.id === you.id;
  const person = findPerson(snapshot, author.id);
  const actions: MessageAction[] = [];
  if (!you.chat_muted) actions.push("reply");
  if (!you.chat_muted && !mine) actions.push("mention");
  actions.push("copy");
  if (person !== null && mayActOn(you, person)) actions.push(person.chat_muted ? "unmute" : "mute");
  if (mayDelete(you, author.id, person)) actions.push("delete");
  if (!mine) actions.push("report", snapshot.blocked.includes(author.id) ? "unblock" : "block");
  return actions;
}

/** Whom the snapshot does not show has left or is one of many listeners: a leader may try, the server knows. */
function mayDelete(you: Participant, author: string, person: Participant | null): boolean {
  if (author === you.id) return true;
  return person === null ? moderates(you.role) : mayActOn(you, person);
}
