/**
 * What a client does when its socket or its join has ended: resume the session · join again · join again
 * later · join elsewhere · join again as somebody new · stop.
 */
export type Next = "resume" | "join" | "wait" | "moved" | "renew" | "stop";

export interface Closing {
  code: number;
  name: string;
  next: Next;
}

/** PROTOCOL.md "Close codes", row by row. */
const table: readonly Closing[] = [
  { code: 4000, name: "internal", next: "resume" },
  { code: 4001, name: "slow_consumer", next: "resume" },
  { code: 4002, name: "heartbeat_timeout", next: "resume" },
  { code: 4003, name: "session_lost", next: "join" },
  { code: 4004, name: "token_expired", next: "renew" },
  { code: 4005, name: "server_draining", next: "wait" },
  { code: 4006, name: "moved", next: "moved" },
  { code: 4007, name: "rate_limited", next: "wait" },
  { code: 4008, name: "waiting", next: "wait" },
  { code: 4500, name: "bad_request", next: "stop" },
  { code: 4501, name: "unsupported_version", next: "stop" },
  { code: 4502, name: "unauthenticated", next: "stop" },
  { code: 4503, name: "not_allowed", next: "stop" },
  { code: 4504, name: "replaced", next: "stop" },
  { code: 4505, name: "kicked", next: "stop" },
  { code: 4506, name: "banned", next: "stop" },
  { code: 4507, name: "room_closed", next: "stop" },
  { code: 4508, name: "room_full", next: "stop" },
  { code: 4509, name: "left", next: "stop" },
  { code: 4510, name: "room_locked", next: "stop" },
  { code: 4511, name: "not_open_yet", next: "stop" },
];

/** By the socket's close code. Codes not in the table act by their range; those of the network resume. */
export function closingByCode(code: number): Closing {
  const known = table.find((row) => row.code === code);
  if (known) return known;
  if (code >= 4500 && code <= 4999) return { code, name: "bad_request", next: "stop" };
  return { code, name: "network", next: "resume" };
}

/**
 * By the code of a refused join or resume. A refusal without a row is a passing one when it says when to try
 * again, else it concerns this join alone: stop.
 */
export function closingByName(name: string, retryMs = 0): Closing {
  if (name === "network") return { code: 0, name, next: "resume" };
  const known = table.find((row) => row.name === name);
  if (known) return known;
  if (name === "server_busy") return { code: 4007, name, next: "wait" }; // the server's own limit, not this person's
  if (name === "denied") return { code: 4503, name, next: "stop" }; // a not_allowed with a name of its own
  return retryMs > 0 ? { code: 4007, name, next: "wait" } : { code: 4500, name, next: "stop" };
}
