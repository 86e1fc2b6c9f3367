/** Times the way from a tap to the first decoded sound. */

import { current } from "./peers.ts";

const patienceMs = 10_000;

let tapMs = 0;
let soundMs: number | null = null;
let polling = false;

/** firstSoundMs is the time from the last click to the first decoded sample after it, null as long as there is none. */
export function firstSoundMs(): number | null {
  return soundMs;
}

/** watchTaps starts the clock at every click. */
export function watchTaps(): void {
  const tapped = () => {
    tapMs = performance.now();
    soundMs = null;
    if (!polling) poll();
  };
  addEventListener("click", tapped, true);
}

/** poll asks the receivers, whose sources change with every decoded frame; statistics are cached for 50 ms. */
function poll(): void {
  const waited = performance.now() - tapMs;
  const pc = current();
  const heard = pc?.getReceivers().some((receiver) => receiver.getSynchronizationSources().length > 0) ?? false;
  if (pc && heard) void note(pc, tapMs, waited);
  polling = !heard && waited < patienceMs;
  if (polling) setTimeout(poll, 2);
}

/** Samples in a packet of a room that is not large: 20 ms. */
const packet = 960;

/**
 * note takes the moment from the sound itself: a page that draws looks late, by as long as it draws, while the samples
 * played go on being counted, 48 to the millisecond, beside the time of the count. A packet counts when its playing
 * begins, so the newest is left out: the answer is never too early.
 */
async function note(pc: RTCPeerConnection, tapped: number, seenMs: number): Promise<void> {
  let first = seenMs;
  (await pc.getStats()).forEach((entry: { type: string; timestamp: number; jitterBufferEmittedCount?: number }) => {
    if (entry.type !== "inbound-rtp" || !entry.jitterBufferEmittedCount) return;
    const playedMs = (entry.jitterBufferEmittedCount - packet) / 48;
    first = Math.min(first, entry.timestamp - performance.timeOrigin - tapped - playedMs);
  });
  if (tapped === tapMs) soundMs = first;
}
