import type { Strings } from "../strings";

/** A way on from an ended visit. */
export type Way = "again" | "here" | "reload" | "lobby";

/** A reason the app has words for. */
export type EndedReason = Exclude<keyof Strings["ended"], Way | "others" | "detail">;

/** What may follow each end: never "join again" where the server would refuse it again. The first way is the main one. */
const ways: Record<EndedReason, readonly Way[]> = {
  left: ["lobby", "again"],
  replaced: ["here", "lobby"],
  room_closed: ["lobby"],
  room_gone: ["lobby"],
  room_full: ["again", "lobby"],
  room_locked: ["again", "lobby"],
  not_open_yet: ["again", "lobby"],
  kicked: ["lobby"],
  banned: ["lobby"],
  denied: ["lobby"],
  moved: ["again", "lobby"],
  not_found: ["lobby"],
  not_allowed: ["lobby"],
  unauthenticated: ["again", "lobby"],
  token_expired: ["again", "lobby"],
  unsupported_version: ["reload"],
  bad_request: ["reload", "lobby"],
  network: ["again", "lobby"],
  server_draining: ["again", "lobby"],
  server_busy: ["again", "lobby"],
  rate_limited: ["again", "lobby"],
  session_lost: ["again", "lobby"],
  unsupported: ["lobby"],
  internal: ["again", "lobby"],
};

const withOthers: ReadonlySet<EndedReason> = new Set(["room_full", "room_locked", "not_open_yet", "room_closed", "room_gone", "not_found"]);

/** Reasons that say the same to a person. */
const same = new Map<string, EndedReason>([
  ["slow_consumer", "network"],
  ["heartbeat_timeout", "network"],
  ["timeout", "network"],
]);

/** Turns a close reason or a refused join into one the app has words for; what it does not know is "internal". */
export function endedReason(code: string): EndedReason {
  if (Object.hasOwn(ways, code)) return code as EndedReason;
  return same.get(code) ?? "internal";
}

/** Returns the ways on from an end, the main one first. */
export function waysFrom(reason: EndedReason): readonly Way[] {
  return ways[reason];
}

/** Reports whether other rooms are shown on the spot: where this one is gone or has no place. */
export function showsOthers(reason: EndedReason): boolean {
  return withOthers.has(reason);
}

/** Reports whether somebody decided that the person stays out, so that they are told who, why and until when. */
export function isExclusion(reason: EndedReason): boolean {
  return reason === "kicked" || reason === "banned" || reason === "denied";
}
