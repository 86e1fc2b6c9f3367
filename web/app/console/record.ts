import type { AuditRecord } from "@sdk";
import { count, duration, isolate } from "../format";
import type { Strings } from "../strings";

type Known = keyof Strings["record"]["of"];

/** The details with which a command takes something back; they have words of their own. */
const takenBack = /(^| )off$/;

/** Says what a record says, as a person would. An action this version has no words for is shown as it is. */
export function recordText({ record: words }: Strings, entry: AuditRecord): string {
  const by = entry.by === "" ? words.room : isolate(entry.by_name || words.somebody);
  const name = entry.target === "" ? "" : isolate(entry.target_name || words.somebody);
  const known = wordsFor(words.of, entry);
  return known === null ? words.other(by, entry.action, name) : known(by, name || words.somebody);
}

function wordsFor(table: Strings["record"]["of"], { action, detail }: AuditRecord): ((by: string, name: string) => string) | null {
  const back = `${action}.off`;
  if (takenBack.test(detail) && Object.hasOwn(table, back)) return table[back as Known];
  return Object.hasOwn(table, action) ? table[action as Known] : null;
}

/**
 * What else a record tells, in words: a length of time, a seat, a role, or what somebody wrote to report another. The rest
 * is for programs.
 */
export function recordDetail(strings: Strings, { action, detail }: AuditRecord, locale: string): string {
  if (action === "participant.report") return isolate(detail);
  const { room, acts, turns, confirm } = strings;
  if (detail === "permanent") return confirm.forGood;
  if (action === "turn.set" && detail === "0 s") return turns.none;
  const [, seconds] = /^(\d+) s$/.exec(detail) ?? [];
  if (seconds !== undefined) return duration(Number(seconds) * 1000, locale);
  const [, seat] = /^seat (\d+)/.exec(detail) ?? [];
  if (seat !== undefined) return room.seatNumber(count(Number(seat) + 1, locale)); // people count from one
  const roles: Record<string, string> = { moderator: room.moderator, host: room.host, listener: acts.listener };
  return Object.hasOwn(roles, detail) ? roles[detail]! : "";
}
