/** How long "disconnected" may be a stumble, milliseconds: browsers say it late already. */
const stumble = 1000;
/** How long a restart has until sound must come through again, milliseconds. */
const grace = 3000;
/** The pauses from a restart to the next, by how many there have been, milliseconds; the last one repeats. */
const restartPauses = [1000, 1000, 2000, 4000, 8000] as const;
/** The pauses before each new join that did not help before it, milliseconds; the last one repeats. */
const rejoinPauses = [0, 2000, 4000, 8000, 16_000, 30_000] as const;
/** So long after a restart the next one is a first one again, milliseconds. */
const calm = 15_000;

/** What happens to the way of the sound. */
export type Symptom =
  /** A new peer connection. */
  | { type: "renewed" }
  | { type: "path"; path: RTCPeerConnectionState }
  /** Somebody speaks and no packet comes. */
  | { type: "stalled" }
  /** A packet came. */
  | { type: "flowing" }
  /** Nobody speaks any more: whether packets would come is not to be known. */
  | { type: "silent" }
  /** Something says that the way may have changed: another network, an own voice that the server has lost. */
  | { type: "suspect" }
  /** Whether the server can be asked. */
  | { type: "signaling"; up: boolean }
  /** The restart was answered, and the answer is in force. */
  | { type: "answered" }
  /** gone: the server has no such connection · later: it asks for patience · unable: anything else. */
  | { type: "refused"; why: "gone" | "later" | "unable"; retryMs: number }
  | { type: "time" };

/** What is to be done: restart ICE on the living connection · join again with a new one. */
export type Remedy = "restart" | "rejoin" | null;

/** The state of the way of the sound, of one visit. Replaced, never changed in place. */
export interface Health {
  readonly path: RTCPeerConnectionState;
  /** The present connection has been through once: what has never been needs no restart but another join. */
  readonly proven: boolean;
  /** A packet has come on the present connection. */
  readonly heard: boolean;
  readonly stalled: boolean;
  readonly signaling: boolean;
  /** stumbling: perhaps it gets up by itself · ill: a restart is due · restarting · incurable: a join is due. */
  readonly phase: "well" | "stumbling" | "ill" | "restarting" | "incurable";
  /** When time itself is a symptom, Infinity for never. */
  readonly due: number;
  /** Restarts since all was well, and the time of the last. */
  readonly restarts: number;
  readonly restarted: number;
  /** Joins since the sound came through last. */
  readonly rejoins: number;
  /** A reason for one more restart came while one was under way. */
  readonly again: boolean;
}

/** Before anything has happened. */
export const healthy: Health = {
  path: "new",
  proven: false,
  heard: false,
  stalled: false,
  signaling: false,
  phase: "well",
  due: Infinity,
  restarts: 0,
  restarted: -Infinity,
  rejoins: 0,
  again: false,
};

type Outcome = [Health, Remedy];

/**
 * What follows from a symptom. Pure: the caller does the remedy, and comes back with "time" when it is due.
 * First the gentle remedy, which keeps every track and the microphone open; then a new join; each ever more seldom.
 */
export function heal(before: Health, symptom: Symptom, now: number): Outcome {
  switch (symptom.type) {
    case "renewed":
      return [{ ...healthy, signaling: before.signaling, rejoins: before.rejoins }, null];
    case "path":
      return onPath({ ...before, path: symptom.path }, now);
    case "stalled":
      return before.proven ? worse({ ...before, stalled: true }, now) : [before, null];
    case "flowing":
      return [onFlow({ ...before, stalled: false, heard: true }), null];
    case "silent":
      return [{ ...before, stalled: false }, null];
    case "suspect":
      return before.proven ? worse({ ...before, again: before.phase === "restarting" }, now) : [before, null];
    case "signaling":
      if (!symptom.up) return [offline(before), null];
      return before.phase === "ill" ? treat({ ...before, signaling: true }, now) : [{ ...before, signaling: true }, null];
    case "answered":
      if (before.phase !== "restarting") return [before, null];
      return [{ ...before, due: before.again ? before.restarted + pause(restartPauses, 1) : now + grace }, null];
    case "refused":
      return onRefusal(before, symptom.why, now + symptom.retryMs, now);
    case "time":
      return now < before.due ? [before, null] : onTime(before, now);
  }
}

function onPath(h: Health, now: number): Outcome {
  switch (h.path) {
    case "connected": {
      const up = { ...h, proven: true, rejoins: 0 };
      return [up.stalled || up.phase === "restarting" ? up : well(up), null];
    }
    case "disconnected":
      return [h.phase === "well" ? { ...h, phase: "stumbling", due: now + stumble } : h, null];
    case "failed":
      return worse(h, now);
  }
  return [h, null];
}

/** A packet proves the way to here; of the way back only the path knows. */
function onFlow(h: Health): Health {
  return h.phase === "incurable" || h.again || broken(h) ? h : well(h);
}

/** What waits, waits for the socket now; a restart whose answer went with it is made again. */
function offline(h: Health): Health {
  const waits = h.phase === "restarting" || h.phase === "ill" || h.phase === "stumbling";
  return { ...h, signaling: false, ...(waits && { phase: "ill", due: Infinity }) };
}

function onRefusal(h: Health, why: "gone" | "later" | "unable", retry: number, now: number): Outcome {
  if (h.phase !== "restarting") return [h, null];
  if (why === "later") return [{ ...h, phase: "ill", due: Math.max(retry, now + stumble) }, null];
  return why === "gone" || lost(h) ? giveUp(h, now) : [well(h), null];
}

function onTime(h: Health, now: number): Outcome {
  switch (h.phase) {
    case "well":
      return [{ ...h, due: Infinity }, null];
    case "stumbling":
    case "ill":
      return treat(h, now);
    case "incurable":
      return [{ ...h, phase: "well", due: Infinity, rejoins: h.rejoins + 1 }, "rejoin"];
    case "restarting":
      if (h.again) return treat({ ...h, again: false }, now);
      if (lost(h)) return giveUp(h, now);
      return h.stalled ? treat(h, now) : [well(h), null];
  }
}

/** One more reason to act: what is under way already goes on. */
function worse(h: Health, now: number): Outcome {
  return h.phase === "well" || h.phase === "stumbling" ? treat(h, now) : [h, null];
}

/** Restarts now, or as soon as the server can be asked and its patience allows. */
function treat(h: Health, now: number): Outcome {
  if (!h.signaling) return [{ ...h, phase: "ill", due: Infinity }, null];
  if (!h.proven) return giveUp(h, now);
  const restarts = now - h.restarted > calm ? 0 : h.restarts;
  const due = h.restarted + pause(restartPauses, restarts);
  if (now < due) return [{ ...h, phase: "ill", due }, null];
  return [{ ...h, phase: "restarting", due: now + grace, restarts: restarts + 1, restarted: now }, "restart"];
}

/** Joins again: at once the first time. */
function giveUp(h: Health, now: number): Outcome {
  const incurable: Health = { ...h, phase: "incurable", due: now + pause(rejoinPauses, h.rejoins) };
  return now < incurable.due ? [incurable, null] : onTime(incurable, now);
}

function well(h: Health): Health {
  return { ...h, phase: "well", due: Infinity, again: false };
}

/** The browser itself says that nothing goes through. */
function broken(h: Health): boolean {
  return h.path !== "connected";
}

/** No restart will help. Of a connection that never brought a packet, silence alone proves nothing. */
function lost(h: Health): boolean {
  return broken(h) || (h.stalled && h.heard);
}

function pause(pauses: readonly number[], count: number): number {
  return pauses[Math.min(count, pauses.length - 1)] ?? 0;
}
