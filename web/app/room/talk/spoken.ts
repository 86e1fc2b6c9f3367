/** Talk time as it is shown: pure functions of what the server counted. */
import type { Participant, Snapshot, Talk, Voiced } from "@sdk";
import { duration } from "../../format";
import type { Strings } from "../../strings";
import { onStage } from "../view";

const minuteMs = 60_000;

/** Everything somebody has said tonight, milliseconds. */
export function totalOf(voiced: readonly Voiced[]): number {
  return voiced.reduce((sum, one) => sum + one.ms, 0);
}

/** What somebody has said tonight; null for who does not show it, and for who is not told of. */
export function spokenBy(talk: Talk, id: string): number | null {
  if (talk.hidden.includes(id)) return null;
  const found = talk.people.find((one) => one.participant === id);
  return found === undefined ? null : totalOf(found.voiced);
}

/** The same, with one's own told to oneself alone even when it is hidden. */
export function spokenTo(snapshot: Snapshot, id: string): number | null {
  return id === snapshot.you.id ? totalOf(snapshot.you_voiced) : spokenBy(snapshot.talk, id);
}

/** Says a time as people do: whole minutes, and less than one as such. */
export function spokenText(ms: number, strings: Strings, locale: string): string {
  return ms < minuteMs ? strings.exchange.talk.none : duration(ms, locale);
}

/** A row of the list: a person, what they have said, and how long their bar is, 0 to 1. */
export interface TalkRow {
  person: Participant;
  ms: number | null;
  part: number;
}

/** Everyone on the stage, who has spoken most first; the longest bar is theirs. */
export function talkRows(snapshot: Snapshot): TalkRow[] {
  const rows = onStage(snapshot).map((person) => ({ person, ms: spokenTo(snapshot, person.id) }));
  const most = Math.max(0, ...rows.map(({ ms }) => ms ?? 0));
  return rows
    .map((row) => ({ ...row, part: most === 0 ? 0 : (row.ms ?? 0) / most }))
    .sort((a, b) => (b.ms ?? -1) - (a.ms ?? -1));
}

/** How long the bar of somebody on the stage is beside the one who has spoken most, 0 to 1; null for none. */
export function barOf(snapshot: Snapshot, id: string): number | null {
  const ms = spokenBy(snapshot.talk, id);
  const most = Math.max(0, ...onStage(snapshot).map((one) => spokenBy(snapshot.talk, one.id) ?? 0));
  return ms === null || ms === 0 || most === 0 ? null : ms / most;
}

/** One's own evening: by language, the most first; nothing for who was never heard. */
export function evening(voiced: readonly Voiced[]): Voiced[] {
  return voiced.filter(({ ms }) => ms > 0).sort((a, b) => b.ms - a.ms);
}
