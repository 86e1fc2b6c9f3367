import type { Participant, Snapshot, Speakers } from "@sdk";
import { onStage } from "../view";

/** People ask at the end of a sentence: for so long who has spoken can be meant, milliseconds. */
const recentMs = 15_000;
/** More than this would be a list of the room and not a choice. */
const most = 3;

/** When each person was heard last. */
export type LastHeard = ReadonlyMap<string, number>;

/** Notes who is heard now. */
export function heardNow(before: LastHeard, speakers: Speakers, nowMs: number): LastHeard {
  const after = new Map([...before].filter(([, at]) => nowMs - at < recentMs));
  for (const { participant } of speakers.speaking) after.set(participant, nowMs);
  return after;
}

/** Returns whom one may ask to speak slower: who speaks now, the loudest first, then who spoke last. */
export function askable(snapshot: Snapshot, speakers: Speakers, heard: LastHeard, nowMs: number): Participant[] {
  const levels = new Map(speakers.speaking.map(({ participant, level }) => [participant, level]));
  const rank = ({ id }: Participant) => levels.get(id) ?? -1000 - (nowMs - (heard.get(id) ?? 0)) / recentMs;
  return onStage(snapshot)
    .filter(({ id }) => id !== snapshot.you.id && (levels.has(id) || nowMs - (heard.get(id) ?? Number.NEGATIVE_INFINITY) < recentMs))
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, most);
}
