/** Which rooms' rules the person here has agreed to. Rules that change are asked for again. */
import type { Snapshot } from "@sdk";

/** More rooms than this are not remembered; the oldest goes first. */
const limit = 100;

/** Reports whether rules stand between the person and their first word: the host's own never do. */
export function rulesAhead({ room, you }: Snapshot, agreed: readonly string[]): boolean {
  return room.rules !== "" && you.role !== "host" && !agreed.includes(markOf(room.id, room.rules));
}

/** Returns the list of agreements with one more. */
export function withAgreement(agreed: readonly string[], room: string, rules: string): string[] {
  const mark = markOf(room, rules);
  return [...agreed.filter((other) => other !== mark), mark].slice(-limit);
}

/** Names a room with the rules it has now: FNV-1a tells texts apart, it keeps no secret. */
function markOf(room: string, rules: string): string {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(rules)) hash = Math.imul(hash ^ unit, 0x01000193);
  return `${room} ${(hash >>> 0).toString(36)}`;
}
