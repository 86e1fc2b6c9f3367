import type { Message } from "@sdk";

/** A pause after which the same person's next message gets a head again. */
const pauseMs = 5 * 60_000;

/** One row of the chat as it is drawn. */
export type Row =
  | { kind: "system"; message: Message }
  /** Messages of people one has blocked, in a row, behind one line. */
  | { kind: "folded"; messages: Message[] }
  | { kind: "line"; message: Message; headed: boolean; mine: boolean; toYou: boolean };

/** What the rows depend on besides the messages. */
export interface Reader {
  you: string;
  blocked: readonly string[];
  /** Folded messages that were opened all the same. */
  opened: ReadonlySet<number>;
}

/** Turns messages into rows: grouped by sender, blocked people folded. */
export function rowsOf(log: readonly Message[], reader: Reader): Row[] {
  const rows: Row[] = [];
  for (const message of log) {
    const last = rows.at(-1);
    if (message.system) rows.push({ kind: "system", message });
    else if (!isFolded(message, reader)) rows.push(lineOf(message, last, reader.you));
    else if (last?.kind === "folded") last.messages.push(message);
    else rows.push({ kind: "folded", messages: [message] });
  }
  return rows;
}

function isFolded(message: Message, { blocked, opened }: Reader): boolean {
  return message.from !== null && blocked.includes(message.from.id) && !opened.has(message.id);
}

function lineOf(message: Message, last: Row | undefined, you: string): Row {
  const before = last?.kind === "line" ? last.message : null;
  const goesOn = before !== null && before.from?.id === message.from?.id && message.sent_ms - before.sent_ms < pauseMs;
  const mine = message.from?.id === you;
  return { kind: "line", message, headed: !goesOn, mine, toYou: !mine && message.mentions.includes(you) };
}

/** The id a row is found by: that of its first message. */
export function rowId(row: Row): number {
  return row.kind === "folded" ? row.messages[0]!.id : row.message.id;
}
